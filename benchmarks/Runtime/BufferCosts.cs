using System;
using System.Buffers;

namespace FragApi.Benchmarks;

/// <summary>What it costs to make, share and free buffers, beside what else .NET code would use.</summary>
internal static class BufferCosts
{
    private const int PageSize = 4096;

    private static readonly SkBuff s_skb = Build();
    private static readonly Memory<byte>[] s_pieces = new Memory<byte>[SkbSharedInfo.MaxFrags];
    private static readonly byte[][] s_arrays = new byte[SkbSharedInfo.MaxFrags][];

    public static void Print(int rounds)
    {
        Interleaved.Head("buffers, ns", "", "FragApi");
        Interleaved.Measure("clone and free", rounds, 10_000, static count =>
        {
            for (int i = 0; i < count; i++)
                s_skb.Clone().Free();
            return 0;
        });
        Interleaved.Measure("alloc and free", rounds, 10_000, static count =>
        {
            for (int i = 0; i < count; i++)
                SkBuff.Alloc(1500).Free();
            return 0;
        });
        Interleaved.Head("buffers against ArrayPool<byte>, ns", "ArrayPool", "FragApi");
        Interleaved.Compare("one buffer of 1,500 bytes", rounds, 10_000, RentOne, AllocOne);
        using (Companion other = new())
        {
            Interleaved.Compare("the same on two threads", rounds, 10_000, count => other.Together(count, RentOne), count => other.Together(count, AllocOne));
        }

        CheckedArrayPool<byte> canary = new(new CheckedPoolOptions { Sampling = 1_000, Throws = false, HasLines = false });
        CheckedArrayPool<byte> watching = new();
        CheckedArrayPool<byte> withoutLines = new(new CheckedPoolOptions { HasLines = false });
        CheckedMemoryPool<byte> memory = new();
        Interleaved.Compare("CheckedArrayPool, one in 1,000 watched", rounds, 10_000, RentOne, count => RentOf(canary, count));
        Interleaved.Compare("CheckedArrayPool, all watched", Math.Min(rounds, 50), 100, RentOne, count => RentOf(watching, count));
        Interleaved.Compare("CheckedArrayPool, all watched, no lines", Math.Min(rounds, 50), 100, RentOne, count => RentOf(withoutLines, count));
        Interleaved.Compare("CheckedMemoryPool, all watched", Math.Min(rounds, 50), 100, RentOne, count => RentOf(memory, count));
        Interleaved.Compare("17 pages, as Memory<byte> or as fragments", rounds, 1_000, RentSeventeen, BuildSeventeen);
    }

    private static long RentOne(int count)
    {
        for (int i = 0; i < count; i++)
        {
            byte[] bytes = ArrayPool<byte>.Shared.Rent(1500);
            ArrayPool<byte>.Shared.Return(bytes);
        }

        return 0;
    }

    private static long RentOf(ArrayPool<byte> pool, int count)
    {
        for (int i = 0; i < count; i++)
            pool.Return(pool.Rent(1500));
        return 0;
    }

    private static long RentOf(MemoryPool<byte> pool, int count)
    {
        for (int i = 0; i < count; i++)
            pool.Rent(1500).Dispose();
        return 0;
    }

    private static long AllocOne(int count)
    {
        for (int i = 0; i < count; i++)
            SkBuff.Alloc(1500).Free();
        return 0;
    }

    private static long RentSeventeen(int count)
    {
        long length = 0;
        for (int i = 0; i < count; i++)
        {
            for (int f = 0; f < SkbSharedInfo.MaxFrags; f++)
            {
                s_arrays[f] = ArrayPool<byte>.Shared.Rent(PageSize);
                s_pieces[f] = s_arrays[f].AsMemory(0, PageSize);
                length += s_pieces[f].Length;
            }

            for (int f = 0; f < SkbSharedInfo.MaxFrags; f++)
                ArrayPool<byte>.Shared.Return(s_arrays[f]);
        }

        return length;
    }

    private static long BuildSeventeen(int count)
    {
        long length = 0;
        for (int i = 0; i < count; i++)
        {
            SkBuff skb = SkBuff.Alloc(100);
            for (int f = 0; f < SkbSharedInfo.MaxFrags; f++)
                skb.AddRxFrag(f, PagePool.Shared.Acquire(), 0, PageSize, PageSize);
            length += skb.Len;
            skb.Free();
        }

        return length;
    }

    private static SkBuff Build()
    {
        SkBuff skb = SkBuff.Alloc(100);
        for (int f = 0; f < SkbSharedInfo.MaxFrags; f++)
            skb.AddRxFrag(f, PagePool.Shared.Acquire(), 0, PageSize, PageSize);
        return skb;
    }
}
