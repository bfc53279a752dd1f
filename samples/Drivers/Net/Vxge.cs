using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A virtualised ten-gigabit card.</summary>
public sealed unsafe class Vxge(PciDev pdev, NetDevice netdev)
{
    private readonly TxRing _fifo = new(pdev.Dev);

    // P1: pointer to the first fragment, moved on at the end of the turn; checked in the condition of the next statement
    public Tx Xmit(SkBuff skb)
    {
        int first = _fifo.Head;
        ulong dma = Pci.MapSingle(pdev, skb.Data, skb.HeadLen, PciDma.ToCard);
        if (Pci.MappingError(pdev, dma))
            return netdev.Drop(skb);
        _fifo.Post(dma, skb.HeadLen, page: false);

        fixed (Frag* frags = &skb.Info.Frags[0])
        {
            Frag* frag = frags;
            for (int i = 0; i < skb.Info.NrFrags; i++)
            {
                // Ignore empty fragments.
                if (frag->Size == 0)
                {
                    frag += 1;
                    continue;
                }

                dma = Pci.MapPage(pdev, (*frag).Page, (*frag).PageOffset, (*frag).Size, PciDma.ToCard);
                if (Pci.MappingError(pdev, dma))
                {
                    _fifo.Unwind(first);
                    return netdev.Drop(skb);
                }

                _fifo.Post(dma, frag->Size, page: true);
                frag += 1;
            }
        }

        _fifo.Attach(skb);
        return Tx.Ok;
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _fifo.Complete();
}
