using System;
using System.Diagnostics;
using System.Text;
using System.Threading.Tasks;

namespace Campaign;

/// <summary>A step of the campaign failed; the message says which, and what it printed.</summary>
public sealed class CampaignException(string message) : Exception(message);

/// <summary>Runs a command.</summary>
public static class Shell
{
    /// <summary>The exit code and everything printed.</summary>
    public static (int ExitCode, string Output) Run(string folder, string command, params string[] arguments)
    {
        (int exitCode, string output, string error) = RunApart(folder, command, arguments);
        return (exitCode, output + error);
    }

    /// <summary>The exit code and what was printed on each stream.</summary>
    public static (int ExitCode, string Output, string Error) RunApart(string folder, string command, params string[] arguments)
    {
        ProcessStartInfo start = new(command)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        // A test host's own settings are not the build's business.
        start.Environment.Remove("MSBuildSDKsPath");
        start.Environment.Remove("MSBUILD_EXE_PATH");
        // No worker process outlives its command, but for the compiler, which takes longer to start than to compile so little.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "true";
        using Process process = Process.Start(start) ?? throw new CampaignException($"cannot start {command}");
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    /// <summary>What a command printed that must succeed.</summary>
    public static string Demand(string folder, string command, params string[] arguments)
    {
        (int exitCode, string output) = Run(folder, command, arguments);
        return exitCode == 0 ? output : throw new CampaignException($"{command} {string.Join(' ', arguments)} ended with {exitCode}:\n{output}");
    }
}
