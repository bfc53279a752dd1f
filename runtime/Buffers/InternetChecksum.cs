using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace FragApi;

/// <summary>Ones' complement sums of 16-bit numbers in network order (RFC 1071).</summary>
internal static class InternetChecksum
{
    public static ushort Sum(ReadOnlySpan<byte> bytes)
    {
        // The sum does not care in which order a number's bytes are, as long as the result is turned as well; nor how
        // many numbers are added at a time, as long as every carry comes back in.
        ulong sum = 0;
        foreach (ulong eight in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            sum += eight;
            if (sum < eight)
                sum++;
        }

        ReadOnlySpan<byte> rest = bytes[(bytes.Length & ~7)..];
        if (rest.Length > 0)
        {
            Span<byte> padded = stackalloc byte[8];
            padded.Clear();
            rest.CopyTo(padded);
            ulong last = MemoryMarshal.Read<ulong>(padded);
            sum += last;
            if (sum < last)
                sum++;
        }

        ushort folded = Fold((uint)(sum >> 32), (uint)sum);
        return BitConverter.IsLittleEndian ? Swap(folded) : folded;
    }

    public static ushort Swap(ushort sum) => BinaryPrimitives.ReverseEndianness(sum);

    public static ushort Fold(uint sum) => Fold(0, sum);

    private static ushort Fold(uint high, uint low)
    {
        ulong sum = (ulong)high + low;
        while (sum > ushort.MaxValue)
            sum = (sum & ushort.MaxValue) + (sum >> 16);
        return (ushort)sum;
    }
}
