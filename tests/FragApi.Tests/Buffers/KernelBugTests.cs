using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace FragApi.Tests;

/// <summary>
/// What went wrong in the kernel where fragments travel between buffers, each as a test of the operation here that would go
/// wrong the same way. The numbers are those of the list in <c>docs/runtime.md</c>.
/// </summary>
public sealed class KernelBugTests : PoolTest
{
    private readonly Page _page;
    private int _fired;

    public KernelBugTests() => _page = Pool.Acquire();

    /// <summary>B5 (CVE-2026-46300): coalescing copied the descriptors and forgot that the pages are shared; ESP then decrypted over a page cache.</summary>
    [Fact]
    public void B05CoalescingCarriesSharedFrag()
    {
        SkBuff to = Full();
        SkBuff from = Shared();
        Assert.True(to.TryCoalesce(from));
        Assert.True(to.HasSharedFrag);
        to.Free();
    }

    /// <summary>B6 (CVE-2026-43503): the same omission at seven more places that clone, shift, receive and segment.</summary>
    [Fact]
    public void B06EveryWayToAnotherBufferCarriesSharedFrag()
    {
        Dictionary<string, Func<SkBuff, SkBuff>> ways = new()
        {
            ["clone"] = skb => skb.Clone(),
            ["partial copy"] = skb => skb.PartialCopy(0),
            ["unclone"] = skb =>
            {
                SkBuff clone = skb.Clone();
                clone.Unclone();
                return clone;
            },
            ["split"] = skb => skb.Split(10),
            ["split, moved whole"] = skb => skb.Split(0),
            ["shift"] = skb =>
            {
                SkBuff to = SkBuff.Alloc(0, Pool);
                Assert.Equal(20, to.ShiftFrom(skb, 20));
                return to;
            },
            ["shift, merged"] = skb =>
            {
                SkBuff to = SkBuff.Alloc(0, Pool);
                Assert.Equal(10, to.ShiftFrom(skb, 10));
                to.Info.Flags = SkbFlags.None;
                Assert.Equal(10, to.ShiftFrom(skb, 10));
                Assert.Equal(1, to.Info.NrFrags);
                return to;
            },
            ["segment"] = skb =>
            {
                using SkBuffQueue queue = new();
                skb.Segment(0, 30, queue);
                Assert.True(queue.TryDequeue(out SkBuff? first));
                return first;
            },
            ["zero-copy"] = skb =>
            {
                SkBuff to = Full();
                Assert.True(to.ZeroCopyFrom(skb, 20, 0));
                return to;
            },
            ["coalesce, source shared"] = skb =>
            {
                SkBuff to = Full();
                Assert.True(to.TryCoalesce(skb.Clone()));
                return to;
            },
        };
        foreach ((string name, Func<SkBuff, SkBuff> way) in ways)
        {
            SkBuff skb = Shared();
            SkBuff other = way(skb);
            Assert.True(other.HasSharedFrag, name);
            other.Free();
            skb.Free();
        }

        // A copy has bytes of its own, and nobody else sees them.
        SkBuff source = Shared();
        SkBuff copy = source.Copy();
        Assert.Equal(SkbFlags.None, copy.Info.Flags);
        source.Free();
        copy.Free();
    }

    /// <summary>B7 (CVE-2026-43284): a writer in place never asked whether the fragments are shared.</summary>
    [Fact]
    public void B07WriterInPlaceIsRefusedUntilTheBytesAreItsOwn()
    {
        SkBuff skb = Shared();
        byte before = _page.Span[5];
        Assert.Throws<InvalidOperationException>(() => skb.StoreBits(5, [(byte)~before]));
        skb.EnsureWritable();
        skb.StoreBits(5, [(byte)~before]);
        Assert.Equal(before, _page.Span[5]);
        Assert.False(skb.HasSharedFrag);
        skb.Free();
    }

    /// <summary>B8 (CVE-2026-46323): fragments of a managed buffer, which hold no references, were appended to another.</summary>
    [Theory]
    [InlineData("coalesce")]
    [InlineData("shift")]
    [InlineData("zero-copy")]
    [InlineData("segment")]
    [InlineData("split")]
    public void B08FragmentsOfAManagedBufferHoldReferencesElsewhere(string way)
    {
        SkbFragDestructor owner = Owner();
        SkBuff managed = Managed(owner);
        owner.Unref();
        SkBuff other = Full();
        using SkBuffQueue queue = new();
        switch (way)
        {
            case "coalesce":
                Assert.True(other.TryCoalesce(managed));
                break;
            case "shift":
                Assert.Equal(60, other.ShiftFrom(managed, 60));
                managed.Free();
                break;
            case "zero-copy":
                Assert.True(other.ZeroCopyFrom(managed, 60, 0));
                managed.Free();
                break;
            case "segment":
                managed.Segment(0, 100, queue);
                managed.Free();
                break;
            case "split":
                queue.Enqueue(managed.Split(50));
                managed.Free();
                break;
        }

        Assert.Equal(0, _fired);
        other.Free();
        queue.Purge();
        Assert.Equal(1, _fired);
    }

    /// <summary>B9 (CVE-2026-93105): references of managed fragments were dropped, though there were none.</summary>
    [Fact]
    public void B09ManagedFragmentsAreCountedBeforeTheyAreDropped()
    {
        SkbFragDestructor owner = Owner();
        foreach (Action<SkBuff> change in new Action<SkBuff>[] { skb => skb.Trim(50), skb => skb.Linearize(), skb => skb.PullTail(60), skb => skb.DowngradeManaged() })
        {
            SkBuff managed = Managed(owner);
            Assert.Equal(2, owner.Count);
            change(managed);
            Assert.Equal(1 + managed.Info.NrFrags, owner.Count);
            Assert.Equal(1, _page.Count);
            managed.Free();
            Assert.Equal(1, owner.Count);
        }

        owner.Unref();
        Assert.Equal(1, _fired);
    }

    /// <summary>B10: a header was carved out of a managed buffer, whose fragments were not counted first.</summary>
    [Fact]
    public void B10CarvingAHeaderCountsManagedFragmentsFirst()
    {
        SkbFragDestructor owner = Owner();
        SkBuff managed = Managed(owner);
        SkBuff clone = managed.Clone();
        Assert.True(clone.MayPull(50));
        Assert.Equal(SkbFlags.Managed, managed.Info.Flags);
        Assert.Equal(SkbFlags.None, clone.Info.Flags);
        // Creator, the managed array, and the one fragment that the carving left.
        Assert.Equal(3, owner.Count);
        managed.Free();
        Assert.Equal(2, owner.Count);
        clone.Free();
        owner.Unref();
        Assert.Equal(1, _fired);
    }

    /// <summary>B11: the word about completion was copied without a reference, and came too early.</summary>
    [Fact]
    public void B11CopyOfAManagedArrayKeepsTheOwnerWaiting()
    {
        SkbFragDestructor owner = Owner();
        SkBuff managed = Managed(owner);
        owner.Unref();
        SkBuff copy = managed.PartialCopy(0);
        managed.Free();
        Assert.Equal(0, _fired);
        copy.Free();
        Assert.Equal(1, _fired);
    }

    /// <summary>B12: the path on which a copy failed completed the source.</summary>
    [Fact]
    public void B12FailedCopyTellsNobody()
    {
        SkbFragDestructor owner = Owner();
        SkBuff skb = SkBuff.Alloc(10, Pool);
        Assert.True(skb.AppendPage(_page, 0, 10, owner));
        Page full = Pool.Acquire();
        skb.AddRxFrag(1, full, 0, 10, 10);
        owner.Unref();
        Counts.Of(full) = int.MaxValue;
        Assert.Throws<ReferenceMisuseException>(() => skb.PartialCopy(0));
        Assert.Equal((0, 1), (_fired, owner.Count));
        Counts.Of(full) = 1;
        skb.Free();
        Assert.Equal(1, _fired);
    }

    /// <summary>B13: state that clones share was cleared through one of them.</summary>
    [Fact]
    public void B13OrphaningACloneLeavesTheOthersAlone()
    {
        SkbFragDestructor owner = Owner();
        SkBuff skb = SkBuff.Alloc(10, Pool);
        Assert.True(skb.AppendPage(_page, 0, 10, owner));
        skb.Info.Flags |= SkbFlags.SharedFrag;
        SkBuff clone = skb.Clone();
        clone.OrphanFrags();
        Assert.Equal(SkbFlags.SharedFrag, skb.Info.Flags);
        Assert.Same(owner, SkbFrag.Destructor(skb, 0));
        Assert.Same(_page, SkbFrag.Page(skb, 0));
        Assert.Null(SkbFrag.Destructor(clone, 0));
        Assert.Equal(2, owner.Count);
        skb.Free();
        Assert.Equal(1, owner.Count);
        clone.Free();
        owner.Unref();
    }

    /// <summary>B14: the owner was told once for each clone.</summary>
    [Fact]
    public void B14OwnerIsToldOnceForAllClones()
    {
        SkbFragDestructor owner = Owner();
        SkBuff skb = SkBuff.Alloc(10, Pool);
        Assert.True(skb.AppendPage(_page, 0, 10, owner));
        owner.Unref();
        SkBuff[] clones = [.. Enumerable.Range(0, 5).Select(_ => skb.Clone())];
        skb.Free();
        Assert.All(clones, clone =>
        {
            Assert.Equal(0, _fired);
            clone.Free();
        });
        Assert.Equal(1, _fired);
    }

    /// <summary>B15 (CVE-2026-43494): an error path put the pages, left the count, and the release put them again.</summary>
    [Fact]
    public void B15FragmentsThatWereDroppedAreOutOfTheArray()
    {
        SkBuff skb = Shared();
        Assert.Equal(2, _page.Count);
        skb.Trim(0);
        Assert.Equal((1, 0), (_page.Count, skb.Info.NrFrags));
        Assert.Null(SkbFrag.Page(skb, 0));
        skb.Free();
        Assert.Equal(1, _page.Count);
    }

    /// <summary>B16: a pointer to a fragment was kept across orphaning. Here the bytes are: the diagnostic pool sees the write.</summary>
    [Fact]
    public unsafe void B16BytesKeptAcrossOrphaningAreFoundOut()
    {
        PagePool pool = PagePool.CreateDiagnostic();
        Page page = pool.Acquire();
        SkbFragDestructor owner = new(_ => page.Put());
        SkBuff skb = SkBuff.Alloc(10, pool);
        Assert.True(skb.AppendPage(page, 0, 10, owner));
        owner.Unref();
        byte* stale = (byte*)SkbFrag.Address(skb, 0);
        skb.OrphanFrags();
        *stale = 1;
        skb.Free();
        Assert.Single(Assert.Throws<PageLeakException>(pool.Dispose).WrittenAfterRelease);
    }

    /// <summary>B17: segmentation shared the fragments of an owner who waits, and told the owner when the original was gone.</summary>
    [Fact]
    public void B17OwnerWaitsForEverySegment()
    {
        SkbFragDestructor owner = Owner();
        SkBuff skb = SkBuff.Alloc(10, Pool);
        Assert.True(skb.AppendPage(_page, 0, 100, owner));
        owner.Unref();
        using SkBuffQueue queue = new();
        Assert.Equal(4, skb.Segment(0, 25, queue));
        skb.Free();
        for (int left = 4; queue.TryDequeue(out SkBuff? segment); left--)
        {
            Assert.Equal((left, 0), (owner.Count, _fired));
            segment.Free();
        }

        Assert.Equal(1, _fired);
    }

    /// <summary>B18: pages of a pool were released by the plain way, or the reverse. Here a page knows where it belongs.</summary>
    [Fact]
    public void B18PageGoesBackToThePoolItCameFrom()
    {
        using PagePool other = PagePool.CreateDiagnostic();
        SkBuff to = Full();
        SkBuff from = SkBuff.Alloc(10, other);
        from.Put(5);
        from.AddRxFrag(0, other.Acquire(), 0, 5, 5);
        Assert.True(to.TryCoalesce(from));
        Assert.Equal((2, 0), (other.LivePages, other.LiveBuffers));
        to.Free();
        Assert.Equal(0, other.LivePages);
    }

    /// <summary>B19: the first fragment was never initialised; a stale pointer in it was taken for a page of the driver's.</summary>
    [Fact]
    public void B19RecycledBufferHasNoStaleFragments()
    {
        using PagePool pool = new();
        for (int round = 0; round < 200; round++)
        {
            SkBuff skb = SkBuff.Alloc(10, pool);
            Assert.Equal((0, SkbFlags.None), (skb.Info.NrFrags, skb.Info.Flags));
            for (int f = 0; f < SkbSharedInfo.MaxFrags; f++)
            {
                Assert.Null(SkbFrag.Page(skb, f));
                Assert.Null(SkbFrag.Destructor(skb, f));
                Assert.Equal((0, 0), (SkbFrag.Offset(skb, f), SkbFrag.Size(skb, f)));
            }

            int count = round % (SkbSharedInfo.MaxFrags + 1);
            for (int f = 0; f < count; f++)
                skb.AddRxFrag(f, pool.Acquire(), 1, 2, 2);
            if (count > 3)
                skb.Trim(5);
            skb.Info.Flags |= SkbFlags.SharedFrag;
            skb.Free();
        }

        Assert.Equal((0, 0), (pool.LivePages, pool.LiveBuffers));
    }

    protected override void Dispose(bool disposing)
    {
        _page.Put();
        base.Dispose(disposing);
    }

    private SkbFragDestructor Owner() => new(_ => _fired++);

    /// <summary>A buffer without tailroom, so that what is appended becomes fragments.</summary>
    private SkBuff Full()
    {
        SkBuff skb = SkBuff.Alloc(0, Pool);
        skb.Put(skb.Tailroom).Clear();
        return skb;
    }

    /// <summary>Twenty bytes that others may write to.</summary>
    private SkBuff Shared()
    {
        SkBuff skb = SkBuff.Alloc(10, Pool);
        Assert.True(skb.AppendPage(_page, 0, 20));
        skb.Info.Flags |= SkbFlags.SharedFrag;
        return skb;
    }

    /// <summary>Two fragments of forty bytes that hold no references.</summary>
    private SkBuff Managed(SkbFragDestructor owner)
    {
        SkBuff skb = SkBuff.Alloc(10, Pool);
        skb.SetManaged(owner);
        SkbFrag.Fill(skb, 0, _page, 0, 40);
        SkbFrag.Fill(skb, 1, _page, 100, 40);
        skb.AddLen(80);
        return skb;
    }
}
