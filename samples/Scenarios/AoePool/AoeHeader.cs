using System.Buffers.Binary;
using FragApi;

namespace Scenarios;

/// <summary>What the frame says about itself: which write it is. The rest of the protocol makes no difference here.</summary>
internal static class AoeHeader
{
    /// <summary>In bytes: Ethernet, AoE, ATA.</summary>
    public const int Size = 36;

    public static void Append(SkBuff skb, int number) => BinaryPrimitives.WriteInt32LittleEndian(skb.Put(Size), number);

    /// <summary>Which write the header announces, and which one the data are from.</summary>
    public static (int Announced, int Carried) Read(SkBuff skb)
    {
        byte[] bytes = new byte[Size + sizeof(int)];
        skb.CopyBits(0, bytes);
        return (BinaryPrimitives.ReadInt32LittleEndian(bytes), BinaryPrimitives.ReadInt32LittleEndian(bytes[Size..]));
    }
}
