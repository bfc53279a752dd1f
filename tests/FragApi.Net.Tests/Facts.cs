using System;
using System.Diagnostics;
using System.Net.Sockets;
using Xunit;

// Sockets, pools and counters are watched from outside: one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace FragApi.Net.Tests;

/// <summary>A test that needs a kernel with zero-copy sends.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ZeroCopyFactAttribute : FactAttribute
{
    private static readonly string? s_missing = Missing();

    public ZeroCopyFactAttribute() => Skip = s_missing!;

    private static string? Missing()
    {
        if (!OperatingSystem.IsLinux())
            return "needs Linux";
        try
        {
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.SetRawSocketOption(Libc.SolSocket, Libc.SoZeroCopy, BitConverter.GetBytes(1));
            return null;
        }
        catch (SocketException failure)
        {
            return $"needs SO_ZEROCOPY: {failure.Message}";
        }
    }
}

/// <summary>A test that needs Linux, whatever its kernel can do.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? null! : "needs Linux";
}

/// <summary>A test that makes a network of its own: needs the right to make namespaces, and the tools <c>ip</c> and <c>unshare</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NetworkNamespaceFactAttribute : FactAttribute
{
    private static readonly string? s_missing = Missing();

    public NetworkNamespaceFactAttribute() => Skip = s_missing!;

    /// <summary>The kernel's version that it takes.</summary>
    public string KernelAtLeast
    {
        get => "";
        set
        {
            if (Environment.OSVersion.Version < Version.Parse(value))
                Skip ??= $"needs Linux {value}";
        }
    }

    private static string? Missing()
    {
        if (!OperatingSystem.IsLinux())
            return "needs Linux";
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("unshare", ["-n", "ip", "link", "add", "v0", "type", "veth", "peer", "name", "v1"])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            })!;
            string said = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"needs a network namespace with a veth pair: {said.Trim()}";
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            return $"needs unshare and ip: {failure.Message}";
        }
    }
}

/// <summary>A test that needs to know where memory is.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PhysicalMemoryFactAttribute : FactAttribute
{
    public PhysicalMemoryFactAttribute() => Skip = PhysicalDmaMapper.IsSupported ? null! : "needs Linux and CAP_SYS_ADMIN, to read frame numbers";
}
