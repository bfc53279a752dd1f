using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using FragApi.Cli.Hosting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FragApi.Cli.Loading;

/// <summary>A project whose compiler was not called, for one target framework, and why.</summary>
internal sealed record UncompiledProject(string Project, string Framework, string Why);

/// <summary>
/// Logs of builds that already ran (<c>.binlog</c>), here or on another machine: their compiler calls are taken as they
/// were, and nothing is evaluated. Several are one code base.
/// </summary>
internal sealed class BuildLogs
{
    private readonly ImmutableArray<CompilerCall> _calls;

    private BuildLogs(string root, ImmutableArray<CompilerCall> calls, Capture capture, IReadOnlyDictionary<string, byte[]> files, ImmutableArray<string> newer)
    {
        Root = root;
        _calls = calls;
        Capture = capture;
        Files = files;
        Newer = newer;
    }

    /// <summary>The folder of what was built: that of a solution or a project; the deepest that has all of them in it.</summary>
    public string Root { get; }

    public Capture Capture { get; }

    /// <summary>What the build made for its compiler and the logs have the text of, by path.</summary>
    public IReadOnlyDictionary<string, byte[]> Files { get; }

    /// <summary>Sources that were written after they were compiled: nobody knows what was compiled.</summary>
    public ImmutableArray<string> Newer { get; }

    public static bool IsOne(string path) => Path.GetExtension(path).Equals(".binlog", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="ToolException">One is not there, no log, or of paths that are nowhere on this machine.</exception>
    public static BuildLogs Read(IReadOnlyCollection<string> paths, PathMaps maps)
    {
        List<BuildLogReader> logs = [.. paths.Select(path => BuildLogReader.Read(path, maps))];
        // Compiled twice, a project is what the last of them made of it; and so is a file that two projects make, as the
        // first pass over markup does.
        List<CompilerCall> calls = [.. logs.SelectMany(log => log.Calls).OrderByDescending(call => call.Compiled)];
        ImmutableArray<CompilerCall> last =
        [
            .. calls.DistinctBy(call => call.Built.Length > 0 ? call.Built : $"{call.Project}|{call.Framework}")
                .GroupBy(call => (call.Project, call.Framework))
                .Select(same => same.First() with { Outputs = [.. same.SelectMany(call => call.Outputs).Distinct()] }),
        ];
        HashSet<(string, string)> compiled = [.. calls.Select(call => (call.Project, call.Framework))];
        IEnumerable<UncompiledProject> uncompiled = logs.SelectMany(log => log.Uncompiled).Where(project => !compiled.Contains((project.Project, project.Framework))).DistinctBy(project => (project.Project, project.Framework));
        Dictionary<string, byte[]> files = new(StringComparer.Ordinal);
        foreach ((string path, byte[] text) in logs.SelectMany(log => log.Files))
            files[path] = text;
        foreach ((string path, byte[] text) in logs.SelectMany(log => log.Embedded).Where(file => last.Any(call => file.Key.StartsWith(call.Intermediate, StringComparison.Ordinal))))
            files[path] = text;
        List<Sources> sources = [.. last.Select(Sources.Of)];
        List<string> newer = [.. sources.SelectMany(one => one.Newer).Distinct().Order(StringComparer.Ordinal)];
        HashSet<string> embedded = [.. logs.SelectMany(log => log.Embedded.Keys)];
        List<string> changed = [.. sources.SelectMany(one => one.Written).Distinct().Where(path => logs.Any(log => log.Embedded.TryGetValue(path, out byte[]? text) && IsOther(path, text))).Order(StringComparer.Ordinal)];
        string names = string.Join(", ", paths.Select(Path.GetFileName));
        return new BuildLogs(
            logs.Select(log => log.Root).Aggregate(LoadRequest.Common),
            last,
            new Capture(
                last,
                [.. logs.SelectMany(log => log.Requested).Where(project => project.Language != "C#" || last.Any(call => call.Project == project.Project && call.Framework == project.Framework)).Distinct()],
                [
                    .. logs.SelectMany(log => log.Losses),
                    .. from project in uncompiled
                       orderby project.Project, project.Framework
                       group project by project.Project into same
                       select $"{same.Key} could not be loaded:\n{string.Join('\n', same.GroupBy(project => project.Why).Select(why => $"  {why.Key}{(why.First().Framework.Length > 0 ? $" ({string.Join(", ", why.Select(project => project.Framework))})" : "")}"))}",
                    .. changed.Select(path => $"{path} says something else than what was compiled, which {names} has in it; what is found is of what it says now. Log a build of it."),
                ])
            {
                // Elsewhere, files are as old as their checkout.
                Remarks = newer.Count == 0 || !maps.IsEmpty ? [] : [$"{newer.Count} source{(newer.Count == 1 ? " is" : "s are")} newer than the build in {names}, such as {newer[0]}: looked at as {(newer.Count == 1 ? "it is" : "they are")} now"],
            },
            files,
            [.. newer.Where(path => !embedded.Contains(path)), .. changed]);
    }

    /// <summary>Before anything is written: what was compiled is what is there.</summary>
    /// <exception cref="ToolException">It is not, or nobody can tell.</exception>
    public void DemandCurrent()
    {
        const int Shown = 5;
        if (Newer.IsEmpty)
            return;
        string more = Newer.Length > Shown ? $"\n  and {Newer.Length - Shown} more" : "";
        throw new ToolException(ExitCode.Usage, $"sources were written after the build that was logged, so that the log may not be of them; log a build of what is there now (--no-incremental), or give the solution:\n{string.Join('\n', Newer.Take(Shown).Select(path => "  " + path))}{more}");
    }

    private static bool IsOther(string path, byte[] compiled)
    {
        try
        {
            return File.Exists(path) && !File.ReadAllBytes(path).AsSpan().SequenceEqual(compiled);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Whoever compiles it says so.
            return false;
        }
    }

    /// <summary>The sources of a call that a person wrote.</summary>
    private sealed record Sources(ImmutableArray<string> Written, ImmutableArray<string> Newer)
    {
        public static Sources Of(CompilerCall call)
        {
            string folder = Path.GetDirectoryName(call.Project)!;
            ImmutableArray<string> written =
            [
                .. CSharpCommandLineParser.Default.Parse(call.Arguments, folder, sdkDirectory: null).SourceFiles
                    .Select(source => Path.GetFullPath(source.Path, folder)).Where(path => !path.StartsWith(call.Intermediate, StringComparison.Ordinal)),
            ];
            return new Sources(written, [.. written.Where(path => File.Exists(path) && File.GetLastWriteTimeUtc(path) > call.Compiled)]);
        }
    }
}
