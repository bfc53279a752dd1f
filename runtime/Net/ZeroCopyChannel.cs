using System;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace FragApi;

/// <summary>
/// The sending side of one socket on Linux: which buffers the kernel may still read, and what to do when it has let go of
/// them. It works on a descriptor of its own, so that completions can still be read when the socket object is gone.
/// </summary>
internal sealed partial class ZeroCopyChannel
{
    // Guards everything below. Never held while a buffer is freed: destructors run then, and may send.
    private readonly Lock _lock = new();
    private readonly Libc.Descriptor _socket;
    private readonly bool _isStream;
    private readonly SendLedger _ledger = new();
    private readonly CopyPolicy _policy;
    private SendEpoch _oldest = new();
    private SendEpoch _newest;
    private PendingSend? _idle;
    private int _live;
    private ulong _token;
    private TaskCompletionSource? _writable;

    private long _zeroCopyCalls;
    private long _completedCalls;
    private long _copiedBuffers;
    private long _copiedRecords;
    private long _noBuffers;
    private long _strayRecords;

    /// <summary>Takes a second descriptor of <paramref name="socket"/>, and asks the kernel for zero-copy sends.</summary>
    /// <exception cref="SocketException">There are no descriptors left.</exception>
    public ZeroCopyChannel(Socket socket, SkbSocketOptions options)
    {
        _newest = _oldest;
        _isStream = socket.SocketType == SocketType.Stream;
        _policy = new CopyPolicy(options.Mode, options.ZeroCopyThreshold);
        _closeTimeout = options.CloseTimeout;
        if (options.Mode != ZeroCopyMode.Never && !Enable(socket))
            _policy.TurnOff();
        _socket = Libc.Duplicate(socket.SafeHandle);
    }

    /// <summary>Whether some buffers are sent without copying.</summary>
    public bool IsZeroCopy
    {
        get
        {
            lock (_lock)
                return !_policy.IsOff;
        }
    }

    /// <summary>Buffers that the kernel may still read, or that are being submitted.</summary>
    public int Live
    {
        get
        {
            lock (_lock)
                return _live;
        }
    }

    public SkbSocketStatistics Statistics
    {
        get
        {
            lock (_lock)
                return new(_zeroCopyCalls, _completedCalls, _copiedBuffers, _copiedRecords, _noBuffers, _strayRecords);
        }
    }

    /// <summary>
    /// Decides how a buffer is sent. Not null: without copying; the result holds a clone, and the caller owes one
    /// <see cref="Submitted"/>. Null: by copying, and nothing is held.
    /// </summary>
    public PendingSend? Start(SkBuff skb)
    {
        lock (_lock)
        {
            if (!_policy.Attempt(skb.Len, _ledger.NextId, _ledger.Span != 0) || !TryRegister())
            {
                _copiedBuffers++;
                return null;
            }
        }

        SkBuff clone = skb.Clone();
        lock (_lock)
        {
            PendingSend send = _idle ?? new PendingSend();
            _idle = send.Next;
            send.Next = null;
            send.Buffer = clone;
            send.Outstanding = 1;
            send.Epoch = _newest;
            _newest.Live++;
            _live++;
            return send;
        }
    }

    /// <summary>No more calls are made for this buffer. Where none is outstanding, it is released here.</summary>
    public void Submitted(PendingSend send)
    {
        PendingSend? released = null;
        lock (_lock)
        {
            _policy.Abandoned(_ledger.NextId);
            SendLedger.Release(send, ref released);
        }

        Free(released);
    }

    /// <summary>Is over when every buffer that was submitted before this call is released, destructors included.</summary>
    public Task WhenReleased()
    {
        lock (_lock)
        {
            if (_live == 0)
                return Task.CompletedTask;
            SendEpoch epoch = _newest;
            epoch.Over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _newest = epoch.Next = new SendEpoch();
            return epoch.Over.Task;
        }
    }

    /// <summary>
    /// Is over when the socket may take more bytes, has an error to report, or is closed. One sender waits at a time; a
    /// later call takes the place of an abandoned one.
    /// </summary>
    public Task WhenWritable()
    {
        lock (_lock)
        {
            if (_closing)
                return Task.CompletedTask;
            Register();
            _writable = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            CompletionReactor.Instance.Watch(_token, _socket, writable: true);
            return _writable.Task;
        }
    }

    /// <summary>The reactor: something happened to the socket.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "The thread belongs to every socket of the process.")]
    public void Ready(uint events)
    {
        try
        {
            ReadCompletions();
            if ((events & (Libc.EpollOut | Libc.EpollError | Libc.EpollHangUp)) != 0)
                WakeSender();
        }
        catch (ObjectDisposedException)
        {
            // Released and closed between the event and this call.
        }
        catch (Exception failure)
        {
            SkbSocket.Report(failure);
        }
    }

    private void WakeSender()
    {
        TaskCompletionSource? waiting;
        lock (_lock)
        {
            waiting = _writable;
            _writable = null;
            // A datagram socket would wake the reactor for each packet that leaves.
            if (waiting is not null && !_closed)
                CompletionReactor.Instance.Watch(_token, _socket, writable: false);
        }

        waiting?.TrySetResult();
    }

    /// <summary>Drops the references of these buffers, which runs destructors, and tells those who wait for it.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "One buffer that was misused must not keep the others.")]
    private void Free(PendingSend? released)
    {
        while (released is not null)
        {
            PendingSend send = released;
            released = send.Next;
            try
            {
                send.Buffer!.Free();
            }
            catch (Exception failure)
            {
                SkbSocket.Report(failure);
            }

            lock (_lock)
            {
                send.Epoch!.Live--;
                send.Epoch = null;
                send.Buffer = null;
                send.Next = _idle;
                _idle = send;
                _live--;
                while (_oldest.Live == 0 && _oldest.Next is SendEpoch next)
                {
                    _oldest.Over!.TrySetResult();
                    _oldest = next;
                }

                CloseIfDone();
            }
        }
    }

    private bool TryRegister()
    {
        try
        {
            Register();
            return true;
        }
        catch (SocketException)
        {
            // Without the reactor nobody would hear of completions.
            _policy.TurnOff();
            return false;
        }
    }

    private void Register()
    {
        if (_token == 0)
            _token = CompletionReactor.Instance.Add(this, _socket);
    }

    /// <summary>
    /// Asks for zero-copy. A socket that has the option already is left alone: someone else's sends would shift the ids.
    /// </summary>
    private static bool Enable(Socket socket)
    {
        // Others may accept the option and ignore the flag; then nothing would ever complete.
        if ((socket.SocketType, socket.ProtocolType) is not ((SocketType.Stream, ProtocolType.Tcp) or (SocketType.Dgram, ProtocolType.Udp)))
            return false;
        try
        {
            Span<byte> value = stackalloc byte[sizeof(int)];
            socket.GetRawSocketOption(Libc.SolSocket, Libc.SoZeroCopy, value);
            if (BitConverter.ToInt32(value) != 0)
                return false;
            BitConverter.TryWriteBytes(value, 1);
            socket.SetRawSocketOption(Libc.SolSocket, Libc.SoZeroCopy, value);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
