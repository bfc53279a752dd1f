using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Checking;

/// <summary>
/// Findings, each place's once: what several compilations report of it is one, whatever the order in which they come.
/// </summary>
internal sealed class FindingSet
{
    private readonly Dictionary<(string Path, string Rule, TextSpan Span, int Index), Finding> _findings = [];

    /// <summary>Adds what one compilation reports, or what several do and is one already.</summary>
    public void Add(IEnumerable<Finding> findings)
    {
        foreach (IGrouping<(string Path, string Id, TextSpan Span), Finding> here in findings.GroupBy(finding => (finding.Place.Path, finding.Rule.Id, finding.Place.Span)))
        {
            // A rule may say two things of one place; compilations that share the file say them in the same order.
            int index = 0;
            foreach (Finding finding in here.OrderBy(finding => finding.Message, StringComparer.Ordinal))
            {
                (string, string, TextSpan, int) key = (here.Key.Path, here.Key.Id, here.Key.Span, index++);
                _findings[key] = _findings.TryGetValue(key, out Finding? known) ? Merged(known, finding) : finding;
            }
        }
    }

    /// <summary>By file and place, with their fingerprints.</summary>
    /// <param name="relative">A file's path as it is printed.</param>
    public ImmutableArray<Finding> Ordered(Func<string, string> relative) =>
    [
        .. Fingerprints.Add(_findings.Values
            .OrderBy(finding => relative(finding.Place.Path), StringComparer.Ordinal)
            .ThenBy(finding => finding.Place.Span.Start).ThenBy(finding => finding.Place.Span.End)
            .ThenBy(finding => finding.Rule.Id, StringComparer.Ordinal).ThenBy(finding => finding.Message, StringComparer.Ordinal)),
    ];

    private static Finding Merged(Finding one, Finding other) => (string.CompareOrdinal(one.Message, other.Message) <= 0 ? one : other) with
    {
        Projects = one.Projects.Union(other.Projects).ToImmutableArray(),
        Severity = other.Severity > one.Severity ? other.Severity : one.Severity,
        // Only what all of them would write alike can be offered.
        Fix = one.Fix is FindingFix fix && other.Fix is FindingFix same && fix.Changes.SequenceEqual(same.Changes) ? fix : null,
    };
}
