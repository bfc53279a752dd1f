using System;
using System.Buffers;

namespace FragApi;

/// <summary>Buffers as the base class library's sequences.</summary>
public static class SkBuffSequence
{
    /// <summary>
    /// The buffer's content as a sequence: its head, then each fragment; nothing is copied, and no reference is taken. Valid
    /// while the caller holds the buffer and does not change it; afterwards it throws or shows other bytes.
    /// </summary>
    /// <exception cref="ReferenceMisuseException">The buffer was freed.</exception>
    public static ReadOnlySequence<byte> AsSequence([Borrows] this SkBuff skb)
    {
        ArgumentNullException.ThrowIfNull(skb);
        int last = skb.Info.NrFrags;
        Segment? first = null;
        Segment? end = null;
        for (int i = 0; i <= last; i++)
        {
            Memory<byte> piece = skb.Piece(i);
            if (piece.IsEmpty)
                continue;
            end = new Segment(piece, end);
            first ??= end;
        }

        return first is null ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(first, 0, end!, end!.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> bytes, Segment? before)
        {
            Memory = bytes;
            if (before is null)
                return;
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }
}
