using System;
using Xunit;

namespace FragApi.Tests;

/// <summary>Every misuse of a buffer gives its exception, and changes nothing.</summary>
public sealed class MisuseTests : PoolTest
{
    [Fact]
    public void FreedTwice()
    {
        SkBuff skb = SkBuff.Alloc(10, Pool);
        skb.Free();
        Assert.Equal(ReferenceMisuse.PutBelowZero, Assert.Throws<ReferenceMisuseException>(skb.Free).Misuse);
        Assert.Equal(ReferenceMisuse.Resurrected, Assert.Throws<ReferenceMisuseException>(skb.Get).Misuse);
    }

    [Fact]
    public void UsedAfterItWasFreed()
    {
        using SkBuffQueue queue = new();
        SkBuff other = SkBuff.Alloc(10, Pool);
        Page page = Pool.Acquire();
        SkBuff skb = SkBuff.Alloc(10, Pool);
        skb.Free();
        Action[] uses =
        [
            () => _ = skb.Info, () => _ = skb.HeadSpan.Length, () => _ = skb.HeadPage, () => _ = skb.Pool, () => _ = skb.IsCloned, () => _ = skb.HasOwners,
            () => skb.Put(0), () => skb.Push(0), () => skb.Pull(0), () => skb.Reserve(0), () => skb.Trim(0), () => skb.PullTail(0), skb.Linearize,
            () => skb.Clone(), () => skb.Copy(), () => skb.PartialCopy(0), () => skb.ExpandHead(0, 0), skb.Unclone, skb.EnsureWritable, skb.OrphanFrags,
            () => skb.Split(0), () => skb.ShiftFrom(other, 0), () => other.ShiftFrom(skb, 0), () => skb.Segment(0, 1, queue), () => skb.TryCoalesce(other),
            () => other.TryCoalesce(skb), () => skb.ZeroCopyFrom(other, 0, 0), () => skb.AddRxFrag(0, page, 0, 1, 1), () => skb.AppendPage(page, 0, 1),
            () => skb.CoalesceRxFrag(0, 1, 1), () => skb.CanCoalesce(0, page, 0), () => skb.AddLen(0), () => skb.CopyBits(0, []), () => skb.StoreBits(0, []),
            () => skb.Checksum(0, 0), () => queue.Enqueue(skb), () => queue.EnqueueFirst(skb), skb.DowngradeManaged,
        ];
        for (int i = 0; i < uses.Length; i++)
            Assert.True(Record.Exception(uses[i]) is ReferenceMisuseException { Misuse: ReferenceMisuse.UsedAfterRelease }, $"use {i}");
        Assert.Equal(0, queue.Count);
        other.Free();
        page.Put();
    }

    [Fact]
    public void TooManyReferences()
    {
        SkBuff skb = SkBuff.Alloc(10, Pool);
        Counts.Of(skb) = int.MaxValue;
        Assert.Equal(ReferenceMisuse.Overflow, Assert.Throws<ReferenceMisuseException>(skb.Get).Misuse);
        Counts.Of(skb) = 1;
        Counts.Of(skb.Info) = int.MaxValue;
        Assert.Equal(ReferenceMisuse.Overflow, Assert.Throws<ReferenceMisuseException>(skb.Clone).Misuse);
        Counts.Of(skb.Info) = 1;
        skb.Free();
    }

    [Fact]
    public void HeadWithoutRoom()
    {
        SkBuff skb = SkBuff.Alloc(100, Pool);
        skb.Reserve(10);
        Assert.Throws<ArgumentOutOfRangeException>(() => skb.Push(11));
        Assert.Throws<ArgumentOutOfRangeException>(() => skb.Put(skb.Tailroom + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => skb.Put(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => skb.Push(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => skb.Pull(1));
        skb.Put(5);
        Assert.Throws<InvalidOperationException>(() => skb.Reserve(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => skb.Pull(6));
        Assert.Throws<ArgumentOutOfRangeException>(() => skb.Trim(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => skb.MayPull(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => skb.PullTail(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => skb.ExpandHead(-1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => skb.ExpandHead(0, int.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => skb.PartialCopy(-1));
        Assert.Equal((5, 10), (skb.Len, skb.Headroom));
        // Nothing can be put behind fragments.
        skb.AddRxFrag(0, Pool.Acquire(), 0, 1, 1);
        Assert.Equal(0, skb.Tailroom);
        Assert.Throws<ArgumentOutOfRangeException>(() => skb.Put(1));
        skb.Free();
    }

    [Fact]
    public void HeadsAreAtMostAPageOfTheLargestOrder()
    {
        int most = Page.UnitSize << Page.MaxOrder;
        SkBuff skb = SkBuff.Alloc(most, Pool);
        Assert.Equal(most, skb.Tailroom);
        Assert.Throws<ArgumentOutOfRangeException>(() => SkBuff.Alloc(most + 1, Pool));
        Assert.Throws<ArgumentOutOfRangeException>(() => SkBuff.Alloc(-1, Pool));
        skb.Put(most);
        skb.AddRxFrag(0, Pool.Acquire(), 0, 1, 1);
        Assert.Throws<InvalidOperationException>(skb.Linearize);
        Assert.Throws<InvalidOperationException>(skb.Copy);
        Assert.Throws<InvalidOperationException>(() => skb.MayPull(most + 1));
        Assert.Equal((most + 1, 1), (skb.Len, skb.DataLen));
        skb.Free();
    }

    [Fact]
    public void FragmentEighteen()
    {
        SkBuff skb = SkBuff.Alloc(10, Pool);
        Page page = Pool.Acquire();
        for (int f = 0; f < SkbSharedInfo.MaxFrags; f++)
        {
            page.Get();
            skb.AddRxFrag(f, page, f * 10, 5, 5);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => skb.AddRxFrag(SkbSharedInfo.MaxFrags, page, 0, 5, 5));
        Assert.False(skb.AppendPage(page, 2_000, 5));
        Assert.Equal((85, SkbSharedInfo.MaxFrags, 18), (skb.Len, skb.Info.NrFrags, page.Count));
        // What only makes the last one longer is no fragment more.
        Assert.True(skb.AppendPage(page, 165, 5));
        skb.Free();
        page.Put();
    }

    [Fact]
    public void FragmentThatIsNotTheNext()
    {
        SkBuff skb = SkBuff.Alloc(10, Pool);
        Page page = Pool.Acquire();
        Assert.Throws<ArgumentOutOfRangeException>(() => skb.AddRxFrag(1, page, 0, 5, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => skb.AddRxFrag(-1, page, 0, 5, 5));
        skb.AddRxFrag(0, page, 0, 5, 5);
        // One that is in use would lose its reference.
        Assert.Throws<ArgumentOutOfRangeException>(() => skb.AddRxFrag(0, page, 0, 5, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => skb.CoalesceRxFrag(1, 5, 5));
        Assert.Equal((5, 1), (skb.Len, page.Count));
        skb.Free();
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, -1)]
    [InlineData(-1, 5)]
    [InlineData(1, int.MaxValue)]
    [InlineData(int.MaxValue, 1)]
    public void EmptyFragmentOrOneThatIsNotWithinItsPage(int offset, int size)
    {
        SkBuff skb = SkBuff.Alloc(10, Pool);
        Page page = Pool.Acquire();
        Assert.Throws<ArgumentOutOfRangeException>(() => skb.AddRxFrag(0, page, offset, size, size));
        Assert.Throws<ArgumentOutOfRangeException>(() => skb.AppendPage(page, offset, size));
        Assert.Throws<ArgumentOutOfRangeException>(() => skb.AddRxFrag(0, page, page.Size - 4, 5, 5));
        Assert.Equal((0, 0, 1), (skb.Len, skb.Info.NrFrags, page.Count));
        skb.AddRxFrag(0, page, page.Size - 5, 5, 5);
        Assert.Throws<ArgumentOutOfRangeException>(() => skb.CoalesceRxFrag(0, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => skb.CoalesceRxFrag(0, 0, 0));
        Assert.Equal(5, skb.Len);
        skb.Free();
    }

    [Fact]
    public void FragmentsThatClonesShareAreNotChanged()
    {
        SkBuff skb = SkBuff.Alloc(10, Pool);
        Page page = Pool.Acquire();
        page.Get();
        skb.AddRxFrag(0, page, 0, 5, 5);
        SkBuff clone = skb.Clone();
        Assert.Throws<InvalidOperationException>(() => clone.AddRxFrag(1, page, 0, 5, 5));
        Assert.Throws<InvalidOperationException>(() => skb.CoalesceRxFrag(0, 5, 5));
        Assert.Throws<InvalidOperationException>(() => skb.AppendPage(page, 5, 5));
        Assert.Throws<InvalidOperationException>(() => skb.StoreBits(0, [1]));
        Assert.Throws<InvalidOperationException>(() => skb.SetManaged(new SkbFragDestructor(_ => { })));
        Assert.Equal((5, 2), (skb.Len, page.Count));
        clone.Unclone();
        clone.AppendPage(page, 100, 5);
        Assert.Equal((5, 10), (skb.Len, clone.Len));
        skb.Free();
        clone.Free();
        page.Put();
    }

    [Fact]
    public void NewHeadForABufferWithTwoUsers()
    {
        SkBuff skb = SkBuff.Alloc(10, Pool);
        skb.Get();
        Assert.Throws<InvalidOperationException>(() => skb.ExpandHead(1, 1));
        skb.Free();
        skb.ExpandHead(1, 1);
        skb.Free();
    }

    [Fact]
    public void BuildOutsideThePage()
    {
        Page page = Pool.Acquire();
        Assert.Throws<ArgumentOutOfRangeException>(() => SkBuff.Build(page, -1, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => SkBuff.Build(page, 0, page.Size + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SkBuff.Build(page, page.Size, 1));
        Assert.Throws<ArgumentNullException>(() => SkBuff.Build(null!));
        Assert.Equal(1, page.Count);
        SkBuff.Build(page).Free();
        Assert.Equal(0, page.Count);
    }

    [Fact]
    public void BytesOutsideTheContent()
    {
        SkBuff skb = SkBuff.Alloc(10, Pool);
        skb.Put(5);
        skb.AddRxFrag(0, Pool.Acquire(), 0, 5, 5);
        byte[] bytes = new byte[6];
        Assert.Throws<ArgumentOutOfRangeException>(() => skb.CopyBits(5, bytes));
        Assert.Throws<ArgumentOutOfRangeException>(() => skb.CopyBits(-1, bytes));
        Assert.Throws<ArgumentOutOfRangeException>(() => skb.StoreBits(5, bytes));
        Assert.Throws<ArgumentOutOfRangeException>(() => skb.Checksum(0, 11));
        Assert.Throws<ArgumentOutOfRangeException>(() => skb.Checksum(0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => skb.Split(11));
        Assert.Throws<ArgumentOutOfRangeException>(() => skb.Split(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => skb.AddLen(-6));
        Assert.Throws<ArgumentOutOfRangeException>(() => skb.AddLen(int.MaxValue));
        using SkBuffQueue queue = new();
        Assert.Throws<ArgumentOutOfRangeException>(() => skb.Segment(11, 1, queue));
        Assert.Throws<ArgumentOutOfRangeException>(() => skb.Segment(0, 0, queue));
        SkBuff other = SkBuff.Alloc(10, Pool);
        Assert.Throws<ArgumentOutOfRangeException>(() => other.ShiftFrom(skb, 11));
        Assert.Throws<ArgumentOutOfRangeException>(() => other.ZeroCopyFrom(skb, 11, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => other.ZeroCopyFrom(skb, 5, 6));
        Assert.Equal(10, skb.Len);
        skb.Free();
        other.Free();
    }

    [Fact]
    public void BufferWithItself()
    {
        SkBuff skb = SkBuff.Alloc(10, Pool);
        Assert.Throws<ArgumentException>(() => skb.TryCoalesce(skb));
        Assert.ThrowsAny<ArgumentException>(() => skb.ShiftFrom(skb, 0));
        Assert.ThrowsAny<ArgumentException>(() => skb.ZeroCopyFrom(skb, 0, 0));
        skb.Free();
    }

    [Fact]
    public void ManagedTwiceOrTooLate()
    {
        SkbFragDestructor owner = new(_ => { });
        SkBuff skb = SkBuff.Alloc(10, Pool);
        skb.SetManaged(owner);
        Assert.Throws<InvalidOperationException>(() => skb.SetManaged(owner));
        skb.DowngradeManaged();
        skb.AddRxFrag(0, Pool.Acquire(), 0, 5, 5);
        Assert.Throws<InvalidOperationException>(() => skb.SetManaged(owner));
        Assert.Equal(1, owner.Count);
        skb.Free();
        owner.Unref();
    }

    [Fact]
    public void BufferOnAQueue()
    {
        using SkBuffQueue queue = new();
        using SkBuffQueue other = new();
        SkBuff skb = SkBuff.Alloc(10, Pool);
        queue.Enqueue(skb);
        Assert.Throws<InvalidOperationException>(() => queue.Enqueue(skb));
        Assert.Throws<InvalidOperationException>(() => other.EnqueueFirst(skb));
        Assert.Throws<InvalidOperationException>(skb.Free);
        Assert.False(other.Unlink(skb));
        Assert.Equal((1, 0, 1), (queue.Count, other.Count, skb.Users));
    }

    [Fact]
    public void FragmentWhoseReferenceIsGoneDoesNotKeepTheOthers()
    {
        SkBuff skb = SkBuff.Alloc(10, Pool);
        Page first = Pool.Acquire();
        Page second = Pool.Acquire();
        skb.AddRxFrag(0, first, 0, 5, 5);
        skb.AddRxFrag(1, second, 0, 5, 5);
        first.Put();
        Assert.Equal(ReferenceMisuse.PutBelowZero, Assert.Throws<ReferenceMisuseException>(skb.Free).Misuse);
        Assert.Equal(0, second.Count);
    }

    [Fact]
    public void FragmentWhosePageWasTakenBackHoldsNothing()
    {
        SkBuff skb = SkBuff.Alloc(10, Pool);
        Page page = Pool.Acquire();
        skb.AddRxFrag(0, page, 0, 5, 5);
        SkbFrag.SetPage(skb, 0, null);
        Assert.Throws<InvalidOperationException>(() => skb.PartialCopy(0));
        skb.Free();
        Assert.Equal(1, page.Count);
        page.Put();
    }

    [Fact]
    public void HeadThatIsAFragmentElsewhereIsNotWrittenTo()
    {
        SkBuff from = SkBuff.Alloc(10, Pool);
        from.Put(100).Fill(1);
        SkBuff to = SkBuff.Alloc(0, Pool);
        to.Put(to.Tailroom);
        Assert.True(to.ZeroCopyFrom(from, 100, 0));
        from.EnsureWritable();
        from.HeadSpan.Fill(2);
        Assert.Equal(1, SkbFrag.Span(to, 0)[99]);
        from.Free();
        to.Free();
    }

    [Fact]
    public void TailroomThatIsAFragmentElsewhereIsNotWrittenTo()
    {
        foreach (Action<SkBuff, SkBuff> write in new Action<SkBuff, SkBuff>[]
        {
            (from, other) => Assert.True(from.TryCoalesce(other)),
            (from, other) =>
            {
                Assert.True(from.ZeroCopyFrom(other, 50, 5));
                other.Free();
            },
            (from, other) =>
            {
                Assert.True(from.AppendPage(SkbFrag.Page(other, 0)!, 0, 50));
                from.Linearize();
                other.Free();
            },
        })
        {
            SkBuff from = SkBuff.Alloc(10, Pool);
            from.Put(100).Fill(1);
            SkBuff to = SkBuff.Alloc(0, Pool);
            to.Put(to.Tailroom);
            Assert.True(to.ZeroCopyFrom(from, 100, 0));
            from.Trim(10);
            SkBuff other = SkBuff.Alloc(10, Pool);
            Page page = Pool.Acquire();
            page.Span.Fill(2);
            other.AddRxFrag(0, page, 0, 50, 50);
            write(from, other);
            Assert.Equal(60, from.Len);
            Assert.False(SkbFrag.Span(to, 0).ContainsAnyExcept((byte)1));
            from.Free();
            to.Free();
        }
    }
}
