using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;

namespace FragApi.Cli.Checking;

/// <summary>What the checks of all parts came to together: the same as one run's.</summary>
internal static class Shards
{
    /// <summary>The parts of one whole, each of them once.</summary>
    /// <exception cref="ToolException">They are not.</exception>
    public static ImmutableArray<ShardResult> Read(IEnumerable<string> paths)
    {
        List<(string Path, ShardResult Result)> parts = [.. paths.Select(path => (path, ShardResult.Read(path)))];
        (string first, ShardResult model) = parts[0];
        foreach ((string path, ShardResult part) in parts.Skip(1))
        {
            if (part.Plan != model.Plan)
                throw new ToolException(ExitCode.Usage, $"{path}: it is no part of the same whole as {first}: other projects, or files, or another number of parts. Check all parts of one state of the code.");
            if (!Same(part.Options, model.Options))
                throw new ToolException(ExitCode.Usage, $"{path}: it was checked with other options than {first}. Give --rules, --include, --exclude, --severity and --fail-on alike to all parts.");
        }

        if (parts.GroupBy(part => part.Result.Shard).FirstOrDefault(same => same.Skip(1).Any()) is { } twice)
            throw new ToolException(ExitCode.Usage, $"{twice.Last().Path}: part {twice.Key} is there twice; the other is {twice.First().Path}.");
        int count = Shard.Parse(model.Shard)!.Count;
        List<string> missing = [.. Enumerable.Range(1, count).Select(index => new Shard(index, count).ToString()).Except(parts.Select(part => part.Result.Shard))];
        if (missing.Count > 0)
            throw new ToolException(ExitCode.Usage, $"part {string.Join(", ", missing)} is missing: what is in it would be passed over.");
        return [.. parts.OrderBy(part => Shard.Parse(part.Result.Shard)!.Index).Select(part => part.Result)];
    }

    /// <summary>What the reports are about; nothing of it is loaded.</summary>
    public static CodeBase CodeOf(ImmutableArray<ShardResult> parts) => new(
        parts[0].Root, isLoose: false, [],
        [.. parts.SelectMany(part => part.Notes).Distinct().Order(StringComparer.Ordinal)],
        losses: [])
    {
        Top = parts[0].Top,
    };

    public static CheckResult ResultOf(ImmutableArray<ShardResult> parts)
    {
        FindingSet findings = new();
        foreach (ShardResult part in parts)
            findings.Add(part.ToFindings(parts[0].Root));
        ImmutableArray<string> failures = [.. parts.SelectMany(part => part.Failures).Distinct().Order(StringComparer.Ordinal)];
        return new CheckResult(
            findings.Ordered(path => Path.GetRelativePath(parts[0].Root, path).Replace('\\', '/')),
            failures,
            [.. parts.SelectMany(part => part.Files)],
            failures.IsEmpty && parts.All(part => part.BindsNothing),
            // Where not everything could be checked, nobody knows what is no longer found.
            [.. parts.SelectMany(part => part.ToSuppressions(parts[0].Root)).Select(known => known with { Found = failures.IsEmpty ? known.Found : null }).OrderBy(known => known.Place.Path, StringComparer.Ordinal).ThenBy(known => known.Place.Span.Start)],
            [.. parts.SelectMany(part => part.Remarks).Distinct().Order(StringComparer.Ordinal)])
        {
            Checked = parts.Sum(part => part.Checked),
            IsLoaded = parts.Any(part => part.IsLoaded),
            Frameworks = [.. parts.SelectMany(part => part.Frameworks).Distinct().Order(StringComparer.Ordinal)],
        };
    }

    private static bool Same(ShardOptions one, ShardOptions other) =>
        one.Rules.SequenceEqual(other.Rules) && one.Include.SequenceEqual(other.Include) && one.Exclude.SequenceEqual(other.Exclude) && (one.Severity, one.FailOn) == (other.Severity, other.FailOn);
}
