using Drivers.Kernel;

namespace Drivers.Virt;

/// <summary>A hypervisor's synthetic interface: a request lists frame numbers.</summary>
public sealed class NetVsc
{
    private struct PageBuffer
    {
        public ulong Pfn;
        public int Offset;
        public int Len;
    }

    // P20: frame numbers
    public Tx StartXmit(SkBuff skb)
    {
        PageBuffer[] buffers = new PageBuffer[skb.Info.NrFrags + 1];
        ulong head = Mm.VirtToPhys(skb.Data);
        buffers[0] = new PageBuffer { Pfn = head >> Mm.PageShift, Offset = 0, Len = skb.HeadLen };

        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            ref Frag f = ref skb.Info.Frags[i];
            buffers[i + 1].Pfn = Mm.PageToPfn(f.Page);
            buffers[i + 1].Offset = f.PageOffset;
            buffers[i + 1].Len = f.Size;
        }

        foreach (PageBuffer buffer in buffers)
            Recorder.Log($"page buffer {buffer.Pfn:x} +{buffer.Offset} {buffer.Len}");
        skb.Free();
        return Tx.Ok;
    }
}
