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
        // A neighbour that is not there: what is sent to it stays zero-copy to the end, because nobody here receives it.
        Run("ip", "link add v0 type veth peer name v1");
        Run("ip", "link set v0 up");
        Run("ip", "link set v1 up");
        Run("ip", "addr add 10.77.0.1/24 dev v0");
        Run("ip", "neigh add 10.77.0.2 lladdr 02:00:00:00:00:99 dev v0 nud permanent");
        using Lab lab = new();
        using Socket udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        using SkbSocket socket = new(udp, new SkbSocketOptions { ZeroCopyThreshold = 1000 });
        SocketAddress to = new IPEndPoint(IPAddress.Parse("10.77.0.2"), 9).Serialize();
        for (int i = 0; i < 100; i++)
        {
            SkBuff skb = lab.Buffer(14, 1, 1400);
            Assert.Equal(1414, socket.SendTo(skb, to));
            skb.Free();
            Assert.True(socket.WhenReleasedAsync().Wait(TimeSpan.FromSeconds(20)));
        }

        Assert.Equal(100, lab.Fired);
        Assert.Equal(new SkbSocketStatistics(100, 100, 0, 0, 0, 0), socket.Statistics);
    });

    [NetworkNamespaceFact(KernelAtLeast = "6.8")] // where the limit is a matter of the namespace
    public void Without_kernel_memory_for_completions_it_copies_and_comes_back() => InNetworkOfItsOwn(() =>
    {
        const string memory = "/proc/sys/net/core/optmem_max";
        Run("ip", "link set lo up");
        // Room for one record.
        File.WriteAllText(memory, "1000");
        using Lab lab = new();
        using Pair pair = new();
        using SkbSocket socket = new(pair.Client, new SkbSocketOptions { Mode = ZeroCopyMode.Always });
        // Past 512 KiB the kernel starts another record; the peer does not read, so the first stays in use.
        pair.Client.SendBufferSize = 1 << 20;
        int sent = 0;
        while (socket.Statistics.NoBuffers == 0 && sent < 1 << 23)
            sent += Send(lab, socket, 65536);
        SkbSocketStatistics statistics = socket.Statistics;
        Assert.True(statistics is { NoBuffers: 1, ZeroCopyCalls: > 0 }, $"{sent} {statistics}");
        Assert.Equal(1, statistics.CopiedBuffers);
        sent += Send(lab, socket, 100);
        Assert.Equal(statistics.ZeroCopyCalls, socket.Statistics.ZeroCopyCalls);
        Assert.Equal(2, socket.Statistics.CopiedBuffers);
        pair.Read(sent);
        Assert.True(socket.WhenReleasedAsync().Wait(TimeSpan.FromSeconds(20)));
        Send(lab, socket, 100);
        Assert.Equal(statistics.ZeroCopyCalls + 1, socket.Statistics.ZeroCopyCalls);
        pair.Read(100);
        Assert.True(socket.WhenReleasedAsync().Wait(TimeSpan.FromSeconds(20)));
    });

    private static int Send(Lab lab, SkbSocket socket, int size)
    {
        SkBuff skb = lab.Buffer(0, 1, size);
        Assert.Equal(size, socket.Send(skb, TimeSpan.FromSeconds(20)));
        skb.Free();
        return size;
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
