using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Cli.Hosting;

namespace FragApi.Cli.Loading;

/// <summary>
/// The user's own MSBuild, asked what it would call the compiler with. Nothing is compiled, and nobody needs to have
/// built anything before; what is analysed is what their build compiles, whatever their SDK's version.
/// </summary>
internal static partial class MsBuild
{
    /// <summary>The compilations of a solution or project, and of the projects that these refer to.</summary>
    /// <param name="path">A .sln, .slnx, .slnf or .csproj.</param>
    /// <param name="configuration">Build configuration; null for the default.</param>
    /// <param name="properties">More properties, as <c>NAME=VALUE</c>.</param>
    /// <param name="cancellation">Kills MSBuild.</param>
    /// <exception cref="ToolException">There is no SDK, or a project cannot be evaluated.</exception>
    public static async Task<IReadOnlyList<CompilerCall>> CaptureAsync(string path, string? configuration, IReadOnlyList<string> properties, CancellationToken cancellation)
    {
        string folder = Directory.CreateTempSubdirectory("fragapi-").FullName + Path.DirectorySeparatorChar;
        try
        {
            (int exitCode, string output) = await RunAsync(path, Arguments(path, folder, configuration, properties), cancellation).ConfigureAwait(false);
            if (exitCode != 0)
                throw new ToolException(ExitCode.Failed, $"{path} could not be loaded:\n{ErrorsIn(output)}");
            return [.. Directory.EnumerateFiles(folder).Select(CompilerCall.Read)];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<string> Arguments(string path, string folder, string? configuration, IReadOnlyList<string> properties)
    {
        string targets = Path.Combine(AppContext.BaseDirectory, "Loading");
        string[] arguments =
        [
            "msbuild", path, "-restore", "-target:FragApiCapture", "-maxCpuCount", "-nodeReuse:false", "-nologo", "-verbosity:quiet", "-terminalLogger:off",
            $"-property:CustomAfterMicrosoftCommonTargets={Path.Combine(targets, "FragApi.Capture.targets")}",
            $"-property:CustomAfterMicrosoftCommonCrossTargetingTargets={Path.Combine(targets, "FragApi.Capture.Outer.targets")}",
            $"-property:FragApiCaptureFolder={folder}",
            "-property:ProvideCommandLineArgs=true", "-property:SkipCompilerExecution=true", "-property:DesignTimeBuild=true", "-property:BuildProjectReferences=false",
            // An up-to-date project would skip the compiler, and say nothing.
            "-property:NonExistentFile=__NonExistentSubDir__/__NonExistentFile__",
        ];
        return arguments
            .Concat(configuration is null ? [] : [$"-property:Configuration={configuration}"])
            .Concat(properties.Select(property => $"-property:{property}"));
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string path, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        ProcessStartInfo start = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
        {
            // The SDK is chosen by the global.json above the working directory.
            WorkingDirectory = Path.GetDirectoryName(path)!,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        // A host's own MSBuild is not the user's.
        foreach (string variable in (string[])["MSBuildSDKsPath", "MSBUILD_EXE_PATH", "MSBuildExtensionsPath", "MSBuildLoadMicrosoftTargetsReadOnly"])
            start.Environment.Remove(variable);
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        try
        {
            using Process process = Process.Start(start)!;
            using CancellationTokenRegistration killing = cancellation.Register(() => process.Kill(entireProcessTree: true));
            Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
            string output = await process.StandardOutput.ReadToEndAsync(CancellationToken.None).ConfigureAwait(false);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            return (process.ExitCode, output + await error.ConfigureAwait(false));
        }
        catch (Win32Exception)
        {
            throw new ToolException(ExitCode.Failed, $"{path} could not be loaded: there is no .NET SDK; 'dotnet' is not on the PATH. Install it, or give a folder with --loose to go without projects.");
        }
    }

    /// <summary>The error lines, each once; all of the output when there are none.</summary>
    private static string ErrorsIn(string output)
    {
        List<string> errors = [.. output.Split('\n').Select(line => line.Trim()).Where(line => ErrorLine().IsMatch(line)).Select(line => Project().Replace(line, "")).Distinct()];
        return string.Join('\n', (errors.Count > 0 ? errors : [output.Trim()]).Select(line => "  " + line));
    }

    [GeneratedRegex(@"(^|: )(error|fatal error) ?[A-Z]*\d*:|^MSBUILD : error")]
    private static partial Regex ErrorLine();

    [GeneratedRegex(@" \[[^\]]*proj(::[^\]]*)?\]$")]
    private static partial Regex Project();
}
