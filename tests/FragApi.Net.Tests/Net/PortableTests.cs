using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace FragApi.Net.Tests;

/// <summary>What other systems than Linux do, forced here: the same bytes and the same errors, always copied.</summary>
public sealed class PortableTests
{
    private static readonly SkbSocketOptions s_portable = new() { Mode = ZeroCopyMode.Always, Portable = true };

    [Fact]
    public async Task A_stream()
    {
        using Lab lab = new();
        using Pair pair = new();
        using SkbSocket socket = new(pair.Client, s_portable);
        Assert.False(socket.IsZeroCopy);
        SkBuff skb = lab.Buffer(123, 17, 3000);
        byte[] expected = Lab.Content(skb);
        Task<byte[]> reader = Task.Run(() => pair.Read(2 * expected.Length));
        Assert.Equal(expected.Length, await socket.SendAsync(skb));
        Assert.Equal(expected.Length, socket.Send(skb));
        skb.Free();
        Assert.Equal(17, lab.Fired);
        byte[] received = await reader;
        Assert.Equal(expected.AsSpan(), received.AsSpan(0, expected.Length));
        Assert.Equal(expected.AsSpan(), received.AsSpan(expected.Length));
        Assert.True(socket.WhenReleasedAsync().IsCompletedSuccessfully);
        Assert.Equal(default, socket.Statistics);
    }

    [Fact]
    public async Task Datagrams()
    {
        using Lab lab = new();
        using Socket receiver = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 20_000 };
        receiver.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Socket udp = new(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp) { DualMode = true };
        using CheckedArrayPool<byte> arrays = new(new CheckedPoolOptions { ChecksTail = true });
        using SkbSocket socket = new(udp, new SkbSocketOptions { Mode = ZeroCopyMode.Always, Portable = true, Arrays = arrays });
        SkBuff skb = lab.Buffer(123, 5, 3000);
        byte[] expected = Lab.Content(skb);
        Assert.Equal(expected.Length, await socket.SendToAsync(skb, receiver.LocalEndPoint!));
        skb.Free();
        byte[] got = new byte[65536];
        Assert.Equal(expected, got[..receiver.Receive(got)]);
        SkBuff empty = lab.Buffer(0, 0, 1);
        Assert.Equal(0, socket.SendTo(empty, receiver.LocalEndPoint!));
        empty.Free();
        Assert.Equal(0, receiver.Receive(got));
    }

    [Fact]
    public async Task Cancelled_or_timed_out_the_stream_is_cut()
    {
        using Lab lab = new();
        using Pair pair = new(receiveBuffer: 4096);
        pair.Client.SendBufferSize = 8192;
        using SkbSocket socket = new(pair.Client, s_portable);
        SkBuff skb = lab.Buffer(0, 17, 65536);
        using CancellationTokenSource cancel = new(50);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await socket.SendAsync(skb, cancel.Token));
        Assert.NotEqual(0, socket.CutAt);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await socket.SendAsync(skb));
        socket.Resume();
        await Assert.ThrowsAsync<TimeoutException>(async () => await socket.SendAsync(skb, TimeSpan.FromMilliseconds(50)));
        socket.Resume();
        Assert.Throws<TimeoutException>(() => { socket.Send(skb, TimeSpan.FromMilliseconds(50)); });
        skb.Free();
        Assert.Equal(17, lab.Fired);
    }

    [Fact]
    public async Task Errors_are_the_same()
    {
        using Lab lab = new();
        using Pair pair = new();
        SkbSocket socket = new(pair.Client, s_portable);
        SkBuff skb = lab.Buffer(10, 1, 4096);
        pair.Server.Close(0);
        await Assert.ThrowsAsync<SocketException>(async () =>
        {
            for (int i = 0; i < 100; i++)
                await socket.SendAsync(skb);
        });
        SkbFrag.SetSize(skb, 0, 0);
        Assert.Throws<ArgumentException>(() => { socket.Send(skb); });
        SkbFrag.SetSize(skb, 0, 4096);
        await socket.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await socket.SendAsync(skb));
        skb.Free();
    }
}
