using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>The virtual function of that card: the same engine, with descriptors of its own.</summary>
public sealed class Cxgb4Vf(Device dev, NetDevice netdev)
{
    private readonly TxRing _ring = new(dev);

    // P1: walks by reference from the first fragment to the end
    public Tx Xmit(SkBuff skb)
    {
        int first = _ring.Head;
        ulong addr = Dma.MapSingle(dev, skb.Data, skb.HeadLen, DmaDir.ToDevice);
        if (Dma.MappingError(dev, addr))
            return netdev.Drop(skb);
        _ring.Post(addr, skb.HeadLen, page: false);

        ref Frag fp = ref MemoryMarshal.GetArrayDataReference(skb.Info.Frags);
        ref Frag end = ref Unsafe.Add(ref fp, skb.Info.NrFrags);
        for (; Unsafe.IsAddressLessThan(ref fp, ref end); fp = ref Unsafe.Add(ref fp, 1))
        {
            addr = Dma.MapPage(dev, fp.Page, fp.PageOffset, fp.Size, DmaDir.ToDevice);
            if (Dma.MappingError(dev, addr))
                goto Unwind;
            _ring.Post(addr, fp.Size, page: true);
        }

        _ring.Attach(skb);
        return Tx.Ok;

    Unwind:
        _ring.Unwind(first);
        return netdev.Drop(skb);
    }

    // P12, P7: a received packet keeps the pieces; the last page stays on the free list as well
    public static void Collect(SkBuff skb, ReadOnlySpan<Frag> gather)
    {
        gather.CopyTo(skb.Info.Frags);
        skb.Info.NrFrags = gather.Length;
        foreach (ref readonly Frag frag in gather)
        {
            skb.Len += frag.Size;
            skb.DataLen += frag.Size;
        }

        Frag last = gather[^1];
        last.Page.GetPage();
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _ring.Complete();
}
