using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace FragApi;

/// <content>
/// Sending. All forms borrow the buffer: the caller frees its own as soon as the call has returned. Its bytes, which the
/// kernel may go on reading, are another matter: they must stay as they are until they are released.
/// </content>
public sealed partial class SkbSocket
{
    /// <summary>Hands a buffer to the kernel, all of it; blocks while the socket takes no more.</summary>
    /// <param name="skb">The buffer. On a stream its bytes follow the bytes before; on a datagram socket it is one datagram to the connected peer.</param>
    /// <param name="timeout">Null: as long as it takes.</param>
    /// <returns>The number of bytes: the buffer's length. An empty buffer leaves a stream as it is.</returns>
    /// <exception cref="ArgumentException">A fragment is empty or leaves its page, or the buffer's lengths do not add up. Nothing was sent.</exception>
    /// <exception cref="ReferenceMisuseException">The buffer was freed. Nothing was sent.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    /// <exception cref="SocketException">The kernel refused: the peer has closed, or is gone.</exception>
    /// <exception cref="TimeoutException">The time was over. On a stream some bytes may be sent: see <see cref="CutAt"/>.</exception>
    /// <exception cref="InvalidOperationException">The stream ends in the middle of a buffer: see <see cref="CutAt"/>.</exception>
    public int Send([Borrows] SkBuff skb, TimeSpan? timeout = null) => SendBlocking(skb, null, timeout);

    /// <summary>The same as one datagram to <paramref name="to"/>.</summary>
    /// <inheritdoc cref="Send(SkBuff, TimeSpan?)"/>
    public int SendTo([Borrows] SkBuff skb, EndPoint to, TimeSpan? timeout = null) => SendBlocking(skb, AddressOf(to), timeout);

    /// <summary>The same to an address that was serialized once; its family is the socket's.</summary>
    /// <inheritdoc cref="Send(SkBuff, TimeSpan?)"/>
    public int SendTo([Borrows] SkBuff skb, SocketAddress to, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(to);
        return SendBlocking(skb, to, timeout);
    }

    /// <summary>Hands a buffer to the kernel, all of it, without blocking. Over when the kernel has it; not when it has let go.</summary>
    /// <inheritdoc cref="Send(SkBuff, TimeSpan?)"/>
    /// <exception cref="OperationCanceledException">Cancelled. On a stream some bytes may be sent: see <see cref="CutAt"/>.</exception>
    public ValueTask<int> SendAsync([Borrows] SkBuff skb, CancellationToken cancellation = default) =>
        Start(skb, null, Timeout.InfiniteTimeSpan, cancellation);

    /// <inheritdoc cref="SendAsync(SkBuff, CancellationToken)"/>
    public ValueTask<int> SendAsync([Borrows] SkBuff skb, TimeSpan timeout, CancellationToken cancellation = default) =>
        Start(skb, null, timeout, cancellation);

    /// <summary>The same as one datagram to <paramref name="to"/>.</summary>
    /// <inheritdoc cref="SendAsync(SkBuff, CancellationToken)"/>
    public ValueTask<int> SendToAsync([Borrows] SkBuff skb, EndPoint to, CancellationToken cancellation = default) =>
        Start(skb, AddressOf(to), Timeout.InfiniteTimeSpan, cancellation);

    /// <summary>The same to an address that was serialized once; its family is the socket's.</summary>
    /// <inheritdoc cref="SendAsync(SkBuff, CancellationToken)"/>
    public ValueTask<int> SendToAsync([Borrows] SkBuff skb, SocketAddress to, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(to);
        return Start(skb, to, Timeout.InfiniteTimeSpan, cancellation);
    }

    private int SendBlocking(SkBuff skb, SocketAddress? to, TimeSpan? timeout)
    {
        Check(skb);
        TimeSpan patience = timeout ?? Timeout.InfiniteTimeSpan;
        if (_channel is not ZeroCopyChannel channel)
            return SendPortableAsync(skb, to, patience, CancellationToken.None).AsTask().GetAwaiter().GetResult();

        long deadline = patience < TimeSpan.Zero ? long.MaxValue : Environment.TickCount64 + (long)patience.TotalMilliseconds;
        if (!_gate.Wait(patience))
            throw new TimeoutException();
        PendingSend? send = null;
        int sent = 0;
        try
        {
            if (Prepare(skb, out send, out bool zeroCopy))
            {
                while (channel.Send(skb, to, send, ref zeroCopy, ref sent) == SendOutcome.WouldBlock)
                {
                    if (!channel.WaitWritable(deadline))
                        throw new TimeoutException();
                }
            }

            return sent;
        }
        finally
        {
            End(skb.Len, sent, send);
        }
    }

    /// <summary>Sends at once where gate and socket allow it, which is the usual case and allocates nothing.</summary>
    private ValueTask<int> Start(SkBuff skb, SocketAddress? to, TimeSpan timeout, CancellationToken cancellation)
    {
        try
        {
            Check(skb);
            cancellation.ThrowIfCancellationRequested();
            if (_channel is not ZeroCopyChannel channel)
                return SendPortableAsync(skb, to, timeout, cancellation);
            if (!_gate.Wait(0, CancellationToken.None))
                return Wait(skb.Clone(), to, timeout, cancellation);

            PendingSend? send = null;
            int sent = 0;
            bool ended = true;
            try
            {
                if (!Prepare(skb, out send, out bool zeroCopy)
                    || channel.Send(skb, to, send, ref zeroCopy, ref sent) == SendOutcome.Done)
                {
                    return new ValueTask<int>(sent);
                }

                SkBuff clone = skb.Clone();
                ended = false;
                return Continue(clone, to, send, zeroCopy, sent, Deadline.After(timeout), cancellation);
            }
            finally
            {
                if (ended)
                    End(skb.Len, sent, send);
            }
        }
        catch (Exception failure)
        {
            return ValueTask.FromException<int>(failure);
        }
    }

    /// <summary>Another send is under way.</summary>
    private async ValueTask<int> Wait([Consumes] SkBuff clone, SocketAddress? to, TimeSpan timeout, CancellationToken cancellation)
    {
        PendingSend? send;
        bool zeroCopy;
        Deadline deadline = Deadline.After(timeout);
        try
        {
            if (!await _gate.WaitAsync(timeout, cancellation).ConfigureAwait(false))
                throw new TimeoutException();
            bool ended = true;
            send = null;
            try
            {
                if (!Prepare(clone, out send, out zeroCopy))
                {
                    clone.Free();
                    return 0;
                }

                ended = false;
            }
            finally
            {
                if (ended)
                    End(0, 0, send);
            }
        }
        catch
        {
            clone.Free();
            throw;
        }

        return await Continue(clone, to, send, zeroCopy, 0, deadline, cancellation).ConfigureAwait(false);
    }

    /// <summary>Goes on, waiting where it must. Owns the clone, and the gate.</summary>
    private async ValueTask<int> Continue(
        [Consumes] SkBuff clone, SocketAddress? to, PendingSend? send, bool zeroCopy, int sent, Deadline deadline, CancellationToken cancellation)
    {
        int total = clone.Len;
        try
        {
            while (_channel!.Send(clone, to, send, ref zeroCopy, ref sent) == SendOutcome.WouldBlock)
                await _channel.WhenWritable().WaitAsync(deadline.Left, cancellation).ConfigureAwait(false);
            return sent;
        }
        finally
        {
            End(total, sent, send);
            clone.Free();
        }
    }

    private void Check(SkBuff skb)
    {
        ArgumentNullException.ThrowIfNull(skb);
        ObjectDisposedException.ThrowIf(_disposed, this);
        Gather.Check(skb);
    }

    /// <summary>With the gate held. False: there is nothing to do.</summary>
    private bool Prepare(SkBuff skb, out PendingSend? send, out bool zeroCopy)
    {
        send = null;
        zeroCopy = false;
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_cutAt != 0)
            throw CutStream();
        if (skb.Len == 0 && _isStream)
            return false;
        send = _channel!.Start(skb);
        zeroCopy = send is not null;
        return true;
    }

    private InvalidOperationException CutStream() =>
        new($"The stream ends {_cutAt} bytes into a buffer; dispose of the socket, or send what must follow after {nameof(Resume)}.");

    /// <summary>Lets the next sender in. References are dropped last: destructors may send, too.</summary>
    private void End(int total, int sent, PendingSend? send)
    {
        if (_isStream && sent != 0 && sent != total)
            _cutAt = sent;
        _gate.Release();
        if (send is not null)
            _channel!.Submitted(send);
    }

    /// <summary>A point in time, in milliseconds since the system started.</summary>
    private readonly record struct Deadline(long At)
    {
        public TimeSpan Left => At == long.MaxValue ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(Math.Max(0, At - Environment.TickCount64));

        public static Deadline After(TimeSpan time) =>
            new(time < TimeSpan.Zero ? long.MaxValue : Environment.TickCount64 + (long)time.TotalMilliseconds);
    }
}
