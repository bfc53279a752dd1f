using System;
using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A system-on-chip's controller: everything is mapped before anything is posted.</summary>
public sealed class Pasemi(PciDev dmaPdev, NetDevice netdev)
{
    private readonly DescRing _ring = new(64);

    // P1: mapped into an array; the check counts backwards
    public Tx Xmit(SkBuff skb)
    {
        Span<ulong> map = stackalloc ulong[SharedInfo.MaxFrags + 1];
        Span<int> mapSize = stackalloc int[SharedInfo.MaxFrags + 1];
        int nfrags = 0;

        map[0] = Pci.MapSingle(dmaPdev, skb.Data, skb.HeadLen, PciDma.ToCard);
        mapSize[0] = skb.HeadLen;
        if (Pci.MappingError(dmaPdev, map[0]))
            goto Unmap;

        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            ref Frag frag = ref skb.Info.Frags[i];
            map[i + 1] = Pci.MapPage(dmaPdev, frag.Page, frag.PageOffset, frag.Size, PciDma.ToCard);
            mapSize[i + 1] = frag.Size;
            nfrags++;
            if (Pci.MappingError(dmaPdev, map[i + 1]))
                goto Unmap;
        }

        for (int i = 0; i <= nfrags; i++)
            _ring.Post(map[i], mapSize[i]);
        for (int i = nfrags; i > 0; i--)
            Pci.UnmapPage(dmaPdev, map[i], mapSize[i], PciDma.ToCard);
        Pci.UnmapSingle(dmaPdev, map[0], mapSize[0], PciDma.ToCard);
        skb.Free();
        return Tx.Ok;

    Unmap:
        while (--nfrags > 0)
            Pci.UnmapPage(dmaPdev, map[nfrags], mapSize[nfrags], PciDma.ToCard);
        if (!Pci.MappingError(dmaPdev, map[0]))
            Pci.UnmapSingle(dmaPdev, map[0], mapSize[0], PciDma.ToCard);
        return netdev.Drop(skb);
    }
}
