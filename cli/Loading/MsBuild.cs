using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

namespace FragApi.Cli.Loading;

/// <summary>
/// The user's own MSBuild, which builds up to the compiler and says what it would call it with. Nothing is compiled, and
/// nobody needs to have built anything before; what is analysed is what their build compiles, whatever their SDK's version.
/// </summary>
/// <param name="path">A .sln, .slnx, .slnf or .csproj, or the .cs file of a file-based app.</param>
/// <param name="configuration">Build configuration; null for the default.</param>
/// <param name="properties">More properties, as <c>NAME=VALUE</c>.</param>
/// <param name="cancellation">Kills MSBuild.</param>
internal sealed partial class MsBuild(string path, string? configuration, IReadOnlyList<string> properties, CancellationToken cancellation)
{
    /// <summary>A source file by itself: the SDK makes a project of it, in memory.</summary>
    private bool IsApp { get; } = Path.GetExtension(path) == ".cs";

    /// <summary>What it names, as far as that can be seen before it is evaluated.</summary>
    public IReadOnlyCollection<string> Projects => field ??= NamedProjects.From(path);

    /// <summary>It seems that a restore would change nothing, which the build then has to prove. What was restored with other properties is not known.</summary>
    private bool IsRestored => !IsApp && configuration is null && properties.Count == 0 && Projects.Count > 0 && Projects.All(project => Assets.Usual(project).AreCurrent(project));

    /// <summary>It has one process, and one processor. Another takes as long to start as some projects to evaluate.</summary>
    public bool IsAlone => Projects.Count <= 8;

    /// <summary>The compilations of what the path names, and of the projects that these refer to.</summary>
    public async Task<Capture> CaptureAsync()
    {
        try
        {
            return await BuildUpToCompilerAsync().ConfigureAwait(false);
        }
        catch (Win32Exception)
        {
            return Lost("there is no .NET SDK; 'dotnet' is not on the PATH. Install it, or give a folder with --loose to go without projects.");
        }
    }

    /// <summary>A file-based app is called by its file, not by the project in memory.</summary>
    private string Named(string project) => IsApp && project == path + ".csproj" ? path : project;

    private Capture Lost(string why) => new([], [], [$"{path} could not be loaded: {why}"]);

    private async Task<Capture> BuildUpToCompilerAsync()
    {
        if (IsRestored && await BuildAsync(restores: false).ConfigureAwait(false) is { Errors.Count: 0, Calls.IsEmpty: false } ready && ready.Calls.All(call => call.Assets!.AreCurrent(call.Project)))
            return ToCapture(ready.Calls, ready.Requested, [], []);
        Run first = await BuildAsync(restores: true).ConfigureAwait(false);
        if (!first.IsStuck)
            return ToCapture(first.Calls, first.Requested, [], first.Errors);
        if (first.Errors.Count == 0)
            return Lost(MissingSdk(first) ?? "\n" + Indented(first.Error + first.Out));
        if (IsApp)
            return ToCapture([], [], first.Errors, []);

        // The restore failed, and nothing was built. What it did restore can be; what it did not come to is restored by itself.
        Run second = await BuildAsync(restores: false).ConfigureAwait(false);
        List<string> unrestored = [.. second.Errors.Where(error => error.IsUnrestored).Select(error => error.Project).OfType<string>().Distinct()];
        foreach (string project in unrestored)
            await RunAsync(["msbuild", project, "-target:Restore", .. s_quiet, .. Properties()], folder: null).ConfigureAwait(false);
        Run last = unrestored.Count == 0 ? second : await BuildAsync(restores: false).ConfigureAwait(false);
        return ToCapture(last.Calls, last.Requested, first.Errors, last.Errors);
    }

    /// <param name="calls">The compilations.</param>
    /// <param name="requested">What was asked for.</param>
    /// <param name="restoring">Errors that ended the restore: the user's own build fails with them.</param>
    /// <param name="building">Errors on the way to the compiler. A project that reached it has lost nothing by them.</param>
    private Capture ToCapture(ImmutableArray<CompilerCall> calls, ImmutableArray<RequestedProject> requested, IReadOnlyList<BuildError> restoring, IReadOnlyList<BuildError> building)
    {
        HashSet<(string, string?)> reached = [.. calls.SelectMany(call => (IEnumerable<(string, string?)>)[(call.Project, call.Framework), (call.Project, null)])];
        IEnumerable<BuildError> telling = restoring
            .Concat(building.Where(error => error.Project is null || !reached.Contains((Named(error.Project), error.Framework))))
            .DistinctBy(error => (error.Project, error.What));
        return new Capture(calls, requested,
        [
            .. from error in telling
               group error by Named(error.Project ?? path) into project
               select $"{project.Key} could not be loaded{(project.Key == path && !calls.IsEmpty ? " whole" : "")}:\n{Indented(string.Join('\n', project.Select(error => error.Framework is null ? error.Text : $"{error.Text} ({error.Framework})").Distinct()))}",
        ]);
    }

    private async Task<Run> BuildAsync(bool restores)
    {
        string folder = Directory.CreateTempSubdirectory("fragapi-").FullName + Path.DirectorySeparatorChar;
        try
        {
            string targets = Directory.CreateDirectory(Path.Combine(folder, "targets")).FullName;
            foreach (string file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Loading"), "*.targets"))
            {
                // Older than all that a project imports: MSBuild tells of the newest import only.
                string copy = Path.Combine(targets, Path.GetFileName(file));
                File.Copy(file, copy);
                File.SetLastWriteTimeUtc(copy, DateTime.UnixEpoch);
            }

            IEnumerable<string> arguments = IsApp
                ? ["build", path, "-property:FragApiIsApp=true"]
                : ["msbuild", path, "-target:FragApiCapture", IsAlone ? "-maxCpuCount:1" : "-maxCpuCount", .. restores ? ["-restore"] : Array.Empty<string>()];
            return await RunAsync(
                [
                    .. arguments, .. s_quiet,
                    $"-property:CustomBeforeMicrosoftCommonProps={Path.Combine(targets, "FragApi.Capture.targets")}",
                    $"-property:CustomAfterMicrosoftCommonTargets={Path.Combine(targets, "FragApi.Capture.Late.targets")}",
                    $"-property:CustomAfterMicrosoftCommonCrossTargetingTargets={Path.Combine(targets, "FragApi.Capture.Outer.targets")}",
                    $"-property:FragApiCaptureFolder={folder}",
                    "-property:FragApiCapturing=true",
                    .. Properties(),
                ],
                folder).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static readonly string[] s_quiet = ["-nologo", "-verbosity:quiet", "-terminalLogger:off"];

    private IEnumerable<string> Properties() =>
        (configuration is null ? [] : new[] { $"-property:Configuration={configuration}" }).Concat(properties.Select(property => $"-property:{property}"));

    private async Task<Run> RunAsync(IEnumerable<string> arguments, string? folder)
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
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using Process process = Process.Start(start)!;
        using CancellationTokenRegistration killing = cancellation.Register(() => process.Kill(entireProcessTree: true));
        Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        string output = await process.StandardOutput.ReadToEndAsync(CancellationToken.None).ConfigureAwait(false);
        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        return new Run(
            process.ExitCode, output, await error.ConfigureAwait(false),
            folder is null ? [] : [.. Directory.EnumerateFiles(folder, "*.call").Select(CaptureFile.Read).Select(CompilerCall.Of).Select(call => call with { Project = Named(call.Project) })],
            folder is null ? [] : [.. Directory.EnumerateFiles(folder, "*.request").Select(CaptureFile.Read).Select(RequestedProject.Of).Select(project => project with { Project = Named(project.Project) })]);
    }

    /// <summary>The host says this in pieces, on both streams.</summary>
    private static string? MissingSdk(Run run)
    {
        Match wanted = WantedSdk().Match(run.Error);
        if (!wanted.Success)
            return null;
        string installed = string.Join(", ", run.Out.Split('\n').Select(line => line.Split('[')[0].Trim()).Where(line => line.Length > 0 && char.IsDigit(line[0])));
        return $"{wanted.Groups["file"].Value.Trim()} asks for the .NET SDK {wanted.Groups["version"].Value.Trim()}, which is not installed ({(installed.Length > 0 ? $"there is {installed}" : "there is none")}). Install it, or let that file take another ('rollForward').";
    }

    private static string Indented(string text) => string.Join('\n', text.Trim().Split('\n').Select(line => "  " + line.TrimEnd()));

    [GeneratedRegex(@"Requested SDK version: (?<version>.*)\n(.*\n)*?global\.json file: (?<file>.*)")]
    private static partial Regex WantedSdk();

    private sealed record Run(int ExitCode, string Out, string Error, ImmutableArray<CompilerCall> Calls, ImmutableArray<RequestedProject> Requested)
    {
        public IReadOnlyList<BuildError> Errors { get; } = BuildMessages.ErrorsIn(Out + "\n" + Error);

        /// <summary>It ended before any project was built.</summary>
        public bool IsStuck => ExitCode != 0 && Calls.IsEmpty && Requested.IsEmpty;
    }
}
