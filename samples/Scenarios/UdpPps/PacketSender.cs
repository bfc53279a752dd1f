using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using FragApi;

namespace Scenarios;

/// <summary>
/// One thread that sends UDP over loopback: a head of 42 bytes and a fragment of 1,400. Nobody reads; what does not fit is
/// dropped by the system, so that the sender alone is measured.
/// </summary>
internal sealed class PacketSender : IDisposable
{
    private const int HeadSize = 42;
    private const int FragSize = 1_400;

    private readonly Socket _receiver = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly SkbSocket _sender;
    private readonly Page _page = PagePool.Shared.Acquire();
    private readonly SkbFragDestructor _done;
    private long _fired;

    public PacketSender()
    {
        _receiver.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(_receiver.LocalEndPoint!);
        _sender = new SkbSocket(socket);
        _done = new SkbFragDestructor(_ => Interlocked.Increment(ref _fired));
        // It starts as one that has run, so that it is armed the same way before each packet.
        _done.Unref();
        _fired = 0;
    }

    /// <summary>Destructors that have run.</summary>
    public long Fired => Interlocked.Read(ref _fired);

    /// <summary>Fragments count on their page.</summary>
    public void SendPlain(int packets)
    {
        for (int i = 0; i < packets; i++)
        {
            SkBuff skb = SkBuff.Alloc(HeadSize);
            skb.Put(HeadSize);
            skb.AppendPage(_page, 0, FragSize);
            Send(skb);
        }
    }

    /// <summary>Each packet's fragment has a destructor, which runs when the packet has gone.</summary>
    public void SendWithDestructors(int packets)
    {
        for (int i = 0; i < packets; i++)
        {
            SkBuff skb = SkBuff.Alloc(HeadSize);
            skb.Put(HeadSize);
            _done.Rearm();
            skb.AppendPage(_page, 0, FragSize, _done);
            _done.Unref();
            Send(skb);
        }
    }

    /// <summary>What one does who must not share the page and has no destructors: each packet's payload is a copy.</summary>
    public void SendCopies(int packets)
    {
        for (int i = 0; i < packets; i++)
        {
            SkBuff skb = SkBuff.Alloc(HeadSize + FragSize);
            skb.Put(HeadSize);
            _page.Span[..FragSize].CopyTo(skb.Put(FragSize));
            Send(skb);
        }
    }

    public void Dispose()
    {
        _sender.Dispose();
        _receiver.Dispose();
        _page.Put();
    }

    private void Send([Consumes] SkBuff skb)
    {
        _sender.Send(skb);
        skb.Free();
    }
}
