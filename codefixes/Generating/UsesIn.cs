using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.CodeFixes.Generating;

/// <summary>Raw uses in one tree of a unit; all that are there where no places are given.</summary>
internal sealed class UsesIn
{
    public UsesIn(int unit, SyntaxTree tree, ImmutableHashSet<TextSpan>? places = null)
    {
        Unit = unit;
        Tree = tree;
        Places = places;
    }

    public int Unit { get; }

    public SyntaxTree Tree { get; }

    public ImmutableHashSet<TextSpan>? Places { get; }
}
