using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A controller with two ways to its memory; which one, its table of operations knows.</summary>
public sealed class Niu(Device dev, IDeviceOps ops, NetDevice netdev)
{
    private readonly DescRing _ring = new(64);
    private int _cons;

    /// <summary>The operations of a controller without a translation unit: bus addresses are physical ones.</summary>
    public sealed class PhysOps : IDeviceOps
    {
        /// <inheritdoc/>
        public ulong MapPage(Device dev, Page? page, ulong offset, int size, DmaDir dir)
        {
            Recorder.Log($"table map +{offset} {size} dir {(int)dir}");
            return Mm.PageToPhys(page) + offset;
        }

        /// <inheritdoc/>
        public void UnmapPage(Device dev, ulong address, int size, DmaDir dir) =>
            Recorder.Log($"table unmap {Recorder.Name(address)} {size} dir {(int)dir}");
    }

    // P19: a map through a table of operations keeps the fragment's offset
    public Tx Xmit(SkBuff skb)
    {
        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            ref Frag frag = ref skb.Info.Frags[i];
            int len = frag.Size;
            ulong mapping = ops.MapPage(dev, frag.Page, (ulong)frag.PageOffset, len, DmaDir.ToDevice);
            _ring.Post(mapping, len);
        }

        for (; _cons < _ring.Head; _cons++)
            ops.UnmapPage(dev, _ring[_cons].Addr, _ring[_cons].Len, DmaDir.ToDevice);
        skb.Free();
        return Tx.Ok;
    }

    // P9: a block of the receive ring is appended
    public void AppendRx(SkBuff skb, Page page, int offset, int size)
    {
        int i = skb.Info.NrFrags++;
        ref Frag frag = ref skb.Info.Frags[i];
        frag.Page = page;
        frag.PageOffset = offset;
        frag.Size = size;
        skb.Len += size;
        skb.DataLen += size;
        skb.TrueSize += size;
    }

    // P10: a block that serves several packets
    public void ReceiveShared(Page page, int offset, int size)
    {
        SkBuff skb = new(0);
        AppendRx(skb, page, offset, size);
        page.Get();
        netdev.Receive(skb);
    }
}
