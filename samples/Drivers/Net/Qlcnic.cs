using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>The card after that one; it asks about mappings through a function of its own.</summary>
public sealed class Qlcnic(PciDev pdev, NetDevice netdev)
{
    private readonly TxRing _ring = new(pdev.Dev);
    private int _mappingErrors;

    // P1: checked by the driver's own wrapper
    public Tx Xmit(SkBuff skb)
    {
        int first = _ring.Head;
        ulong map = Pci.MapSingle(pdev, skb.Data, skb.HeadLen, PciDma.ToCard);
        if (!IsGood(map))
            return netdev.Drop(skb);
        _ring.Post(map, skb.HeadLen, page: false);

        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            ref Frag frag = ref skb.Info.Frags[i];
            map = Pci.MapPage(pdev, frag.Page, frag.PageOffset, frag.Size, PciDma.ToCard);
            if (!IsGood(map))
            {
                _ring.Unwind(first);
                return netdev.Drop(skb);
            }

            _ring.Post(map, frag.Size, page: true);
        }

        _ring.Attach(skb);
        return Tx.Ok;
    }

    private bool IsGood(ulong map)
    {
        if (!Pci.MappingError(pdev, map))
            return true;
        _mappingErrors++;
        Recorder.Log($"mapping errors {_mappingErrors}");
        return false;
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _ring.Complete();
}
