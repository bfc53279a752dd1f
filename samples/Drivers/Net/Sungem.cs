using System.Buffers.Binary;
using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>An on-board controller; its descriptors are little-endian whatever the processor is.</summary>
public sealed class Sungem(PciDev pdev)
{
    private const uint Sof = 0x8000_0000;
    private const uint Eof = 0x4000_0000;

    private readonly TxRing _ring = new(pdev.Dev);

    // P1: the map is an argument of a call in an argument list
    public Tx Xmit(SkBuff skb)
    {
        int last = skb.Info.NrFrags - 1;
        _ring.Post(Pci.MapSingle(pdev, skb.Data, skb.HeadLen, PciDma.ToCard), skb.HeadLen, page: false, last < 0 ? Sof | Eof : Sof);

        for (int i = 0; i <= last; i++)
        {
            ref Frag thisFrag = ref skb.Info.Frags[i];
            uint eof = i == last ? Eof : 0;
            _ring.Post(
                FromLittleEndian(Pci.MapPage(pdev, thisFrag.Page, thisFrag.PageOffset, thisFrag.Size, PciDma.ToCard)),
                thisFrag.Size,
                page: true,
                eof);
        }

        _ring.Attach(skb);
        return Tx.Ok;
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _ring.Complete();

    private static ulong FromLittleEndian(ulong value) =>
        System.BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);
}
