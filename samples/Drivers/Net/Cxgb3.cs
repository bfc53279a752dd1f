using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>The third generation: free lists of page chunks, and aggregation of a flow's packets in a buffer of the queue set.</summary>
public sealed class Cxgb3(PciDev pdev, NetDevice netdev)
{
    private struct PageChunk
    {
        public Page? Page;
        public int Offset;
        public ulong Mapping;
    }

    private readonly TxRing _ring = new(pdev.Dev);
    private SkBuff? _lro;

    // P1: each fragment is mapped in an argument list
    public Tx Xmit(SkBuff skb)
    {
        if (skb.HeadLen > 0)
            _ring.Post(Pci.MapSingle(pdev, skb.Data, skb.HeadLen, PciDma.ToCard), skb.HeadLen, false);

        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            ref readonly Frag frag = ref skb.Info.Frags[i];
            _ring.Post(Pci.MapPage(pdev, frag.Page, frag.PageOffset, frag.Size, PciDma.ToCard), frag.Size, true);
        }

        _ring.Attach(skb);
        return Tx.Ok;
    }

    private PageChunk AllocChunk(int offset)
    {
        PageChunk chunk = new() { Page = Mm.AllocPage(), Offset = offset };
        chunk.Mapping = Pci.MapPage(pdev, chunk.Page, 0, Mm.PageSize, PciDma.FromCard);
        return chunk;
    }

    // P9: a chunk is appended; the offset is advanced past the packet's header
    public void LroAddPage(int len, int header, bool complete)
    {
        PageChunk sd = AllocChunk(128);
        Pci.UnmapPage(pdev, sd.Mapping, Mm.PageSize, PciDma.FromCard);

        _lro ??= new SkBuff(0);
        int nr = _lro.Info.NrFrags;
        ref Frag rxFrag = ref _lro.Info.Frags[nr];
        rxFrag.Page = sd.Page;
        rxFrag.PageOffset = sd.Offset + header;
        rxFrag.Size = len - header;
        _lro.Info.NrFrags++;
        _lro.Len += rxFrag.Size;
        _lro.DataLen += rxFrag.Size;

        if (!complete)
            return;
        netdev.Receive(_lro);
        _lro = null;
    }

    // P8: an aggregate that is given up
    public void LroFlush()
    {
        if (_lro is null)
            return;
        foreach (Frag frag in System.MemoryExtensions.AsSpan(_lro.Info.Frags, 0, _lro.Info.NrFrags))
            frag.Page!.Put();
        _lro.Info.NrFrags = 0;
        _lro.Free();
        _lro = null;
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _ring.Complete();
}
