using System;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using Xunit;

namespace FragApi.Net.Tests;

/// <summary>UDP: a buffer is a datagram.</summary>
public sealed class DatagramTests
{
    private static readonly SkbSocketOptions s_always = new() { Mode = ZeroCopyMode.Always };

    [ZeroCopyFact]
    public Task IPv4() => SendTo("127.0.0.1", AddressFamily.InterNetwork);

    [ZeroCopyFact]
    public Task IPv6() => SendTo("::1", AddressFamily.InterNetworkV6);

    [ZeroCopyFact]
    public Task IPv4_from_a_dual_mode_socket() => SendTo("127.0.0.1", AddressFamily.InterNetworkV6);

    [ZeroCopyFact]
    public void To_the_connected_peer_also_when_empty()
    {
        using Lab lab = new();
        using Socket receiver = Bound("127.0.0.1");
        Socket sender = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        sender.Connect(receiver.LocalEndPoint!);
        using SkbSocket socket = new(sender, s_always);
        byte[] got = new byte[65536];
        foreach (int size in new[] { 10, 0, 20 })
        {
            SkBuff skb = lab.Buffer(size, 0, 1);
            Assert.Equal(size, socket.Send(skb));
            skb.Free();
            Assert.Equal(size, receiver.Receive(got));
        }

        Assert.True(socket.WhenReleasedAsync().Wait(TimeSpan.FromSeconds(20)));
        Assert.Equal(2, socket.Statistics.ZeroCopyCalls); // an empty one has no page to hold
        Assert.Equal(1, socket.Statistics.CopiedBuffers);
        Assert.Equal(0, socket.Statistics.StrayRecords);
    }

    [ZeroCopyFact]
    public void More_pieces_than_a_packet_has_fragments_are_copied()
    {
        using Lab lab = new();
        using Socket receiver = Bound("127.0.0.1");
        using SkbSocket socket = new(new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp), s_always);
        SkBuff skb = lab.Buffer(100, SkbSharedInfo.MaxFrags, 100);
        byte[] expected = Lab.Content(skb);
        Assert.Equal(expected.Length, socket.SendTo(skb, receiver.LocalEndPoint!));
        skb.Free();
        byte[] got = new byte[65536];
        Assert.Equal(expected, got[..receiver.Receive(got)]);
        Assert.Equal(1, socket.Statistics.CopiedBuffers);

        // The call that the kernel refused took no id: the next one is told right.
        SkBuff next = lab.Buffer(100, 3, 100);
        socket.SendTo(next, receiver.LocalEndPoint!);
        next.Free();
        Assert.True(socket.WhenReleasedAsync().Wait(TimeSpan.FromSeconds(20)));
        Assert.Equal(new SkbSocketStatistics(1, 1, 1, 1, 0, 0), socket.Statistics);
    }

    [ZeroCopyFact]
    public void Too_long_is_an_error_and_nothing_stays()
    {
        using Lab lab = new();
        using Socket receiver = Bound("127.0.0.1");
        using SkbSocket socket = new(new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp), s_always);
        SkBuff skb = lab.Buffer(0, 2, 40_000);
        SocketException failure = Assert.Throws<SocketException>(() => { socket.SendTo(skb, receiver.LocalEndPoint!); });
        Assert.Equal(SocketError.MessageSize, failure.SocketErrorCode);
        skb.Free();
        Assert.Equal(2, lab.Fired);
        Assert.Equal(0, socket.PendingBuffers);
        Assert.Equal(0, socket.CutAt);
    }

    [ZeroCopyFact]
    public void Ten_thousand_datagrams_each_with_a_destructor()
    {
        using Lab lab = new(stacks: false);
        using Socket receiver = Bound("127.0.0.1");
        using SkbSocket socket = new(new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp), s_always);
        SocketAddress to = receiver.LocalEndPoint!.Serialize();
        for (int i = 0; i < 10_000; i++)
        {
            SkBuff skb = lab.Buffer(14, 1, 50, (byte)i);
            Assert.Equal(64, socket.SendTo(skb, to));
            skb.Free();
        }

        Assert.True(socket.WhenReleasedAsync().Wait(TimeSpan.FromSeconds(20)));
        Assert.Equal(10_000, lab.Fired);
        SkbSocketStatistics statistics = socket.Statistics;
        Assert.Equal(10_000, statistics.ZeroCopyCalls + statistics.CopiedBuffers);
        Assert.Equal(statistics.ZeroCopyCalls, statistics.CompletedCalls);
    }

    private static async Task SendTo(string address, AddressFamily family)
    {
        using Lab lab = new();
        using Socket receiver = Bound(address);
        Socket sender = new(family, SocketType.Dgram, ProtocolType.Udp);
        if (family == AddressFamily.InterNetworkV6)
            sender.DualMode = true;
        using SkbSocket socket = new(sender, s_always);
        SkBuff skb = lab.Buffer(42, 3, 1000);
        byte[] expected = Lab.Content(skb);
        Assert.Equal(expected.Length, await socket.SendToAsync(skb, receiver.LocalEndPoint!));
        skb.Free();
        byte[] got = new byte[65536];
        Assert.Equal(expected, got[..receiver.Receive(got)]);
        await socket.WhenReleasedAsync();
        Assert.Equal(3, lab.Fired);
        Assert.Equal(new SkbSocketStatistics(1, 1, 0, 1, 0, 0), socket.Statistics);
    }

    private static Socket Bound(string address)
    {
        IPAddress at = IPAddress.Parse(address);
        Socket socket = new(at.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 20_000 };
        socket.Bind(new IPEndPoint(at, 0));
        return socket;
    }
}
