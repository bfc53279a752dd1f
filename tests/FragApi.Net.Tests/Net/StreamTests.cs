using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace FragApi.Net.Tests;

/// <summary>TCP over loopback: what arrives, and when buffers are released.</summary>
public sealed class StreamTests
{
    private static readonly SkbSocketOptions s_always = new() { Mode = ZeroCopyMode.Always };
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(50);

    [ZeroCopyFact]
    public void IPv4() => Send("127.0.0.1", "127.0.0.1");

    [ZeroCopyFact]
    public void IPv6() => Send("::1", "::1");

    [ZeroCopyFact]
    public void IPv4_on_an_IPv6_socket() => Send("::", "::ffff:127.0.0.1");

    [ZeroCopyFact]
    public async Task A_send_is_released_after_the_callers_own_reference_and_not_before_its_completion()
    {
        using Lab lab = new();
        using Pair pair = new(receiveBuffer: 4096);
        using SkbSocket socket = new(pair.Client, s_always);
        SkBuff skb = lab.Buffer(100, 4, 4096);
        int length = skb.Len;
        Assert.Equal(length, await socket.SendAsync(skb));
        skb.Free();
        Assert.Equal(0, lab.Fired); // the peer's window is smaller: the kernel still needs the pages
        Assert.Equal(1, socket.PendingBuffers);
        Assert.Equal(1, lab.Pool.LiveBuffers);
        Task released = socket.WhenReleasedAsync();
        Assert.False(released.IsCompleted);
        pair.Read(length);
        await released.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(4, lab.Fired);
        Assert.Equal(0, socket.PendingBuffers);
    }

    [ZeroCopyFact]
    public async Task Many_buffers_arrive_in_order_and_every_destructor_fires_once()
    {
        using Lab lab = new(stacks: false);
        using Pair pair = new();
        using SkbSocket socket = new(pair.Client, s_always);
        List<byte> expected = [];
        Random random = new(7);
        Task<byte[]>? reader = null;
        List<SkBuff> buffers = [];
        for (int i = 0; i < 300; i++)
        {
            SkBuff skb = lab.Buffer(random.Next(200), random.Next(18), 1 + random.Next(5000), (byte)i);
            expected.AddRange(Lab.Content(skb));
            buffers.Add(skb);
        }

        reader = Task.Run(() => pair.Read(expected.Count));
        foreach (SkBuff skb in buffers)
        {
            Assert.Equal(skb.Len, await socket.SendAsync(skb));
            skb.Free();
        }

        Assert.Equal(expected, await reader);
        await socket.WhenReleasedAsync();
        Assert.Equal(lab.Destructors, lab.Fired);
        SkbSocketStatistics statistics = socket.Statistics;
        Assert.True(statistics.ZeroCopyCalls >= 290, statistics.ToString());
        Assert.Equal(statistics.ZeroCopyCalls, statistics.CompletedCalls);
        Assert.Equal(0, statistics.StrayRecords);
    }

    [ZeroCopyFact]
    public async Task A_buffer_larger_than_the_window_goes_out_in_several_calls()
    {
        using Lab lab = new();
        using Pair pair = new(receiveBuffer: 65536);
        pair.Client.SendBufferSize = 32768;
        using SkbSocket socket = new(pair.Client, s_always);
        SkBuff skb = lab.Buffer(1000, 17, 65536);
        byte[] expected = Lab.Content(skb);
        ValueTask<int> send = socket.SendAsync(skb);
        skb.Free();
        Assert.False(send.IsCompleted);
        Assert.Equal(0, lab.Fired);
        Assert.Equal(expected, await Task.Run(() => pair.Read(expected.Length)));
        Assert.Equal(expected.Length, await send);
        await socket.WhenReleasedAsync();
        Assert.True(socket.Statistics.ZeroCopyCalls > 1, socket.Statistics.ToString());
    }

    [ZeroCopyFact]
    public async Task Blocking_sends_wait_for_the_reader()
    {
        using Lab lab = new();
        using Pair pair = new(receiveBuffer: 65536);
        pair.Client.SendBufferSize = 32768;
        using SkbSocket socket = new(pair.Client, s_always);
        SkBuff skb = lab.Buffer(1000, 17, 32768);
        byte[] expected = Lab.Content(skb);
        Task<byte[]> reader = Task.Run(() => pair.Read(expected.Length));
        Assert.Equal(expected.Length, socket.Send(skb));
        skb.Free();
        Assert.Equal(expected, await reader);
        await socket.WhenReleasedAsync();
    }

    [ZeroCopyFact]
    public async Task Senders_on_many_threads_do_not_mix_their_buffers()
    {
        using Lab lab = new();
        using Pair pair = new(receiveBuffer: 65536);
        pair.Client.SendBufferSize = 32768;
        using SkbSocket socket = new(pair.Client, s_always);
        const int size = 20_000;
        SkBuff[] buffers = [.. Enumerable.Range(0, 64).Select(i => Uniform(lab, (byte)i, size))];
        Task<byte[]> reader = Task.Run(() => pair.Read(size * buffers.Length));
        Thread[] blocking = [.. buffers.Where((_, i) => i % 2 == 0).Select(skb => new Thread(() => SendBlocking(socket, skb)))];
        foreach (Thread thread in blocking)
            thread.Start();
        await Task.WhenAll(buffers.Where((_, i) => i % 2 != 0).Select(skb => Task.Run(() => SendAndFree(socket, skb))));
        byte[] bytes = await reader;
        for (int i = 0; i < bytes.Length; i += size)
            Assert.Equal(size, bytes.AsSpan(i, size).Count(bytes[i]));
        Assert.Equal(64, bytes.Where((_, i) => i % size == 0).Distinct().Count());
        await socket.WhenReleasedAsync();
    }

    [ZeroCopyFact]
    public async Task Waiting_for_release_waits_for_the_buffers_before_it_only()
    {
        using Lab lab = new();
        using Pair pair = new(receiveBuffer: 4096);
        using SkbSocket socket = new(pair.Client, s_always);
        Assert.True(socket.WhenReleasedAsync().IsCompletedSuccessfully);
        await SendAndFree(socket, lab.Buffer(0, 8, 4096));
        Task first = socket.WhenReleasedAsync();
        await SendAndFree(socket, lab.Buffer(0, 8, 4096));
        Task second = socket.WhenReleasedAsync();
        Task again = socket.WhenReleasedAsync();
        Assert.False(first.IsCompleted);
        using CancellationTokenSource cancel = new(s_short);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => socket.WhenReleasedAsync(cancel.Token));
        pair.Read(2 * 8 * 4096);
        await Task.WhenAll(first, second, again).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.True(socket.WhenReleasedAsync().IsCompletedSuccessfully);
    }

    [ZeroCopyFact]
    public async Task Cancelled_in_the_middle_the_stream_is_cut_and_says_where()
    {
        using Lab lab = new();
        using Pair pair = new(receiveBuffer: 65536);
        pair.Client.SendBufferSize = 32768;
        using SkbSocket socket = new(pair.Client, s_always);
        SkBuff skb = lab.Buffer(0, 17, 65536);
        byte[] expected = Lab.Content(skb);
        using CancellationTokenSource cancel = new(s_short);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await socket.SendAsync(skb, cancel.Token));
        int cut = socket.CutAt;
        Assert.InRange(cut, 1, expected.Length - 1);

        SkBuff next = lab.Buffer(10, 0, 1);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await socket.SendAsync(next));
        Assert.Throws<InvalidOperationException>(() => { socket.Send(next); });
        next.Free();

        // What follows is the rest of the buffer; then the stream is whole again.
        socket.Resume();
        SkBuff rest = SkBuff.Alloc(expected.Length - cut > 131072 ? 131072 : expected.Length - cut, lab.Pool);
        Task<byte[]> reader = Task.Run(() => pair.Read(expected.Length));
        rest.Free();
        for (int at = cut; at < expected.Length;)
        {
            int count = Math.Min(65536, expected.Length - at);
            SkBuff piece = SkBuff.Alloc(count, lab.Pool);
            expected.AsSpan(at, count).CopyTo(piece.Put(count));
            await SendAndFree(socket, piece);
            at += count;
        }

        Assert.Equal(expected, await reader);
        skb.Free();
        await socket.WhenReleasedAsync();
    }

    [ZeroCopyFact]
    public async Task A_timeout_is_a_timeout_and_a_cancellation_before_the_first_byte_cuts_nothing()
    {
        using Lab lab = new();
        using Pair pair = new(receiveBuffer: 65536);
        pair.Client.SendBufferSize = 32768;
        using SkbSocket socket = new(pair.Client, s_always);
        SkBuff skb = lab.Buffer(0, 17, 65536);
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await socket.SendAsync(skb, cancelled.Token));
        Assert.Equal(0, socket.CutAt);
        await Assert.ThrowsAsync<TimeoutException>(async () => await socket.SendAsync(skb, s_short));
        Assert.NotEqual(0, socket.CutAt);
        socket.Resume();
        Assert.Throws<TimeoutException>(() => { socket.Send(skb, s_short); });
        Assert.Equal(0, socket.CutAt); // nothing went out: the window was full
        skb.Free();
        Task<long?> reader = pair.ReadToEnd();
        await socket.DisposeAsync();
        Assert.NotNull(await reader);
    }

    [ZeroCopyFact]
    public async Task A_send_that_waits_for_another_can_be_cancelled_and_nothing_of_it_is_sent()
    {
        using Lab lab = new();
        using Pair pair = new(receiveBuffer: 65536);
        pair.Client.SendBufferSize = 32768;
        using SkbSocket socket = new(pair.Client, s_always);
        SkBuff first = lab.Buffer(0, 17, 65536);
        SkBuff second = lab.Buffer(0, 1, 100);
        byte[] expected = Lab.Content(first);
        Task<int> sending = socket.SendAsync(first).AsTask();
        using CancellationTokenSource cancel = new(s_short);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await socket.SendAsync(second, cancel.Token));
        await Assert.ThrowsAsync<TimeoutException>(async () => await socket.SendAsync(second, s_short));
        Assert.Throws<TimeoutException>(() => { socket.Send(second, s_short); });
        Assert.Equal(0, socket.CutAt);
        first.Free();
        second.Free();
        Assert.Equal(expected, await Task.Run(() => pair.Read(expected.Length)));
        await sending;
        await socket.WhenReleasedAsync();
        Assert.Equal(0, pair.Server.Available);
    }

    [ZeroCopyFact]
    public async Task Where_the_kernel_copies_anyway_it_stops_asking()
    {
        using Lab lab = new();
        using Pair pair = new();
        using SkbSocket socket = new(pair.Client);
        Assert.True(socket.IsZeroCopy);
        for (int i = 0; i < 40; i++)
        {
            SkBuff skb = lab.Buffer(0, 4, 4096);
            int length = await socket.SendAsync(skb);
            skb.Free();
            pair.Read(length);
            await socket.WhenReleasedAsync(); // loopback: the first completion says "copied"
        }

        SkbSocketStatistics statistics = socket.Statistics;
        Assert.Equal(1, statistics.ZeroCopyCalls);
        Assert.Equal(1, statistics.CopiedRecords);
        Assert.Equal(39, statistics.CopiedBuffers);
    }

    [ZeroCopyFact]
    public async Task Short_buffers_are_copied_and_released_when_the_send_returns()
    {
        using Lab lab = new();
        using Pair pair = new();
        using SkbSocket socket = new(pair.Client);
        SkBuff skb = lab.Buffer(100, 2, 4096);
        byte[] expected = Lab.Content(skb);
        Assert.Equal(skb.Len, await socket.SendAsync(skb));
        skb.Free();
        Assert.Equal(2, lab.Fired);
        Assert.Equal(0, socket.Statistics.ZeroCopyCalls);
        Assert.Equal(expected, pair.Read(expected.Length));
    }

    [ZeroCopyFact]
    public async Task A_socket_that_someone_else_made_zero_copy_is_left_alone()
    {
        using Lab lab = new();
        using Pair pair = new();
        pair.Client.SetRawSocketOption(Libc.SolSocket, Libc.SoZeroCopy, BitConverter.GetBytes(1));
        using SkbSocket socket = new(pair.Client, s_always);
        Assert.False(socket.IsZeroCopy);
        SkBuff skb = lab.Buffer(0, 4, 4096);
        byte[] expected = Lab.Content(skb);
        await SendAndFree(socket, skb);
        Assert.Equal(4, lab.Fired);
        Assert.Equal(expected, pair.Read(expected.Length));
    }

    [LinuxFact]
    public async Task A_local_socket_has_no_zero_copy_and_sends_all_the_same()
    {
        using Lab lab = new();
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        UnixDomainSocketEndPoint at = new($"\0fragapi-{Guid.NewGuid():N}");
        listener.Bind(at);
        listener.Listen();
        using Socket client = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(at);
        using Socket server = listener.Accept();
        using SkbSocket socket = new(client, s_always);
        Assert.False(socket.IsZeroCopy);
        SkBuff skb = lab.Buffer(10, 2, 300);
        byte[] expected = Lab.Content(skb);
        await SendAndFree(socket, skb);
        byte[] got = new byte[expected.Length];
        Assert.Equal(got.Length, server.Receive(got));
        Assert.Equal(expected, got);
    }

    private static void Send(string server, string client)
    {
        using Lab lab = new();
        using Pair pair = new(server, client);
        using SkbSocket socket = new(pair.Client, s_always);
        SkBuff skb = lab.Buffer(123, 5, 3000);
        byte[] expected = Lab.Content(skb);
        Assert.Equal(expected.Length, socket.Send(skb));
        skb.Free();
        Assert.Equal(expected, pair.Read(expected.Length));
        Assert.True(socket.WhenReleasedAsync().Wait(TimeSpan.FromSeconds(20)));
        Assert.Equal(5, lab.Fired);
        Assert.Equal(new SkbSocketStatistics(1, 1, 0, 1, 0, 0), socket.Statistics);
    }

    private static SkBuff Uniform(Lab lab, byte value, int size)
    {
        SkBuff skb = SkBuff.Alloc(size, lab.Pool);
        skb.Put(size).Fill(value);
        return skb;
    }

    private static void SendBlocking(SkbSocket socket, SkBuff skb)
    {
        socket.Send(skb);
        skb.Free();
    }

    private static async Task SendAndFree(SkbSocket socket, SkBuff skb)
    {
        await socket.SendAsync(skb);
        skb.Free();
    }
}
