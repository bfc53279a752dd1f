using System.Collections.Generic;
using FragApi;

namespace Scenarios;

/// <summary>
/// The driver's own pool. A frame keeps its buffer and gives the card a clone; when the data are shown by one buffer only,
/// the clone is gone and the buffer can be used again. Its fragments are borrowed: they hold no reference, so the kept
/// buffer must be the last one to go, and is emptied first.
/// </summary>
/// <param name="pages">Where buffers come from.</param>
/// <param name="cap">Buffers that may be allocated on top of one for each frame.</param>
internal sealed class AoeBufferPool(PagePool pages, int cap) : IAoeBuffers
{
    private const long PollPeriod = 100_000;
    private const long PollFor = 3_000_000;

    private readonly Queue<SkBuff> _pool = new();
    private int _extra;

    public int Starved { get; private set; }

    public int Allocated { get; private set; }

    /// <summary>Buffers in the pool that could be used, and are not seen because the first one cannot.</summary>
    public int FreeBehindHead
    {
        get
        {
            int free = 0;
            if (_pool.TryPeek(out SkBuff? first) && IsBusy(first))
            {
                foreach (SkBuff skb in _pool)
                    free += IsBusy(skb) ? 0 : 1;
            }

            return free;
        }
    }

    public AoeFrame? TryTake(IReadOnlyList<AoeFrame> frames)
    {
        AoeFrame? busy = null;
        foreach (AoeFrame frame in frames)
        {
            if (frame.Write is not null)
                continue;
            frame.Skb ??= Allocate();
            if (!IsBusy(frame.Skb))
            {
                Empty(frame.Skb);
                return frame;
            }

            busy ??= frame;
        }

        if (busy is null)
            return null;
        if (TryGet() is not SkBuff other)
        {
            Starved++;
            return null;
        }

        // The stuck buffer goes to the end of the pool: somebody has to remember it.
        _pool.Enqueue(busy.Skb!);
        busy.Skb = other;
        Empty(other);
        return busy;
    }

    public SkBuff Build(AoeFrame frame)
    {
        SkBuff skb = frame.Skb!;
        if (skb.Len == 0)
        {
            AoeHeader.Append(skb, frame.Write!.Number);
            // No reference: the page is the block layer's, and will not be put by the network as long as skb is kept.
            SkbFrag.Fill(skb, 0, frame.Write.Page, 0, BlockLayer.WriteSize);
            skb.AddLen(BlockLayer.WriteSize);
        }

        return skb.Clone();
    }

    /// <summary>All that it knows: the reply came. The card may still have a clone.</summary>
    public void Replied(AoeFrame frame, BlockLayer block) => block.Complete(frame.Write!);

    public IReadOnlyList<SkBuff> TearDown(IReadOnlyList<AoeFrame> frames, EventClock<long> clock)
    {
        List<SkBuff> left = [];
        foreach (AoeFrame frame in frames)
        {
            if (frame.Skb is not null)
                Release(frame.Skb, clock, left);
            frame.Skb = null;
        }

        while (_pool.TryDequeue(out SkBuff? skb))
            Release(skb, clock, left);
        return left;
    }

    /// <summary>Takes the borrowed fragments out and frees the buffer.</summary>
    public static void EmptyAndFree([Consumes] SkBuff skb)
    {
        Empty(skb);
        skb.Free();
    }

    private static bool IsBusy(SkBuff skb) => skb.Info.DataRef != 1;

    private static void Empty(SkBuff skb)
    {
        skb.Info.NrFrags = 0;
        skb.AddLen(-skb.DataLen);
        skb.Trim(0);
    }

    /// <summary>Waits for a clone up to three seconds, buffer by buffer; then rather leaks than let the network put a page that is not its own.</summary>
    private static void Release(SkBuff skb, EventClock<long> clock, List<SkBuff> left)
    {
        long giveUp = clock.Now + PollFor;
        while (IsBusy(skb) && clock.Now < giveUp)
            clock.RunUntil(clock.Now + PollPeriod);
        if (IsBusy(skb))
            left.Add(skb);
        else
            EmptyAndFree(skb);
    }

    /// <summary>Looks at the first buffer of the pool only; allocates while it may.</summary>
    private SkBuff? TryGet()
    {
        if (_pool.TryPeek(out SkBuff? first) && !IsBusy(first))
            return _pool.Dequeue();
        if (_extra == cap)
            return null;
        _extra++;
        return Allocate();
    }

    private SkBuff Allocate()
    {
        Allocated++;
        return SkBuff.Alloc(AoeHeader.Size, pages);
    }
}
