using System;
using FragApi;

namespace Scenarios;

/// <summary>How the host learns that the stack has let go of a guest's page.</summary>
internal enum VenetTracking
{
    /// <summary>It does not have to: it copies everything.</summary>
    Copy,

    /// <summary>A callback for each buffer's data.</summary>
    DataArea,

    /// <summary>A destructor for each fragment.</summary>
    Fragment,
}

/// <summary>
/// The host's side of the device. Takes frames off the guest's ring, without copying the longer ones, and answers each with
/// a transmit-complete cookie when its page is free. While as many are outstanding as the ring has places, it takes no
/// more; and it interrupts the guest for every <c>mitigation</c> cookies only.
/// </summary>
internal sealed class VenetDevice(
    EventClock<long> clock, PagePool pool, VenetGuest guest, VenetStack stack, VenetTracking tracking, int ringSize, int mitigation)
{
    private const int CopyBelow = 256;

    private bool _full;
    private int _unsignalled;

    public int Outstanding { get; private set; }

    public int MostOutstanding { get; private set; }

    /// <summary>Times that it stopped taking frames.</summary>
    public int Waits { get; private set; }

    public long BytesCopied { get; private set; }

    public int Completions { get; private set; }

    /// <summary>Cookies for pages that the stack had still to send from.</summary>
    public int Early { get; private set; }

    public void Import()
    {
        while (guest.Ring.Count > 0)
        {
            if (Outstanding >= ringSize)
            {
                Waits += _full ? 0 : 1;
                _full = true;
                return;
            }

            Import(guest.Ring.Dequeue());
        }
    }

    private void Import(VenetFrame frame)
    {
        bool copies = tracking == VenetTracking.Copy || frame.Length < CopyBelow;
        ReadOnlySpan<byte> bytes = frame.Page.Span[..frame.Length];
        int head = copies ? frame.Length : VenetGuest.HeaderSize;
        SkBuff skb = SkBuff.Alloc(head, pool);
        bytes[..head].CopyTo(skb.Put(head));
        BytesCopied += head;
        HostPacket packet = new(skb, frame.Flow, [new Piece(copies ? null : frame, frame.Number, VenetGuest.HeaderSize)]);
        packet.Need(1);
        if (copies)
        {
            // The stack has bytes of its own: nobody needs the page any more.
            Complete(frame, wasOutstanding: false);
        }
        else
        {
            MostOutstanding = Math.Max(MostOutstanding, ++Outstanding);
            Share(skb, frame);
        }

        stack.Receive(packet);
    }

    private void Share(SkBuff skb, VenetFrame frame)
    {
        int length = frame.Length - VenetGuest.HeaderSize;
        if (tracking == VenetTracking.DataArea)
        {
            skb.AppendPage(frame.Page, VenetGuest.HeaderSize, length);
            skb.Cb = new DataAreaRelease(() => Complete(frame, wasOutstanding: true));
        }
        else
        {
            SkbFragDestructor done = new(_ => Complete(frame, wasOutstanding: true));
            skb.AppendPage(frame.Page, VenetGuest.HeaderSize, length, done);
            done.Unref();
        }
    }

    private void Complete(VenetFrame frame, bool wasOutstanding)
    {
        if (frame.Needed > 0)
            Early++;
        guest.Completions.Enqueue(frame.Page);
        Completions++;
        if (wasOutstanding)
        {
            Outstanding--;
            if (_full)
                clock.After(0, Import);
            _full = false;
        }

        if (++_unsignalled < mitigation)
            return;
        _unsignalled = 0;
        guest.Interrupt();
    }
}
