using Drivers.Kernel;
using Vendor.Octeon;

namespace Drivers.Net;

/// <summary>A network processor: a packet is a list of buffer pointers. Its page functions come from the vendor's kit.</summary>
public sealed class OcteonTx(Device dev, NetDevice netdev)
{
    private readonly DescRing _list = new(32);

    // P5: buffer pointers, in the vendor's words
    public Tx Xmit(SkBuff skb)
    {
        _list.Post(Mm.VirtToPhys(skb.Data), skb.HeadLen);
        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            ref Frag fs = ref skb.Info.Frags[i];
            _list.Post(Mm.VirtToPhys(OctPage.Base(fs.Page) + fs.PageOffset), fs.Size);
        }

        skb.Free();
        return Tx.Ok;
    }

    // P1: a window on each fragment, in the vendor's words
    public Tx XmitWindow(SkBuff skb)
    {
        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            Frag fs = skb.Info.Frags[i];
            ulong window = OctIo.Open(dev, fs.Page, fs.PageOffset, fs.Size, DmaDir.ToDevice);
            if (OctIo.Failed(dev, window))
                return netdev.Drop(skb);
            _list.Post(window, fs.Size);
            OctIo.Close(dev, window, fs.Size, DmaDir.ToDevice);
        }

        skb.Free();
        return Tx.Ok;
    }

    // P7, P8: the coprocessor reads after the buffer is gone
    public void Offload(SkBuff skb)
    {
        for (int i = 0; i < skb.Info.NrFrags; i++)
            OctPage.Hold(skb.Info.Frags[i].Page);

        for (int i = 0; i < skb.Info.NrFrags; i++)
            Recorder.Log($"crypt {Recorder.Name(OctPage.Phys(skb.Info.Frags[i].Page) + (ulong)skb.Info.Frags[i].PageOffset)}");

        for (int i = 0; i < skb.Info.NrFrags; i++)
            OctPage.Drop(skb.Info.Frags[i].Page);
        skb.Free();
    }
}
