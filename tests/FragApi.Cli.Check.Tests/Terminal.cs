using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Xunit;

namespace FragApi.Cli.Check.Tests;

/// <summary>What a run in a terminal wrote to it, byte for byte, and how it ended.</summary>
internal sealed record TerminalRun(string Command, int ExitCode, string Written, int Columns)
{
    public Screen Screen { get; } = new(Written, Columns);

    public TerminalRun Exits(int code)
    {
        Assert.True(ExitCode == code, $"'{Command}' exited with {ExitCode}, not {code}:\n{string.Join('\n', Screen.Lines)}");
        return this;
    }

    /// <summary>The terminal is as a shell wants to find it, and nothing but these lines is on it.</summary>
    public TerminalRun Leaves(IEnumerable<string> lines)
    {
        IsGivenBack();
        Assert.Equal(lines, Screen.Lines);
        return this;
    }

    public TerminalRun IsGivenBack()
    {
        Assert.True(Screen.ShowsCursor && Screen.WrapsLines, $"'{Command}' left the terminal changed: {Written[^Math.Min(200, Written.Length)..].Replace("\e", "ESC", StringComparison.Ordinal)}");
        Assert.DoesNotContain(Screen.Lines, line => line.Contains('━', StringComparison.Ordinal));
        return this;
    }
}

/// <summary>Runs the built tool with a real pseudo-terminal around it, that of util-linux's <c>script</c>.</summary>
/// <param name="columns">The terminal's width.</param>
/// <param name="environment">Variables to set.</param>
internal sealed class Terminal(int columns, params (string Name, string Value)[] environment)
{
    private const string CtrlC = "\u0003";

    // What would say of the test run, and not of the terminal, what it is.
    private static readonly string[] s_cleared = ["CI", "NO_COLOR", "TERM", "COLUMNS", "LINES", "GITHUB_ACTIONS", "TF_BUILD"];

    /// <summary>Why there is none; null when there is.</summary>
    public static string? Missing { get; } =
        OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "script"))) ? null : "there is no 'script' of util-linux";

    /// <summary>Runs it.</summary>
    /// <param name="folder">The working directory.</param>
    /// <param name="arguments">Of <c>fragapi</c>, as a shell reads them: redirections as well.</param>
    /// <param name="interruptAt">Ctrl-C is pressed when this has been written; null for never.</param>
    public async Task<TerminalRun> RunAsync(string folder, string arguments, string? interruptAt = null)
    {
        // A suite that was started in the background hands down that Ctrl-C is ignored.
        string command = $"stty rows 24 cols {columns}; exec env --default-signal=INT dotnet '{Tool.Dll}' {arguments}";
        ProcessStartInfo start = Tool.Start(folder, "script", "--quiet", "--flush", "--return", "--command", command, "/dev/null");
        start.RedirectStandardInput = true;
        foreach (string name in s_cleared)
            start.Environment.Remove(name);
        start.Environment["TERM"] = "xterm-256color";
        start.Environment["SHELL"] = "/bin/sh";
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        StringBuilder written = new();
        char[] buffer = new char[4096];
        for (int read; (read = await process.StandardOutput.ReadAsync(buffer)) > 0;)
        {
            written.Append(buffer, 0, read);
            if (interruptAt is not null && written.ToString().Contains(interruptAt, StringComparison.Ordinal))
            {
                interruptAt = null;
                await process.StandardInput.WriteAsync(CtrlC);
                await process.StandardInput.FlushAsync();
            }
        }

        await process.WaitForExitAsync();
        return new TerminalRun($"fragapi {arguments}", process.ExitCode, written.ToString(), columns);
    }
}
