using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.CodeFixes.Generating;

/// <summary>
/// The accessors of one fragment, placed in the sources. Types are first spelled in full, which means the same anywhere;
/// then, as the place allows it, by their names.
/// </summary>
internal sealed class Draft
{
    private readonly AccessorHome _home;
    private readonly SpelledTypes _types;
    private readonly ImmutableArray<WrittenAccessor> _members;
    private readonly Placement _placement;
    private readonly CancellationToken _cancellation;

    private Draft(AccessorHome home, SpelledTypes types, ImmutableArray<WrittenAccessor> members, CancellationToken cancellation)
    {
        _home = home;
        _types = types;
        _members = members;
        _placement = new Placement(home, types, members, cancellation);
        _cancellation = cancellation;
    }

    /// <summary>The compilation with the accessors.</summary>
    public Compilation Compilation { get; private set; } = null!;

    /// <summary>The trees that changed, each with what it was.</summary>
    public ImmutableArray<(SyntaxTree Old, SyntaxTree New)> Changed { get; private set; }

    public AddedFile? Added { get; private set; }

    /// <summary>Where each member came to stand.</summary>
    public ImmutableArray<(WrittenAccessor Member, SyntaxTree Tree, TextSpan Span, string Declaration)> Places { get; private set; }

    /// <summary>What the compiler has to say that it had not to say before.</summary>
    public List<Diagnostic> Problems { get; private set; } = new();

    public static Draft Of(AccessorHome home, SpelledTypes types, ImmutableArray<WrittenAccessor> members, CancellationToken cancellation)
    {
        Draft draft = new(home, types, members, cancellation);
        draft.Spell();
        return draft;
    }

    /// <summary>Where a place of a changed tree was before.</summary>
    public TextSpan OldSpan(SyntaxTree changed, TextSpan span)
    {
        foreach ((SyntaxTree old, SyntaxTree now) in Changed)
        {
            if (now != changed && (now.FilePath.Length == 0 || now.FilePath != changed.FilePath))
                continue;
            int shift = 0;
            foreach (TextChange change in now.GetText(_cancellation).GetTextChanges(old.GetText(_cancellation)).OrderBy(change => change.Span.Start))
            {
                if (change.Span.Start + shift < span.Start)
                    shift += change.NewText!.Length - change.Span.Length;
            }

            return new TextSpan(Math.Max(0, span.Start - shift), span.Length);
        }

        return span;
    }

    private void Spell()
    {
        SymbolDisplayMiscellaneousOptions annotation = _home.Annotations ? SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier : SymbolDisplayMiscellaneousOptions.None;
        Func<int, string> full = number => TypeSpelling.InFull(_types[number], annotation);
        Rendering first = Render(full, new Dictionary<object, ImmutableArray<TextChange>>());
        // Imports stand before all that is generated, so that they are the same however that is spelled.
        Dictionary<object, ImmutableArray<TextChange>> imports = new();
        foreach (RenderedTree tree in first.Trees)
        {
            TypeNames names = new(tree.Tree.GetRoot(_cancellation), first.Compilation.GetSemanticModel(tree.Tree), _cancellation);
            foreach ((int number, int position) in tree.Types)
            {
                foreach (INamedTypeSymbol named in TypeSpelling.Named(_types[number]))
                {
                    if (named.SpecialType == SpecialType.None && TypeSpelling.Definition(named, first.Compilation) is INamedTypeSymbol known)
                        names.IsNamed(known, position);
                }
            }

            imports.Add(tree.Key, names.Imports(tree.Tree.GetText(_cancellation)));
        }

        Rendering second = Render(full, imports);
        Dictionary<int, string> spelled = new();
        foreach (RenderedTree tree in second.Trees)
        {
            SemanticModel semantics = second.Compilation.GetSemanticModel(tree.Tree);
            foreach ((int number, int position) in tree.Types)
                spelled[number] = TypeSpelling.At(semantics, position, _types[number], _types.IsExpression(number), annotation);
        }

        Rendering last = Render(number => spelled[number], imports);
        List<Diagnostic> problems = last.Problems();
        if (problems.Count > 0)
        {
            // A shorter name may mean something else after all.
            List<Diagnostic> inFull = second.Problems();
            if (inFull.Count < problems.Count)
                (last, problems) = (second, inFull);
        }

        Compilation = last.Compilation;
        Problems = problems;
        Changed = last.Trees.Where(tree => tree.Old is not null).Select(tree => (tree.Old!, tree.Tree)).ToImmutableArray();
        Added = last.Trees.Where(tree => tree.Old is null).Select(tree => new AddedFile(tree.Tree.FilePath, _home.New!.Beside.SyntaxTree, tree.Tree)).FirstOrDefault();
        Places = last.Trees.SelectMany(tree => tree.Members.Select(member => (_members[member.Number], tree.Tree, member.Span, DeclarationIn(tree.Tree, member.Span)))).ToImmutableArray();
    }

    private Rendering Render(Func<int, string> spell, IReadOnlyDictionary<object, ImmutableArray<TextChange>> imports) =>
        Rendering.Of(_home, _placement, spell, imports, _cancellation);

    private static string DeclarationIn(SyntaxTree tree, TextSpan span)
    {
        if (tree.GetRoot().FindNode(span).DescendantNodesAndSelf().OfType<MethodDeclarationSyntax>().FirstOrDefault(method => span.Contains(method.Span)) is not MethodDeclarationSyntax found)
            return "";
        int end = found.ConstraintClauses.LastOrDefault()?.Span.End ?? found.ParameterList.Span.End;
        int start = found.Modifiers.Count > 0 ? found.Modifiers[0].SpanStart : found.ReturnType.SpanStart;
        return tree.GetText().ToString(TextSpan.FromBounds(start, end));
    }
}
