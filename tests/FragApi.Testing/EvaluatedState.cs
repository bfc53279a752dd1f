using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Testing;

/// <summary>A state with its marks read: plain texts, and one list of what is expected.</summary>
internal sealed class EvaluatedState
{
    private EvaluatedState(SolutionState plain, ImmutableArray<DiagnosticResult> expected)
    {
        Plain = plain;
        Expected = expected;
    }

    public SolutionState Plain { get; }

    public ImmutableArray<DiagnosticResult> Expected { get; }

    /// <param name="state">The state.</param>
    /// <param name="describe">The expectation for an id, or for an unnamed mark.</param>
    public static EvaluatedState Of(SolutionState state, Func<string?, DiagnosticResult> describe)
    {
        SolutionState plain = new SolutionState().InheritFrom(state);
        List<DiagnosticResult> expected = [];
        Dictionary<int, ExpectedLocation> named = [];
        foreach (ProjectState project in plain.Projects)
        {
            Read(project.Sources);
            Read(project.AdditionalFiles);
        }

        string? firstFile = plain.Sources.Select(file => file.filename).FirstOrDefault();
        expected.AddRange(state.ExpectedDiagnostics.Select(Resolve));
        return new EvaluatedState(plain, [.. expected]);

        void Read(SourceFileCollection files)
        {
            for (int i = 0; i < files.Count; i++)
            {
                (string path, SourceText content) = files[i];
                Markup markup = Markup.Parse(content.ToString());
                SourceText text = SourceText.From(markup.Text, content.Encoding, content.ChecksumAlgorithm);
                files[i] = (path, text);
                foreach (MarkedSpan span in markup.Spans)
                    expected.Add(describe(span.Id).With(new ExpectedLocation(path, text.Lines.GetLinePositionSpan(span.Span), null, span.IsPosition)).FromMarkup());
                foreach ((int key, TextSpan span) in markup.Locations)
                {
                    if (!named.TryAdd(key, new ExpectedLocation(path, text.Lines.GetLinePositionSpan(span), null, IgnoreLength: false)))
                        throw new VerificationException($"Markup: location #{key} is named in two files.");
                }
            }
        }

        DiagnosticResult Resolve(DiagnosticResult result) => result.WithLocations(
        [
            .. result.Locations.Select(location => location switch
            {
                { MarkupKey: int key } => named.TryGetValue(key, out ExpectedLocation? place) ? place : throw new VerificationException($"No mark {{|#{key}:..|}} in the sources."),
                { Path: null } => location with { Path = firstFile },
                _ => location,
            }),
        ]);
    }
}
