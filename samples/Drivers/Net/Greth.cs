using System.Text;
using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A soft-core controller; it can print what it sends.</summary>
public sealed class Greth(Device dev, NetDevice netdev)
{
    private readonly TxRing _ring = new(dev);

    /// <summary>Whether every packet is dumped before it is sent.</summary>
    public bool Dump { get; set; }

    // P5: physical address turned back into a virtual one; every fragment is dumped with the head's length
    private static void PrintTx(SkBuff skb)
    {
        int length = skb.Info.NrFrags == 0 ? skb.Len : skb.HeadLen;
        PrintHex(skb.Data, length);

        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            PrintHex(
                Mm.PhysToVirt(Mm.PageToPhys(skb.Info.Frags[i].Page)) + skb.Info.Frags[i].PageOffset,
                length);
        }
    }

    // P1: the check jumps to the unwinding
    public Tx Xmit(SkBuff skb)
    {
        int first = _ring.Head;
        if (Dump)
            PrintTx(skb);

        ulong addr = Dma.MapSingle(dev, skb.Data, skb.HeadLen, DmaDir.ToDevice);
        if (Dma.MappingError(dev, addr))
            goto MapError;
        _ring.Post(addr, skb.HeadLen, page: false);

        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            ref Frag frag = ref skb.Info.Frags[i];
            addr = Dma.MapPage(dev, frag.Page, frag.PageOffset, frag.Size, DmaDir.ToDevice);
            if (Dma.MappingError(dev, addr))
                goto MapError;
            _ring.Post(addr, frag.Size, page: true);
        }

        _ring.Attach(skb);
        return Tx.Ok;

    MapError:
        _ring.Unwind(first);
        return netdev.Drop(skb);
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _ring.Complete();

    private static void PrintHex(nint address, int length)
    {
        StringBuilder line = new($"dump {Recorder.Name(address)}:");
        foreach (byte b in Mm.Span(address, length < 4 ? length : 4))
            line.Append($" {b:x2}");
        Recorder.Log(line.ToString());
    }
}
