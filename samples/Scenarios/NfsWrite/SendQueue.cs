using System;
using System.Net.Sockets;
using FragApi;

namespace Scenarios;

/// <summary>
/// The stack's transmit queue: holds buffers by reference, and reads their bytes only when they leave, in order, through a
/// real socket.
/// </summary>
internal sealed class SendQueue : IDisposable
{
    private readonly EventClock<double> _time;
    private readonly Random _random;
    private readonly Action _sent;
    private readonly SkBuffQueue _waiting = new();
    private readonly SkbSocket _socket;
    private double _freeAt;

    /// <summary>A queue to <paramref name="server"/>; <paramref name="sent"/> runs after each datagram.</summary>
    public SendQueue(EventClock<double> time, Random random, NfsServer server, Action sent)
    {
        _time = time;
        _random = random;
        _sent = sent;
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(server.Address);
        // The queue here is the one that is looked at; the kernel's own copies.
        _socket = new SkbSocket(socket, new SkbSocketOptions { Mode = ZeroCopyMode.Never });
    }

    public void Enqueue([Consumes] SkBuff skb)
    {
#pragma warning disable FRAG4002 // that a queue keeps the fragments, and their owner waits, is what this scenario is about
        _waiting.Enqueue(skb);
#pragma warning restore FRAG4002
        // Others send, too: a buffer waits for up to 30 ms behind their bytes.
        _freeAt = Math.Max(_freeAt, _time.Now) + 1 + (_random.NextDouble() * 29);
        _time.After(_freeAt - _time.Now, SendFirst);
    }

    public void Dispose()
    {
        _waiting.Dispose();
        _socket.Dispose();
    }

    private void SendFirst()
    {
        if (!_waiting.TryDequeue(out SkBuff? skb))
            return;
        try
        {
            _socket.Send(skb);
        }
        finally
        {
            skb.Free();
        }

        _sent();
    }
}
