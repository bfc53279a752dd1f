using System.Collections.Generic;
using FragApi;

namespace Scenarios;

/// <summary>
/// Allocates a buffer for each send and forgets it. A write is complete when its reply has come <em>and</em> the network has
/// let go of its page: the driver's own reference on the destructor is dropped by the reply, the others by the network.
/// </summary>
internal sealed class AoeBuffersWithDestructors(PagePool pages, BlockLayer block) : IAoeBuffers
{
    public int Starved => 0;

    public int Allocated { get; private set; }

    public AoeFrame? TryTake(IReadOnlyList<AoeFrame> frames)
    {
        foreach (AoeFrame frame in frames)
        {
            if (frame.Write is null)
                return frame;
        }

        return null;
    }

    public SkBuff Build(AoeFrame frame)
    {
        BlockWrite write = frame.Write!;
        frame.Done ??= new SkbFragDestructor(_ => block.Complete(write));
        Allocated++;
        SkBuff skb = SkBuff.Alloc(AoeHeader.Size, pages);
        AoeHeader.Append(skb, write.Number);
        skb.AppendPage(write.Page, 0, BlockLayer.WriteSize, frame.Done);
        return skb;
    }

    public void Replied(AoeFrame frame, BlockLayer _)
    {
        SkbFragDestructor? done = frame.Done;
        frame.Done = null;
        done?.Unref();
    }

    /// <summary>There is nothing to wait for, and nothing to leave behind: the card's last free completes the writes.</summary>
    public IReadOnlyList<SkBuff> TearDown(IReadOnlyList<AoeFrame> frames, EventClock<long> clock) => [];
}
