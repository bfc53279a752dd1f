using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Cli.Hosting;
using Microsoft.CodeAnalysis;

namespace FragApi.Cli.Loading;

/// <summary>What is to be loaded, as the command line says it.</summary>
/// <param name="Paths">Solutions, projects, file-based apps, build logs or folders.</param>
/// <param name="Bindings">More binding files.</param>
/// <param name="Loose">Take folders as folders, whatever projects are in them.</param>
/// <param name="Configuration">Build configuration; null for the default.</param>
/// <param name="Properties">More MSBuild properties, as <c>NAME=VALUE</c>.</param>
internal sealed record LoadRequest(IReadOnlyList<string> Paths, IReadOnlyList<string> Bindings, bool Loose, string? Configuration, IReadOnlyList<string> Properties)
{
    private readonly Lazy<BuildLogs?> _logs = Reading(Paths, PathMaps.None);

    /// <summary>Where the folders are that build logs tell of.</summary>
    public PathMaps Maps { init => _logs = Reading(Paths, value); }

    /// <summary>Which part of it; null for the whole.</summary>
    public Shard? Shard { get; init; }

    /// <summary>What the build logs among the paths say; null where there is none. Read once.</summary>
    /// <exception cref="ToolException">One cannot be read.</exception>
    public BuildLogs? Logs => _logs.Value;

    /// <summary>The folder given, or that of the file given, or what a log was made of; of several, the deepest that has all of them in it.</summary>
    public string Root =>
        Paths.Where(path => !BuildLogs.IsOne(path)).Select(path => Path.GetFullPath(path)).Select(path => File.Exists(path) ? Path.GetDirectoryName(path)! : Path.TrimEndingDirectorySeparator(path))
            .Concat(Logs is BuildLogs logs ? [logs.Root] : []).Aggregate(Common);

    private static Lazy<BuildLogs?> Reading(IReadOnlyList<string> paths, PathMaps maps) =>
        new(() => paths.Where(BuildLogs.IsOne).ToList() is { Count: > 0 } logs ? BuildLogs.Read(logs, maps) : null);

    /// <summary>The deepest folder that has both in it.</summary>
    public static string Common(string one, string other)
    {
        string root = one;
        while (root != other && !other.StartsWith(Path.EndsInDirectorySeparator(root) ? root : root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            root = Path.GetDirectoryName(root)!;
        return root;
    }
}

/// <summary>Turns paths into compilations.</summary>
internal static class Loader
{
    private static readonly string[] s_solutions = [".sln", ".slnx", ".slnf"];

    /// <exception cref="ToolException">A path is not there or not clear. What of it cannot be loaded is said in <see cref="CodeBase.Losses"/>.</exception>
    public static async Task<CodeBase> LoadAsync(LoadRequest request, SourceStore sources, CancellationToken cancellation)
    {
        ImmutableArray<AdditionalText> bindings = BindingFiles.Given(request.Bindings, sources);
        List<string> projects = [];
        List<string> folders = [];
        foreach (string path in request.Paths.Where(path => !BuildLogs.IsOne(path)).Select(path => Path.GetFullPath(path)))
        {
            if (File.Exists(path))
                projects.Add(Checked(path));
            else if (!Directory.Exists(path))
                throw new ToolException(ExitCode.Usage, $"{path}: there is no such file or folder.");
            else if (!request.Loose && ProjectsIn(path) is { Count: > 0 } inside)
                projects.AddRange(inside);
            else
                folders.Add(Path.TrimEndingDirectorySeparator(path));
        }

        if (folders.Count > 1 || folders.Count == 1 && projects.Count + (request.Logs is null ? 0 : 1) > 0)
            throw new ToolException(ExitCode.Usage, $"{folders[0]}: a folder without projects goes by itself; run the command for each.");
        if (folders.Count == 1 && request.Shard is not null)
            throw new ToolException(ExitCode.Usage, $"--shard {request.Shard}: {folders[0]} is one compilation: there are no projects to split.");
        if (folders.Count == 1)
            return LooseLoader.Load(folders[0], sources, bindings, cancellation);

        List<Capture> captures = [];
        if (request.Logs is BuildLogs logs)
        {
            captures.Add(logs.Capture);
            sources.Know(logs.Files);
        }

        List<MsBuild> builds = [.. projects.Distinct().Select(project => new MsBuild(project, request.Configuration, request.Properties, cancellation))];
        EarlyTrees early = new(builds.TrueForAll(build => build.IsAlone) ? [.. builds.SelectMany(build => build.Projects).Distinct()] : [], cancellation);
        using (early)
        {
            foreach (MsBuild build in builds)
                captures.Add(await build.CaptureAsync().ConfigureAwait(false));
        }

        Capture capture = Capture.Merge(captures);
        if (capture.Calls.IsEmpty && capture.Losses.IsEmpty)
            throw new ToolException(ExitCode.Usage, $"{string.Join(", ", projects)}: there is no C# project in it.");
        if (request.Shard is Shard shard)
            capture = ShardPlan.PartOf(request.Root, capture, shard, sources);
        return ProjectLoader.Load(request.Root, capture, sources, early, bindings, cancellation);
    }

    private static string Checked(string path)
    {
        string extension = Path.GetExtension(path);
        if (extension is ".csproj" or ".cs" || s_solutions.Contains(extension))
            return path;
        throw new ToolException(ExitCode.Usage, $"{path}: not a .sln, .slnx, .slnf, .csproj or .binlog, nor a .cs file that is an app by itself; give one of these, or a folder.");
    }

    /// <summary>A folder's only solution, else its only project, else all the projects below it.</summary>
    private static List<string> ProjectsIn(string folder)
    {
        List<string> solutions = [.. Directory.EnumerateFiles(folder).Where(file => s_solutions.Contains(Path.GetExtension(file)))];
        if (solutions.Count > 1)
            throw new ToolException(ExitCode.Usage, $"{folder}: there are several solutions in it ({string.Join(", ", solutions.Select(Path.GetFileName).Order())}); name one of them.");
        if (solutions.Count == 1)
            return solutions;
        List<string> projects = [.. Directory.EnumerateFiles(folder, "*.csproj")];
        if (projects.Count > 1)
            throw new ToolException(ExitCode.Usage, $"{folder}: there are several projects in it ({string.Join(", ", projects.Select(Path.GetFileName).Order())}); name one of them.");
        if (projects.Count == 1)
            return projects;
        EnumerationOptions below = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        return [.. Directory.EnumerateFiles(folder, "*.csproj", below).Order(StringComparer.Ordinal)];
    }
}
