using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace FragApi.Cli.Writing;

/// <summary>What git answered.</summary>
/// <param name="Output">What it wrote.</param>
/// <param name="ExitCode">Null when it could not be started, or did not end.</param>
/// <param name="Problem">What went wrong, in a line; null when nothing did.</param>
internal sealed record GitAnswer(byte[] Output, int? ExitCode, string? Problem)
{
    /// <summary>The output as text, without the blanks around it.</summary>
    public string Text => Encoding.UTF8.GetString(Output).Trim();
}

/// <summary>Asks git about the repository that a folder lies in. Never throws for what git or the disk does.</summary>
internal static class Git
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>A git hook that calls us says which repository it is for; ours is the one that the folder lies in.</summary>
    private static readonly string[] Misleading =
        ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_NAMESPACE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_LITERAL_PATHSPECS", "GIT_CEILING_DIRECTORIES"];

    /// <summary>The nearest folder with a <c>.git</c>, which is a file in a linked work tree and in a submodule.</summary>
    public static string? WorkTreeOf(string folder)
    {
        for (string? current = folder; current is not null; current = Path.GetDirectoryName(current))
        {
            string git = Path.Combine(current, ".git");
            if (Directory.Exists(git) || File.Exists(git))
                return current;
        }

        return null;
    }

    /// <summary>Runs git in a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="arguments">The command and what it takes.</param>
    /// <param name="index">Another index than the repository's own.</param>
    /// <param name="program">The program to ask. For tests.</param>
    public static GitAnswer Ask(string folder, IReadOnlyList<string> arguments, string? index = null, string program = "git")
    {
        string command = arguments.First(argument => argument[0] != '-' && !argument.Contains('=', StringComparison.Ordinal));
        ProcessStartInfo start = new(program)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        // No program of the repository's own configuration is run for a question, and no index is written.
        foreach (string argument in arguments.Prepend("core.fsmonitor=false").Prepend("-c"))
            start.ArgumentList.Add(argument);
        foreach (string name in Misleading)
            start.Environment.Remove(name);
        if (index is not null)
            start.Environment["GIT_INDEX_FILE"] = index;
        start.Environment["GIT_OPTIONAL_LOCKS"] = "0";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["LC_ALL"] = "C";
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            using MemoryStream output = new();
            // Threads of their own: the pool's may all be busy.
            Task copying = Task.Factory.StartNew(() => process.StandardOutput.BaseStream.CopyTo(output), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            Task<string> error = Task.Factory.StartNew(process.StandardError.ReadToEnd, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            if (!process.WaitForExit(Longest) || !Task.WaitAll([copying, error], Longest))
            {
                process.Kill(entireProcessTree: true);
                return new GitAnswer([], null, $"'git {command}' did not end within {Longest.TotalMinutes:0} minutes");
            }

            if (process.ExitCode == 0)
                return new GitAnswer(output.ToArray(), 0, null);
            string said = error.Result.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0) ?? $"exit code {process.ExitCode}";
            return new GitAnswer(output.ToArray(), process.ExitCode, $"'git {command}' failed: {said}");
        }
        catch (Exception cause) when (cause is Win32Exception or IOException or InvalidOperationException or AggregateException)
        {
            return new GitAnswer([], null, $"git cannot be started: {cause.GetBaseException().Message}");
        }
    }
}
