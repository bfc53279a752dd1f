using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text;
using System.Threading;

namespace FragApi.Cli.Writing.Tests;

/// <summary>A run of the host program on a folder, and of the finisher that it starts.</summary>
internal sealed class HostProcess : IDisposable
{
    private static readonly string Assembly = typeof(HostProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "Host").Value!;
    private readonly string _root;
    private readonly Process _process;

    /// <param name="root">The folder.</param>
    /// <param name="delay">Milliseconds at each step.</param>
    /// <param name="dieAt">The step that kills it.</param>
    /// <param name="occurrence">The how manieth time.</param>
    /// <param name="finisherDelay">Milliseconds at each step of the finisher.</param>
    /// <param name="isInForeground">
    /// Signals have their default effect, however this run was started: a shell lets what it runs in the background ignore SIGINT,
    /// and that is inherited.
    /// </param>
    public HostProcess(string root, int delay, WriteStep? dieAt = null, int occurrence = 0, int finisherDelay = 0, bool isInForeground = false)
    {
        _root = root;
        ProcessStartInfo start = new(isInForeground ? "env" : "dotnet") { RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8 };
        foreach (string argument in isInForeground ? (string[])["--default-signal=INT", "dotnet"] : [])
            start.ArgumentList.Add(argument);
        foreach (string argument in (string[])[Assembly, root, delay.ToString(CultureInfo.InvariantCulture)])
            start.ArgumentList.Add(argument);
        if (dieAt is not null)
        {
            start.ArgumentList.Add($"{dieAt}");
            start.ArgumentList.Add(occurrence.ToString(CultureInfo.InvariantCulture));
        }

        start.Environment["FRAGAPI_HOST_FINISHER_DELAY"] = finisherDelay.ToString(CultureInfo.InvariantCulture);
        _process = Process.Start(start)!;
    }

    public static FinisherCommand Command { get; } = new("dotnet", [Assembly]);

    public int Id => _process.Id;

    /// <summary>What it has said so far.</summary>
    public List<string> Said { get; } = [];

    public bool WasKilled => _process.ExitCode == 128 + 9;

    public int ExitCode => _process.ExitCode;

    /// <summary>Waits until it says the n-th line that begins like that; false when it ended before.</summary>
    public bool AwaitLine(string beginning, int occurrence = 0)
    {
        while (_process.StandardOutput.ReadLine() is string line)
        {
            Said.Add(line);
            if (line.StartsWith(beginning, StringComparison.Ordinal) && occurrence-- == 0)
                return true;
        }

        return false;
    }

    public void Kill() => _process.Kill();

    /// <summary>Waits until it has ended and hears what it said last.</summary>
    public void AwaitEnd()
    {
        while (_process.StandardOutput.ReadLine() is string line)
            Said.Add(line);
        _process.WaitForExit();
    }

    /// <summary>The finisher's process, or null. It is known by the folder in its command line.</summary>
    public int? FindFinisher()
    {
        foreach (string folder in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out int id))
                continue;
            try
            {
                // A process that is dead and not yet collected has an empty one.
                if (File.ReadAllText(Path.Combine(folder, "cmdline")).Contains(_root, StringComparison.Ordinal))
                    return id;
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
            }
        }

        return null;
    }

    /// <summary>Waits until no process has to do with the folder.</summary>
    public void AwaitFinisher()
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (FindFinisher() is int id)
        {
            if (watch.Elapsed > TimeSpan.FromSeconds(30))
                throw new TimeoutException($"process {id} still works on {_root}");
            Thread.Sleep(5);
        }
    }

    public void Dispose() => _process.Dispose();
}
