using System;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Threading;

namespace FragApi;

/// <summary>
/// One background thread for all sockets of the process: waits until one of them has completions to read, or can be
/// written to again. It starts with the first socket that needs it.
/// </summary>
/// <remarks>
/// Edge-triggered: an error that nobody reads would otherwise wake the thread for ever. Nothing is lost by that, because
/// adding and modifying look at the present state too. The kernel reports errors and hang-ups unasked.
/// </remarks>
internal sealed unsafe class CompletionReactor
{
    private const int EventsAtOnce = 64;

    private static readonly Lazy<CompletionReactor> s_instance = new(() => new CompletionReactor());


    private readonly Libc.Descriptor _epoll;
    private readonly ConcurrentDictionary<ulong, ZeroCopyChannel> _channels = new();
    private ulong _lastToken;

    private CompletionReactor()
    {
        int descriptor = Libc.EpollCreate(Libc.EpollCloseOnExec);
        if (descriptor < 0)
            throw Errno.Exception(Marshal.GetLastPInvokeError());
        _epoll = new Libc.Descriptor(descriptor);
        Thread thread = new(Run) { IsBackground = true, Name = "FragApi completions" };
        thread.UnsafeStart();
    }

    public static CompletionReactor Instance => s_instance.Value;

    /// <summary>From now on the channel is told when there is something to read from its error queue.</summary>
    /// <returns>The token that stands for the channel; descriptors are used again, tokens are not.</returns>
    public ulong Add(ZeroCopyChannel channel, Libc.Descriptor socket)
    {
        ulong token = Interlocked.Increment(ref _lastToken);
        _channels[token] = channel;
        if (Control(Libc.EpollAdd, socket, token, Libc.EpollEdge))
            return token;
        int errno = Marshal.GetLastPInvokeError();
        _channels.TryRemove(token, out _);
        throw Errno.Exception(errno);
    }

    /// <summary>Tells the channel, or no longer tells it, that the socket can be written to; at once if it can already.</summary>
    public void Watch(ulong token, Libc.Descriptor socket, bool writable)
    {
        if (!Control(Libc.EpollModify, socket, token, Libc.EpollEdge | (writable ? Libc.EpollOut : 0)))
            throw Errno.Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>Forgets the channel, before its descriptor is closed.</summary>
    public void Remove(ulong token, Libc.Descriptor socket)
    {
        _channels.TryRemove(token, out _);
        Control(Libc.EpollRemove, socket, token, 0);
    }

    private bool Control(int operation, Libc.Descriptor socket, ulong token, uint events)
    {
        byte* what = stackalloc byte[Libc.EpollEventSize];
        Libc.WriteEpollEvent(what, events, token);
        return Libc.EpollControl(_epoll, operation, socket, what) == 0;
    }

    private void Run()
    {
        byte* events = stackalloc byte[Libc.EpollEventSize * EventsAtOnce];
        while (true)
        {
            int count = Libc.EpollWait(_epoll, events, EventsAtOnce, -1);
            for (int i = 0; i < count; i++)
            {
                (uint happened, ulong token) = Libc.ReadEpollEvent(events + i * Libc.EpollEventSize);
                if (_channels.TryGetValue(token, out ZeroCopyChannel? channel))
                    channel.Ready(happened);
            }
        }
    }
}
