using System;
using System.Runtime.InteropServices;
using FragApi;

namespace Scenarios;

/// <summary>
/// The host's network stack, as far as a frame is held in it: a bridge with a packet tap, a firewall that pulls, segmentation
/// in software, a tunnel that may send again, and the device. Each of them reads the bytes when its time has come.
/// </summary>
internal sealed class HostStack
{
    public const int HeaderLength = 64;
    private const int SegmentSize = 1448;

    private readonly EventClock<double> _time;
    private readonly Random _random;
    private readonly GrantTable _grants;
    private readonly long[] _bytes = new long[(HeaderLength + Guest.FrameSize) / sizeof(long)];

    public HostStack(EventClock<double> time, Random random, GrantTable grants)
    {
        _time = time;
        _random = random;
        _grants = grants;
    }

    /// <summary>Buffers that a tap, a tunnel or the device read.</summary>
    public int Reads { get; private set; }

    /// <summary>Those that were not what the guest had sent.</summary>
    public int WrongReads { get; private set; }

    /// <summary>Fragments that were read although their page was not mapped any more: on a real host the page fault that ends it.</summary>
    public int UnmappedReads { get; private set; }

    /// <summary>Frames of which a clone was kept.</summary>
    public int Cloned { get; private set; }

    /// <summary>Frames that were cut into segments.</summary>
    public int Segmented { get; private set; }

    /// <summary>Bytes that were pulled into heads, which is copying.</summary>
    public long PulledBytes { get; private set; }

    /// <summary>
    /// Takes a frame through the stack. <paramref name="freed"/> runs when this buffer is freed, as the destructor of the
    /// buffer itself would: of its clones and segments it knows nothing.
    /// </summary>
    /// <param name="skb">The frame; its <see cref="SkBuff.Cb"/> is its number.</param>
    /// <param name="pages">Whether fragments are mapped pages.</param>
    /// <param name="freed">What the buffer's own destructor does.</param>
    public void Transmit([Consumes] SkBuff skb, bool pages, Action freed)
    {
        if (OneIn(8))
            Keep(skb.Clone(), 5 + (15 * _random.NextDouble()), pages, pull: OneIn(2));
        if (OneIn(10))
            Keep(skb.Clone(), 30, pages, pull: false);
        if (OneIn(10))
            Pull(skb, HeaderLength + Page.UnitSize);

        if (OneIn(3))
        {
            Segmented++;
            SkBuffQueue segments = new();
            skb.Segment(HeaderLength, SegmentSize, segments);
            skb.Free();
            freed();
            double at = 0.1;
            while (segments.TryDequeue(out SkBuff? segment))
            {
                SkBuff one = segment;
                _time.After(at += 0.1, () => ReadAndFree(one, pages));
            }

            return;
        }

        _time.After(0.1 + (2 * _random.NextDouble()), () =>
        {
            ReadAndFree(skb, pages);
            freed();
        });
    }

    private bool OneIn(int times) => _random.Next(times) == 0;

    private void Keep([Consumes] SkBuff clone, double time, bool pages, bool pull)
    {
        Cloned++;
        if (pull)
            Pull(clone, HeaderLength + 128);
        _time.After(time, () => ReadAndFree(clone, pages));
    }

    private void Pull(SkBuff skb, int length)
    {
        PulledBytes += length - skb.HeadLen;
        if (!skb.MayPull(length))
            throw new InvalidOperationException("the frame is shorter than its headers");
    }

    private void ReadAndFree([Consumes] SkBuff skb, bool pages)
    {
        Reads++;
        Span<byte> bytes = MemoryMarshal.AsBytes(_bytes.AsSpan())[..skb.Len];
        skb.CopyBits(0, bytes);
        if (_bytes.AsSpan(0, skb.Len / sizeof(long)).ContainsAnyExcept((long)skb.Cb!))
            WrongReads++;
        if (pages)
        {
            foreach (ref readonly SkbFrag frag in skb.Info.Frags)
            {
                if (SkbFrag.Page(in frag) is Page page && !_grants.IsMapped(page))
                    UnmappedReads++;
            }
        }

        skb.Free();
    }
}
