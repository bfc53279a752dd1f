namespace FragApi;

/// <content>The links of a queue. They belong to the queue and change under its lock.</content>
public sealed partial class SkBuff
{
    internal bool IsOn(SkBuffQueue queue) => ReferenceEquals(_queue, queue);

    internal void JoinQueue(SkBuffQueue queue, SkBuff? previous, SkBuff? next)
    {
        _ = Info;
        if (_queue is not null)
            Throw.Queued();
        _queue = queue;
        _previous = previous;
        _next = next;
        if (previous is not null)
            previous._next = this;
        if (next is not null)
            next._previous = this;
    }

    internal (SkBuff? Previous, SkBuff? Next) LeaveQueue()
    {
        (SkBuff? previous, SkBuff? next) = (_previous, _next);
        if (previous is not null)
            previous._next = next;
        if (next is not null)
            next._previous = previous;
        _queue = null;
        _previous = null;
        _next = null;
        return (previous, next);
    }
}
