using FragApi;

namespace Scenarios;

/// <summary>A place for one command that waits for its reply.</summary>
internal sealed class AoeFrame
{
    /// <summary>The write under way; null: the frame is free.</summary>
    public BlockWrite? Write { get; set; }

    /// <summary>When it was last sent.</summary>
    public long SentAt { get; set; }

    /// <summary>The buffer that belongs to the frame, where buffers are kept.</summary>
    public SkBuff? Skb { get; set; }

    /// <summary>What says that the stack has let go of the write's page, where that is asked.</summary>
    public SkbFragDestructor? Done { get; set; }
}
