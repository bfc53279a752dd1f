using System;
using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A soft core with two kinds of DMA engine; the engine's operations are delegates.</summary>
public sealed class AlTse
{
    private readonly Device _dev;
    private readonly TxRing _ring;
    private readonly Func<Page?, int, int, ulong> _map;

    /// <summary>A port behind a device, with the engine that does not translate or the one that does.</summary>
    public AlTse(Device dev, bool translates)
    {
        _dev = dev;
        _ring = new TxRing(dev);
        _map = translates
            ? (page, offset, size) => Dma.MapPage(dev, page, offset, size, DmaDir.ToDevice)
            : (page, offset, size) => Mm.PageToPhys(page) + (ulong)offset;
    }

    // P19, P15: a map through a delegate keeps the fragment's offset
    public Tx Xmit(SkBuff skb)
    {
        _ring.Post(Dma.MapSingle(_dev, skb.Data, skb.HeadLen, DmaDir.ToDevice), skb.HeadLen, page: false);
        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            ref Frag frag = ref skb.Info.Frags[i];
            ulong addr = _map(frag.Page, frag.PageOffset, frag.Size);
            _ring.Post(addr, frag.Size, page: true);
        }

        _ring.Attach(skb);
        return Tx.Ok;
    }

    // P1, P2: retries the second half alone when the whole does not fit the window
    public ulong MapInWindow(in Frag frag, int window, out int mapped)
    {
        mapped = frag.Size;
        if (frag.Size <= window)
            return Dma.MapPage(_dev, frag.Page, frag.PageOffset, frag.Size, DmaDir.ToDevice);

        int skip = frag.Size - window;
        mapped = window;
        return Dma.MapPage(_dev, frag.Page, checked(frag.PageOffset + skip), window, DmaDir.ToDevice);
    }

    /// <summary>Undoes <see cref="MapInWindow"/>.</summary>
    public void Unmap(ulong address, int mapped) => Dma.UnmapPage(_dev, address, mapped, DmaDir.ToDevice);

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _ring.Complete();
}
