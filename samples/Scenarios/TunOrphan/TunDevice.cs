using System.Collections.Generic;
using FragApi;

namespace Scenarios;

/// <summary>
/// A tunnel device: frames wait until a process reads them. The process may take its time, so the device should not keep
/// other people's pages meanwhile.
/// </summary>
/// <param name="orphans">Whether it copies fragments that somebody waits for, before it keeps a frame.</param>
internal sealed class TunDevice(bool orphans)
{
    private const int QueueLength = 500;

    private readonly Queue<SkBuff> _queue = new();

    /// <summary>Frames read by the process.</summary>
    public int Read { get; private set; }

    /// <summary>Frames dropped because the queue was full.</summary>
    public int Dropped { get; private set; }

    /// <summary>What orphaning cost.</summary>
    public long BytesCopied { get; private set; }

    public void Transmit([Consumes] SkBuff skb)
    {
        if (_queue.Count == QueueLength)
        {
            Dropped++;
            skb.Free();
            return;
        }

        if (orphans && skb.HasOwners)
        {
            BytesCopied += skb.DataLen;
            skb.OrphanFrags();
        }

        _queue.Enqueue(skb);
    }

    /// <summary>The process reads a frame, if there is one.</summary>
    public void ReadOne()
    {
        if (!_queue.TryDequeue(out SkBuff? skb))
            return;
        Read++;
        skb.Free();
    }

    public void Close()
    {
        while (_queue.TryDequeue(out SkBuff? skb))
            skb.Free();
    }
}
