using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.IO.Enumeration;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Cli.Writing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Loading;

/// <summary>
/// Parses what lies beside some projects while MSBuild still finds out what they compile, and how: it leaves processors idle.
/// All of it is a guess, and taken only where the guess was right.
/// </summary>
internal sealed partial class EarlyTrees : IDisposable
{
    private readonly ConcurrentDictionary<string, (Stamp Stamp, SourceFile File, SyntaxTree Tree)> _trees = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop;

    /// <summary>Begins; the processor that MSBuild has is left to it.</summary>
    /// <param name="projects">Their files.</param>
    /// <param name="cancellation">Stops it.</param>
    public EarlyTrees(IReadOnlyCollection<string> projects, CancellationToken cancellation)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        ParallelOptions options = new() { CancellationToken = _stop.Token, MaxDegreeOfParallelism = Math.Max(1, Environment.ProcessorCount - 1) };
        Parsing = Environment.ProcessorCount == 1 ? Task.CompletedTask
            : Task.Run(() => Parallel.ForEach(projects.Where(File.Exists).SelectMany(FilesOf), options, file => Parse(file.Path, file.Options)), CancellationToken.None);
    }

    /// <summary>All that is guessed.</summary>
    public Task Parsing { get; }

    /// <summary>Ends it: what is not parsed by now is left.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        // Of a guess that failed nobody need hear: whoever needs the file meets what was wrong with it.
        Parsing.ContinueWith(static done => done.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).Wait(CancellationToken.None);
        _stop.Dispose();
    }

    /// <summary>A file's tree with the options, once; null where they were not foreseen, or the file was written to since.</summary>
    public (SourceFile File, SyntaxTree Tree)? Take(string path, CSharpParseOptions options) =>
        _trees.TryRemove(path, out (Stamp Stamp, SourceFile File, SyntaxTree Tree) early)
        && SourceTrees.ReadAlike((CSharpParseOptions)early.Tree.Options, options)
        && Stamp.Of(path) == early.Stamp
            ? (early.File, early.Tree.WithRootAndOptions(early.Tree.GetRoot(), options))
            : null;

    private void Parse(string path, CSharpParseOptions options)
    {
        if (_trees.ContainsKey(path))
            return;
        try
        {
            Stamp stamp = Stamp.Of(path);
            SourceFile file = SourceFile.Read(path);
            SyntaxTree tree = CSharpSyntaxTree.ParseText(SourceText.From(file.Decode(), file.Encoding), options, path, _stop.Token);
            if (!SourceTrees.AsksForSymbols(tree))
                _trees.TryAdd(path, (stamp, file, tree));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Whoever needs it will say so.
        }
    }

    /// <summary>What the SDK takes by itself, but for what is excluded.</summary>
    private static IEnumerable<(string Path, CSharpParseOptions Options)> FilesOf(string project)
    {
        CSharpParseOptions options = new(LikelyVersion(project), DocumentationMode.Parse);
        EnumerationOptions below = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        return new FileSystemEnumerable<string>(Path.GetDirectoryName(project)!, (ref FileSystemEntry entry) => entry.ToFullPath(), below)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && entry.FileName.EndsWith(".cs", StringComparison.OrdinalIgnoreCase),
            ShouldRecursePredicate = (ref FileSystemEntry entry) => entry.FileName is not ("bin" or "obj" or "node_modules") && !entry.FileName.StartsWith('.'),
        }.Select(path => (path, options));
    }

    /// <summary>The version that the project asks for, or what its framework stands for.</summary>
    private static LanguageVersion LikelyVersion(string project)
    {
        string text = File.ReadAllText(project);
        string? version = Version().Match(text) is { Success: true } said ? said.Groups["version"].Value
            : Framework().Match(text) is { Success: true } framework ? $"{int.Parse(framework.Groups["number"].Value, null) + VersionsAhead}.0" : null;
        return (version is not null && LanguageVersionFacts.TryParse(version, out LanguageVersion parsed) ? parsed : LanguageVersion.Default).MapSpecifiedToEffectiveVersion();
    }

    /// <summary>.NET 10 came with C# 14, and each before and after it with the next.</summary>
    private const int VersionsAhead = 4;

    [GeneratedRegex(@"<LangVersion>\s*(?<version>[\w.]+)\s*</LangVersion>")]
    private static partial Regex Version();

    [GeneratedRegex(@"<TargetFrameworks?>[^<]*?\bnet(?<number>\d{1,3})\.0")]
    private static partial Regex Framework();

    /// <summary>What changes when a file is written to.</summary>
    private readonly record struct Stamp(DateTime Written, long Length)
    {
        public static Stamp Of(string path) => new FileInfo(path) is { Exists: true } file ? new Stamp(file.LastWriteTimeUtc, file.Length) : default;
    }
}
