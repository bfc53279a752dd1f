using System.Runtime.InteropServices;
using FragApi;

namespace Scenarios;

/// <summary>A page of the cache, the block that is in it, and whether the network still sends it.</summary>
internal sealed class CacheFrame
{
    /// <summary>Bytes in a block.</summary>
    public const int BlockSize = 4096;

    private readonly Page _page;
    private readonly SkbFragDestructor _sent;

    public CacheFrame(PagePool pool)
    {
        _page = pool.Acquire();
        // One destructor for the life of the frame: it is armed whenever the first buffer shows the page.
        _sent = new SkbFragDestructor(_ => InFlight = false);
        _sent.Unref();
    }

    /// <summary>The block in it; -1: none.</summary>
    public int Block { get; private set; } = -1;

    /// <summary>When it was last asked for.</summary>
    public long LastUsed { get; set; }

    /// <summary>Whether the stack has the page; known only where buffers get the destructor.</summary>
    public bool InFlight { get; private set; }

    /// <summary>Overwrites the page with a block as it is on the disk.</summary>
    public void Load(int block, int version)
    {
        Block = block;
        MemoryMarshal.Cast<byte, long>(_page.Span[..BlockSize]).Fill(((long)block << 32) | (uint)version);
    }

    /// <summary>The block has moved elsewhere; the page may be used again when the stack has let go of it.</summary>
    public void Forget() => Block = -1;

    /// <summary>Adds the page to a reply; the cache keeps it all the same.</summary>
    public void AppendTo(SkBuff skb, bool tracked)
    {
        if (!tracked)
        {
            skb.AppendPage(_page, 0, BlockSize);
            return;
        }

        bool first = !InFlight;
        if (first)
        {
            _sent.Rearm();
            InFlight = true;
        }

        skb.AppendPage(_page, 0, BlockSize, _sent);
        if (first)
            _sent.Unref();
    }

    /// <summary>Adds a copy of the block to a reply.</summary>
    public void CopyTo(SkBuff skb) => _page.Span[..BlockSize].CopyTo(skb.Put(BlockSize));

    /// <summary>Drops the cache's reference.</summary>
    public void Put() => _page.Put();
}
