using System;
using System.Runtime.CompilerServices;
using Xunit;

namespace FragApi.Tests;

/// <summary>Pages: their memory, and the arithmetic of their counts.</summary>
public sealed class PageTests : PoolTest
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void OrdersAreAlignedAndAllOfTheMemoryIsThere(int order)
    {
        Page page = Pool.Acquire(order);
        Assert.Equal(order, page.Order);
        Assert.Equal(Page.UnitSize << order, page.Size);
        Assert.Equal(0, page.Address % Page.UnitSize);
        page.Span.Fill(0x5A);
        Assert.Equal(page.Size, page.Memory.Length);
        Assert.False(page.Memory.Span.ContainsAnyExcept((byte)0x5A));
        Assert.Equal(1, page.Count);
        page.Put();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(6)]
    public void OtherOrdersAreRefused(int order) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Pool.Acquire(order));

    [Fact]
    public void LastPutGivesThePageBack()
    {
        Page page = Pool.Acquire();
        page.Get();
        Assert.Equal(2, page.Count);
        page.Put();
        Assert.Equal(1, Pool.LivePages);
        page.Put();
        Assert.Equal(0, Pool.LivePages);
        Assert.Equal(0, page.Count);
    }

    [Fact]
    public void PutBelowZeroThrows()
    {
        Page page = Pool.Acquire();
        page.Put();
        Assert.Equal(ReferenceMisuse.PutBelowZero, Assert.Throws<ReferenceMisuseException>(page.Put).Misuse);
        Assert.Equal(0, page.Count);
    }

    [Fact]
    public void ResurrectingThrows()
    {
        Page page = Pool.Acquire();
        page.Put();
        Assert.Equal(ReferenceMisuse.Resurrected, Assert.Throws<ReferenceMisuseException>(page.Get).Misuse);
        Assert.Equal(0, page.Count);
    }

    [Fact]
    public void OverflowThrowsAndChangesNothing()
    {
        Page page = Pool.Acquire();
        Counts.Of(page) = int.MaxValue;
        Assert.Equal(ReferenceMisuse.Overflow, Assert.Throws<ReferenceMisuseException>(page.Get).Misuse);
        Assert.Equal(int.MaxValue, page.Count);
        page.Put();
        Assert.Equal(int.MaxValue - 1, page.Count);
        Counts.Of(page) = 1;
        page.Put();
    }

    [Fact]
    public void UseAfterReleaseThrows()
    {
        Page page = Pool.Acquire();
        Memory<byte> memory = page.Memory;
        page.Put();
        Assert.Equal(ReferenceMisuse.UsedAfterRelease, Assert.Throws<ReferenceMisuseException>(() => page.Address).Misuse);
        Assert.Throws<ReferenceMisuseException>(() => page.Span.Length);
        Assert.Throws<ReferenceMisuseException>(() => memory.Span.Length);
        Assert.Throws<ReferenceMisuseException>(() => memory.Pin());
    }

    [Fact]
    public unsafe void PinnedMemoryHoldsAReference()
    {
        Page page = Pool.Acquire();
        using (System.Buffers.MemoryHandle handle = page.Memory[7..].Pin())
        {
            Assert.Equal(2, page.Count);
            Assert.Equal(page.Address + 7, (nint)handle.Pointer);
        }

        Assert.Equal(1, page.Count);
        page.Put();
    }
}

/// <summary>The counts themselves, for tests that need one near its end.</summary>
internal static class Counts
{
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_count")]
    public static extern ref int Of(Page page);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_count")]
    public static extern ref int Of(SkbFragDestructor destructor);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_users")]
    public static extern ref int Of(SkBuff skb);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_dataRef")]
    public static extern ref int Of(SkbSharedInfo info);
}
