using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FragApi.Cli.Loading;

/// <summary>What a part has of the whole.</summary>
/// <param name="Shard">Which part it is.</param>
/// <param name="Plan">A name of the whole and of how it was split: parts of one whole have the same.</param>
/// <param name="TreesElsewhere">How the other parts' compilations read a file.</param>
internal sealed record PartOfCode(Shard Shard, string Plan, Func<string, IEnumerable<SyntaxTree>> TreesElsewhere);

/// <summary>
/// Splits a code base by its graph of projects: whole projects, in the order in which they refer to each other, so that neighbours,
/// which need the same others, mostly come into one part. Every machine that has the same sources splits them alike.
/// </summary>
internal sealed class ShardPlan
{
    private readonly Capture _capture;
    private readonly string _root;
    private readonly Dictionary<CompilerCall, CSharpCommandLineArguments> _arguments;
    private readonly Dictionary<CompilerCall, ImmutableArray<string>> _sources;
    private readonly Dictionary<string, CompilerCall> _byOutput = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];

    private ShardPlan(string root, Capture capture)
    {
        _root = root;
        _capture = capture;
        _arguments = capture.Calls.ToDictionary(call => call, call => CSharpCommandLineParser.Default.Parse(call.Arguments, FolderOf(call), sdkDirectory: null));
        _sources = capture.Calls.ToDictionary(call => call, call => _arguments[call].SourceFiles.Select(source => Path.GetFullPath(source.Path, FolderOf(call))).ToImmutableArray());
        foreach (CompilerCall call in capture.Calls)
        {
            foreach (string output in call.Outputs)
                _byOutput.TryAdd(output, call);
        }
    }

    /// <summary>One part: the projects that are checked in it, and those that they refer to.</summary>
    /// <param name="root">What paths are relative to.</param>
    /// <param name="capture">The whole.</param>
    /// <param name="shard">Which part.</param>
    /// <param name="sources">Where files are read.</param>
    public static Capture PartOf(string root, Capture capture, Shard shard, SourceStore sources) => new ShardPlan(root, capture).Part(shard, sources);

    private Capture Part(Shard shard, SourceStore sources)
    {
        HashSet<(string, string)> requested = [.. _capture.Requested.Select(project => (project.Project, project.Framework))];
        List<CompilerCall> meant = [.. _capture.Calls.Where(call => requested.Contains((call.Project, call.Framework)))];
        HashSet<string> visited = new(StringComparer.Ordinal);
        foreach (CompilerCall call in meant.OrderBy(call => Relative(call.Project), StringComparer.Ordinal).ThenBy(call => call.Framework, StringComparer.Ordinal))
            Visit(call, visited);

        ILookup<string, CompilerCall> byProject = meant.ToLookup(call => call.Project, StringComparer.Ordinal);
        Dictionary<string, string> together = Together(meant, sources);
        List<IGrouping<string, string>> units = [.. _order.Where(byProject.Contains).GroupBy(project => together.GetValueOrDefault(project, project), StringComparer.Ordinal)];
        long all = Math.Max(1, units.Sum(Size));
        long before = 0;
        Dictionary<string, int> shardOf = new(StringComparer.Ordinal);
        foreach (IGrouping<string, string> unit in units)
        {
            // By its middle: a large one does not leave the next part empty.
            int index = (int)((before + Size(unit) / 2) * shard.Count / all) + 1;
            foreach (string project in unit)
                shardOf.Add(project, index);
            before += Size(unit);
        }

        HashSet<CompilerCall> needed = [];
        foreach (CompilerCall call in meant.Where(call => shardOf[call.Project] == shard.Index))
            Need(call, needed);
        ILookup<string, CompilerCall> others = meant.Where(call => shardOf[call.Project] != shard.Index)
            .SelectMany(call => _sources[call].Select(path => (path, call))).ToLookup(source => source.path, source => source.call, StringComparer.Ordinal);
        return _capture with
        {
            Calls = [.. _capture.Calls.Where(needed.Contains)],
            Requested = [.. _capture.Requested.Where(project => shardOf.TryGetValue(project.Project, out int index) && index == shard.Index)],
            // Said of the whole by every part.
            Remarks = [.. _capture.Notes()],
            Part = new PartOfCode(
                shard,
                NameOf(string.Join('\n', meant.Select(call => $"{shardOf[call.Project]} {Relative(call.Project)} {call.Framework} {_sources[call].Length}").Order(StringComparer.Ordinal).Prepend($"{shard.Count}"))),
                path => others[path].Select(call => CSharpSyntaxTree.ParseText(sources.Read(path, _arguments[call].Encoding), _arguments[call].ParseOptions, path, CancellationToken.None))),
        };

        long Size(IEnumerable<string> unit) => unit.Sum(project => byProject[project].Sum(call => 1L + _sources[call].Length));
    }

    /// <summary>Those that it refers to first.</summary>
    private void Visit(CompilerCall call, HashSet<string> visited)
    {
        if (!visited.Add($"{call.Project}|{call.Framework}"))
            return;
        foreach (CompilerCall other in References(call))
            Visit(other, visited);
        if (!_order.Contains(call.Project))
            _order.Add(call.Project);
    }

    private void Need(CompilerCall call, HashSet<CompilerCall> needed)
    {
        if (!needed.Add(call))
            return;
        foreach (CompilerCall other in References(call))
            Need(other, needed);
    }

    /// <summary>Whose outputs it is compiled with.</summary>
    private IEnumerable<CompilerCall> References(CompilerCall call) =>
        _arguments[call].MetadataReferences.Select(reference => reference.Reference).Concat(_arguments[call].AnalyzerReferences.Select(reference => reference.FilePath))
            .Select(path => _byOutput.GetValueOrDefault(Path.GetFullPath(path, FolderOf(call)))).OfType<CompilerCall>().Where(other => other != call);

    /// <summary>
    /// Projects that compile one file of known findings are checked in one part, for it counts them in all of them. By project, the
    /// name of what it goes with.
    /// </summary>
    private Dictionary<string, string> Together(IEnumerable<CompilerCall> calls, SourceStore sources)
    {
        Dictionary<string, string> with = new(StringComparer.Ordinal);
        foreach (IGrouping<string, string> file in calls.SelectMany(call => _sources[call].Select(path => (path, call.Project))).Distinct().GroupBy(source => source.path, source => source.Project, StringComparer.Ordinal).Where(file => file.Skip(1).Any()).OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            if (!sources.HasText(file.Key, "fragapi: "))
                continue;
            HashSet<string> names = [.. file.Select(project => with.GetValueOrDefault(project, project))];
            string name = names.Order(StringComparer.Ordinal).First();
            foreach (string project in file)
                with.TryAdd(project, project);
            foreach (string project in with.Where(entry => names.Contains(entry.Value)).Select(entry => entry.Key).ToList())
                with[project] = name;
        }

        return with;
    }

    private string Relative(string path) => Path.GetRelativePath(_root, path).Replace('\\', '/');

    private static string FolderOf(CompilerCall call) => Path.GetDirectoryName(call.Project)!;

    private static string NameOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}
