using System.Collections.Immutable;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Analyzers.Accessors;

/// <summary>One raw use: the rule it falls under, and either the edits that convert it or the reason why there are none.</summary>
internal sealed class Site
{
    private const int LongestQuote = 60;

    // One for all of them: what it is that they wait for, who asks finds out.
    private static readonly ImmutableDictionary<string, string?> s_waits = ImmutableDictionary<string, string?>.Empty.Add("waits", "accessor");

    private readonly object[] _arguments;

    private readonly Decline? _declined;
    private readonly string? _what;

    private Site(DiagnosticDescriptor rule, SyntaxNode node, Accessor? accessor, ImmutableArray<Edit> edits, object[] arguments, Decline? declined, string? what)
    {
        _declined = declined;
        _what = what;
        Rule = rule;
        Node = node;
        Accessor = accessor;
        Edits = edits;
        _arguments = arguments;
    }

    public DiagnosticDescriptor Rule { get; }

    /// <summary>What is reported.</summary>
    public SyntaxNode Node { get; }

    public TextSpan Span => Node.Span;

    /// <summary>What the edits use.</summary>
    public Accessor? Accessor { get; }

    /// <summary>Empty when the site has no fix.</summary>
    public ImmutableArray<Edit> Edits { get; }

    /// <summary>Another one that they use inside of that call.</summary>
    public Accessor? Inner { get; private set; }

    public bool IsFixable => !Edits.IsEmpty;

    /// <summary>Why it has no fix; null when it has one.</summary>
    public string? Reason => IsFixable ? null : _declined?.ToString() ?? _what ?? "no accessor stands in for it";

    /// <summary>The row that it falls under; null where no accessor can stand in for it.</summary>
    public RewriteRow? Row { get; private set; }

    /// <summary>Why the planner declined; null when it did not.</summary>
    public DeclineReason? Declined => _declined?.Reason;

    /// <summary>The accessor that it waits for; null where it has a fix, or no accessor would help.</summary>
    public MissingAccessor? Missing => IsFixable || _declined?.Missing is not MissingAccessor missing ? null : Together ?? missing;

    /// <summary>The accessor that would take this site together with its neighbours.</summary>
    public MissingAccessor? Together { get; set; }

    public static Site Of(RewriteRow row, SyntaxNode node, SyntaxNode quoted, string fragment, Plan plan) =>
        new(row.Rule, node, plan.Accessor, plan.Edits, new object[]
        {
            Quote(quoted),
            Quote(fragment),
            plan.Declined is Decline decline ? $"no fix: {decline}" : plan.Accessor!.Advice,
        }, plan.Declined, null) { Row = row, Inner = plan.Inner };

    /// <summary>A use that no accessor can stand in for.</summary>
    public static Site WithoutFix(DiagnosticDescriptor rule, SyntaxNode node, string? what = null) =>
        new(rule, node, null, ImmutableArray<Edit>.Empty, what is null ? new object[] { Quote(node) } : new object[] { Quote(node), what }, null, what);

    public Diagnostic ToDiagnostic() => Diagnostic.Create(Rule, Node.GetLocation(), Missing is null ? null : s_waits, _arguments);

    /// <summary>What is reported has no fix for want of an accessor.</summary>
    public static bool Waits(Diagnostic diagnostic) => diagnostic.Properties.ContainsKey("waits");

    private static string Quote(SyntaxNode node) => Quote(Expressions.TextOf(node));

    private static string Quote(string text)
    {
        int end = text.IndexOfAny(s_lineEnds);
        if (end < 0 && text.Length <= LongestQuote)
            return text;
        text = string.Join(" ", text.Split(s_blanks, System.StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= LongestQuote ? text : text.Substring(0, LongestQuote - 3) + "...";
    }

    private static readonly char[] s_lineEnds = { '\r', '\n' };

    private static readonly char[] s_blanks = { ' ', '\t', '\r', '\n' };
}

/// <summary>What is to be done about a raw use: edits with the accessor they use, or the reason for doing nothing.</summary>
internal readonly struct Plan
{
    private Plan(Accessor? accessor, ImmutableArray<Edit> edits, Decline? declined, Accessor? inner = null)
    {
        Inner = inner;
        Accessor = accessor;
        Edits = edits;
        Declined = declined;
    }

    public Accessor? Accessor { get; }

    public ImmutableArray<Edit> Edits { get; }

    public Decline? Declined { get; }

    /// <summary>An accessor whose result that one is given.</summary>
    public Accessor? Inner { get; }

    public static Plan Rewrite(Accessor accessor, ImmutableArray<Edit> edits) => new(accessor, edits, null);

    /// <summary>The same, and what it is given comes from another accessor.</summary>
    public Plan Around(Accessor inner) => new(Accessor, Edits, Declined, inner);

    public static implicit operator Plan(Decline decline) => new(null, ImmutableArray<Edit>.Empty, decline);

    public static implicit operator Plan(DeclineReason reason) => new Decline(reason);
}
