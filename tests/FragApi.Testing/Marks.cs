using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Testing;

/// <summary>
/// Marks in sources beyond those of the test package: <c>{|FRAG2001i:..|}</c> expects an info, and
/// <c>{|FRAG2002&gt;1&gt;2:..|}</c> the places marked <c>{|#1:..|}</c> and <c>{|#2:..|}</c> as the additional locations, all of
/// them and in that order. Without such places the additional locations are not compared.
/// </summary>
public static partial class Marks
{
    // Beyond the numbers that people write.
    private const int FirstKey = 1_000;

    /// <summary>The source without any marks.</summary>
    public static string Plain(string marked) => AnyMark().Replace(marked, "");

    /// <summary>The ids that are marked; <c>[|..|]</c>, the only rule of an analyzer, as itself.</summary>
    public static IEnumerable<string> IdsIn(string marked) =>
        IdMark().Matches(marked).Select(mark => mark.Groups[1].Value is { Length: > 0 } id ? id : mark.Value);

    /// <summary>Reads the marks that the package does not know; what it knows stays.</summary>
    public static (string Source, ImmutableArray<DiagnosticResult> Expected) Read(string marked, Func<string, DiagnosticSeverity> severityOf, int firstKey = FirstKey)
    {
        List<DiagnosticResult> expected = [];
        string source = OwnMark().Replace(marked, mark =>
        {
            string id = mark.Groups["id"].Value;
            int key = firstKey + expected.Count;
            DiagnosticResult result = new DiagnosticResult(id, mark.Groups["info"].Success ? DiagnosticSeverity.Info : severityOf(id)).WithLocation(key);
            string[] places = [.. mark.Groups["place"].Captures.Select(place => place.Value)];
            expected.Add(places.Length == 0
                ? result.WithOptions(DiagnosticOptions.IgnoreAdditionalLocations)
                : places.Aggregate(result, (so, place) => so.WithLocation(int.Parse(place, CultureInfo.InvariantCulture))));
            return $"{{|#{key}:";
        });
        return (source, [.. expected]);
    }

    /// <summary>Writes marks into a text. Spans that cross come out as crossing marks; those that touch, the package nests.</summary>
    public static string Write(string text, IEnumerable<(string Id, TextSpan Span)> spans)
    {
        // At one position: closing marks first (inner ones first), then empty spans, then opening ones (outer ones first).
        List<(int At, int Rank, int Tie, string Mark)> marks = [];
        foreach ((string id, TextSpan span) in spans)
        {
            if (span.IsEmpty)
            {
                marks.Add((span.Start, 1, 0, $"{{|{id}:|}}"));
                continue;
            }

            marks.Add((span.Start, 2, -span.End, $"{{|{id}:"));
            marks.Add((span.End, 0, -span.Start, "|}"));
        }

        StringBuilder result = new(text);
        foreach ((int position, int _, int _, string mark) in marks.OrderBy(m => m.At).ThenBy(m => m.Rank).ThenBy(m => m.Tie).Reverse())
            result.Insert(position, mark);
        return result.ToString();
    }

    [GeneratedRegex(@"\{\|[^:|]*:|\|\}|\[\||\|\]")]
    private static partial Regex AnyMark();

    [GeneratedRegex(@"\{\|([A-Z]+[0-9]+)i?(?:>\d+)*:|\[\|")]
    private static partial Regex IdMark();

    [GeneratedRegex(@"\{\|(?<id>[A-Z]+[0-9]+)(?:(?<info>i)(?:>(?<place>\d+))*|(?:>(?<place>\d+))+):")]
    private static partial Regex OwnMark();
}
