namespace FragApi;

/// <summary>
/// Which buffer each zero-copy call in flight sent. The kernel numbers the successful calls of a socket from 0, wrapping
/// at 2^32; so does this. Not thread safe: the channel's lock guards it.
/// </summary>
/// <remarks>
/// A call is entered before it is made (<see cref="Begin"/>), because its completion can be read by another thread before
/// it returns; one that fails is taken out again (<see cref="Undo"/>), because the kernel gives it no number.
/// </remarks>
internal sealed class SendLedger
{
    private PendingSend?[] _calls = new PendingSend?[16];
    private uint _first;
    private uint _next;

    /// <summary>Starts at another id, for tests of the wrap.</summary>
    public SendLedger(uint firstId = 0) => _first = _next = firstId;

    /// <summary>The id that the next successful call gets.</summary>
    public uint NextId => _next;

    /// <summary>Calls from the oldest that is not complete to the newest.</summary>
    public int Span => (int)(_next - _first);

    /// <summary>Enters a call that is about to be made; returns its id, should it succeed.</summary>
    public uint Begin(PendingSend send)
    {
        if (Span == _calls.Length)
            Grow();
        Slot(_next) = send;
        send.Outstanding++;
        return _next++;
    }

    /// <summary>Takes the call of the last <see cref="Begin"/> out: it failed.</summary>
    public void Undo()
    {
        if (_next == _first)
            return;
        _next--;
        ref PendingSend? slot = ref Slot(_next);
        if (slot is not null)
            slot.Outstanding--;
        slot = null;
    }

    /// <summary>
    /// The kernel let go of some calls. Those buffers of which nothing is outstanding any more are put on
    /// <paramref name="released"/>. Ids that are not in flight count for nothing: returns how many were.
    /// </summary>
    public int Complete(CompletionRange range, ref PendingSend? released)
    {
        // Both ends relative to the oldest call: wrapping needs no further thought.
        uint from = range.First - _first;
        uint to = range.Last - _first;
        uint span = _next - _first;
        if (range.Count > 1u << 31)
            return 0; // From back to front: no kernel says that, and it must not release what is in flight.
        if (from > to)
            from = 0; // It began before the oldest: those have been told already.
        if (to >= span)
        {
            if (from >= span)
                return 0;
            to = span - 1;
        }

        int completed = 0;
        for (uint i = from; i <= to; i++)
        {
            ref PendingSend? slot = ref Slot(_first + i);
            if (slot is null)
                continue;
            PendingSend send = slot;
            slot = null;
            completed++;
            Release(send, ref released);
        }

        while (_first != _next && Slot(_first) is null)
            _first++;
        return completed;
    }

    /// <summary>One thing less is outstanding; the last one puts it on <paramref name="released"/>.</summary>
    public static void Release(PendingSend send, ref PendingSend? released)
    {
        if (--send.Outstanding != 0)
            return;
        send.Next = released;
        released = send;
    }

    private ref PendingSend? Slot(uint id) => ref _calls[id & (uint)(_calls.Length - 1)];

    private void Grow()
    {
        PendingSend?[] old = _calls;
        _calls = new PendingSend?[old.Length * 2];
        for (uint id = _first; id != _next; id++)
            Slot(id) = old[id & (uint)(old.Length - 1)];
    }
}
