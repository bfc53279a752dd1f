using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A ten-gigabit card that takes a packet as one descriptor of variable length.</summary>
public sealed class Tehuti(PciDev pdev)
{
    // What has to be undone later.
    private record struct Mapping(ulong Dma, int Len, SkBuff? Skb);

    private readonly Mapping[] _db = new Mapping[64];
    private int _wptr;
    private int _rptr;

    // P1: object initialisers and tuples of what is mapped
    public Tx Xmit(SkBuff skb)
    {
        Push(new Mapping(Pci.MapSingle(pdev, skb.Data, skb.HeadLen, PciDma.ToCard), skb.HeadLen, null));
        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            Frag frag = skb.Info.Frags[i];
            Push(new Mapping(
                Dma: Pci.MapPage(pdev, frag.Page, frag.PageOffset, frag.Size, PciDma.ToCard),
                Len: frag.Size,
                Skb: null));
        }

        Push(new Mapping(0, 0, skb));
        return Tx.Ok;
    }

    private void Push(Mapping mapping)
    {
        if (mapping.Skb is null)
            Recorder.Log($"pbl {Recorder.Name(mapping.Dma)} {mapping.Len}");
        _db[_wptr++ % _db.Length] = mapping;
    }

    /// <summary>Undoes what is sent.</summary>
    public void Clean()
    {
        for (bool head = true; _rptr < _wptr; _rptr++)
        {
            (ulong dma, int len, SkBuff? skb) = _db[_rptr % _db.Length];
            if (skb is not null)
            {
                skb.Free();
                head = true;
                continue;
            }

            if (head)
                Pci.UnmapSingle(pdev, dma, len, PciDma.ToCard);
            else
                Pci.UnmapPage(pdev, dma, len, PciDma.ToCard);
            head = false;
        }
    }
}
