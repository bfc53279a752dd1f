using System;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace FragApi.Cli.Writing;

/// <summary>
/// The writer's hold on its finisher: a pipe, which the system closes however this process ends. Disposing tells the
/// finisher that it is not needed.
/// </summary>
internal sealed class FinisherProcess : IDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(15);
    private readonly Process? _process;

    private FinisherProcess(Process? process, string? problem)
    {
        _process = process;
        Problem = problem is null ? null : $"The write went on without its guard ({problem}); had it been killed, the next run would have completed it.";
    }

    /// <summary>Why there is none, in a line to show; null when there is, or when none was wanted.</summary>
    public string? Problem { get; private set; }

    public static FinisherProcess Start(FinisherCommand? command, Journal journal)
    {
        if (command is null)
            return new FinisherProcess(null, null);
        // All three streams are pipes: a finisher that held on to ours would keep our caller waiting for their end.
        ProcessStartInfo start = new(command.FileName)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
            WorkingDirectory = journal.Root,
        };
        foreach (string argument in command.Arguments)
            start.ArgumentList.Add(argument);
        start.ArgumentList.Add(Finisher.Argument);
        start.ArgumentList.Add(journal.Root);
        start.ArgumentList.Add(journal.Id);
        try
        {
            return new FinisherProcess(Process.Start(start), null);
        }
        catch (Exception cause) when (cause is Win32Exception or IOException or InvalidOperationException)
        {
            return new FinisherProcess(null, $"{command.FileName} does not start: {cause.Message}");
        }
    }

    /// <summary>Waits until it stands by, on its own feet.</summary>
    public void AwaitReady()
    {
        if (_process is null)
            return;
        Task<string?> line = Task.Factory.StartNew(_process.StandardOutput.ReadLine, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            if (!line.Wait(LongestStart) || line.Result != Finisher.Ready)
                Problem = new FinisherProcess(null, "the guard process does not answer").Problem;
        }
        catch (AggregateException)
        {
            Problem = new FinisherProcess(null, "the guard process cannot be heard").Problem;
        }
    }

    public void Dispose()
    {
        if (_process is null)
            return;
        try
        {
            _process.StandardInput.BaseStream.WriteByte(Finisher.NotNeeded);
            _process.StandardInput.BaseStream.Flush();
        }
        catch (IOException)
        {
            // It is dead already.
        }

        try
        {
            _process.StandardInput.Dispose();
        }
        catch (IOException)
        {
            // The same.
        }

        _process.Dispose();
    }
}
