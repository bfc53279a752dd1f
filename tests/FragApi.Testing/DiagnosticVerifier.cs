using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Testing;

/// <summary>Compares expected with actual diagnostics, and says what to paste when they differ.</summary>
internal static class DiagnosticVerifier
{
    private static readonly PropertyInfo? ArgumentsProperty = typeof(Diagnostic).GetProperty("Arguments", BindingFlags.Instance | BindingFlags.NonPublic);

    /// <exception cref="VerificationException">They differ.</exception>
    public static void Verify(string what, EvaluatedState state, IReadOnlyList<Diagnostic> actual)
    {
        List<Diagnostic> unexpected = [.. actual];
        List<DiagnosticResult> missing = [];
        // The most particular expectations choose first.
        foreach (DiagnosticResult expected in state.Expected.OrderByDescending(Particularity))
        {
            int match = unexpected.FindIndex(diagnostic => Mismatch(expected, diagnostic) is null);
            if (match >= 0)
                unexpected.RemoveAt(match);
            else
                missing.Add(expected);
        }

        if (missing.Count + unexpected.Count > 0)
            throw new VerificationException(Describe(what, state, actual, missing, unexpected));
    }

    /// <summary>The diagnostics as code to paste, and the files with marks.</summary>
    public static string Describe(IEnumerable<(string Path, string Text)> files, IReadOnlyList<Diagnostic> actual)
    {
        if (actual.Count == 0)
            return "No diagnostics.\n";
        string? firstFile = files.Select(file => file.Path).FirstOrDefault();
        StringBuilder result = new("Actual diagnostics, as code:\n");
        foreach (Diagnostic diagnostic in actual)
            result.Append("    ").Append(AsCode(diagnostic, firstFile)).Append(",  // ").Append(diagnostic.GetMessage(CultureInfo.InvariantCulture)).Append('\n');
        foreach ((string path, string text) in files)
        {
            ImmutableArray<(string, TextSpan)> marks = MarksOf(path, actual);
            if (!marks.IsEmpty)
                result.Append($"Actual diagnostics, as marks in {path}:\n").Append(Indent(Markup.Write(text, marks)));
        }

        return result.ToString();
    }

    public static bool IsCompilerDiagnostic(Diagnostic diagnostic) => diagnostic.Descriptor.CustomTags.Contains(WellKnownDiagnosticTags.Compiler);

    private static string Describe(string what, EvaluatedState state, IReadOnlyList<Diagnostic> actual, List<DiagnosticResult> missing, List<Diagnostic> unexpected)
    {
        StringBuilder result = new($"{what}: {state.Expected.Length} diagnostics expected, {actual.Count} reported.\n");
        string? firstFile = state.Plain.Sources.Select(file => file.filename).FirstOrDefault();
        foreach (DiagnosticResult expected in missing)
        {
            result.Append($"missing:    {AsText(expected)}\n");
            Diagnostic? near = unexpected.FirstOrDefault(diagnostic => diagnostic.Id == expected.Id && IsAt(expected, diagnostic))
                ?? unexpected.FirstOrDefault(diagnostic => diagnostic.Id == expected.Id)
                ?? unexpected.FirstOrDefault(diagnostic => IsAt(expected, diagnostic));
            if (near is not null)
                result.Append($"            nearest is {AsText(near)}: {Mismatch(expected, near)}\n");
        }

        foreach (Diagnostic diagnostic in unexpected)
            result.Append($"unexpected: {AsText(diagnostic)}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}\n");

        IEnumerable<(string Path, string Text)> files = Files(state);
        foreach ((string path, string text) in files)
        {
            SourceText lines = SourceText.From(text);
            string wanted = Markup.Write(text, state.Expected.Where(e => e.Locations is [{ } own, ..] && own.Path == path).Select(e => (e.Id, SpanOf(lines, e.Locations[0].Span))));
            result.Append(LineDiff.Unified(wanted, Markup.Write(text, MarksOf(path, actual)), $"{path} expected", $"{path} actual"));
        }

        return result.Append(Describe(files, actual)).ToString();
    }

    private static IEnumerable<(string Path, string Text)> Files(EvaluatedState state) =>
        state.Plain.Projects.SelectMany(project => project.Sources.Concat(project.AdditionalFiles)).Select(file => (file.filename, file.content.ToString()));

    private static ImmutableArray<(string, TextSpan)> MarksOf(string path, IEnumerable<Diagnostic> diagnostics) =>
        [.. diagnostics.Where(d => d.Location.Kind != LocationKind.None && d.Location.GetLineSpan().Path == path).Select(d => (d.Id, d.Location.SourceSpan))];

    private static TextSpan SpanOf(SourceText text, LinePositionSpan span)
    {
        int Clamp(LinePosition position) =>
            position.Line >= text.Lines.Count ? text.Length : Math.Min(text.Length, text.Lines[position.Line].Start + position.Character);
        int start = Clamp(span.Start);
        return TextSpan.FromBounds(start, Math.Max(start, Clamp(span.End)));
    }

    private static int Particularity(DiagnosticResult expected) =>
        (expected.MessageArguments is null ? 0 : 2) + (expected.ExplicitMessage is null ? 0 : 2) + (expected.Locations.Length > 1 ? 1 : 0);

    private static bool IsAt(DiagnosticResult expected, Diagnostic actual) =>
        expected.Locations.IsEmpty ? actual.Location.Kind == LocationKind.None : IsAt(expected.Locations[0], actual.Location);

    private static bool IsAt(ExpectedLocation expected, Location actual)
    {
        FileLinePositionSpan span = actual.GetLineSpan();
        return actual.Kind != LocationKind.None
            && span.Path == expected.Path
            && (expected.IgnoreLength ? span.StartLinePosition == expected.Span.Start : span.Span == expected.Span);
    }

    // What is wrong with actual; null if nothing is.
    private static string? Mismatch(DiagnosticResult expected, Diagnostic actual)
    {
        if (expected.Id != actual.Id)
            return $"id {actual.Id}";
        if (!IsAt(expected, actual))
            return $"it is at {AsText(actual.Location)}";
        if (!expected.Options.HasFlag(DiagnosticOptions.IgnoreSeverity) && expected.Severity != actual.Severity)
            return $"severity {actual.Severity}, expected {expected.Severity}";
        if (!expected.Options.HasFlag(DiagnosticOptions.IgnoreAdditionalLocations) && expected.Locations.Length > 0)
        {
            if (expected.Locations.Length - 1 != actual.AdditionalLocations.Count)
                return $"{actual.AdditionalLocations.Count} additional locations, expected {expected.Locations.Length - 1}: {string.Join(", ", actual.AdditionalLocations.Select(AsText))}";
            for (int i = 1; i < expected.Locations.Length; i++)
            {
                if (!IsAt(expected.Locations[i], actual.AdditionalLocations[i - 1]))
                    return $"additional location {i} is {AsText(actual.AdditionalLocations[i - 1])}";
            }
        }

        string message = actual.GetMessage(CultureInfo.InvariantCulture);
        if (expected.Message is string wanted)
            return wanted == message ? null : $"message\n              actual   {message}\n              expected {wanted}";
        if (expected.MessageArguments is { } arguments)
        {
            IEnumerable<string?> given = ArgumentsOf(actual).Select(argument => Convert.ToString(argument, CultureInfo.InvariantCulture));
            if (!given.SequenceEqual(arguments.Select(argument => Convert.ToString(argument, CultureInfo.InvariantCulture))))
                return $"arguments ({string.Join(", ", given)})";
        }

        return null;
    }

    private static IEnumerable<object?> ArgumentsOf(Diagnostic diagnostic) =>
        (ArgumentsProperty?.GetValue(diagnostic) as IEnumerable)?.Cast<object?>() ?? [];

    private static string AsText(Diagnostic diagnostic) => $"{diagnostic.Id} {AsText(diagnostic.Location)} {diagnostic.Severity}";

    private static string AsText(Location location) =>
        location.Kind == LocationKind.None ? "(no location)" : AsText(location.GetLineSpan().Path, location.GetLineSpan().Span);

    private static string AsText(DiagnosticResult expected)
    {
        string place = expected.Locations is [{ } own, ..] ? AsText(own.Path, own.Span) : "(no location)";
        return $"{expected.Id} {place} {expected.Severity}{(expected.Message is string message ? ": " + message : "")}";
    }

    private static string AsText(string? path, LinePositionSpan span) =>
        $"{path}({span.Start.Line + 1},{span.Start.Character + 1})-({span.End.Line + 1},{span.End.Character + 1})";

    private static string AsCode(Diagnostic diagnostic, string? firstFile)
    {
        bool compiler = IsCompilerDiagnostic(diagnostic);
        StringBuilder code = new(compiler && diagnostic.Severity == DiagnosticSeverity.Error ? "DiagnosticResult.CompilerError" : compiler ? "DiagnosticResult.CompilerWarning" : "Diagnostic");
        code.Append('(').Append(Literal(diagnostic.Id)).Append(')');
        foreach (Location location in diagnostic.AdditionalLocations.Prepend(diagnostic.Location).Where(location => location.Kind != LocationKind.None))
        {
            FileLinePositionSpan span = location.GetLineSpan();
            string path = span.Path == firstFile ? "" : Literal(span.Path) + ", ";
            code.Append($".WithSpan({path}{span.StartLinePosition.Line + 1}, {span.StartLinePosition.Character + 1}, {span.EndLinePosition.Line + 1}, {span.EndLinePosition.Character + 1})");
        }

        if (!compiler && diagnostic.Severity != diagnostic.DefaultSeverity)
            code.Append($".WithSeverity(DiagnosticSeverity.{diagnostic.Severity})");
        object?[] arguments = [.. ArgumentsOf(diagnostic)];
        if (arguments.Length > 0)
            code.Append($".WithArguments({string.Join(", ", arguments.Select(argument => Literal(Convert.ToString(argument, CultureInfo.InvariantCulture))))})");
        return code.ToString();
    }

    private static string Literal(string? text) => text is null ? "null" : SymbolDisplay.FormatLiteral(text, quote: true);

    private static string Indent(string text) => "    " + text.TrimEnd('\n').Replace("\n", "\n    ") + "\n";
}
