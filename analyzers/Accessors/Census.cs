using System.Collections.Generic;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Analyzers.Accessors;

/// <summary>
/// What uses fragments and is no raw use to be converted: calls of accessors, and the raw uses inside accessors. A
/// conversion that leaves nothing silent has to count these, too.
/// </summary>
internal sealed class Census
{
    private readonly List<(SyntaxNode Node, DiagnosticDescriptor Rule)> _already = new();
    private readonly List<(SyntaxNode Node, DiagnosticDescriptor Rule)> _skipped = new();
    private readonly List<(SyntaxNode Node, DiagnosticDescriptor Rule)> _held = new();
    private readonly HashSet<TextSpan> _inSkipped = new();

    /// <summary>Calls of accessors, each with the rule that its raw form would break.</summary>
    public IReadOnlyList<(SyntaxNode Node, DiagnosticDescriptor Rule)> Already => _already;

    /// <summary>Raw uses in accessors and in the fragment itself, where they belong.</summary>
    public IReadOnlyList<(SyntaxNode Node, DiagnosticDescriptor Rule)> Skipped => _skipped;

    /// <summary>Raw uses in a site that has no fix, which leaves them as they are.</summary>
    public IReadOnlyList<(SyntaxNode Node, DiagnosticDescriptor Rule)> Held => _held;

    public void AddHeld(SyntaxNode node, DiagnosticDescriptor rule) => _held.Add((node, rule));

    public void AddAccessor(SyntaxNode call, FragmentOperation operation) => _already.Add((call, RewriteTable.RuleOf(operation)));

    /// <param name="node">The raw use.</param>
    /// <param name="rule">The rule that it would break elsewhere.</param>
    /// <param name="within">A part of it that is met by itself, too, and must not count again.</param>
    public void AddSkipped(SyntaxNode node, DiagnosticDescriptor rule, TextSpan? within = null)
    {
        if (_inSkipped.Contains(node.Span))
            return;
        _skipped.Add((node, rule));
        if (within is TextSpan inner)
            _inSkipped.Add(inner);
    }

    /// <summary>Takes those out that a raw use accounts for: <c>Get(SkbFrag.Page(f))</c> is a raw get, and its inner call no site by itself.</summary>
    public void Leave(ICollection<TextSpan> accountedFor) => _already.RemoveAll(call => accountedFor.Contains(call.Node.Span));
}
