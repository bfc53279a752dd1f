using System;
using System.Collections.Generic;
using FragApi;

namespace Scenarios;

/// <summary>
/// A disk and the cache before it, which has far fewer pages than the disk has blocks and reuses the one that was asked for
/// longest ago. Where it knows what the network still sends, it spares those.
/// </summary>
internal sealed class BlockCache : IDisposable
{
    private readonly CacheFrame[] _frames;
    private readonly Dictionary<int, CacheFrame> _byBlock = [];
    private readonly int[] _versions;
    private readonly bool _tracked;
    private long _asked;

    public BlockCache(PagePool pool, int frames, int blocks, bool tracked)
    {
        _frames = new CacheFrame[frames];
        for (int i = 0; i < frames; i++)
            _frames[i] = new CacheFrame(pool);
        _versions = new int[blocks];
        _tracked = tracked;
    }

    public long Hits { get; private set; }

    public long Misses { get; private set; }

    /// <summary>Times that the oldest page was not taken because it was being sent.</summary>
    public int Spared { get; private set; }

    /// <summary>Times that a block was written to another page because its own was being sent.</summary>
    public int Moved { get; private set; }

    /// <summary>The block in a page of the cache; null: all pages are being sent.</summary>
    public CacheFrame? TryRead(int block)
    {
        if (_byBlock.TryGetValue(block, out CacheFrame? frame))
        {
            Hits++;
        }
        else
        {
            frame = TryReuse();
            if (frame is null)
                return null;
            Misses++;
            frame.Load(block, _versions[block]);
            _byBlock.Add(block, frame);
        }

        frame.LastUsed = ++_asked;
        return frame;
    }

    /// <summary>An initiator has new content for a block. False: all pages are being sent.</summary>
    public bool TryWrite(int block)
    {
        if (_byBlock.TryGetValue(block, out CacheFrame? frame))
        {
            if (_tracked && frame.InFlight)
            {
                CacheFrame? other = TryReuse();
                if (other is null)
                    return false;
                frame.Forget();
                _byBlock[block] = other;
                frame = other;
                Moved++;
            }

            frame.Load(block, _versions[block] + 1);
            frame.LastUsed = ++_asked;
        }

        _versions[block]++;
        return true;
    }

    public void Dispose()
    {
        foreach (CacheFrame frame in _frames)
            frame.Put();
    }

    /// <summary>The page that was asked for longest ago, of those that may be overwritten.</summary>
    private CacheFrame? TryReuse()
    {
        CacheFrame? oldest = null;
        CacheFrame? victim = null;
        foreach (CacheFrame frame in _frames)
        {
            if (oldest is null || frame.LastUsed < oldest.LastUsed)
                oldest = frame;
            if (!(_tracked && frame.InFlight) && (victim is null || frame.LastUsed < victim.LastUsed))
                victim = frame;
        }

        if (!ReferenceEquals(oldest, victim))
            Spared++;
        if (victim is not null && victim.Block >= 0)
        {
            _byBlock.Remove(victim.Block);
            victim.Forget();
        }

        return victim;
    }
}
