using System;
using Xunit;

namespace FragApi.Net.Tests;

/// <summary>Every misuse, thrown and reported; and what is none.</summary>
public sealed class CheckedDmaMapperTests : IDisposable
{
    private readonly PagePool _pool = PagePool.CreateDiagnostic();
    private readonly Page _page;

    public CheckedDmaMapperTests() => _page = _pool.Acquire();

    public void Dispose()
    {
        _page.Put();
        _pool.Dispose();
    }

    [Fact]
    public void The_right_order_is_silent()
    {
        using CheckedDmaMapper mapper = new(IdentityDmaMapper.Instance);
        DmaAddress address = MapChecked(mapper, 100);
        mapper.Use(address + 10, 90, DmaDirection.ToDevice);
        mapper.SyncForDevice(address, 100, DmaDirection.ToDevice);
        mapper.Unmap(address, 100, DmaDirection.ToDevice);
        Assert.Empty(mapper.Violations);
        Assert.Equal(0, mapper.Mappings);
    }

    [Fact]
    public void Unchecked_use() =>
        Misuse(DmaMisuse.Unchecked, mapper => mapper.Use(Map(mapper, 100), 100, DmaDirection.ToDevice));

    [Fact]
    public void Unchecked_unmap() =>
        Misuse(DmaMisuse.Unchecked, mapper => mapper.Unmap(Map(mapper, 100), 100, DmaDirection.ToDevice));

    [Fact]
    public void Unmapped_and_never_mapped() =>
        Misuse(DmaMisuse.NotMapped, mapper => mapper.Unmap(new DmaAddress(0x1234), 100, DmaDirection.ToDevice));

    [Fact]
    public void Unmapped_twice_names_both_places()
    {
        DmaViolation violation = Misuse(DmaMisuse.UnmappedTwice, mapper =>
        {
            DmaAddress address = MapChecked(mapper, 100);
            mapper.Unmap(address, 100, DmaDirection.ToDevice);
            mapper.Unmap(address, 100, DmaDirection.ToDevice);
        });
        Assert.Contains(nameof(MapChecked), violation.MappedAt);
        Assert.Contains(nameof(Unmapped_twice_names_both_places), violation.UnmappedAt);
        Assert.Contains(nameof(MapChecked), violation.ToString());
    }

    [Theory]
    [InlineData(99)]
    [InlineData(101)]
    public void Unmapped_with_another_size(int size) =>
        Misuse(DmaMisuse.WrongSize, mapper => mapper.Unmap(MapChecked(mapper, 100), size, DmaDirection.ToDevice));

    [Theory]
    [InlineData(DmaDirection.FromDevice)]
    [InlineData(DmaDirection.Bidirectional)]
    public void Unmapped_with_another_direction(DmaDirection direction) =>
        Misuse(DmaMisuse.WrongDirection, mapper => mapper.Unmap(MapChecked(mapper, 100), 100, direction));

    [Fact]
    public void Used_past_its_end() =>
        Misuse(DmaMisuse.WrongSize, mapper => mapper.Use(MapChecked(mapper, 100) + 50, 51, DmaDirection.ToDevice));

    [Fact]
    public void Used_against_its_direction() =>
        Misuse(DmaMisuse.WrongDirection, mapper => mapper.Use(MapChecked(mapper, 100), 10, DmaDirection.FromDevice));

    [Fact]
    public void Synced_after_the_unmap() =>
        Misuse(DmaMisuse.UnmappedTwice, mapper =>
        {
            DmaAddress address = MapChecked(mapper, 100);
            mapper.Unmap(address, 100, DmaDirection.ToDevice);
            mapper.SyncForDevice(address, 10, DmaDirection.ToDevice);
        });

    [Fact]
    public void The_page_released_first()
    {
        using CheckedDmaMapper mapper = new(IdentityDmaMapper.Instance, throws: false);
        Page page = _pool.Acquire();
        DmaAddress address = mapper.Map(page, 0, 100, DmaDirection.ToDevice);
        Assert.False(mapper.MapError(address));
        page.Put();
        mapper.Unmap(address, 100, DmaDirection.ToDevice);
        Assert.Equal(DmaMisuse.PageReleased, Assert.Single(mapper.Violations).Misuse);
    }

    [Fact]
    public void Leaks_are_listed_with_where_they_were_mapped()
    {
        CheckedDmaMapper mapper = new(IdentityDmaMapper.Instance);
        MapChecked(mapper, 100);
        MapChecked(mapper, 200);
        DmaMisuseException failure = Assert.Throws<DmaMisuseException>(mapper.Dispose);
        Assert.Equal(2, failure.Violations.Count);
        Assert.All(failure.Violations, static violation => Assert.Equal(DmaMisuse.Leaked, violation.Misuse));
        Assert.Contains(nameof(MapChecked), failure.Message);
        mapper.Dispose();
        Assert.Throws<ObjectDisposedException>(() => { mapper.Map(_page, 0, 1, DmaDirection.ToDevice); });
    }

    [Fact]
    public void A_failed_mapping_is_checked_too_and_its_address_is_nothing_to_use()
    {
        using BounceDmaMapper bounce = new(BounceDmaMapper.SlotSize);
        CheckedDmaMapper mapper = new(bounce);
        DmaAddress failed = mapper.Map(_page, 0, 4096, DmaDirection.ToDevice);
        Assert.Equal(DmaMisuse.UsedAfterFailure, Assert.Throws<DmaMisuseException>(() => mapper.Unmap(failed, 4096, DmaDirection.ToDevice)).Misuse);
        Assert.Equal(DmaMisuse.Unchecked, Assert.Throws<DmaMisuseException>(mapper.Dispose).Misuse);

        using CheckedDmaMapper careful = new(bounce);
        Assert.True(careful.MapError(careful.Map(_page, 0, 4096, DmaDirection.ToDevice)));
    }

    [Fact]
    public void The_same_bytes_mapped_twice_are_two_mappings()
    {
        using CheckedDmaMapper mapper = new(IdentityDmaMapper.Instance);
        DmaAddress first = MapChecked(mapper, 100);
        DmaAddress second = mapper.Map(_page, 0, 50, DmaDirection.FromDevice);
        Assert.Equal(first, second);
        mapper.Use(first, 100, DmaDirection.ToDevice);
        Assert.Equal(DmaMisuse.Unchecked, Assert.Throws<DmaMisuseException>(() => mapper.Unmap(second, 50, DmaDirection.FromDevice)).Misuse);
        Assert.False(mapper.MapError(second));
        mapper.Unmap(first, 100, DmaDirection.ToDevice);
        mapper.Unmap(second, 50, DmaDirection.FromDevice);
    }

    [Fact]
    public void Misuse_that_throws_changes_nothing()
    {
        using CheckedDmaMapper mapper = new(IdentityDmaMapper.Instance);
        DmaAddress address = MapChecked(mapper, 100);
        Assert.Throws<DmaMisuseException>(() => mapper.Unmap(address, 1, DmaDirection.ToDevice));
        Assert.Equal(1, mapper.Mappings);
        mapper.Unmap(address, 100, DmaDirection.ToDevice);
    }

    [Fact]
    public void Watching_passes_everything_on()
    {
        using BounceDmaMapper bounce = new(1 << 16);
        using CheckedDmaMapper mapper = new(bounce);
        DmaAddress address = mapper.Map(_page, 0, 100, DmaDirection.Bidirectional);
        Assert.False(mapper.MapError(address));
        bounce.DeviceSpan(address, 100).Fill(7);
        mapper.SyncForCpu(address, 10, DmaDirection.FromDevice);
        Assert.Equal(7, _page.Span[9]);
        _page.Span[0] = 9;
        mapper.SyncForDevice(address, 1, DmaDirection.ToDevice);
        Assert.Equal(9, bounce.DeviceSpan(address, 1)[0]);
        mapper.Unmap(address, 100, DmaDirection.Bidirectional);
        Assert.Equal(7, _page.Span[99]);
        Assert.Equal(0, bounce.Mappings);
    }

    private DmaAddress Map(CheckedDmaMapper mapper, int size) => mapper.Map(_page, 0, size, DmaDirection.ToDevice);

    private DmaAddress MapChecked(CheckedDmaMapper mapper, int size)
    {
        DmaAddress address = Map(mapper, size);
        Assert.False(mapper.MapError(address));
        return address;
    }

    /// <summary>The same misuse under a mapper that throws and under one that reports.</summary>
    private static DmaViolation Misuse(DmaMisuse expected, Action<CheckedDmaMapper> act)
    {
        CheckedDmaMapper throws = new(IdentityDmaMapper.Instance);
        DmaMisuseException failure = Assert.Throws<DmaMisuseException>(() => act(throws));
        Assert.Equal(expected, failure.Misuse);

        CheckedDmaMapper reports = new(IdentityDmaMapper.Instance, throws: false);
        act(reports);
        DmaViolation violation = Assert.Single(reports.Violations);
        Assert.Equal(expected, violation.Misuse);
        Assert.Equal(failure.Violations[0].Message, violation.Message);
        return violation;
    }
}
