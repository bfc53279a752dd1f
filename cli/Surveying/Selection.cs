using System;
using System.Collections.Generic;
using System.Linq;
using FragApi.Analyzers;
using FragApi.Analyzers.Vocabulary;
using FragApi.Cli.Hosting;
using Microsoft.CodeAnalysis;
using Microsoft.Extensions.FileSystemGlobbing;

namespace FragApi.Cli.Surveying;

/// <summary>What of a code base is meant: files by glob, rules by id.</summary>
internal sealed class Selection
{
    private readonly Matcher? _files;
    private readonly HashSet<string>? _rules;

    /// <param name="include">Globs relative to the root; none means all files.</param>
    /// <param name="exclude">Globs relative to the root.</param>
    /// <param name="rules">Ids; none means all rules.</param>
    /// <exception cref="ToolException">There is no such rule.</exception>
    public Selection(IReadOnlyList<string> include, IReadOnlyList<string> exclude, IReadOnlyList<string> rules)
    {
        if (include.Count + exclude.Count > 0)
        {
            _files = new Matcher(StringComparison.Ordinal);
            _files.AddIncludePatterns(include.Count == 0 ? ["**/*"] : include.SelectMany(AsGlobs));
            _files.AddExcludePatterns(exclude.SelectMany(AsGlobs));
        }

        if (rules.Count > 0)
        {
            _rules = new HashSet<string>(rules, StringComparer.OrdinalIgnoreCase);
            if (_rules.Except(Rules.All.Select(rule => rule.Id), StringComparer.OrdinalIgnoreCase).FirstOrDefault() is string unknown)
                throw new ToolException(ExitCode.Usage, $"--rules {unknown}: there is no such rule ('fragapi rules' lists them){Spelling.DidYouMean(unknown, Rules.All.Select(rule => rule.Id))}");
        }
    }

    /// <summary>Every file is bound, and not only those in which a rule may find something.</summary>
    public bool BindsAll { get; init; }

    /// <summary>Every file is meant.</summary>
    public bool TakesAllFiles => _files is null;

    /// <summary>The same rules, in all files.</summary>
    public Selection OfAllFiles() => new([], [], [.. _rules ?? []]) { BindsAll = BindsAll };

    /// <summary>The file, by its path relative to the root, is meant.</summary>
    public bool Takes(string relativePath) => _files is null || _files.Match(relativePath).HasMatches;

    public bool Takes(DiagnosticDescriptor rule) => TakesRule(rule.Id);

    public bool TakesRule(string id) => _rules is null || _rules.Contains(id);

    /// <summary>A folder stands for all that is in it, written with a slash at its end or without.</summary>
    private static string[] AsGlobs(string pattern)
    {
        pattern = pattern.Replace('\\', '/');
        if (pattern.StartsWith("./", StringComparison.Ordinal))
            pattern = pattern[2..];
        pattern = pattern.TrimEnd('/');
        return [pattern, pattern + "/**/*"];
    }
}
