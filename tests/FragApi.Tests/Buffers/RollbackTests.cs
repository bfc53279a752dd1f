using System;
using Xunit;

namespace FragApi.Tests;

/// <summary>A reference that cannot be taken half way through: those taken before are given back, and the buffers are as they were.</summary>
public sealed class RollbackTests : PoolTest
{
    private readonly Page _good;
    private readonly Page _full;
    private readonly SkBuff _skb;

    /// <summary>Twenty bytes of head; a fragment whose page takes references, and one whose page takes no more.</summary>
    public RollbackTests()
    {
        _good = Pool.Acquire();
        _full = Pool.Acquire();
        _skb = SkBuff.Alloc(100, Pool);
        _skb.Put(20).Fill(1);
        _skb.AddRxFrag(0, _good, 0, 50, 50);
        _skb.AddRxFrag(1, _full, 0, 50, 50);
        Counts.Of(_full) = int.MaxValue;
    }

    [Fact]
    public void PartialCopy() => Overflows(() => _skb.PartialCopy(0));

    [Fact]
    public void Unclone()
    {
        SkBuff clone = _skb.Clone();
        Overflows(clone.Unclone);
        Assert.Same(_skb.Info, clone.Info);
        Assert.Equal(2, _skb.Info.DataRef);
        clone.Free();
    }

    [Fact]
    public void Segment()
    {
        using SkBuffQueue queue = new();
        Overflows(() => _skb.Segment(10, 40, queue));
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void Split() => Overflows(() => _skb.Split(80));

    [Fact]
    public void Shift()
    {
        SkBuff to = SkBuff.Alloc(10, Pool);
        _skb.Pull(20);
        Overflows(() => to.ShiftFrom(_skb, 60), headLen: 0);
        Assert.Equal((0, 0), (to.Len, to.Info.NrFrags));
        to.Free();
    }

    [Fact]
    public void TryCoalesce()
    {
        SkBuff to = SkBuff.Alloc(0, Pool);
        to.Put(to.Tailroom);
        _skb.Pull(20);
        SkBuff clone = _skb.Clone();
        Overflows(() => to.TryCoalesce(clone), headLen: 0);
        Assert.Equal(0, to.Info.NrFrags);
        to.Free();
        clone.Free();
    }

    [Fact]
    public void ZeroCopy()
    {
        SkBuff to = SkBuff.Alloc(0, Pool);
        to.Put(to.Tailroom - 10);
        Overflows(() => to.ZeroCopyFrom(_skb, 110, 5));
        Assert.Equal((0, to.HeadLen, 10), (to.Info.NrFrags, to.Len, to.Tailroom));
        to.Free();
    }

    [Fact]
    public void Append()
    {
        SkBuff to = SkBuff.Alloc(10, Pool);
        Overflows(() => to.AppendPage(_full, 0, 5));
        Assert.Equal((0, 0), (to.Info.NrFrags, to.Len));
        to.Free();
    }

    [Fact]
    public void Downgrade()
    {
        SkbFragDestructor owner = new(_ => { });
        SkbFragDestructor full = new(_ => { });
        SkBuff managed = SkBuff.Alloc(10, Pool);
        managed.SetManaged(owner);
        SkbFrag.Fill(managed, 0, _good, 0, 5);
        SkbFrag.Fill(managed, 1, _good, 5, 5);
        SkbFrag.SetDestructor(managed, 1, full);
        managed.AddLen(10);
        Counts.Of(full) = int.MaxValue;
        Overflows(managed.DowngradeManaged);
        Assert.Equal(SkbFlags.Managed, managed.Info.Flags);
        Assert.Equal(2, owner.Count);
        Assert.Null(SkbFrag.Destructor(managed, 0));
        Counts.Of(full) = 1;
        managed.DowngradeManaged();
        Assert.Equal((2, 2), (owner.Count, full.Count));
        managed.Free();
        owner.Unref();
        full.Unref();
    }

    [Fact]
    public void PoolThatIsGone()
    {
        PagePool pool = new();
        int destroyed = 0;
        SkbFragDestructor destructor = new(_ => destroyed++);
        SkBuff skb = SkBuff.Alloc(10, pool);
        skb.AppendPage(_good, 0, 5, destructor);
        pool.Dispose();
        Action[] uses = [skb.OrphanFrags, () => skb.Copy(), () => skb.ExpandHead(0, 0), () => skb.Split(2), () => SkBuff.Alloc(1, pool)];
        foreach (Action use in uses)
            Assert.Throws<ObjectDisposedException>(use);
        Assert.Equal((5, 2, 0), (skb.Len, destructor.Count, destroyed));
        skb.Free();
        destructor.Unref();
        Assert.Equal((1, 0, 0), (destroyed, pool.LivePages, pool.LiveBuffers));
    }

    protected override void Dispose(bool disposing)
    {
        Counts.Of(_full) = 1;
        _skb.Free();
        base.Dispose(disposing);
    }

    private void Overflows(Action action, int headLen = 20)
    {
        long pages = Pool.LivePages;
        long buffers = Pool.LiveBuffers;
        Assert.Equal(ReferenceMisuse.Overflow, Assert.Throws<ReferenceMisuseException>(action).Misuse);
        Assert.Equal((pages, buffers), (Pool.LivePages, Pool.LiveBuffers));
        Assert.Equal((1, int.MaxValue), (_good.Count, _full.Count));
        Assert.Equal((headLen + 100, 100, 2), (_skb.Len, _skb.DataLen, _skb.Info.NrFrags));
        Assert.Equal((50, 50), (SkbFrag.Size(_skb, 0), SkbFrag.Size(_skb, 1)));
        Assert.Equal((0, 0), (SkbFrag.Offset(_skb, 0), SkbFrag.Offset(_skb, 1)));
    }
}
