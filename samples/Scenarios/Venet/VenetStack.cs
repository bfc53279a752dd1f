using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace Scenarios;

/// <summary>
/// The host between the guest and the wire: a bridge that may merge frames of one flow that follow each other, the physical
/// card, and now and then somebody who listens in and is slow about it.
/// </summary>
internal sealed class VenetStack(EventClock<long> clock, Random random, bool merges)
{
    private const int MostMerged = 8;
    private const int HoldFor = 40;
    private const int ListenerKeeps = 2_000;

    private readonly Queue<HostPacket> _card = new();
    private HostPacket? _held;
    private bool _sending;

    /// <summary>Frames whose payload was not the guest's any more when it was read for the wire or by the listener.</summary>
    public int Wrong { get; private set; }

    /// <summary>Frames merged into another one's buffer.</summary>
    public int Merged { get; private set; }

    /// <summary>Frames sent.</summary>
    public int Sent { get; private set; }

    public void Receive(HostPacket packet)
    {
        bool canMerge = merges && packet.Skb.IsNonlinear;
        if (canMerge && _held is HostPacket held && held.Flow == packet.Flow && held.Pieces.Count < MostMerged)
        {
            Merge(held, packet);
            return;
        }

        Flush();
        if (!canMerge)
        {
            Enqueue(packet);
            return;
        }

        _held = packet;
        clock.After(HoldFor, () =>
        {
            if (ReferenceEquals(_held, packet))
                Flush();
        });
    }

    /// <summary>The payload's fragments go to the held buffer; the frame's own buffer is freed, empty.</summary>
    private void Merge(HostPacket held, HostPacket packet)
    {
        int at = held.Skb.Len;
        packet.Skb.Pull(VenetGuest.HeaderSize);
        if (held.Skb.ShiftFrom(packet.Skb, packet.Skb.Len) == 0)
            throw new InvalidOperationException("There is room for more fragments than are merged.");
        held.Pieces.AddRange(packet.Pieces.ConvertAll(piece => piece with { Offset = at }));
        packet.Pieces.Clear();
        packet.Free();
        Merged++;
    }

    private void Flush()
    {
        HostPacket? held = _held;
        _held = null;
        if (held is not null)
            Enqueue(held);
    }

    private void Enqueue(HostPacket packet)
    {
        if (random.Next(20) == 0)
        {
            HostPacket copy = packet.Clone();
            clock.After(ListenerKeeps, () =>
            {
                Check(copy);
                copy.Free();
            });
        }

        _card.Enqueue(packet);
        SendNext();
    }

    private void SendNext()
    {
        if (_sending || !_card.TryDequeue(out HostPacket? packet))
            return;
        _sending = true;
        // A gigabit: 125 bytes in a microsecond.
        clock.After(1 + (packet.Skb.Len / 125), () =>
        {
            Check(packet);
            Sent += packet.Pieces.Count;
            packet.Free();
            _sending = false;
            SendNext();
        });
    }

    private void Check(HostPacket packet)
    {
        byte[] bytes = new byte[sizeof(int)];
        foreach (Piece piece in packet.Pieces)
        {
            packet.Skb.CopyBits(piece.Offset, bytes);
            if (BinaryPrimitives.ReadInt32LittleEndian(bytes) != piece.Number)
                Wrong++;
        }
    }
}
