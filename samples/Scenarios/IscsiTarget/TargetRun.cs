using System;
using System.Numerics;
using FragApi;

namespace Scenarios;

/// <summary>How the target sends what is in its cache.</summary>
internal enum TargetSends
{
    /// <summary>A copy.</summary>
    Copies,

    /// <summary>The cache's pages; their references keep the memory, and nobody keeps the content.</summary>
    PagesUntracked,

    /// <summary>The cache's pages, each with a destructor.</summary>
    PagesWithDestructors,
}

/// <summary>What a target came to.</summary>
internal sealed record TargetOutcome
{
    public int Replies { get; init; }

    /// <summary>Replies whose data do not fit the digest that was computed when they were queued.</summary>
    public int Wrong { get; init; }

    public long BytesCopied { get; init; }

    public double HitRate { get; init; }

    public int Spared { get; init; }

    public int Moved { get; init; }

    /// <summary>Commands that had to wait for a page.</summary>
    public int Waits { get; init; }

    public long LeftBehind { get; init; }
}

/// <summary>
/// Eight initiators with one command each, of which two read slowly. One reply in fifty is lost and sent again 200 ms later:
/// from the same fragments, so with whatever is in the cache's pages by then.
/// </summary>
internal sealed class TargetRun : IDisposable
{
    public const int CacheFrames = 96;
    public const int Blocks = 1024;
    public const int Commands = 4_000;
    private const int Sessions = 8;
    private const int SlowSessions = 2;
    private const int MostBlocks = 8;
    private const int HeaderSize = 48;
    private const int RetransmitAfter = 200_000;
    private const int Acknowledged = 100;

    private readonly EventClock<long> _clock = new();
    private readonly PagePool _pool = new();
    private readonly Random _random;
    private readonly TargetSends _sends;
    private readonly BlockCache _cache;
    private int _begun;
    private int _replies;
    private int _wrong;
    private int _waits;
    private long _bytesCopied;

    private TargetRun(Random random, TargetSends sends)
    {
        _random = random;
        _sends = sends;
        _cache = new BlockCache(_pool, CacheFrames, Blocks, tracked: sends == TargetSends.PagesWithDestructors);
    }

    public static TargetOutcome Of(Random random, TargetSends sends)
    {
        using TargetRun run = new(random, sends);
        for (int session = 0; session < Sessions; session++)
            run.Begin(session);
        run._clock.RunToEnd();
        return new TargetOutcome
        {
            Replies = run._replies,
            Wrong = run._wrong,
            BytesCopied = run._bytesCopied,
            HitRate = (double)run._cache.Hits / (run._cache.Hits + run._cache.Misses),
            Spared = run._cache.Spared,
            Moved = run._cache.Moved,
            Waits = run._waits,
            LeftBehind = run._pool.LiveBuffers,
        };
    }

    public void Dispose()
    {
        _cache.Dispose();
        _pool.Dispose();
    }

    private void Begin(int session)
    {
        if (_begun++ >= Commands)
            return;
        // Low blocks are asked for more often than high ones.
        int block = (int)(Blocks * Math.Pow(_random.NextDouble(), 3));
        if (_random.Next(10) == 0)
            Write(session, block);
        else
            Read(session, block, Math.Min(_random.Next(1, MostBlocks + 1), Blocks - block));
    }

    private void Write(int session, int block)
    {
        if (_cache.TryWrite(block))
            Next(session);
        else
            Later(() => Write(session, block));
    }

    private void Read(int session, int block, int count)
    {
        SkBuff reply = SkBuff.Alloc(_sends == TargetSends.Copies ? HeaderSize + (count * CacheFrame.BlockSize) : HeaderSize, _pool);
        reply.Put(HeaderSize).Clear();
        for (int i = 0; i < count; i++)
        {
            if (_cache.TryRead(block + i) is not CacheFrame frame)
            {
                reply.Free();
                Later(() => Read(session, block, count));
                return;
            }

            if (_sends == TargetSends.Copies)
            {
                frame.CopyTo(reply);
                _bytesCopied += CacheFrame.BlockSize;
            }
            else
            {
                frame.AppendTo(reply, tracked: _sends == TargetSends.PagesWithDestructors);
            }
        }

        uint digest = Digest(reply);
        Transmit(session, reply, digest, session < SlowSessions ? _random.Next(20, 3_000) : 20);
    }

    /// <summary>TCP: the data are read when they are sent, and kept until they are acknowledged.</summary>
    private void Transmit(int session, SkBuff reply, uint digest, int delay) => _clock.After(delay, () =>
    {
        bool lost = _random.Next(50) == 0;
        if (lost)
        {
            Transmit(session, reply, digest, RetransmitAfter);
            return;
        }

        _replies++;
        if (Digest(reply) != digest)
            _wrong++;
        _clock.After(Acknowledged, () =>
        {
            reply.Free();
            Next(session);
        });
    });

    private void Next(int session) => _clock.After(_random.Next(1, 200), () => Begin(session));

    private void Later(Action command)
    {
        _waits++;
        _clock.After(50, command);
    }

    /// <summary>The protocol's data digest, CRC-32C.</summary>
    private static uint Digest(SkBuff reply)
    {
        byte[] data = new byte[reply.Len - HeaderSize];
        reply.CopyBits(HeaderSize, data);
        uint crc = uint.MaxValue;
        for (int i = 0; i < data.Length; i += sizeof(ulong))
            crc = BitOperations.Crc32C(crc, BitConverter.ToUInt64(data, i));
        return ~crc;
    }
}
