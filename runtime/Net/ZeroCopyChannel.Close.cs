using System;
using System.Threading;
using System.Threading.Tasks;

namespace FragApi;

/// <content>
/// Closing. The references of a buffer in flight are dropped when the kernel says that it has let go, and never before:
/// the descriptor stays open until then, because completions are read from it.
/// </content>
internal sealed unsafe partial class ZeroCopyChannel
{
    private static readonly TimeSpan s_checkEvery = TimeSpan.FromSeconds(1);
    private static int s_draining;

    private readonly TimeSpan _closeTimeout;
    private readonly TaskCompletionSource _whenClosed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _closing;
    private bool _closed;
    private bool _drains;
    private Timer? _timer;
    private long _resetAt;

    /// <summary>Channels that were closed and still wait for the kernel.</summary>
    public static int Draining => Volatile.Read(ref s_draining);

    /// <summary>Is over when the descriptor is closed; every buffer was released before.</summary>
    public Task WhenClosed => _whenClosed.Task;

    /// <summary>
    /// Refuses further sends and wakes the one that waits. What the kernel has is still sent: for as long as
    /// <paramref name="timeout"/> on a connection, which is then reset.
    /// </summary>
    public void Close(TimeSpan? timeout = null)
    {
        TimeSpan patience = timeout ?? _closeTimeout;
        lock (_lock)
        {
            if (_closing)
                return;
            _closing = true;
            CloseIfDone();
            if (!_closed)
            {
                _drains = true;
                Interlocked.Increment(ref s_draining);
                _resetAt = patience < TimeSpan.Zero ? long.MaxValue : Environment.TickCount64 + (long)patience.TotalMilliseconds;
                // The socket object closes its own descriptor only, which tells the peer nothing while this one is open.
                if (_isStream)
                    Libc.Shutdown(_socket, Libc.ShutdownWrite);
                _timer = new Timer(static channel => ((ZeroCopyChannel)channel!).Check(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _timer.Change(patience >= TimeSpan.Zero && patience < s_checkEvery ? patience : s_checkEvery, s_checkEvery);
            }
        }

        WakeSender();
    }

    /// <summary>
    /// Once a second: the completions, should an event have been missed; and past the time a reset, until the kernel has let go.
    /// </summary>
    private void Check()
    {
        try
        {
            lock (_lock)
            {
                if (_closed)
                    return;
                if (_isStream && Environment.TickCount64 >= _resetAt)
                    Reset();
            }

            Ready(0);
        }
        catch (ObjectDisposedException)
        {
            // Closed just now.
        }
    }

    /// <summary>
    /// Drops the connection, and what it had still to send, but keeps the socket: so its completions are still told. Closing
    /// the descriptor would drop the completions instead.
    /// </summary>
    private void Reset()
    {
        const int addressLength = 16;
        byte* address = stackalloc byte[addressLength];
        new Span<byte>(address, addressLength).Clear();
        *(ushort*)address = Libc.FamilyUnspecified;
        Libc.Connect(_socket, address, addressLength);
    }

    private void CloseIfDone()
    {
        if (!_closing || _closed || _live != 0)
            return;
        _closed = true;
        _timer?.Dispose();
        if (_token != 0)
            CompletionReactor.Instance.Remove(_token, _socket);
        _socket.Dispose();
        if (_drains)
            Interlocked.Decrement(ref s_draining);
        _whenClosed.TrySetResult();
    }
}
