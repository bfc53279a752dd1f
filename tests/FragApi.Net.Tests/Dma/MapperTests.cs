using System;
using Xunit;

namespace FragApi.Net.Tests;

/// <summary>The mappers, each by itself.</summary>
public sealed class MapperTests : IDisposable
{
    private readonly PagePool _pool = PagePool.CreateDiagnostic();

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void Identity_is_the_virtual_address()
    {
        Page page = _pool.Acquire();
        IdentityDmaMapper mapper = IdentityDmaMapper.Instance;
        DmaAddress address = mapper.Map(page, 100, 50, DmaDirection.ToDevice);
        Assert.False(mapper.MapError(address));
        Assert.Equal((ulong)(page.Address + 100), address.Value);
        mapper.Unmap(address, 50, DmaDirection.ToDevice);
        page.Put();
    }

    [Fact]
    public void A_fragments_own_offset_is_added_once()
    {
        Page page = _pool.Acquire(1);
        SkBuff skb = SkBuff.Alloc(10, _pool);
        skb.AddRxFrag(0, page, 4200, 300, 4096);
        DmaAddress address = SkbFrag.DmaMap(IdentityDmaMapper.Instance, skb, 0, 7, 20);
        Assert.Equal((ulong)(page.Address + 4200 + 7), address.Value);
        Assert.Throws<ArgumentOutOfRangeException>(() => { SkbFrag.DmaMap(IdentityDmaMapper.Instance, skb, 0, 290, 11); });
        skb.Free();
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, -1)]
    [InlineData(-1, 10)]
    [InlineData(4096, 1)]
    [InlineData(4000, 97)]
    [InlineData(1, int.MaxValue)]
    public void No_mapper_maps_what_is_not_within_the_page(int offset, int size)
    {
        using BounceDmaMapper bounce = new(1 << 16);
        using CheckedDmaMapper watched = new(bounce);
        Page page = _pool.Acquire();
        foreach (IDmaMapper mapper in new IDmaMapper[] { IdentityDmaMapper.Instance, bounce, watched })
            Assert.Throws<ArgumentOutOfRangeException>(() => { mapper.Map(page, offset, size, DmaDirection.ToDevice); });
        if (PhysicalDmaMapper.IsSupported)
            Assert.Throws<ArgumentOutOfRangeException>(() => { new PhysicalDmaMapper().Map(page, offset, size, DmaDirection.ToDevice); });
        page.Put();
    }

    [Fact]
    public void No_mapper_maps_a_page_that_was_released_or_a_direction_that_is_none()
    {
        using BounceDmaMapper bounce = new(1 << 16);
        Page page = _pool.Acquire();
        Assert.Throws<ArgumentOutOfRangeException>(() => { bounce.Map(page, 0, 1, (DmaDirection)3); });
        page.Put();
        Assert.Throws<ReferenceMisuseException>(() => { bounce.Map(page, 0, 1, DmaDirection.ToDevice); });
        Assert.Throws<ReferenceMisuseException>(() => { IdentityDmaMapper.Instance.Map(page, 0, 1, DmaDirection.ToDevice); });
        Assert.Throws<ArgumentNullException>(() => { bounce.Map(null!, 0, 1, DmaDirection.ToDevice); });
        Assert.Equal(0, bounce.Mappings);
    }

    [Fact]
    public void Bounced_to_the_device_it_sees_the_bytes_and_what_it_writes_stays_there()
    {
        using BounceDmaMapper mapper = new(1 << 16);
        Page page = Filled(1);
        DmaAddress address = mapper.Map(page, 10, 3000, DmaDirection.ToDevice);
        Assert.True(mapper.DeviceSpan(address, 3000).SequenceEqual(page.Span.Slice(10, 3000)));
        Assert.NotEqual((ulong)(page.Address + 10), address.Value);
        mapper.DeviceSpan(address, 3000).Clear();
        mapper.Unmap(address, 3000, DmaDirection.ToDevice);
        Assert.Equal(1 + 10, page.Span[10]);
        page.Put();
    }

    [Fact]
    public void Bounced_from_the_device_what_it_did_not_write_comes_back_as_it_was()
    {
        using BounceDmaMapper mapper = new(1 << 16);
        Page page = Filled(1);
        byte[] before = page.Span.ToArray();
        DmaAddress address = mapper.Map(page, 0, 100, DmaDirection.FromDevice);
        mapper.DeviceSpan(address + 40, 10).Fill(0xEE);
        Assert.True(page.Span.SequenceEqual(before));
        mapper.Unmap(address, 100, DmaDirection.FromDevice);
        before.AsSpan(40, 10).Fill(0xEE);
        Assert.True(page.Span.SequenceEqual(before));
        page.Put();
    }

    [Fact]
    public void Sync_copies_a_part_either_way()
    {
        using BounceDmaMapper mapper = new(1 << 16);
        Page page = Filled(0);
        DmaAddress address = mapper.Map(page, 100, 3000, DmaDirection.Bidirectional);
        mapper.DeviceSpan(address, 3000).Fill(0xEE);
        mapper.SyncForCpu(address + 2500, 10, DmaDirection.FromDevice);
        Assert.Equal(10, page.Span.Slice(100 + 2490, 30).Count((byte)0xEE));
        page.Span.Slice(100, 3000).Fill(0xCC);
        mapper.SyncForDevice(address + 5, 6, DmaDirection.ToDevice);
        Assert.Equal(6, mapper.DeviceSpan(address, 3000).Count((byte)0xCC));
        Assert.Throws<ArgumentException>(() => mapper.SyncForCpu(address + 2995, 6, DmaDirection.FromDevice));
        mapper.Unmap(address, 3000, DmaDirection.Bidirectional);
        Assert.Throws<ArgumentException>(() => mapper.SyncForCpu(address, 6, DmaDirection.FromDevice));

        address = mapper.Map(page, 0, 10, DmaDirection.ToDevice);
        Assert.Throws<ArgumentException>(() => mapper.SyncForCpu(address, 10, DmaDirection.FromDevice));
        mapper.Unmap(address, 10, DmaDirection.ToDevice);
        page.Put();
    }

    [Fact]
    public void A_full_arena_fails_the_mapping_and_has_room_again_after_an_unmap()
    {
        using BounceDmaMapper mapper = new(4 * BounceDmaMapper.SlotSize + 100);
        Page page = _pool.Acquire(2);
        DmaAddress[] mapped = new DmaAddress[4];
        for (int i = 0; i < 4; i++)
            mapped[i] = mapper.Map(page, i, 2000, DmaDirection.ToDevice);
        Assert.True(mapper.MapError(mapper.Map(page, 0, 1, DmaDirection.ToDevice)));
        mapper.Unmap(mapped[0], 2000, DmaDirection.ToDevice);
        mapper.Unmap(mapped[2], 2000, DmaDirection.ToDevice);
        // Two slots are free, but not in a row.
        Assert.True(mapper.MapError(mapper.Map(page, 0, BounceDmaMapper.SlotSize + 1, DmaDirection.ToDevice)));
        mapper.Unmap(mapped[1], 2000, DmaDirection.ToDevice);
        DmaAddress large = mapper.Map(page, 0, 3 * BounceDmaMapper.SlotSize, DmaDirection.ToDevice);
        Assert.False(mapper.MapError(large));
        mapper.Unmap(large, 3 * BounceDmaMapper.SlotSize, DmaDirection.ToDevice);
        mapper.Unmap(mapped[3], 2000, DmaDirection.ToDevice);
        Assert.Equal(0, mapper.Mappings);
        page.Put();
    }

    [Fact]
    public void Bounce_refuses_an_unmap_that_does_not_fit_and_keeps_the_mapping()
    {
        using BounceDmaMapper mapper = new(1 << 16);
        Page page = _pool.Acquire();
        DmaAddress address = mapper.Map(page, 0, 100, DmaDirection.ToDevice);
        Assert.Throws<ArgumentException>(() => mapper.Unmap(address, 99, DmaDirection.ToDevice));
        Assert.Throws<ArgumentException>(() => mapper.Unmap(address, 101, DmaDirection.ToDevice));
        Assert.Throws<ArgumentException>(() => mapper.Unmap(address, 100, DmaDirection.FromDevice));
        Assert.Throws<ArgumentException>(() => mapper.Unmap(address + 1, 99, DmaDirection.ToDevice));
        Assert.Throws<ArgumentException>(() => mapper.Unmap(new DmaAddress((ulong)page.Address), 100, DmaDirection.ToDevice));
        Assert.Throws<ArgumentException>(() => mapper.Unmap(DmaAddress.Error, 100, DmaDirection.ToDevice));
        Assert.Equal(1, mapper.Mappings);
        mapper.Unmap(address, 100, DmaDirection.ToDevice);
        Assert.Throws<ArgumentException>(() => mapper.Unmap(address, 100, DmaDirection.ToDevice));
        page.Put();
    }

    [Fact]
    public void Random_bounced_transfers_agree_with_plain_arrays()
    {
        using BounceDmaMapper mapper = new(20 * BounceDmaMapper.SlotSize);
        Random random = new(11);
        Page page = Filled(3);
        int failed = 0;
        for (int round = 0; round < 5_000; round++)
        {
            int offset = random.Next(4000);
            int size = 1 + random.Next(4096 - offset);
            DmaDirection direction = (DmaDirection)random.Next(3);
            byte[] expected = page.Span.ToArray();
            int otherSize = 1 + random.Next(4096);
            DmaAddress other = mapper.Map(page, 0, otherSize, DmaDirection.ToDevice); // moves the next fit on
            DmaAddress address = mapper.Map(page, offset, size, direction);
            failed += mapper.MapError(address) ? 1 : 0;
            if (!mapper.MapError(address))
            {
                Span<byte> seen = mapper.DeviceSpan(address, size);
                Assert.True(seen.SequenceEqual(expected.AsSpan(offset, size)));
                int at = random.Next(size);
                int count = random.Next(size - at + 1);
                random.NextBytes(seen.Slice(at, count));
                if (direction != DmaDirection.ToDevice)
                    seen.Slice(at, count).CopyTo(expected.AsSpan(offset + at));
                mapper.Unmap(address, size, direction);
                Assert.True(page.Span.SequenceEqual(expected));
            }

            if (round % 500 == 0 && !mapper.MapError(other))
                continue; // left: the arena fills up
            if (!mapper.MapError(other))
                mapper.Unmap(other, otherSize, DmaDirection.ToDevice);
        }

        Assert.True(failed > 0);
        page.Put();
    }

    [Fact]
    public void Physical_addresses_are_known_or_refused() =>
        Assert.Equal(PhysicalDmaMapper.IsSupported, Record.Exception(() => new PhysicalDmaMapper()) is not PlatformNotSupportedException);

    [PhysicalMemoryFact]
    public void Physical_addresses_are_looked_up()
    {
        PhysicalDmaMapper mapper = new();
        Page page = _pool.Acquire();
        DmaAddress address = mapper.Map(page, 100, 50, DmaDirection.ToDevice);
        Assert.False(mapper.MapError(address));
        Assert.True(PhysicalMemory.TryTranslate(page.Address + 100, out ulong physical));
        Assert.Equal(physical, address.Value);
        Assert.Equal(100ul, address.Value % 4096);
        DmaAddress again = mapper.Map(page, 100, 200, DmaDirection.FromDevice);
        Assert.Equal(address, again);
        mapper.Unmap(again, 200, DmaDirection.FromDevice);
        mapper.Unmap(address, 50, DmaDirection.ToDevice);
        Assert.Throws<ArgumentException>(() => mapper.Unmap(address, 50, DmaDirection.ToDevice));
        page.Put();
    }

    [PhysicalMemoryFact]
    public void Physical_ranges_over_several_pages_are_one_piece_or_fail()
    {
        PhysicalDmaMapper mapper = new();
        Page page = _pool.Acquire(Page.MaxOrder);
        DmaAddress address = mapper.Map(page, 0, page.Size, DmaDirection.ToDevice);
        bool inOnePiece = true;
        PhysicalMemory.TryTranslate(page.Address, out ulong first);
        for (int unit = 1; unit < 32; unit++)
            inOnePiece &= PhysicalMemory.TryTranslate(page.Address + unit * 4096, out ulong next) && next == first + (ulong)unit * 4096;
        Assert.Equal(inOnePiece, !mapper.MapError(address));
        if (inOnePiece)
            mapper.Unmap(address, page.Size, DmaDirection.ToDevice);
        page.Put();
    }

    private Page Filled(byte seed)
    {
        Page page = _pool.Acquire();
        for (int i = 0; i < page.Size; i++)
            page.Span[i] = (byte)(seed + i);
        return page;
    }
}
