using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.CodeFixes;

/// <summary>
/// How a type is spelled at a place in a document: by its name where that already means it, by its name with an import
/// where an import makes it so and changes the meaning of nothing else, else in full.
/// </summary>
internal sealed class TypeNames
{
    private readonly SyntaxNode _root;
    private readonly SemanticModel _semantics;
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<ITypeSymbol, bool> _importable = new(SymbolEqualityComparer.Default);
    private readonly SortedSet<string> _imports = new(StringComparer.Ordinal);

    public TypeNames(SyntaxNode root, SemanticModel semantics, CancellationToken cancellation)
    {
        _root = root;
        _semantics = semantics;
        _cancellation = cancellation;
    }

    public string NameOf(ITypeSymbol type, int position)
    {
        // The name alone; it must not be a member or a local there, either.
        ISymbol? meant = _semantics.GetSpeculativeSymbolInfo(position, SyntaxFactory.IdentifierName(type.Name), SpeculativeBindingOption.BindAsExpression).Symbol;
        if (SymbolEqualityComparer.Default.Equals(meant, type))
            return Minimal(type, position);
        if (meant is null && type.ContainingType is null && IsImportable(type, position))
        {
            _imports.Add(type.ContainingNamespace.ToDisplayString());
            return type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
        }

        string minimal = Minimal(type, position);
        if (SymbolEqualityComparer.Default.Equals(_semantics.GetSpeculativeSymbolInfo(position, SyntaxFactory.ParseExpression(minimal), SpeculativeBindingOption.BindAsExpression).Symbol, type))
            return minimal;
        string full = type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        // A colon ends an interpolation's expression, unless it stands in parentheses.
        return _root.FindToken(position).Parent?.FirstAncestorOrSelf<InterpolationSyntax>() is null ? full : $"({full})";
    }

    /// <summary>The type goes by its bare name there, if need be by an import that <see cref="Imports"/> then has.</summary>
    public bool IsNamed(INamedTypeSymbol type, int position)
    {
        ISymbol? meant = _semantics.LookupNamespacesAndTypes(position, name: type.Name).FirstOrDefault(symbol => symbol is not INamedTypeSymbol other || other.Arity == type.Arity);
        if (meant is not null)
            return SymbolEqualityComparer.Default.Equals(meant.OriginalDefinition, type.OriginalDefinition);
        if (type.ContainingType is not null || !IsImportable(type, position))
            return false;
        _imports.Add(type.ContainingNamespace.ToDisplayString());
        return true;
    }

    private string Minimal(ITypeSymbol type, int position) => type.ToMinimalDisplayString(_semantics, position);

    /// <summary>The imports that the names given out need, as changes of the text.</summary>
    public ImmutableArray<TextChange> Imports(SourceText text)
    {
        if (_imports.Count == 0)
            return ImmutableArray<TextChange>.Empty;
        CompilationUnitSyntax unit = (CompilationUnitSyntax)_root;
        string newLine = NewLineOf(text);
        SyntaxList<UsingDirectiveSyntax> usings = UsingsOf(unit);
        ImmutableArray<TextChange>.Builder changes = ImmutableArray.CreateBuilder<TextChange>();
        foreach (IGrouping<int, string> place in _imports.GroupBy(import => PositionOf(import, usings, unit, text)))
        {
            string indent = usings.Count > 0 ? IndentOf(usings[0], text) : "";
            string directives = string.Concat(place.Select(import => $"{indent}using {import};{newLine}"));
            if (usings.Count == 0)
                directives += newLine;
            else if (place.Key == text.Length)
                directives = newLine + directives;
            changes.Add(new TextChange(new TextSpan(place.Key, 0), directives));
        }

        return changes.ToImmutable();
    }

    private bool IsImportable(ITypeSymbol type, int position)
    {
        if (_importable.TryGetValue(type, out bool importable))
            return importable;
        importable = !type.ContainingNamespace.IsGlobalNamespace && HasPlaceForImports() && !WouldHide(type, position);
        _importable.Add(type, importable);
        return importable;
    }

    /// <summary>Another type of that namespace has a name that means something else in this document.</summary>
    private bool WouldHide(ITypeSymbol type, int position)
    {
        HashSet<string> brought = new(type.ContainingNamespace.GetTypeMembers().Select(member => member.Name));
        HashSet<string> checkedNames = new();
        foreach (SyntaxToken token in _root.DescendantTokens())
        {
            string name = token.ValueText;
            if (!token.IsKind(SyntaxKind.IdentifierToken) || token.Parent is not SimpleNameSyntax || !brought.Contains(name) || !checkedNames.Add(name))
                continue;
            foreach (ISymbol symbol in _semantics.LookupNamespacesAndTypes(position, name: name))
            {
                // What a namespace or type around the place declares wins over an import; another import does not.
                if (!SymbolEqualityComparer.Default.Equals(symbol.ContainingNamespace, type.ContainingNamespace) && !DeclaredAround(symbol, position))
                    return true;
            }
        }

        return false;
    }

    private bool DeclaredAround(ISymbol symbol, int position)
    {
        for (ISymbol? around = _semantics.GetEnclosingSymbol(position, _cancellation); around is not null; around = around.ContainingSymbol)
        {
            if (SymbolEqualityComparer.Default.Equals(around, symbol.ContainingSymbol))
                return true;
        }

        return false;
    }

    /// <summary>Conditional sections among the imports make it uncertain where one more belongs.</summary>
    private bool HasPlaceForImports()
    {
        if (_root is not CompilationUnitSyntax unit)
            return false;
        SyntaxNode? first = UsingsOf(unit).FirstOrDefault() ?? (SyntaxNode?)unit.AttributeLists.FirstOrDefault() ?? unit.Members.FirstOrDefault();
        if (first is null)
            return false;
        int end = UsingsOf(unit).LastOrDefault()?.FullSpan.End ?? first.SpanStart;
        // An import takes a line of its own.
        if (UsingsOf(unit).LastOrDefault() is UsingDirectiveSyntax last && !last.GetLastToken().TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia) && !last.GetLastToken().GetNextToken(includeZeroWidth: true).IsKind(SyntaxKind.EndOfFileToken))
            return false;
        return !unit.DescendantTrivia().TakeWhile(trivia => trivia.SpanStart < end).Any(trivia =>
            trivia.Kind() is SyntaxKind.IfDirectiveTrivia or SyntaxKind.DisabledTextTrivia || UsingsOf(unit).Count == 0 && trivia.IsKind(SyntaxKind.RegionDirectiveTrivia));
    }

    /// <summary>The document's imports: those of the file or, where it has none, those of its one namespace.</summary>
    private static SyntaxList<UsingDirectiveSyntax> UsingsOf(CompilationUnitSyntax unit)
    {
        if (unit.Usings.Count > 0)
            return unit.Usings;
        return unit.Members.Count == 1 && unit.Members[0] is BaseNamespaceDeclarationSyntax { Usings: var inner } ? inner : unit.Usings;
    }

    /// <summary>In order where the imports are in order, System first; behind the last one otherwise.</summary>
    private static int PositionOf(string import, SyntaxList<UsingDirectiveSyntax> usings, CompilationUnitSyntax unit, SourceText text)
    {
        List<UsingDirectiveSyntax> plain = usings.Where(IsPlain).ToList();
        if (usings.Count == 0)
            return BehindHeader(unit, text);
        bool sorted = true;
        for (int i = 1; i < plain.Count && sorted; i++)
            sorted = Compare(plain[i - 1].Name!.ToString(), plain[i].Name!.ToString()) <= 0;
        UsingDirectiveSyntax? behind = sorted ? plain.LastOrDefault(directive => Compare(directive.Name!.ToString(), import) < 0) : plain.LastOrDefault();
        if (behind is not null)
            return text.Lines.GetLineFromPosition(behind.Span.End).EndIncludingLineBreak;
        return text.Lines.GetLineFromPosition((plain.FirstOrDefault() ?? usings[0]).SpanStart).Start;
    }

    private static bool IsPlain(UsingDirectiveSyntax directive) =>
        directive.Alias is null && directive.StaticKeyword.IsKind(SyntaxKind.None) && directive.GlobalKeyword.IsKind(SyntaxKind.None) && directive.Name is not null;

    private static int Compare(string one, string other)
    {
        bool system = one == "System" || one.StartsWith("System.", StringComparison.Ordinal);
        bool otherSystem = other == "System" || other.StartsWith("System.", StringComparison.Ordinal);
        return system != otherSystem ? (system ? -1 : 1) : string.CompareOrdinal(one, other);
    }

    /// <summary>Behind the comment that heads a file, which a blank line ends; extern aliases come before imports.</summary>
    private static int BehindHeader(CompilationUnitSyntax unit, SourceText text)
    {
        if (unit.Externs.Count > 0)
            return text.Lines.GetLineFromPosition(unit.Externs.Last().Span.End).EndIncludingLineBreak;
        SyntaxTriviaList leading = unit.GetFirstToken(includeZeroWidth: true).LeadingTrivia;
        int position = 0;
        int lineEnds = 0;
        foreach (SyntaxTrivia trivia in leading)
        {
            lineEnds = trivia.IsKind(SyntaxKind.EndOfLineTrivia) ? lineEnds + 1 : trivia.IsKind(SyntaxKind.WhitespaceTrivia) ? lineEnds : 0;
            if (lineEnds == 2 || trivia.IsDirective)
                position = trivia.FullSpan.End;
        }

        return position;
    }

    private static string IndentOf(SyntaxNode node, SourceText text)
    {
        TextLine line = text.Lines.GetLineFromPosition(node.SpanStart);
        string before = text.ToString(TextSpan.FromBounds(line.Start, node.SpanStart));
        return before.Trim().Length == 0 ? before : "";
    }

    private static string NewLineOf(SourceText text)
    {
        TextLine first = text.Lines[0];
        return first.EndIncludingLineBreak > first.End ? text.ToString(TextSpan.FromBounds(first.End, first.EndIncludingLineBreak)) : "\n";
    }
}
