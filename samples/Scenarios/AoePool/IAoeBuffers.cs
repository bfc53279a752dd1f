using System.Collections.Generic;
using FragApi;

namespace Scenarios;

/// <summary>How the driver comes by buffers, and by the knowledge that the network has let go of a page.</summary>
internal interface IAoeBuffers
{
    /// <summary>Times that a command and a frame were there, and no buffer.</summary>
    int Starved { get; }

    /// <summary>Buffers allocated in all.</summary>
    int Allocated { get; }

    /// <summary>A free frame that can be sent from now; null: there is none.</summary>
    AoeFrame? TryTake(IReadOnlyList<AoeFrame> frames);

    /// <summary>A buffer with the frame's write, for the card to free.</summary>
    SkBuff Build(AoeFrame frame);

    /// <summary>The reply came.</summary>
    void Replied(AoeFrame frame, BlockLayer block);

    /// <summary>The driver goes away. Returns the buffers that it had to leave behind.</summary>
    IReadOnlyList<SkBuff> TearDown(IReadOnlyList<AoeFrame> frames, EventClock<long> clock);
}
