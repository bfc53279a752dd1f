using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;

namespace FragApi;

/// <summary>
/// A queue of buffers, linked through the buffers themselves: no allocation, and a buffer is on one queue at most. It owns
/// what is on it, one reference each. Thread safe.
/// </summary>
/// <remarks>Kernel: <c>struct sk_buff_head</c>. The links are fields of <see cref="SkBuff"/>.</remarks>
public sealed class SkBuffQueue : IDisposable
{
    private readonly Lock _lock = new();
    private SkBuff? _first;
    private SkBuff? _last;
    private int _count;

    /// <summary>Buffers on the queue at this moment.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Puts a buffer at the end; the caller's reference goes to the queue.</summary>
    /// <exception cref="InvalidOperationException">A queue has it already; the reference stays the caller's.</exception>
    /// <exception cref="ReferenceMisuseException">The buffer was freed.</exception>
    /// <remarks>Kernel: <c>skb_queue_tail</c>.</remarks>
    public void Enqueue([Consumes, KeepsFragments] SkBuff skb)
    {
        ArgumentNullException.ThrowIfNull(skb);
        lock (_lock)
        {
            skb.JoinQueue(this, _last, null);
            _last = skb;
            _first ??= skb;
            _count++;
        }
    }

    /// <summary>Puts a buffer at the front; the caller's reference goes to the queue.</summary>
    /// <inheritdoc cref="Enqueue" path="/exception"/>
    /// <remarks>Kernel: <c>skb_queue_head</c>.</remarks>
    public void EnqueueFirst([Consumes, KeepsFragments] SkBuff skb)
    {
        ArgumentNullException.ThrowIfNull(skb);
        lock (_lock)
        {
            skb.JoinQueue(this, null, _first);
            _first = skb;
            _last ??= skb;
            _count++;
        }
    }

    /// <summary>Takes the first buffer off; its reference is the caller's. False: the queue is empty.</summary>
    /// <remarks>Kernel: <c>skb_dequeue</c>.</remarks>
    public bool TryDequeue([Owned(When = When.True), NotNullWhen(true)] out SkBuff? skb)
    {
        lock (_lock)
        {
            skb = _first;
            if (skb is null)
                return false;
            Remove(skb);
            return true;
        }
    }

    /// <summary>The first buffer, borrowed; null when the queue is empty. Only for one who knows that nobody else takes it off.</summary>
    /// <remarks>Kernel: <c>skb_peek</c>.</remarks>
    [return: Borrows]
    public SkBuff? Peek()
    {
        lock (_lock)
            return _first;
    }

    /// <summary>Takes a buffer off, wherever it is; its reference is the caller's. False: it is not on this queue.</summary>
    /// <remarks>Kernel: <c>skb_unlink</c>.</remarks>
    public bool Unlink(SkBuff skb)
    {
        ArgumentNullException.ThrowIfNull(skb);
        lock (_lock)
        {
            if (!skb.IsOn(this))
                return false;
            Remove(skb);
            return true;
        }
    }

    /// <summary>Frees all buffers on the queue.</summary>
    /// <remarks>Kernel: <c>skb_queue_purge</c>.</remarks>
    public void Purge()
    {
        while (TryDequeue(out SkBuff? skb))
            skb.Free();
    }

    /// <summary>Frees all buffers on the queue. It may be used again.</summary>
    public void Dispose() => Purge();

    private void Remove(SkBuff skb)
    {
        (SkBuff? previous, SkBuff? next) = skb.LeaveQueue();
        if (previous is null)
            _first = next;
        if (next is null)
            _last = previous;
        _count--;
    }
}
