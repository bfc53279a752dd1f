using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Xunit;

namespace FragApi.Package.Tests;

/// <summary>A finding as <c>dotnet build</c> prints it.</summary>
internal sealed record Finding(string File, int Line, string Severity, string Id);

/// <summary>What a command printed, and how it ended.</summary>
internal sealed record ToolResult(string Command, int ExitCode, string Output)
{
    private static readonly Regex s_finding = new(@"^[ \t]*(?<file>[^\s(][^(\r\n]*)\((?<line>\d+),\d+\): (?<severity>warning|error) (?<id>FRAG\d{4}):", RegexOptions.Multiline);

    /// <summary>The findings, each once: a multi-targeted file is compiled several times, and the summary repeats them all.</summary>
    public IReadOnlyList<Finding> Findings(string root) =>
        [.. s_finding.Matches(Output)
            .Select(match => new Finding(
                Path.GetRelativePath(root, match.Groups["file"].Value).Replace('\\', '/'), int.Parse(match.Groups["line"].Value), match.Groups["severity"].Value, match.Groups["id"].Value))
            .Distinct()
            .OrderBy(finding => (finding.File, finding.Line, finding.Id))];

    public ToolResult Succeeds()
    {
        Assert.True(ExitCode == 0, $"'{Command}' exited with {ExitCode}:\n{Output}");
        return this;
    }

    public ToolResult Exits(int code)
    {
        Assert.True(ExitCode == code, $"'{Command}' exited with {ExitCode}, not {code}:\n{Output}");
        return this;
    }

    public ToolResult Fails()
    {
        Assert.True(ExitCode != 0, $"'{Command}' succeeded:\n{Output}");
        return this;
    }
}

/// <summary>Runs <c>dotnet</c> as from a shell: nothing of the test run's own environment leaks in.</summary>
internal static class Tool
{
    private static readonly string[] s_leaks = ["MSBUILD", "VSTEST", "NUGET_PACKAGES", "RESTORE", "TESTINGPLATFORM", "COREHOST"];

    public static Task<ToolResult> DotNetAsync(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        ProgramAsync(folder, environment, "dotnet", arguments);

    public static async Task<ToolResult> ProgramAsync(string folder, IReadOnlyDictionary<string, string> environment, string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in Environment.GetEnvironmentVariables().Keys.Cast<string>())
        {
            if (s_leaks.Any(leak => name.StartsWith(leak, StringComparison.OrdinalIgnoreCase)))
                start.Environment.Remove(name);
        }

        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        // No worker process outlives its command.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        // But for the compiler, which takes longer to start than to compile so little.
        start.Environment["UseSharedCompilation"] = "true";
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new ToolResult($"{Path.GetFileName(program)} {string.Join(' ', arguments)}", process.ExitCode, await output + await error);
    }
}
