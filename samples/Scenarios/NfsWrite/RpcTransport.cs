using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using FragApi;

namespace Scenarios;

/// <summary>When a call is over.</summary>
internal enum Completion
{
    /// <summary>The reply has come: what the RPC layer did.</summary>
    OnReply,

    /// <summary>The reply has come, and the stack has let go of every fragment: what it does with destructors.</summary>
    OnRelease,
}

/// <summary>
/// The RPC layer over a datagram transport. A request is built once around the caller's pages; what is sent, and sent
/// again, are clones of it.
/// </summary>
internal sealed class RpcTransport
{
    /// <summary>Milliseconds without a reply.</summary>
    public const double RetransmitAfter = 40;

    private readonly EventClock<double> _time;
    private readonly PagePool _pool;
    private readonly SendQueue _queue;
    private readonly Completion _completion;
    private readonly Dictionary<int, Call> _open = [];
    private int _nextXid;

    public RpcTransport(EventClock<double> time, PagePool pool, SendQueue queue, Completion completion)
    {
        _time = time;
        _pool = pool;
        _queue = queue;
        _completion = completion;
    }

    /// <summary>Requests sent more than once, counted once for each time too many.</summary>
    public int Retransmissions { get; private set; }

    /// <summary>Starts a WRITE of whole pages, which stay the caller's; <paramref name="done"/> says that they are its own again.</summary>
    public void Write(ReadOnlySpan<Page> pages, Action done)
    {
        Call call = new(_nextXid++, done);
        SkBuff request = SkBuff.Alloc(64, _pool);
        BinaryPrimitives.WriteInt32BigEndian(request.Put(sizeof(int)), call.Xid);

        // One destructor for the whole call: it is over when the last fragment of the last copy is.
        SkbFragDestructor? released = _completion == Completion.OnRelease ? new SkbFragDestructor(_ => Released(call)) : null;
        foreach (Page page in pages)
        {
            if (!request.AppendPage(page, 0, page.Size, released))
            {
                request.Free();
                throw new InvalidOperationException("a request has room for its pages");
            }
        }

        released?.Unref();
        call.IsReleased = released is null;
        call.Request = request;
        _open.Add(call.Xid, call);
        Send(call);
    }

    /// <summary>The reply to a call; a second one to the same call is dropped.</summary>
    public void Replied(int xid)
    {
        if (!_open.Remove(xid, out Call? call))
            return;
        call.IsReplied = true;
        SkBuff request = call.Request!;
        call.Request = null;
        // With nothing queued any more this is the last reference, and runs the destructor.
        request.Free();
        Finish(call);
    }

    private void Send(Call call)
    {
        _queue.Enqueue(call.Request!.Clone());
        _time.After(RetransmitAfter, () =>
        {
            if (!_open.ContainsKey(call.Xid))
                return;
            Retransmissions++;
            Send(call);
        });
    }

    private void Released(Call call)
    {
        call.IsReleased = true;
        Finish(call);
    }

    private static void Finish(Call call)
    {
        if (!call.IsReplied || !call.IsReleased || call.IsOver)
            return;
        call.IsOver = true;
        call.Done();
    }

    private sealed class Call(int xid, Action done)
    {
        public int Xid => xid;

        public Action Done => done;

        /// <summary>Kept for sending it again, until the reply has come.</summary>
        public SkBuff? Request { get; set; }

        public bool IsReplied { get; set; }

        public bool IsReleased { get; set; }

        public bool IsOver { get; set; }
    }
}
