using System;
using System.Net;
using System.Runtime.InteropServices;
using System.Threading;

namespace FragApi;

/// <summary>How a <see cref="ZeroCopyChannel.Send"/> ended.</summary>
internal enum SendOutcome
{
    /// <summary>All of the buffer is with the kernel.</summary>
    Done,

    /// <summary>The socket takes no more at the moment.</summary>
    WouldBlock,
}

/// <content>The system calls.</content>
internal sealed unsafe partial class ZeroCopyChannel
{
    // Room for a record and for whatever else the socket's owner asked the kernel to attach.
    private const int ControlSize = 512;

    /// <summary>Hands as much of a buffer to the kernel as it takes without waiting.</summary>
    /// <param name="skb">The buffer. A stream sends its bytes; a datagram socket sends it as one datagram.</param>
    /// <param name="to">The receiver of a datagram, or null: the connected peer.</param>
    /// <param name="send">From <see cref="Start"/>, or null to copy.</param>
    /// <param name="zeroCopy">Whether to go on without copying; cleared when the kernel refused.</param>
    /// <param name="sent">Bytes that the kernel has; grows.</param>
    /// <exception cref="System.Net.Sockets.SocketException">The kernel refused; <paramref name="sent"/> bytes were sent before.</exception>
    /// <exception cref="ObjectDisposedException">The socket was closed.</exception>
    public SendOutcome Send(SkBuff skb, SocketAddress? to, PendingSend? send, ref bool zeroCopy, ref int sent)
    {
        int total = skb.Len;
        while (true)
        {
            ObjectDisposedException.ThrowIf(_closing, typeof(SkbSocket));
            bool without = zeroCopy && send is not null;
            nint result = Call(skb, to, sent, without ? send : null, out int errno);
            if (result >= 0)
            {
                sent += (int)result;
                if (!_isStream || sent >= total)
                    return SendOutcome.Done;
                continue;
            }

            switch (errno)
            {
                case Errno.Interrupted:
                    break;
                case Errno.Again:
                    return SendOutcome.WouldBlock;
                case Errno.NoBuffers when without:
                    zeroCopy = false;
                    RefusedForNow();
                    break;
                case Errno.MessageTooLong when without && !_isStream:
                    // So many pieces do not fit in one packet's fragments; copied, they do.
                    zeroCopy = false;
                    CopyInstead(forGood: false);
                    break;
                case Errno.InvalidArgument or Errno.NotSupported when without:
                    zeroCopy = false;
                    CopyInstead(forGood: true);
                    break;
                default:
                    throw Errno.Exception(errno);
            }
        }
    }

    /// <summary>Blocks until the socket may take more bytes, has an error to report, is closed, or the time is over.</summary>
    /// <param name="deadline">In milliseconds of <see cref="Environment.TickCount64"/>.</param>
    /// <returns>False: the time is over.</returns>
    /// <remarks>Does not need the reactor, so that a destructor, which may run on it, can send.</remarks>
    public bool WaitWritable(long deadline)
    {
        // No longer than this at once, because closing does not wake a poll.
        const int slice = 50;
        while (!_closing)
        {
            long left = deadline - Environment.TickCount64;
            if (left <= 0)
                return false;
            if (Poll((int)Math.Min(left, slice)))
                return true;
        }

        return true;
    }

    private bool Poll(int milliseconds)
    {
        bool held = false;
        try
        {
            _socket.DangerousAddRef(ref held);
            Libc.PollEntry entry = new() { Descriptor = (int)_socket.DangerousGetHandle(), Events = Libc.PollOut };
            if (Libc.Poll(&entry, 1, milliseconds) <= 0)
                return false;
            // Completions wake a poll too; the reactor reads them, and until then they must not keep this thread busy.
            if ((entry.Results & Libc.PollOut) == 0)
                Thread.Sleep(1);
            return true;
        }
        finally
        {
            if (held)
                _socket.DangerousRelease();
        }
    }

    /// <summary>Reads all there is in the error queue, and releases the buffers that the kernel has let go of. Never blocks.</summary>
    private void ReadCompletions()
    {
        byte* control = stackalloc byte[ControlSize];
        while (true)
        {
            Libc.MessageHeader message = new() { Control = control, ControlLength = ControlSize };
            if (Libc.ReceiveMessage(_socket, &message, Libc.MsgErrorQueue | Libc.MsgDontWait) < 0)
            {
                if (Marshal.GetLastPInvokeError() == Errno.Interrupted)
                    continue;
                return;
            }

            ReadOnlySpan<byte> records = new(control, (int)message.ControlLength);
            while (ErrorQueueParser.TryRead(ref records, out CompletionRange range))
                Complete(range);
        }
    }

    private void Complete(CompletionRange range)
    {
        PendingSend? released = null;
        lock (_lock)
        {
            int completed = _ledger.Complete(range, ref released);
            _completedCalls += completed;
            if ((ulong)completed != range.Count)
                _strayRecords++;
            if (range.Copied)
                _copiedRecords++;
            _policy.Completed(range);
        }

        Free(released);
    }

    private nint Call(SkBuff skb, SocketAddress? to, int skip, PendingSend? send, out int errno)
    {
        Libc.IoVector* pieces = stackalloc Libc.IoVector[Gather.MaxPieces];
        int count = Gather.Fill(skb, skip, new Span<Libc.IoVector>(pieces, Gather.MaxPieces));
        int flags = Libc.MsgDontWait | Libc.MsgNoSignal;
        if (send is not null)
        {
            flags |= Libc.MsgZeroCopy;
            // Before the call: its completion can be read by the reactor before it returns.
            lock (_lock)
                _ledger.Begin(send);
        }

        nint result;
        fixed (byte* name = to is null ? default : to.Buffer.Span[..to.Size])
        {
            Libc.MessageHeader message = new()
            {
                Name = name,
                NameLength = to is null ? 0 : (uint)to.Size,
                Vectors = pieces,
                VectorCount = (nuint)count,
            };
            result = Libc.SendMessage(_socket, &message, flags);
        }

        errno = result < 0 ? Marshal.GetLastPInvokeError() : 0;
        if (send is not null)
        {
            lock (_lock)
            {
                if (result < 0)
                    _ledger.Undo();
                else
                    _zeroCopyCalls++;
            }
        }

        return result;
    }

    /// <summary>The kernel has no memory for another zero-copy call: what it holds comes back with completions.</summary>
    private void RefusedForNow()
    {
        lock (_lock)
        {
            _noBuffers++;
            _copiedBuffers++;
            _policy.NoBuffers();
        }
    }

    private void CopyInstead(bool forGood)
    {
        lock (_lock)
        {
            _copiedBuffers++;
            if (forGood)
                _policy.TurnOff();
        }
    }
}
