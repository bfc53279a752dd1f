using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using FragApi.Cli.Loading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Checking;

/// <summary>An attribute that says: so many findings of a rule are known in a declaration.</summary>
/// <param name="Place">The attribute.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Target">The declaration.</param>
/// <param name="Known">How many.</param>
/// <param name="Found">How many there are; null when not all were looked for.</param>
internal sealed record KnownSuppression(Place Place, string Rule, SuppressionTarget Target, int Known, int? Found);

/// <summary>
/// Keeps count of what the tool's own suppressions hide. The compiler hides whatever a rule says of the declaration; here
/// it stays so many and no more.
/// </summary>
internal sealed partial class KnownSuppressions(CancellationToken cancellation)
{
    private const string AttributeName = "System.Diagnostics.CodeAnalysis.SuppressMessageAttribute";

    private sealed class Entry(Place place, string rule, SuppressionTarget target, int known)
    {
        public Place Place { get; } = place;

        public string Rule { get; } = rule;

        public SuppressionTarget Target { get; } = target;

        public int Known { get; } = known;

        public HashSet<(string Path, TextSpan Span, string Message)> Found { get; } = [];

        public List<(LoadedProject Project, Diagnostic Diagnostic)> Hidden { get; } = [];
    }

    private readonly Dictionary<(string Path, TextSpan Span), Entry> _entries = [];

    /// <summary>What such an attribute gives as its justification.</summary>
    public static string Justification(int count) => string.Create(CultureInfo.InvariantCulture, $"fragapi: {count} known");

    /// <summary>Adds what one compilation has of them.</summary>
    /// <param name="project">The compilation.</param>
    /// <param name="suppressed">What its rules report, and something suppresses.</param>
    public void Add(LoadedProject project, IEnumerable<Diagnostic> suppressed)
    {
        Dictionary<(string Rule, string Target), Entry> here = [];
        foreach (AttributeData attribute in project.Compilation.Assembly.GetAttributes())
        {
            if (Read(attribute) is not Entry entry)
                continue;
            (string, TextSpan) key = (entry.Place.Path, entry.Place.Span);
            if (_entries.TryGetValue(key, out Entry? known))
                entry = known;
            else
                _entries.Add(key, entry);
            here.TryAdd((entry.Rule, entry.Target.Id), entry);
        }

        if (here.Count == 0)
            return;
        foreach (Diagnostic diagnostic in suppressed)
        {
            if (SuppressionTarget.Of(project.Compilation, diagnostic.Location.SourceTree, diagnostic.Location.SourceSpan, cancellation) is not SuppressionTarget target || !here.TryGetValue((diagnostic.Id, target.Id), out Entry? entry))
                continue;
            entry.Found.Add((diagnostic.Location.SourceTree!.FilePath, diagnostic.Location.SourceSpan, diagnostic.GetMessage(CultureInfo.InvariantCulture)));
            entry.Hidden.Add((project, diagnostic));
        }
    }

    /// <summary>Something that the project reports may have to be reported in spite of them, once all are counted.</summary>
    public bool Hide(LoadedProject project) => _entries.Values.Any(entry => entry.Hidden.Exists(hidden => hidden.Project == project));

    /// <summary>Where more is hidden than is known, all of it: which of them is new, nobody can tell.</summary>
    public IEnumerable<(LoadedProject Project, ImmutableArray<Diagnostic> Diagnostics)> TooMany()
    {
        foreach (Entry entry in _entries.Values.Where(entry => entry.Found.Count > entry.Known))
        {
            // What a pragma hides as well, it may.
            List<(LoadedProject Project, Diagnostic Diagnostic)> hidden = [.. entry.Hidden.Where(hidden => !IsUnderPragma(hidden.Diagnostic))];
            if (hidden.DistinctBy(one => (one.Diagnostic.Location.SourceTree!.FilePath, one.Diagnostic.Location.SourceSpan, one.Diagnostic.GetMessage(CultureInfo.InvariantCulture))).Count() <= entry.Known)
                continue;
            foreach (IGrouping<LoadedProject, Diagnostic> project in hidden.GroupBy(one => one.Project, one => one.Diagnostic))
                yield return (project.Key, [.. project]);
        }
    }

    /// <summary>All of them, by place.</summary>
    /// <param name="wasLookedFor">Whether all findings of a rule were.</param>
    public ImmutableArray<KnownSuppression> All(Func<string, bool> wasLookedFor) =>
    [
        .. _entries.Values.OrderBy(entry => entry.Place.Path, StringComparer.Ordinal).ThenBy(entry => entry.Place.Span.Start)
            .Select(entry => new KnownSuppression(entry.Place, entry.Rule, entry.Target, entry.Known, wasLookedFor(entry.Rule) ? entry.Found.Count : null)),
    ];

    /// <summary>A pragma in front of it turns it off, as the compiler reads them.</summary>
    private bool IsUnderPragma(Diagnostic diagnostic)
    {
        bool off = false;
        for (DirectiveTriviaSyntax? directive = (diagnostic.Location.SourceTree!.GetRoot(cancellation) as CompilationUnitSyntax)?.GetFirstDirective(); directive is not null && directive.SpanStart < diagnostic.Location.SourceSpan.Start; directive = directive.GetNextDirective())
        {
            if (directive is PragmaWarningDirectiveTriviaSyntax { IsActive: true } pragma && (pragma.ErrorCodes.Count == 0 || pragma.ErrorCodes.Any(code => code.ToString() == diagnostic.Id)))
                off = pragma.DisableOrRestoreKeyword.IsKind(SyntaxKind.DisableKeyword);
        }

        return off;
    }

    private Entry? Read(AttributeData attribute)
    {
        if (attribute.AttributeClass?.ToDisplayString() != AttributeName
            || attribute.ConstructorArguments is not [_, { Value: string check }]
            || attribute.ApplicationSyntaxReference is not { } syntax
            || Named("Justification") is not string justification || Shape().Match(justification) is not { Success: true } shape
            || Named("Target") is not string target
            || Place.Of(syntax.GetSyntax(cancellation).GetLocation()) is not Place place)
        {
            return null;
        }

        return new Entry(place, check.Split(':')[0], new SuppressionTarget(Named("Scope") ?? "", target), int.Parse(shape.Groups[1].ValueSpan, CultureInfo.InvariantCulture));

        string? Named(string name) => attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value.Value as string;
    }

    /// <summary>What is written behind the number is the reader's own.</summary>
    [GeneratedRegex(@"^fragapi: ([0-9]{1,6}) known\b")]
    private static partial Regex Shape();
}
