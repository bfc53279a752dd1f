using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>Sends buffers on a virtual function: the head as one mapping, each fragment as another.</summary>
public sealed class Igbvf(PciDev pdev, NetDevice netdev)
{
    private const uint EndOfPacket = 0x1;

    private readonly TxRing _ring = new(pdev.Dev);

    // P1: whole fragment, checked, unwound
    public Tx Xmit(SkBuff skb)
    {
        int first = _ring.Head;
        if (_ring.Room < skb.Info.NrFrags + 2)
            return Tx.Busy;

        ulong head = Pci.MapSingle(pdev, skb.Data, skb.HeadLen, PciDma.ToCard);
        if (Pci.MappingError(pdev, head))
            return netdev.Drop(skb);
        _ring.Post(head, skb.HeadLen, page: false);

        for (int f = 0; f < skb.Info.NrFrags; f++)
        {
            ref Frag frag = ref skb.Info.Frags[f];
            int len = frag.Size;
            ulong addr = Pci.MapPage(pdev, frag.Page, frag.PageOffset, len, PciDma.ToCard);
            if (Pci.MappingError(pdev, addr))
            {
                _ring.Unwind(first);
                return netdev.Drop(skb);
            }

            _ring.Post(addr, len, page: true);
        }

        _ring[_ring.Head - 1].Flags |= EndOfPacket;
        _ring.Attach(skb);
        return Tx.Ok;
    }

    /// <summary>The card has sent what it was given.</summary>
    public void Clean() => _ring.Complete();
}
