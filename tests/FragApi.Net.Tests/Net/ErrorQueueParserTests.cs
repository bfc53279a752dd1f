using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace FragApi.Net.Tests;

/// <summary>Control bytes as a kernel (6.18, 64 bit, little endian) gave them, and bytes that no kernel gives.</summary>
public sealed class ErrorQueueParserTests
{
    private const string V4 = "3000000000000000" + "00000000" + "0b000000" + "00000000" + "05" + "00" + "01" + "00" + "00000000" + "03000000"
        + "00000000000000000000000000000000";

    private const string V6 = "3c00000000000000" + "29000000" + "19000000" + "00000000" + "05" + "00" + "00" + "00" + "fdffffff" + "02000000"
        + "00000000000000000000000000000000" + "0000000000000000" + "00000000";

    private const string TimeStamp = "2000000000000000" + "01000000" + "1d000000" + "0102030405060708" + "0102030405060708";

    private const string IcmpError = "3000000000000000" + "00000000" + "0b000000" + "6f000000" + "02" + "03" + "03" + "00" + "00000000" + "00000000"
        + "02000000" + "7f000001" + "0000000000000000";

    [Fact]
    public void An_IPv4_record_of_four_copied_sends() =>
        Assert.Equal([new CompletionRange(0, 3, Copied: true)], Read(Bytes(V4)));

    [Fact]
    public void An_IPv6_record_that_wraps_and_was_not_copied()
    {
        CompletionRange range = Assert.Single(Read(Bytes(V6)));
        Assert.Equal(new CompletionRange(uint.MaxValue - 2, 2, Copied: false), range);
        Assert.Equal(6u, range.Count);
    }

    [Fact]
    public void Several_records_padded_to_the_word() =>
        Assert.Equal(2, Read([.. Bytes(V6), .. Bytes(V4)]).Count);

    [Fact]
    public void Time_stamps_and_icmp_errors_are_passed_over() =>
        Assert.Single(Read([.. Bytes(TimeStamp), .. Bytes(IcmpError), .. Bytes(V4)]));

    [Fact]
    public void Nothing_is_read_from_nothing() => Assert.Empty(Read([]));

    [Theory]
    [InlineData(0, 0)] // length 0: a reader that adds it would never end
    [InlineData(0, 15)] // shorter than its own header
    [InlineData(0, 31)] // too short for an error
    [InlineData(0, 49)] // one byte of the record is missing
    [InlineData(7, 0x80)] // longer than any memory
    [InlineData(8, 5)] // another level
    [InlineData(12, 12)] // another type
    [InlineData(16, 1)] // an error number
    [InlineData(20, 4)] // another origin
    public void A_damaged_record_is_none(int at, byte value)
    {
        byte[] record = Bytes(V4);
        record[at] = value;
        Assert.Empty(Read(record));
    }

    [Fact]
    public void A_record_cut_short_is_none()
    {
        byte[] record = Bytes(V4);
        for (int length = 0; length < 48; length++)
            Assert.Empty(Read(record[..length]));
    }

    [Fact]
    public void Random_bytes_end_and_do_not_throw()
    {
        Random random = new(5);
        byte[] whole = [.. Bytes(V6), .. Bytes(V4), .. Bytes(TimeStamp)];
        for (int round = 0; round < 20_000; round++)
        {
            byte[] record = [.. whole];
            for (int i = random.Next(6); i >= 0; i--)
                record[random.Next(record.Length)] = (byte)random.Next(256);
            Assert.InRange(Read(record[..random.Next(record.Length + 1)]).Count, 0, record.Length / 16);
        }
    }

    [Theory]
    [InlineData(0u, 3u, 3u, true)]
    [InlineData(0u, 3u, 4u, false)]
    [InlineData(uint.MaxValue, 1u, 0u, true)]
    [InlineData(uint.MaxValue, 1u, uint.MaxValue - 1, false)]
    [InlineData(uint.MaxValue, 1u, 2u, false)]
    [InlineData(7u, 7u, 7u, true)]
    public void A_range_covers_both_ends_across_the_wrap(uint first, uint last, uint id, bool covered) =>
        Assert.Equal(covered, new CompletionRange(first, last, Copied: false).Covers(id));

    private static List<CompletionRange> Read(byte[] control)
    {
        List<CompletionRange> ranges = [];
        ReadOnlySpan<byte> rest = control;
        while (ErrorQueueParser.TryRead(ref rest, out CompletionRange range))
            ranges.Add(range);
        return ranges;
    }

    // The kernel pads each record to the machine's word.
    private static byte[] Bytes(string hex)
    {
        byte[] record = Convert.FromHexString(hex);
        return [.. record, .. Enumerable.Repeat((byte)0, (8 - record.Length % 8) % 8)];
    }
}
