using System;
using System.Collections.Generic;
using Xunit;

namespace FragApi.Tests;

/// <summary>Each accessor does what the kernel's does, in both its forms, and nothing else.</summary>
public sealed class AccessorTests : PoolTest
{
    private readonly Page _page;
    private readonly SkBuff _skb;

    public AccessorTests()
    {
        _page = Pool.Acquire(1);
        _skb = SkBuff.Alloc(64, Pool);
    }

    [Fact]
    public void FillSetsAllThreeAndTakesNoReference()
    {
        SkbFrag frag = default;
        SkbFrag.Fill(ref frag, _page, 100, 200);
        Assert.Same(_page, SkbFrag.Page(in frag));
        Assert.Equal(100, SkbFrag.Offset(in frag));
        Assert.Equal(200, SkbFrag.Size(in frag));
        Assert.Null(SkbFrag.Destructor(in frag));
        Assert.Equal(1, _page.Count);
    }

    [Fact]
    public void FillOfABufferMakesTheFragmentItsLast()
    {
        SkbFrag.Fill(_skb, 2, _page, 0, 10);
        Assert.Equal(3, _skb.Info.NrFrags);
        SkbFrag.Fill(_skb, 0, _page, 0, 10);
        Assert.Equal(1, _skb.Info.NrFrags);
        Assert.Equal(0, _skb.Len);
        Assert.Equal(1, _page.Count);
        _skb.Info.NrFrags = 0;
    }

    [Fact]
    public void FillForgetsTheDestructor()
    {
        SkbFragDestructor destructor = new(_ => { });
        SkbFrag frag = default;
        SkbFrag.SetDestructor(ref frag, destructor);
        SkbFrag.Fill(ref frag, _page, 0, 1);
        Assert.Null(SkbFrag.Destructor(in frag));
        SkbFrag.SetDestructor(ref frag, destructor);
        SkbFrag.SetPage(ref frag, null);
        Assert.Null(SkbFrag.Destructor(in frag));
        destructor.Unref();
    }

    [Fact]
    public void SetPageLeavesOffsetAndSizeAndEveryCount()
    {
        Page other = Pool.Acquire();
        SkbFrag.Fill(_skb, 0, _page, 5, 6);
        SkbFrag.SetPage(_skb, 0, other);
        Assert.Same(other, SkbFrag.Page(_skb, 0));
        Assert.Equal((5, 6), (SkbFrag.Offset(_skb, 0), SkbFrag.Size(_skb, 0)));
        Assert.Equal((1, 1), (_page.Count, other.Count));
        // The way a driver takes its page back.
        SkbFrag.SetPage(_skb, 0, null);
        _skb.Info.NrFrags = 0;
        other.Put();
    }

    [Fact]
    public void RefAndUnrefCountOnThePage()
    {
        SkbFrag.Fill(_skb, 0, _page, 0, 10);
        SkbFrag.Ref(_skb, 0);
        SkbFrag.Ref(in _skb.Info[0]);
        Assert.Equal(3, _page.Count);
        SkbFrag.Unref(_skb, 0);
        SkbFrag.Unref(in _skb.Info[0]);
        Assert.Equal(1, _page.Count);
        Assert.Same(_page, SkbFrag.Page(_skb, 0));
        _skb.Info.NrFrags = 0;
    }

    [Fact]
    public void RefAndUnrefOfAFragmentWithADestructorCountOnIt()
    {
        int destroyed = 0;
        SkbFragDestructor destructor = new(_ => destroyed++);
        SkbFrag.Fill(_skb, 0, _page, 0, 10);
        SkbFrag.SetDestructor(_skb, 0, destructor);
        Assert.Equal(1, destructor.Count);
        SkbFrag.Ref(_skb, 0);
        SkbFrag.Ref(in _skb.Info[0]);
        Assert.Equal((3, 1), (destructor.Count, _page.Count));
        SkbFrag.Unref(_skb, 0);
        SkbFrag.Unref(in _skb.Info[0]);
        destructor.Unref();
        Assert.Equal((1, 1), (destroyed, _page.Count));
        _skb.Info.NrFrags = 0;
    }

    [Fact]
    public void UnrefOfAManagedBufferDoesNothingAndTheOtherFormHasNoGuard()
    {
        SkbFragDestructor owner = new(_ => { });
        _skb.SetManaged(owner);
        SkbFrag.Fill(_skb, 0, _page, 0, 10);
        _page.Get();
        SkbFrag.Unref(_skb, 0);
        Assert.Equal(2, _page.Count);
        SkbFrag.Unref(in _skb.Info[0]);
        Assert.Equal(1, _page.Count);
        // Ref looks at nothing, as in the kernel.
        SkbFrag.Ref(_skb, 0);
        Assert.Equal(2, _page.Count);
        _page.Put();
        owner.Unref();
    }

    [Fact]
    public void AddressPhysSpanAndMemoryStartAtTheFragmentsOffset()
    {
        // Past the first page of the run, as the kernel allows.
        int offset = Page.UnitSize + 10;
        SkbFrag.Fill(_skb, 0, _page, offset, 20);
        _page.Span[offset] = 0xAB;
        Assert.Equal(_page.Address + offset, SkbFrag.Address(_skb, 0));
        Assert.Equal(_page.Address + offset, SkbFrag.Address(in _skb.Info[0]));
        Assert.Equal((20, 0xAB), (SkbFrag.Span(_skb, 0).Length, SkbFrag.Span(_skb, 0)[0]));
        Assert.Equal((20, 0xAB), (SkbFrag.Memory(_skb, 0).Length, SkbFrag.Memory(in _skb.Info[0]).Span[0]));
        if (PhysicalMemory.TryTranslate(_page.Address + offset, out ulong physical))
        {
            Assert.Equal((ulong)(_page.Address + offset) % (ulong)Page.UnitSize, physical % (ulong)Page.UnitSize);
            Assert.Equal(physical, SkbFrag.Phys(_skb, 0));
            Assert.Equal(physical, SkbFrag.Phys(in _skb.Info[0]));
        }
        else
        {
            Assert.Throws<NotSupportedException>(() => SkbFrag.Phys(_skb, 0));
        }

        _skb.Info.NrFrags = 0;
    }

    [Fact]
    public void SizeAndOffsetTouchTheFragmentAlone()
    {
        SkbFrag.Fill(_skb, 0, _page, 10, 100);
        SkbFrag.SetSize(_skb, 0, 50);
        SkbFrag.AddSize(_skb, 0, -8);
        SkbFrag.AddSize(ref _skb.Info[0], 1);
        Assert.Equal(43, SkbFrag.Size(_skb, 0));
        SkbFrag.SetOffset(_skb, 0, 20);
        SkbFrag.AddOffset(_skb, 0, 5);
        SkbFrag.AddOffset(ref _skb.Info[0], -1);
        Assert.Equal(24, SkbFrag.Offset(_skb, 0));
        SkbFrag.SetSize(ref _skb.Info[0], 1);
        SkbFrag.SetOffset(ref _skb.Info[0], 2);
        Assert.Equal((2, 1), (SkbFrag.Offset(in _skb.Info[0]), SkbFrag.Size(in _skb.Info[0])));
        Assert.Equal((0, 0), (_skb.Len, _skb.DataLen));
        _skb.Info.NrFrags = 0;
    }

    [Fact]
    public void CopyPageCopiesTheHandleAndNoCount()
    {
        SkbFragDestructor destructor = new(_ => { });
        SkbFrag from = default;
        SkbFrag.Fill(ref from, _page, 1, 2);
        SkbFrag.SetDestructor(ref from, destructor);
        SkbFrag to = default;
        SkbFrag.CopyPage(ref to, in from);
        Assert.Same(_page, SkbFrag.Page(in to));
        Assert.Same(destructor, SkbFrag.Destructor(in to));
        Assert.Equal((0, 0), (SkbFrag.Offset(in to), SkbFrag.Size(in to)));
        Assert.Equal((1, 1), (_page.Count, destructor.Count));
        destructor.Unref();
    }

    [Fact]
    public void DmaMapAddsTheFragmentsOwnOffset()
    {
        RecordingMapper device = new();
        SkbFrag.Fill(_skb, 0, _page, 100, 50);
        SkbFrag.DmaMap(device, _skb, 0);
        SkbFrag.DmaMap(device, _skb, 0, 10);
        SkbFrag.DmaMap(device, _skb, 0, 10, 20);
        SkbFrag.DmaMap(device, _skb, 0, 10, 20, DmaDirection.FromDevice);
        SkbFrag.DmaMap(device, in _skb.Info[0]);
        SkbFrag.DmaMap(device, in _skb.Info[0], 50, DmaDirection.Bidirectional);
        SkbFrag.DmaMap(device, in _skb.Info[0], 0, 50, DmaDirection.FromDevice);
        Assert.Equal(
            [
                (_page, 100, 50, DmaDirection.ToDevice),
                (_page, 110, 40, DmaDirection.ToDevice),
                (_page, 110, 20, DmaDirection.ToDevice),
                (_page, 110, 20, DmaDirection.FromDevice),
                (_page, 100, 50, DmaDirection.ToDevice),
                (_page, 150, 0, DmaDirection.Bidirectional),
                (_page, 100, 50, DmaDirection.FromDevice),
            ],
            device.Maps);
        Assert.Equal(1, _page.Count);
        _skb.Info.NrFrags = 0;
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(51, 0)]
    [InlineData(0, 51)]
    [InlineData(50, 1)]
    [InlineData(10, -1)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void MappingPastTheEndThrows(int offset, int size)
    {
        RecordingMapper device = new();
        SkbFrag.Fill(_skb, 0, _page, 100, 50);
        Assert.Throws<ArgumentOutOfRangeException>(() => SkbFrag.DmaMap(device, _skb, 0, offset, size));
        Assert.Empty(device.Maps);
        _skb.Info.NrFrags = 0;
    }

    [Fact]
    public void UnmapAndMapErrorAreTheDevices()
    {
        RecordingMapper device = new();
        SkbFrag.DmaUnmap(device, new DmaAddress(4711), 20, DmaDirection.FromDevice);
        Assert.Equal([(new DmaAddress(4711), 20, DmaDirection.FromDevice)], device.Unmaps);
        Assert.True(SkbFrag.DmaMapError(device, DmaAddress.Error));
        Assert.False(SkbFrag.DmaMapError(device, new DmaAddress(1)));
        Assert.Equal(new DmaAddress(10), new DmaAddress(7) + 3);
    }

    [Fact]
    public void FragmentWithoutAPageThrowsWhereOneIsNeeded()
    {
        RecordingMapper device = new();
        SkbFrag none = default;
        Assert.Null(SkbFrag.Page(in none));
        Assert.Throws<InvalidOperationException>(() => SkbFrag.Ref(in none));
        Assert.Throws<InvalidOperationException>(() => SkbFrag.Unref(in none));
        Assert.Throws<InvalidOperationException>(() => SkbFrag.Address(in none));
        Assert.Throws<InvalidOperationException>(() => SkbFrag.Span(in none).Length);
        Assert.Throws<InvalidOperationException>(() => SkbFrag.Memory(in none));
        Assert.Throws<InvalidOperationException>(() => SkbFrag.DmaMap(device, in none));
    }

    [Fact]
    public void FragmentEighteenIsRefused()
    {
        foreach (int f in new[] { -1, 17, 18, int.MaxValue })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => SkbFrag.Page(_skb, f));
            Assert.Throws<ArgumentOutOfRangeException>(() => SkbFrag.Fill(_skb, f, _page, 0, 1));
            Assert.Throws<ArgumentOutOfRangeException>(() => SkbFrag.Ref(_skb, f));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => _skb.Info.NrFrags = 18);
        Assert.Equal(0, _skb.Info.NrFrags);
    }

    [Fact]
    public void BufferThatWasFreedIsRefused()
    {
        SkBuff freed = SkBuff.Alloc(10, Pool);
        freed.Free();
        Assert.Equal(ReferenceMisuse.UsedAfterRelease, Assert.Throws<ReferenceMisuseException>(() => SkbFrag.Page(freed, 0)).Misuse);
        Assert.Throws<ReferenceMisuseException>(() => SkbFrag.Ref(freed, 0));
    }

    protected override void Dispose(bool disposing)
    {
        _skb.Free();
        _page.Put();
        base.Dispose(disposing);
    }

    private sealed class RecordingMapper : IDmaMapper
    {
        public List<(Page Page, int Offset, int Size, DmaDirection Direction)> Maps { get; } = [];

        public List<(DmaAddress Address, int Size, DmaDirection Direction)> Unmaps { get; } = [];

        public DmaAddress Map(Page page, int offset, int size, DmaDirection direction)
        {
            Maps.Add((page, offset, size, direction));
            return new DmaAddress((ulong)offset);
        }

        public void Unmap(DmaAddress address, int size, DmaDirection direction) => Unmaps.Add((address, size, direction));

        public bool MapError(DmaAddress address) => address == DmaAddress.Error;
    }
}
