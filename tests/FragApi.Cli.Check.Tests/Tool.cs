using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FragApi.Testing;
using Xunit;

namespace FragApi.Cli.Check.Tests;

/// <summary>How a run of the tool ended.</summary>
internal sealed record ToolRun(string Command, int ExitCode, string Out, string Error)
{
    /// <summary>The lines of standard output, without those that are empty.</summary>
    public IReadOnlyList<string> Lines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Standard output, all of it, as JSON.</summary>
    public JsonNode Json => JsonNode.Parse(Out)!;

    public ToolRun Exits(int code)
    {
        Assert.True(ExitCode == code, $"'{Command}' exited with {ExitCode}, not {code}:\n{Out}\n{Error}");
        return this;
    }
}

/// <summary>Runs the built tool as from a shell: nothing of the test run's own environment leaks in.</summary>
internal static class Tool
{
    private static readonly string[] s_leaks = ["MSBUILD", "VSTEST", "TESTINGPLATFORM", "COREHOST"];

    private static readonly string s_configuration = typeof(Tool).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    /// <summary>The built tool.</summary>
    public static string Dll { get; } = Repository.ToolOf(s_configuration);

    /// <summary>Runs the tool, in a process that other tests have used and others will.</summary>
    public static async Task<ToolRun> RunAsync(string folder, params string[] arguments)
    {
        if (LongRun.IsOn)
            return await StartAsync(folder, arguments);
        (int exitCode, string output, string error) = await WarmTool.RunAsync(s_configuration, folder => Start(folder, "dotnet", Dll), folder, arguments);
        return new ToolRun($"fragapi {string.Join(' ', arguments)}", exitCode, output, error);
    }

    /// <summary>Runs the tool in a process of its own.</summary>
    public static async Task<ToolRun> StartAsync(string folder, params string[] arguments)
    {
        using Process process = Process.Start(Start(folder, "dotnet", [Dll, .. arguments]))!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new ToolRun($"fragapi {string.Join(' ', arguments)}", process.ExitCode, await output, await error);
    }

    /// <summary>How to start a program; the caller does it.</summary>
    public static ProcessStartInfo Start(string folder, string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (string name in Environment.GetEnvironmentVariables().Keys.Cast<string>())
        {
            if (s_leaks.Any(leak => name.StartsWith(leak, StringComparison.OrdinalIgnoreCase)))
                start.Environment.Remove(name);
        }

        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        return start;
    }
}

/// <summary>A folder of its own for one test.</summary>
internal sealed class Folder : IDisposable
{
    public Folder(string name = "tree")
    {
        Root = Path.Combine(Directory.CreateTempSubdirectory("fragapi-check-").FullName, name);
        Directory.CreateDirectory(Root);
    }

    public string Root { get; }

    /// <summary>The source of the attributes.</summary>
    public static string Annotations { get; } = File.ReadAllText(Repository.PathOf("analyzers", "Vocabulary", "Annotations", "FragApi.Annotations.g.cs"));

    /// <summary>A folder with the annotations and the shim that the sources of the tests use.</summary>
    public static Folder WithKernel(string name = "tree")
    {
        Folder folder = new(name);
        folder.Write("Kernel/FragApi.Annotations.g.cs", Annotations);
        folder.Write("Kernel/Kernel.cs", Sources.Kernel);
        return folder;
    }

    public string PathOf(string file) => Path.Combine(Root, file);

    public string Read(string file) => File.ReadAllText(PathOf(file));

    public Folder Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
        File.WriteAllText(PathOf(file), text);
        return this;
    }

    public Task<ToolRun> CheckAsync(params string[] arguments) => Tool.RunAsync(Root, ["check", .. arguments]);

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(Root)!, recursive: true);
}
