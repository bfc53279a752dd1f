using System;
using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace FragApi.Benchmarks;

/// <summary>
/// UDP over loopback, one thread: packets of a head of 42 bytes and one fragment. Nobody reads; the kernel drops what does
/// not fit, so that the sender alone is measured.
/// </summary>
internal sealed class SendCosts : IDisposable
{
    private const int HeadSize = 42;
    private const int FragSize = 1400;

    private readonly Socket _receiver = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly SkbSocket _sender;
    private readonly Page _page = PagePool.Shared.Acquire();
    private readonly SkbFragDestructor _shared = new(static _ => { });
    private readonly SkbFragDestructor _own = new(static _ => { });

    private SendCosts()
    {
        _receiver.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(_receiver.LocalEndPoint!);
        _sender = new SkbSocket(socket);
        _own.Unref();
    }

    public static void Print(int rounds)
    {
        using SendCosts costs = new();
        const int count = 100;
        Interleaved.Head("UDP over loopback, 1,442 bytes, ns a packet", "without", "with");
        Interleaved.Compare("destructors: one for all packets", rounds, count, costs.Plain, costs.SharedDestructor);
        Interleaved.Compare("destructors: one fires with each packet", rounds, count, costs.Plain, costs.OwnDestructor);
        Interleaved.Head("UDP over loopback, 1,442 bytes, ns a packet", "byte[]", "FragApi");
        Interleaved.Compare("pooled byte[], Socket.Send", rounds, count, costs.PooledArray, costs.Plain);
        Interleaved.Compare("two pooled arrays, gathered by Socket.Send", rounds, count, costs.GatheredArrays, costs.Plain);
    }

    public void Dispose()
    {
        _sender.Dispose();
        _receiver.Dispose();
        _page.Put();
        _shared.Unref();
    }

    private long Plain(int count)
    {
        for (int i = 0; i < count; i++)
        {
            SkBuff skb = SkBuff.Alloc(HeadSize);
            skb.Put(HeadSize);
            skb.AppendPage(_page, 0, FragSize);
            _sender.Send(skb);
            skb.Free();
        }

        return 0;
    }

    private long SharedDestructor(int count)
    {
        for (int i = 0; i < count; i++)
        {
            SkBuff skb = SkBuff.Alloc(HeadSize);
            skb.Put(HeadSize);
            skb.AppendPage(_page, 0, FragSize, _shared);
            _sender.Send(skb);
            skb.Free();
        }

        return 0;
    }

    private long OwnDestructor(int count)
    {
        for (int i = 0; i < count; i++)
        {
            SkBuff skb = SkBuff.Alloc(HeadSize);
            skb.Put(HeadSize);
            _own.Rearm();
            skb.AppendPage(_page, 0, FragSize, _own);
            _own.Unref();
            _sender.Send(skb);
            skb.Free();
        }

        return 0;
    }

    private long PooledArray(int count)
    {
        for (int i = 0; i < count; i++)
        {
            byte[] bytes = ArrayPool<byte>.Shared.Rent(HeadSize + FragSize);
            _sender.Socket.Send(bytes.AsSpan(0, HeadSize + FragSize));
            ArrayPool<byte>.Shared.Return(bytes);
        }

        return 0;
    }

    private long GatheredArrays(int count)
    {
        ArraySegment<byte>[] pieces = new ArraySegment<byte>[2];
        for (int i = 0; i < count; i++)
        {
            byte[] head = ArrayPool<byte>.Shared.Rent(HeadSize);
            byte[] body = ArrayPool<byte>.Shared.Rent(FragSize);
            pieces[0] = new ArraySegment<byte>(head, 0, HeadSize);
            pieces[1] = new ArraySegment<byte>(body, 0, FragSize);
            _sender.Socket.Send(pieces);
            ArrayPool<byte>.Shared.Return(head);
            ArrayPool<byte>.Shared.Return(body);
        }

        return 0;
    }
}
