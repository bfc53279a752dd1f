using System;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace FragApi.Net.Tests;

/// <summary>Closing with sends in flight: no reference is lost, none is dropped early; and errors of peers that are gone.</summary>
public sealed class CloseTests
{
    private static readonly SkbSocketOptions s_always = new() { Mode = ZeroCopyMode.Always };

    [ZeroCopyFact]
    public async Task What_was_sent_is_delivered_after_dispose_and_released_only_then()
    {
        using Lab lab = new();
        using Pair pair = new(receiveBuffer: 4096);
        SkbSocket socket = new(pair.Client, s_always);
        SkBuff skb = lab.Buffer(0, 8, 4096);
        await socket.SendAsync(skb);
        skb.Free();
        int draining = SkbSocket.Draining;
        socket.Dispose();
        Assert.Equal(draining + 1, SkbSocket.Draining);
        Assert.Equal(0, lab.Fired);
        pair.Server.ReceiveBufferSize = 1 << 20;
        Assert.Equal(8 * 4096, await pair.ReadToEnd());
        Lab.Eventually(() => lab.Fired == 8, "destructors");
        Lab.Eventually(() => SkbSocket.Draining == draining, "the drain");
    }

    [ZeroCopyFact]
    public async Task A_peer_that_never_reads_is_reset_after_the_time_and_the_pages_come_back()
    {
        using Lab lab = new();
        using Pair pair = new(receiveBuffer: 4096);
        SkbSocket socket = new(pair.Client, new SkbSocketOptions { Mode = ZeroCopyMode.Always, CloseTimeout = TimeSpan.FromMilliseconds(300) });
        SkBuff skb = lab.Buffer(0, 8, 4096);
        await socket.SendAsync(skb);
        skb.Free();
        socket.Dispose();
        Thread.Sleep(100);
        Assert.Equal(0, lab.Fired);
        Assert.Equal(1, SkbSocket.Draining);
        Lab.Eventually(() => lab.Fired == 8, "destructors");
        Assert.Null(await pair.ReadToEnd());
        Assert.Equal(0, SkbSocket.Draining);
    }

    [ZeroCopyFact]
    public async Task Closed_without_time_the_connection_is_reset_at_once()
    {
        using Lab lab = new();
        using Pair pair = new(receiveBuffer: 4096);
        SkbSocket socket = new(pair.Client, s_always);
        SkBuff skb = lab.Buffer(0, 8, 4096);
        await socket.SendAsync(skb);
        skb.Free();
        socket.Close(TimeSpan.Zero);
        await socket.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(8, lab.Fired);
        Assert.Null(await pair.ReadToEnd());
    }

    [ZeroCopyFact]
    public async Task Dispose_wakes_a_send_that_waits_and_its_references_are_kept_until_the_kernel_lets_go()
    {
        using Lab lab = new();
        using Pair pair = new(receiveBuffer: 4096);
        pair.Client.SendBufferSize = 32768;
        SkbSocket socket = new(pair.Client, s_always);
        SkBuff skb = lab.Buffer(0, 17, 65536);
        Task<int> waiting = socket.SendAsync(skb).AsTask();
        SkBuff behind = lab.Buffer(0, 1, 100);
        Task<int> next = socket.SendAsync(behind).AsTask();
        skb.Free();
        behind.Free();
        Assert.False(waiting.IsCompleted);
        socket.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => next);
        Assert.Equal(1, lab.Fired); // the one that was never begun
        pair.Server.ReceiveBufferSize = 1 << 20;
        Assert.NotNull(await pair.ReadToEnd());
        Lab.Eventually(() => lab.Fired == 18, "destructors");
    }

    [ZeroCopyFact]
    public void Dispose_wakes_a_blocking_send()
    {
        using Lab lab = new();
        using Pair pair = new(receiveBuffer: 65536);
        pair.Client.SendBufferSize = 32768;
        SkbSocket socket = new(pair.Client, new SkbSocketOptions { Mode = ZeroCopyMode.Always, CloseTimeout = TimeSpan.Zero });
        SkBuff skb = lab.Buffer(0, 17, 65536);
        Exception? failure = null;
        Thread thread = new(() => failure = Record.Exception(() => { socket.Send(skb); }));
        thread.Start();
        Lab.Eventually(() => socket.Statistics.ZeroCopyCalls > 0, "the first call");
        socket.Dispose();
        Assert.True(thread.Join(TimeSpan.FromSeconds(20)));
        Assert.IsType<ObjectDisposedException>(failure);
        skb.Free();
    }

    [ZeroCopyFact]
    public async Task A_disposed_socket_refuses_and_touches_nothing()
    {
        using Lab lab = new();
        using Pair pair = new();
        SkbSocket socket = new(pair.Client, s_always);
        socket.Dispose();
        socket.Dispose();
        await socket.DisposeAsync();
        SkBuff skb = lab.Buffer(10, 1, 100);
        Assert.Throws<ObjectDisposedException>(() => { socket.Send(skb); });
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await socket.SendAsync(skb));
        Assert.Equal(0, lab.Fired);
        skb.Free();
        Assert.Equal(1, lab.Fired);
    }

    [ZeroCopyFact]
    public async Task A_peer_that_closed_is_a_socket_error_and_releases_everything()
    {
        using Lab lab = new();
        using Pair pair = new();
        using SkbSocket socket = new(pair.Client, s_always);
        pair.Server.Close(0);
        SocketException failure = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            // The first may go out before the reset comes back.
            for (int i = 0; i < 100; i++)
            {
                SkBuff skb = lab.Buffer(10, 2, 4096);
                try
                {
                    await socket.SendAsync(skb);
                }
                finally
                {
                    skb.Free();
                }
            }
        });
        Assert.Contains(failure.SocketErrorCode, new[] { SocketError.ConnectionReset, SocketError.Shutdown });
        Assert.Throws<SocketException>(() =>
        {
            SkBuff skb = lab.Buffer(10, 2, 4096);
            try
            {
                socket.Send(skb);
            }
            finally
            {
                skb.Free();
            }
        });
        await socket.WhenReleasedAsync().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(lab.Destructors, lab.Fired);
    }

    [ZeroCopyFact]
    public async Task A_connection_reset_with_sends_in_flight_releases_them()
    {
        using Lab lab = new();
        using Pair pair = new(receiveBuffer: 4096);
        using SkbSocket socket = new(pair.Client, s_always);
        SkBuff skb = lab.Buffer(0, 8, 4096);
        await socket.SendAsync(skb);
        skb.Free();
        Assert.Equal(0, lab.Fired);
        pair.Server.Close(0);
        await socket.WhenReleasedAsync().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(8, lab.Fired);
    }

    [ZeroCopyFact]
    public void Broken_buffers_are_refused_before_anything_is_sent()
    {
        using Lab lab = new();
        using Pair pair = new();
        using SkbSocket socket = new(pair.Client, s_always);
        Refused("empty", skb => SkbFrag.SetSize(skb, 1, 0));
        Refused("past the end", skb => SkbFrag.SetSize(skb, 1, 5000));
        Refused("past the end", skb => SkbFrag.SetOffset(skb, 1, 4000));
        Refused("past the end", skb => SkbFrag.SetOffset(skb, 1, -1));
        Refused("counts", skb => SkbFrag.AddSize(skb, 1, -1));
        Assert.Equal(0, pair.Server.Available);
        Assert.Equal(default, socket.Statistics);

        void Refused(string says, Action<SkBuff> spoil)
        {
            SkBuff skb = lab.Buffer(10, 2, 100);
            spoil(skb);
            Assert.Contains(says, Assert.Throws<ArgumentException>(() => { socket.Send(skb); }).Message);
            skb.Free();
        }
    }

    [ZeroCopyFact]
    public void A_freed_buffer_is_refused()
    {
        using Lab lab = new();
        using Pair pair = new();
        using SkbSocket socket = new(pair.Client, s_always);
        SkBuff skb = lab.Buffer(10, 2, 100);
        skb.Free();
        Assert.Throws<ReferenceMisuseException>(() => { socket.Send(skb); });
        Assert.Throws<ArgumentNullException>(() => { socket.Send(null!); });
    }

    [ZeroCopyFact]
    public async Task What_the_caller_does_with_its_buffer_afterwards_does_not_reach_the_one_in_flight()
    {
        using Lab lab = new();
        using Pair pair = new(receiveBuffer: 4096);
        using SkbSocket socket = new(pair.Client, s_always);
        SkBuff skb = lab.Buffer(100, 8, 4096);
        byte[] expected = Lab.Content(skb);
        await socket.SendAsync(skb);
        skb.OrphanFrags();
        skb.Trim(50);
        skb.Free();
        Assert.Equal(0, lab.Fired);
        Assert.Equal(expected, pair.ReadFast(expected.Length));
        await socket.WhenReleasedAsync().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(8, lab.Fired);
    }

    [ZeroCopyFact]
    public void A_destructor_may_send()
    {
        using Lab lab = new();
        using Pair pair = new();
        using SkbSocket socket = new(pair.Client, s_always);
        Page page = lab.Pool.Acquire();
        using ManualResetEventSlim sent = new();
        SkbFragDestructor destructor = new(_ =>
        {
            page.Put();
            SkBuff answer = lab.Buffer(3, 1, 50);
            socket.Send(answer);
            answer.Free();
            sent.Set();
        });
        SkBuff skb = lab.Buffer(1, 0, 1);
        skb.AppendPage(page, 0, 10, destructor);
        destructor.Unref();
        socket.Send(skb);
        skb.Free();
        Assert.True(sent.Wait(TimeSpan.FromSeconds(20)));
        pair.Read(11 + 53);
        Assert.True(socket.WhenReleasedAsync().Wait(TimeSpan.FromSeconds(20)));
    }

    [ZeroCopyFact]
    public void A_destructor_that_throws_harms_nobody()
    {
        using Lab lab = new();
        using Pair pair = new();
        using SkbSocket socket = new(pair.Client, s_always);
        Page page = lab.Pool.Acquire();
        SkbFragDestructor destructor = new(_ =>
        {
            page.Put();
            throw new InvalidOperationException("on purpose");
        });
        SkBuff skb = lab.Buffer(1, 0, 1);
        skb.AppendPage(page, 0, 10, destructor);
        destructor.Unref();
        socket.Send(skb);
        skb.Free();
        Assert.True(socket.WhenReleasedAsync().Wait(TimeSpan.FromSeconds(20)));
        SkBuff next = lab.Buffer(1, 1, 10);
        socket.Send(next);
        next.Free();
        Assert.True(socket.WhenReleasedAsync().Wait(TimeSpan.FromSeconds(20)));
        Assert.Equal(1, lab.Fired);
    }

    [ZeroCopyFact]
    public void A_socket_that_was_forgotten_closes_its_connection()
    {
        using Lab lab = new();
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndPoint!);
        Forget(lab, listener);
        byte[] got = new byte[100];
        Assert.Equal(10, client.Receive(got));
        Lab.Eventually(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return client.Poll(100_000, SelectMode.SelectRead);
            },
            "the end of the connection");
        // A socket object that is finalized resets its connection; that is so without this library, too.
        Exception? reset = Record.Exception(() => Assert.Equal(0, client.Receive(got)));
        Assert.True(reset is null or SocketException { SocketErrorCode: SocketError.ConnectionReset }, $"{reset}");

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Forget(Lab lab, Socket listener)
        {
            SkbSocket socket = new(listener.Accept(), s_always);
            SkBuff skb = lab.Buffer(0, 1, 10);
            socket.Send(skb);
            skb.Free();
        }
    }

    [LinuxFact]
    public void Datagrams_in_flight_are_waited_for()
    {
        using Lab lab = new();
        using Socket receiver = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        receiver.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        SkbSocket socket = new(new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp), s_always);
        for (int i = 0; i < 100; i++)
        {
            SkBuff skb = lab.Buffer(5, 2, 100);
            socket.SendTo(skb, receiver.LocalEndPoint!);
            skb.Free();
        }

        socket.Dispose();
        Assert.True(socket.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(20)));
        Assert.Equal(200, lab.Fired);
    }
}
