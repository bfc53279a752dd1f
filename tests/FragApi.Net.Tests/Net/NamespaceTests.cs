using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Threading;
using Xunit;

namespace FragApi.Net.Tests;

/// <summary>What loopback never shows: a kernel that does not copy, and one that runs out of memory for completions.</summary>
public sealed partial class NamespaceTests
{
    private const int NewNetwork = 0x40000000;

    [NetworkNamespaceFact]
    public void Over_a_device_the_kernel_does_not_copy_and_it_stays_zero_copy() => InNetworkOfItsOwn(() =>
    {
        MakeDevice();
        KnowNeighbour();
        using Lab lab = new();
        using Socket udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        using SkbSocket socket = new(udp, new SkbSocketOptions { ZeroCopyThreshold = 1000 });
        SocketAddress to = new IPEndPoint(IPAddress.Parse("10.77.0.2"), 9).Serialize();
        for (int i = 0; i < 100; i++)
        {
            Send(lab, socket, to);
            Assert.True(socket.WhenReleasedAsync().Wait(TimeSpan.FromSeconds(20)));
        }

        Assert.Equal(100, lab.Fired);
        Assert.Equal(new SkbSocketStatistics(100, 100, 0, 0, 0, 0), socket.Statistics);
    });

    [NetworkNamespaceFact(KernelAtLeast = "6.8")] // where the limit is a matter of the namespace
    public void Without_kernel_memory_for_completions_it_copies_and_comes_back() => InNetworkOfItsOwn(() =>
    {
        // Room for one record; and a neighbour that is not known yet, so that its record stays in use.
        File.WriteAllText("/proc/sys/net/core/optmem_max", "1000");
        MakeDevice();
        using Lab lab = new();
        using Socket udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        using SkbSocket socket = new(udp, new SkbSocketOptions { Mode = ZeroCopyMode.Always });
        SocketAddress to = new IPEndPoint(IPAddress.Parse("10.77.0.2"), 9).Serialize();
        Send(lab, socket, to);
        Send(lab, socket, to);
        Assert.Equal(new SkbSocketStatistics(1, 0, 1, 0, 1, 0), socket.Statistics);
        Assert.Equal(1, lab.Fired);
        Send(lab, socket, to); // does not even ask: nothing has come back
        Assert.Equal(new SkbSocketStatistics(1, 0, 2, 0, 1, 0), socket.Statistics);
        KnowNeighbour();
        Assert.True(socket.WhenReleasedAsync().Wait(TimeSpan.FromSeconds(20)));
        Send(lab, socket, to);
        Assert.True(socket.WhenReleasedAsync().Wait(TimeSpan.FromSeconds(20)));
        Assert.Equal(new SkbSocketStatistics(2, 2, 2, 0, 1, 0), socket.Statistics);
    });

    [NetworkNamespaceFact]
    public void Closed_while_datagrams_wait_for_a_neighbour_nothing_is_released_until_they_are_gone() => InNetworkOfItsOwn(() =>
    {
        MakeDevice();
        using Lab lab = new();
        SkbSocket socket = new(
            new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp),
            new SkbSocketOptions { Mode = ZeroCopyMode.Always, CloseTimeout = TimeSpan.Zero });
        SocketAddress to = new IPEndPoint(IPAddress.Parse("10.77.0.2"), 9).Serialize();
        for (int i = 0; i < 5; i++)
            Send(lab, socket, to);
        socket.Dispose();
        Thread.Sleep(200);
        Assert.Equal((0, 1), (lab.Fired, SkbSocket.Draining));
        KnowNeighbour();
        Assert.True(socket.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(20)));
        Assert.Equal((5, 0), (lab.Fired, SkbSocket.Draining));
    });

    // What is sent to this neighbour stays zero-copy to the end, because nobody here receives it.
    private static void MakeDevice()
    {
        Run("ip", "link add v0 type veth peer name v1");
        Run("ip", "link set v0 up");
        Run("ip", "link set v1 up");
        Run("ip", "addr add 10.77.0.1/24 dev v0");
    }

    private static void KnowNeighbour() => Run("ip", "neigh replace 10.77.0.2 lladdr 02:00:00:00:00:99 dev v0 nud permanent");

    private static void Send(Lab lab, SkbSocket socket, SocketAddress to)
    {
        SkBuff skb = lab.Buffer(14, 1, 1400);
        Assert.Equal(1414, socket.SendTo(skb, to));
        skb.Free();
    }

    /// <summary>A network namespace belongs to a thread: its sockets and its child processes are in there, and it dies with them.</summary>
    private static void InNetworkOfItsOwn(Action test)
    {
        ExceptionDispatchInfo? failure = null;
        // Threads take their creator's namespace: what serves other tests too has to be there before.
        _ = CompletionReactor.Instance;
        Thread thread = new(() =>
        {
            try
            {
                Assert.Equal(0, Unshare(NewNetwork));
                test();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    private static void Run(string tool, string arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardError = true })!;
        string said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{tool} {arguments}: {said}");
    }

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);
}
