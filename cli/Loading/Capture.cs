using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;

namespace FragApi.Cli.Loading;

/// <summary>What the build of a solution, a project or an app came to.</summary>
/// <param name="Calls">The compilations that it would make.</param>
/// <param name="Requested">The projects that were asked for, of whatever language.</param>
/// <param name="Losses">What could not be loaded, and why.</param>
internal sealed record Capture(ImmutableArray<CompilerCall> Calls, ImmutableArray<RequestedProject> Requested, ImmutableArray<string> Losses)
{
    /// <summary>What else should be known of it.</summary>
    public ImmutableArray<string> Remarks { get; init; } = [];

    /// <summary>Which part of the whole it is; null for the whole.</summary>
    public PartOfCode? Part { get; init; }

    /// <summary>What several came to, each compilation once.</summary>
    public static Capture Merge(IReadOnlyList<Capture> captures) => new(
        [.. captures.SelectMany(capture => capture.Calls).GroupBy(call => (call.Project, call.Framework)).Select(Merge)],
        [.. captures.SelectMany(capture => capture.Requested).Distinct()],
        [.. captures.SelectMany(capture => capture.Losses).Distinct()])
    {
        Remarks = [.. captures.SelectMany(capture => capture.Remarks).Distinct()],
    };

    /// <summary>One compilation, which may have been asked for with several outputs.</summary>
    private static CompilerCall Merge(IEnumerable<CompilerCall> calls)
    {
        List<CompilerCall> ordered = [.. calls.OrderBy(call => string.Join('\n', call.Arguments), StringComparer.Ordinal)];
        return ordered[0] with { Outputs = [.. ordered.SelectMany(call => call.Outputs).Distinct()] };
    }

    /// <summary>What was asked for, without being C# or without calling a compiler; and what else should be known.</summary>
    public IEnumerable<string> Notes()
    {
        foreach (string remark in Remarks)
            yield return remark;
        ILookup<string, string> lost = Losses.ToLookup(loss => loss.Split('\n')[0].Replace(" could not be loaded:", "", StringComparison.Ordinal));
        foreach (RequestedProject project in Requested.OrderBy(project => project.Project, StringComparer.Ordinal))
        {
            if (project.Language is not ("C#" or ""))
                yield return $"{Path.GetFileName(project.Project)} is not a C# project; it is passed over";
            else if (!lost.Contains(project.Project) && !Calls.Any(call => call.Project == project.Project && call.Framework == project.Framework))
                yield return $"{Path.GetFileName(project.Project)} compiles nothing";
        }
    }
}
