using System;
using System.Collections.Generic;
using FragApi;

namespace Scenarios;

/// <summary>A guest's frame somewhere in a buffer: where its payload starts, what has to be there, and the frame whose page it is in, unless it was copied.</summary>
internal sealed record Piece(VenetFrame? Frame, int Number, int Offset);

/// <summary>A buffer in the host's stack, and what it is supposed to carry, for the wire to check.</summary>
internal sealed class HostPacket(SkBuff skb, int flow, List<Piece> pieces)
{
    public SkBuff Skb => skb;

    public int Flow => flow;

    public List<Piece> Pieces => pieces;

    public HostPacket Clone()
    {
        HostPacket clone = new(skb.Clone(), flow, [.. pieces]);
        clone.Need(1);
        return clone;
    }

    /// <summary>Frees the buffer; its pieces are needed once less.</summary>
    public void Free()
    {
        Need(-1);
        DataAreaRelease.Free(skb);
    }

    /// <summary>Keeps count of who needs the frames.</summary>
    public void Need(int change)
    {
        foreach (Piece piece in pieces)
        {
            if (piece.Frame is VenetFrame frame)
                frame.Needed += change;
        }
    }
}

/// <summary>
/// The proposal of 2009: one callback for each buffer's data, inherited by clones, and called once, when the last buffer
/// that shows these data is gone.
/// </summary>
internal sealed class DataAreaRelease(Action run)
{
    /// <summary>What the stack of that proposal calls instead of <see cref="SkBuff.Free"/>.</summary>
    public static void Free([Consumes] SkBuff skb)
    {
        DataAreaRelease? release = skb.Cb as DataAreaRelease;
        bool last = skb.Users == 1 && skb.Info.DataRef == 1;
        skb.Free();
        if (last)
            release?.Run();
    }

    private void Run() => run();
}
