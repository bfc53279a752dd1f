using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using FragApi.Testing;
using Xunit;

namespace FragApi.Cli.Tests;

/// <summary>What a run of a program printed, and how it ended.</summary>
internal sealed record Outcome(string Command, int ExitCode, string Out, string Error)
{
    public Outcome Exits(int code)
    {
        Assert.True(ExitCode == code, $"'{Command}' exited with {ExitCode}, not {code}:\n{Out}\n{Error}");
        // Whatever goes wrong, a user never sees the inside of the tool.
        Assert.DoesNotContain("   at FragApi.", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("this is a defect of fragapi", Error, StringComparison.Ordinal);
        return this;
    }

    /// <summary>Each of these is on standard error.</summary>
    public Outcome Says(params string[] parts)
    {
        Assert.All(parts, part => Assert.Contains(part, Error, StringComparison.Ordinal));
        return this;
    }

    /// <summary>Each of these is on standard output.</summary>
    public Outcome Prints(params string[] parts)
    {
        Assert.All(parts, part => Assert.Contains(part, Out, StringComparison.Ordinal));
        return this;
    }
}

/// <summary>Runs programs as from a shell: nothing of the test run's own environment leaks in.</summary>
internal static class Tool
{
    private static readonly string[] s_leaks = ["MSBUILD", "VSTEST", "NUGET_PACKAGES", "RESTORE", "TESTINGPLATFORM", "COREHOST", "DOTNET_HOST_PATH"];

    /// <summary>The configuration that these tests are built in, and the tool with them.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    public static string Assembly { get; } = Repository.ToolOf(Configuration);

    /// <summary>The host by its full path, for runs in which no PATH finds it.</summary>
    public static string Host { get; } = Environment.ProcessPath is string path && Path.GetFileNameWithoutExtension(path) == "dotnet"
        ? path
        : Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "dotnet")).First(File.Exists);

    /// <summary>Runs <c>fragapi</c>, in a process that other tests have used and others will.</summary>
    public static async Task<Outcome> RunAsync(string folder, params string[] arguments)
    {
        if (LongRun.IsOn)
            return await ProgramAsync(folder, [], Host, [Assembly, .. arguments]);
        (int exitCode, string output, string error) = await WarmTool.RunAsync(Configuration, folder => Start(folder, [], Host, Assembly), folder, arguments);
        return new Outcome($"fragapi {string.Join(' ', arguments)}", exitCode, output, error);
    }

    public static Task<Outcome> DotNetAsync(string folder, params string[] arguments) =>
        ProgramAsync(folder, [], Host, arguments);

    public static Task<Outcome> GitAsync(string folder, params string[] arguments) =>
        ProgramAsync(folder, [], "git", ["-c", "core.autocrlf=false", "-c", "core.quotepath=true", "-c", "user.name=t", "-c", "user.email=t@t", .. arguments]);

    /// <summary>How to start a program; the caller does it.</summary>
    public static ProcessStartInfo Start(string folder, Dictionary<string, string?> environment, string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (string name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => s_leaks.Any(leak => name.StartsWith(leak, StringComparison.OrdinalIgnoreCase))))
            start.Environment.Remove(name);
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        // No worker process outlives its command.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        // But for the compiler, which takes longer to start than to compile so little.
        start.Environment["UseSharedCompilation"] = "true";
        // The temporary trees lie in no repository but their own.
        start.Environment["GIT_CEILING_DIRECTORIES"] = Path.GetTempPath();
        foreach ((string name, string? value) in environment)
            start.Environment[name] = value;
        return start;
    }

    /// <summary>Runs a program with variables set, or removed where the value is null.</summary>
    public static async Task<Outcome> ProgramAsync(string folder, Dictionary<string, string?> environment, string program, params string[] arguments)
    {
        using Process process = Process.Start(Start(folder, environment, program, arguments))!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Outcome($"{Path.GetFileName(program)} {string.Join(' ', arguments)}", process.ExitCode, await output, await error);
    }
}
