using System.Collections.Generic;
using System.Linq;
using System.Threading;
using FragApi.Cli.Loading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Surveying;

/// <summary>Code that no person wrote, as the compiler tells it for analyzers: by the file, by what is declared around it, by hidden lines.</summary>
internal sealed class GeneratedPlaces(SemanticModel semantics, CancellationToken cancellation)
{
    private const string Marker = "GeneratedCode";

    private readonly bool _isGenerated = GeneratedFile.Is(semantics.SyntaxTree, semantics.Compilation, cancellation);
    private readonly bool _hasHidden = semantics.SyntaxTree.HasHiddenRegions();
    private readonly bool _hasMarkers = semantics.SyntaxTree.GetRoot(cancellation).DescendantNodes(node => node is not BlockSyntax).OfType<AttributeSyntax>()
        .Any(attribute => attribute.Name.GetLastToken().ValueText is Marker or Marker + "Attribute");

    /// <summary>A finding there concerns nobody.</summary>
    public bool Has(TextSpan span) => HasCode(span) || _hasHidden && semantics.SyntaxTree.GetLineVisibility(span.Start, cancellation) == LineVisibility.Hidden;

    /// <summary>A program wrote it.</summary>
    public bool HasCode(TextSpan span)
    {
        if (_isGenerated)
            return true;
        if (!_hasMarkers)
            return false;
        for (ISymbol? symbol = semantics.GetEnclosingSymbol(span.Start, cancellation); symbol is not null; symbol = symbol.ContainingSymbol)
        {
            if (IsMarked(symbol))
                return true;
        }

        // The declaration itself is not within itself.
        IEnumerable<ISymbol?> declared = semantics.SyntaxTree.GetRoot(cancellation).FindNode(span).AncestorsAndSelf().Select(node => semantics.GetDeclaredSymbol(node, cancellation));
        return declared.Any(symbol => symbol is not null && IsMarked(symbol));
    }

    private static bool IsMarked(ISymbol symbol) =>
        symbol.GetAttributes().Any(attribute => attribute.AttributeClass is { Name: Marker + "Attribute", ContainingNamespace: { } home } && home.ToDisplayString() == "System.CodeDom.Compiler");
}
