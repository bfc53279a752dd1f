using System;
using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Testing;

/// <summary>What not to compare.</summary>
[Flags]
public enum DiagnosticOptions
{
    /// <summary>Compare everything that the expectation states.</summary>
    None = 0,

    /// <summary>Do not compare the severity.</summary>
    IgnoreSeverity = 1,

    /// <summary>Do not compare the additional locations.</summary>
    IgnoreAdditionalLocations = 2,
}

/// <summary>An expected place: a file and lines and columns from 0, or the number of a <c>{|#n:..|}</c> mark.</summary>
/// <param name="Path">The file; null for the first file of the test.</param>
/// <param name="Span">Where; the end counts only if <paramref name="IgnoreLength"/> is false.</param>
/// <param name="MarkupKey">The n of <c>{|#n:..|}</c>, until it is resolved.</param>
/// <param name="IgnoreLength">Only the start is compared.</param>
public sealed record ExpectedLocation(string? Path, LinePositionSpan Span, int? MarkupKey, bool IgnoreLength);

/// <summary>An expected diagnostic. Immutable: every With.. returns another one.</summary>
public sealed record DiagnosticResult
{
    /// <summary>No expectation.</summary>
    public static readonly DiagnosticResult[] EmptyDiagnosticResults = [];

    /// <summary>Expects an id with a severity, at no location until one is given.</summary>
    public DiagnosticResult(string id, DiagnosticSeverity severity)
    {
        Id = id;
        Severity = severity;
    }

    /// <summary>Expects a descriptor's id with its default severity.</summary>
    public DiagnosticResult(DiagnosticDescriptor descriptor)
        : this(descriptor.Id, descriptor.DefaultSeverity)
    {
        MessageFormat = descriptor.MessageFormat;
    }

    /// <summary>The id.</summary>
    public string Id { get; }

    /// <summary>The effective severity.</summary>
    public DiagnosticSeverity Severity { get; private init; }

    /// <summary>What not to compare.</summary>
    public DiagnosticOptions Options { get; private init; }

    /// <summary>The format that arguments fill; null if it is not known.</summary>
    public LocalizableString? MessageFormat { get; private init; }

    /// <summary>The expected message arguments; null if they are not compared.</summary>
    public ImmutableArray<object>? MessageArguments { get; private init; }

    /// <summary>The expected message; null if it is not compared.</summary>
    public string? ExplicitMessage { get; private init; }

    /// <summary>The location and the additional ones; none for a diagnostic without a location.</summary>
    public ImmutableArray<ExpectedLocation> Locations { get; private init; } = [];

    /// <summary>True if the expectation was written as a mark in the source.</summary>
    public bool IsFromMarkup { get; private init; }

    /// <summary>The message, if it is compared and can be told.</summary>
    public string? Message =>
        ExplicitMessage
        ?? (MessageArguments is { } arguments && MessageFormat is not null
            ? string.Format(CultureInfo.InvariantCulture, MessageFormat.ToString(CultureInfo.InvariantCulture), [.. arguments])
            : null);

    /// <summary>Expects a compiler error.</summary>
    public static DiagnosticResult CompilerError(string identifier) => new(identifier, DiagnosticSeverity.Error);

    /// <summary>Expects a compiler warning; compared only from <see cref="FragApi.Testing.CompilerDiagnostics.Warnings"/> up.</summary>
    public static DiagnosticResult CompilerWarning(string identifier) => new(identifier, DiagnosticSeverity.Warning);

    /// <summary>Expects this severity.</summary>
    public DiagnosticResult WithSeverity(DiagnosticSeverity severity) => this with { Severity = severity };

    /// <summary>Expects these message arguments.</summary>
    public DiagnosticResult WithArguments(params object[] arguments) => this with { MessageArguments = [.. arguments] };

    /// <summary>Expects this message.</summary>
    public DiagnosticResult WithMessage(string? message) => this with { ExplicitMessage = message };

    /// <summary>Gives the format that arguments fill.</summary>
    public DiagnosticResult WithMessageFormat(LocalizableString messageFormat) => this with { MessageFormat = messageFormat };

    /// <summary>Compares less.</summary>
    public DiagnosticResult WithOptions(DiagnosticOptions options) => this with { Options = options };

    /// <summary>Expects no location.</summary>
    public DiagnosticResult WithNoLocation() => this with { Locations = [] };

    /// <summary>Adds the location marked <c>{|#n:..|}</c>; the first one is the diagnostic's own, others are additional ones.</summary>
    public DiagnosticResult WithLocation(int markupKey) => With(new ExpectedLocation(null, default, markupKey, IgnoreLength: false));

    /// <summary>Adds a start in the first file, from 1.</summary>
    public DiagnosticResult WithLocation(int line, int column) => WithLocation(null!, line, column);

    /// <summary>Adds a start in a file, from 1.</summary>
    public DiagnosticResult WithLocation(string path, int line, int column)
    {
        LinePosition start = new(line - 1, column - 1);
        return With(new ExpectedLocation(path, new LinePositionSpan(start, start), null, IgnoreLength: true));
    }

    /// <summary>Adds a span in the first file, from 1, the end exclusive.</summary>
    public DiagnosticResult WithSpan(int startLine, int startColumn, int endLine, int endColumn) =>
        WithSpan(null!, startLine, startColumn, endLine, endColumn);

    /// <summary>Adds a span in a file, from 1, the end exclusive.</summary>
    public DiagnosticResult WithSpan(string path, int startLine, int startColumn, int endLine, int endColumn) =>
        With(new ExpectedLocation(
            path,
            new LinePositionSpan(new LinePosition(startLine - 1, startColumn - 1), new LinePosition(endLine - 1, endColumn - 1)),
            null,
            IgnoreLength: false));

    internal DiagnosticResult With(ExpectedLocation location) => this with { Locations = Locations.Add(location) };

    internal DiagnosticResult WithLocations(ImmutableArray<ExpectedLocation> locations) => this with { Locations = locations };

    internal DiagnosticResult FromMarkup() => this with { IsFromMarkup = true, Options = Options | DiagnosticOptions.IgnoreAdditionalLocations };
}
