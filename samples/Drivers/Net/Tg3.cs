using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A gigabit card; the mapping is noted with the slot before anybody looks whether it succeeded.</summary>
public sealed class Tg3(PciDev pdev, NetDevice netdev)
{
    private struct RingInfo
    {
        public SkBuff? Skb;
        public ulong Mapping;
        public int Len;
    }

    private readonly RingInfo[] _buffers = new RingInfo[32];
    private readonly DescRing _ring = new(32);
    private int _cons;

    // P1: checked after the store
    public Tx Xmit(SkBuff skb)
    {
        int entry = _ring.Head;
        int len = skb.HeadLen;
        ulong mapping = Pci.MapSingle(pdev, skb.Data, len, PciDma.ToCard);
        if (Pci.MappingError(pdev, mapping))
            return netdev.Drop(skb);

        _buffers[entry % 32] = new RingInfo { Skb = skb, Mapping = mapping, Len = len };
        _ring.Post(mapping, len);

        int last = skb.Info.NrFrags - 1;
        for (int i = 0; i <= last; i++)
        {
            ref Frag frag = ref skb.Info.Frags[i];
            len = frag.Size;
            mapping = Pci.MapPage(pdev, frag.Page, frag.PageOffset, len, PciDma.ToCard);

            ref RingInfo info = ref _buffers[(entry + i + 1) % 32];
            info.Skb = null;
            info.Mapping = mapping;
            info.Len = len;
            if (Pci.MappingError(pdev, mapping))
            {
                Undo(entry, i);
                return netdev.Drop(skb);
            }

            _ring.Post(mapping, len, i == last ? 1u : 0u);
        }

        return Tx.Ok;
    }

    private void Undo(int entry, int frags)
    {
        Pci.UnmapSingle(pdev, _buffers[entry % 32].Mapping, _buffers[entry % 32].Len, PciDma.ToCard);
        for (int i = 1; i <= frags; i++)
            Pci.UnmapPage(pdev, _buffers[(entry + i) % 32].Mapping, _buffers[(entry + i) % 32].Len, PciDma.ToCard);
        _ring.Rewind(entry);
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean()
    {
        while (_cons < _ring.Head)
        {
            ref RingInfo head = ref _buffers[_cons++ % 32];
            SkBuff skb = head.Skb!;
            head.Skb = null;
            Pci.UnmapSingle(pdev, head.Mapping, head.Len, PciDma.ToCard);
            for (int i = 0; i < skb.Info.NrFrags; i++, _cons++)
            {
                RingInfo info = _buffers[_cons % 32];
                Pci.UnmapPage(pdev, info.Mapping, skb.Info.Frags[i].Size, PciDma.ToCard);
            }

            skb.Free();
        }
    }
}
