using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.CodeFixes.Generating;

/// <summary>A file that is to be added.</summary>
internal sealed class AddedFile
{
    public AddedFile(string path, SyntaxTree beside, SyntaxTree tree)
    {
        Path = path;
        Beside = beside;
        Tree = tree;
    }

    public string Path { get; }

    /// <summary>The file that it lies beside, in whose project it belongs.</summary>
    public SyntaxTree Beside { get; }

    public SyntaxTree Tree { get; }

    public SourceText Text => Tree.GetText();
}

/// <summary>
/// The accessors of one fragment, placed in the sources. Types are first spelled in full, which means the same anywhere;
/// then, as the place allows it, by their names.
/// </summary>
internal sealed class Draft
{
    private readonly AccessorHome _home;
    private readonly SpelledTypes _types;
    private readonly ImmutableArray<WrittenAccessor> _members;
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<SyntaxTree, List<TextChange>> _edits = new();
    private readonly string? _newFile;

    private Draft(AccessorHome home, SpelledTypes types, ImmutableArray<WrittenAccessor> members, CancellationToken cancellation)
    {
        _home = home;
        _types = types;
        _members = members;
        _cancellation = cancellation;
        if (home.Declaration is TypeDeclarationSyntax declaration)
        {
            Edits(declaration.SyntaxTree).AddRange(InExisting(declaration));
            return;
        }

        NewHome planned = home.New!;
        if (planned.Attribute is (SyntaxTree tree, TextChange change))
            Edits(tree).Add(change);
        if (planned.IsInSameFile)
            Edits(planned.Beside.SyntaxTree).Add(BesideFragment(planned));
        else
            _newFile = NewFile(planned);
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

    private List<TextChange> Edits(SyntaxTree tree)
    {
        if (!_edits.TryGetValue(tree, out List<TextChange>? edits))
            _edits.Add(tree, edits = new List<TextChange>());
        return edits;
    }

    private void Spell()
    {
        Func<int, string> full = number => _types[number].ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.WithMiscellaneousOptions(
            SymbolDisplayFormat.FullyQualifiedFormat.MiscellaneousOptions | Annotation));
        Rendering first = Render(full, new Dictionary<object, ImmutableArray<TextChange>>());
        // Imports stand before all that is generated, so that they are the same however that is spelled.
        Dictionary<object, ImmutableArray<TextChange>> imports = new();
        foreach (RenderedTree tree in first.Trees)
        {
            TypeNames names = new(tree.Tree.GetRoot(_cancellation), first.Compilation.GetSemanticModel(tree.Tree), _cancellation);
            foreach ((int number, int position) in tree.Types)
            {
                foreach (INamedTypeSymbol named in Named(_types[number]))
                {
                    if (named.SpecialType == SpecialType.None && Definition(named, first.Compilation) is INamedTypeSymbol known)
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
                spelled[number] = Minimal(number, semantics, position, full(number));
        }

        Rendering last = Render(number => spelled[number], imports);
        List<Diagnostic> problems = ProblemsIn(last);
        if (problems.Count > 0)
        {
            // A shorter name may mean something else after all.
            List<Diagnostic> inFull = ProblemsIn(second);
            if (inFull.Count < problems.Count)
                (last, problems) = (second, inFull);
        }

        Compilation = last.Compilation;
        Problems = problems;
        Changed = last.Trees.Where(tree => tree.Old is not null).Select(tree => (tree.Old!, tree.Tree)).ToImmutableArray();
        Added = last.Trees.Where(tree => tree.Old is null).Select(tree => new AddedFile(tree.Tree.FilePath, _home.New!.Beside.SyntaxTree, tree.Tree)).FirstOrDefault();
        Places = last.Trees.SelectMany(tree => tree.Members.Select(member => (_members[member.Number], tree.Tree, member.Span, DeclarationIn(tree.Tree, member.Span)))).ToImmutableArray();
    }

    private SymbolDisplayMiscellaneousOptions Annotation => _home.Annotations ? SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier : SymbolDisplayMiscellaneousOptions.None;

    private string Minimal(int number, SemanticModel semantics, int position, string full)
    {
        ITypeSymbol type = Lookup(_types[number], semantics.Compilation);
        SymbolDisplayFormat format = SymbolDisplayFormat.MinimallyQualifiedFormat.WithMiscellaneousOptions(
            SymbolDisplayFormat.MinimallyQualifiedFormat.MiscellaneousOptions & ~SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier | Annotation);
        // Where a type is expected, a member of its name is not meant; the compiler's own shortening does not rely on that.
        string minimal = !_types.IsExpression(number) && Named(type).All(named => IsMeantByName(named, semantics, position)) ? type.ToDisplayString(format) : type.ToMinimalDisplayString(semantics, position, format);
        if (type is INamedTypeSymbol { ContainingNamespace.Name: Roles.Namespace } attribute && minimal.EndsWith("Attribute", StringComparison.Ordinal) && attribute.BaseType?.Name == nameof(System.Attribute))
            return minimal.Substring(0, minimal.Length - "Attribute".Length);
        if (!_types.IsExpression(number))
            return minimal;
        ISymbol? meant = semantics.GetSpeculativeSymbolInfo(position, SyntaxFactory.ParseExpression(minimal), SpeculativeBindingOption.BindAsExpression).Symbol;
        return SymbolEqualityComparer.Default.Equals(meant, type) ? minimal : full;
    }

    private static bool IsMeantByName(INamedTypeSymbol type, SemanticModel semantics, int position)
    {
        while (type.ContainingType is { } outer)
            type = outer;
        return type.SpecialType != SpecialType.None || semantics.LookupNamespacesAndTypes(position, name: type.Name).Where(found => found is not INamedTypeSymbol named || named.Arity == type.Arity).ToList() is { Count: 1 } only && SymbolEqualityComparer.Default.Equals(only[0], type.OriginalDefinition);
    }

    /// <summary>The same type in another compilation.</summary>
    private static ITypeSymbol Lookup(ITypeSymbol type, Compilation compilation)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                return compilation.CreateArrayTypeSymbol(Lookup(array.ElementType, compilation), array.Rank, array.ElementNullableAnnotation).WithNullableAnnotation(type.NullableAnnotation);
            case IPointerTypeSymbol pointer:
                return compilation.CreatePointerTypeSymbol(Lookup(pointer.PointedAtType, compilation));
            case INamedTypeSymbol { IsTupleType: false, SpecialType: SpecialType.None } named when Definition(named, compilation) is INamedTypeSymbol found:
                if (named.IsGenericType && named.ContainingType is not { IsGenericType: true } && !SymbolEqualityComparer.Default.Equals(named, named.OriginalDefinition))
                    found = found.Construct(named.TypeArguments.Select(argument => Lookup(argument, compilation)).ToImmutableArray(), named.TypeArgumentNullableAnnotations);
                return found.WithNullableAnnotation(type.NullableAnnotation);
            default:
                return type;
        }
    }

    private static INamedTypeSymbol? Definition(INamedTypeSymbol type, Compilation compilation) =>
        DocumentationCommentId.CreateDeclarationId(type.OriginalDefinition) is string id ? DocumentationCommentId.GetFirstSymbolForDeclarationId(id, compilation) as INamedTypeSymbol : null;

    private static IEnumerable<INamedTypeSymbol> Named(ITypeSymbol type)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                return Named(array.ElementType);
            case IPointerTypeSymbol pointer:
                return Named(pointer.PointedAtType);
            case INamedTypeSymbol named:
                return named.TypeArguments.SelectMany(Named).Prepend(named);
            default:
                return Enumerable.Empty<INamedTypeSymbol>();
        }
    }

    private static string DeclarationIn(SyntaxTree tree, TextSpan span)
    {
        if (tree.GetRoot().FindNode(span).DescendantNodesAndSelf().OfType<MethodDeclarationSyntax>().FirstOrDefault(method => span.Contains(method.Span)) is not MethodDeclarationSyntax found)
            return "";
        int end = found.ConstraintClauses.LastOrDefault()?.Span.End ?? found.ParameterList.Span.End;
        int start = found.Modifiers.Count > 0 ? found.Modifiers[0].SpanStart : found.ReturnType.SpanStart;
        return tree.GetText().ToString(TextSpan.FromBounds(start, end));
    }

    private sealed class RenderedTree
    {
        public RenderedTree(SyntaxTree? old, SyntaxTree tree, List<(int, int)> types, List<(int, TextSpan)> members)
        {
            Old = old;
            Tree = tree;
            Types = types;
            Members = members;
        }

        public SyntaxTree? Old { get; }

        public SyntaxTree Tree { get; }

        /// <summary>What it is known by, whatever is in it: the old tree, or the home that gets a file.</summary>
        public object Key { get; set; } = null!;

        public List<(int Number, int Position)> Types { get; }

        public List<(int Number, TextSpan Span)> Members { get; }
    }

    private sealed class Rendering
    {
        public Rendering(Compilation compilation, List<RenderedTree> trees)
        {
            Compilation = compilation;
            Trees = trees;
        }

        public Compilation Compilation { get; }

        public List<RenderedTree> Trees { get; }
    }

    private Rendering Render(Func<int, string> spell, IReadOnlyDictionary<object, ImmutableArray<TextChange>> imports)
    {
        Compilation compilation = _home.Compilation;
        List<RenderedTree> trees = new();
        foreach (KeyValuePair<SyntaxTree, List<TextChange>> edited in _edits)
        {
            RenderedTree tree = Rendered(edited.Key, edited.Value, edited.Key, edited.Key.GetText(_cancellation));
            compilation = compilation.ReplaceSyntaxTree(edited.Key, tree.Tree);
            trees.Add(tree);
        }

        if (_newFile is not null)
        {
            RenderedTree tree = Rendered(_home, new List<TextChange> { new(default, _newFile) }, null, SourceText.From("", System.Text.Encoding.UTF8));
            compilation = compilation.AddSyntaxTrees(tree.Tree);
            trees.Add(tree);
        }

        return new Rendering(compilation, trees);

        RenderedTree Rendered(object key, List<TextChange> edits, SyntaxTree? old, SourceText text)
        {
            List<(int, int)> types = new();
            List<(int, TextSpan)> members = new();
            List<TextChange> changes = new();
            int shift = 0;
            // Imports come first, whether the text is there already or is all new.
            IEnumerable<TextChange> added = imports.TryGetValue(key, out ImmutableArray<TextChange> known) ? known : ImmutableArray<TextChange>.Empty;
            foreach (TextChange import in added.Where(_ => old is not null))
            {
                changes.Add(import);
                shift += import.NewText!.Length;
            }

            foreach (TextChange edit in edits.OrderBy(edit => edit.Span.Start))
            {
                (string rendered, List<(int Number, int Position)> typesIn, List<(int Number, TextSpan Span)> membersIn) = SpelledTypes.Render(edit.NewText!, spell);
                int start = edit.Span.Start + shift;
                int within = 0;
                foreach (TextChange import in added.Where(_ => old is null))
                {
                    rendered = rendered.Insert(import.Span.Start + within, import.NewText!);
                    within += import.NewText!.Length;
                }

                types.AddRange(typesIn.Select(type => (type.Number, type.Position + start + within)));
                members.AddRange(membersIn.Select(member => (member.Number, new TextSpan(member.Span.Start + start + within, member.Span.Length))));
                changes.Add(new TextChange(edit.Span, rendered));
                shift += rendered.Length - edit.Span.Length;
            }

            SourceText now = text.WithChanges(changes);
            SyntaxTree tree = old is null ? CSharpSyntaxTree.ParseText(now, (CSharpParseOptions)_home.New!.Beside.SyntaxTree.Options, _home.New.FilePath, _cancellation) : old.WithChangedText(now);
            return new RenderedTree(old, tree, types, members) { Key = key };
        }
    }

    private List<Diagnostic> ProblemsIn(Rendering rendering)
    {
        List<Diagnostic> now = new();
        List<Diagnostic> before = new();
        foreach (RenderedTree tree in rendering.Trees)
        {
            now.AddRange(rendering.Compilation.GetSemanticModel(tree.Tree).GetDiagnostics(cancellationToken: _cancellation).Where(IsOne));
            if (tree.Old is not null)
                before.AddRange(_home.Compilation.GetSemanticModel(tree.Old).GetDiagnostics(cancellationToken: _cancellation).Where(IsOne));
        }

        return now.Count == 0 ? now : CodeFixes.Problems.New(now, before);
    }

    private static bool IsOne(Diagnostic diagnostic) => diagnostic.Severity >= DiagnosticSeverity.Warning && !diagnostic.IsSuppressed;

    /// <summary>In order of the operations, as far as the members are; the type may stand in one line.</summary>
    private IEnumerable<TextChange> InExisting(TypeDeclarationSyntax declaration)
    {
        SourceText text = declaration.SyntaxTree.GetText(_cancellation);
        string newLine = _home.Style.NewLine;
        TextLine closing = text.Lines.GetLineFromPosition(declaration.CloseBraceToken.SpanStart);
        if (text.ToString(TextSpan.FromBounds(closing.Start, declaration.CloseBraceToken.SpanStart)).Trim().Length > 0)
        {
            string around = HomeStyle.LineIndent(declaration.SpanStart, text);
            int end = declaration.CloseBraceToken.SpanStart;
            int start = declaration.CloseBraceToken.GetPreviousToken().Span.End;
            yield return new TextChange(
                text.ToString(TextSpan.FromBounds(start, end)).Trim().Length == 0 ? TextSpan.FromBounds(start, end) : new TextSpan(end, 0),
                newLine + string.Concat(_members.Select((member, number) => (number > 0 || declaration.Members.Count > 0 ? newLine : "") + Member(number, around + _home.Style.Indent))) + around);
            yield break;
        }

        MemberDeclarationSyntax? first = declaration.Members.FirstOrDefault();
        string indent = first is not null && text.Lines.GetLineFromPosition(first.SpanStart).LineNumber > text.Lines.GetLineFromPosition(declaration.OpenBraceToken.SpanStart).LineNumber
            ? HomeStyle.LineIndent(first.SpanStart, text)
            : HomeStyle.LineIndent(declaration.CloseBraceToken.SpanStart, text) + _home.Style.Indent;
        // A part that is compiled at times only is no place to add to, nor is the line of somebody else.
        bool hasDirectives = declaration.DescendantTrivia().Any(trivia => trivia.IsDirective);
        foreach (IGrouping<(int Position, bool IsBefore), int> place in Enumerable.Range(0, _members.Length).GroupBy(number => hasDirectives ? (closing.Start, false) : PlaceOf(_members[number].Operation, declaration, closing.Start)))
        {
            IEnumerable<string> members = place.Select(number => Member(number, indent));
            bool isFirst = first is null || place.Key.IsBefore && place.Key.Position <= first.FullSpan.Start;
            yield return new TextChange(new TextSpan(place.Key.Position, 0), isFirst ? string.Join(newLine, members) + (first is null ? "" : newLine) : string.Concat(members.Select(member => newLine + member)));
        }
    }

    /// <summary>Behind the last of the accessors that come before an operation or are of it; before the first that comes after it.</summary>
    private (int Position, bool IsBefore) PlaceOf(FragmentOperation operation, TypeDeclarationSyntax declaration, int end)
    {
        if (BehindWhich(operation, declaration) is MemberDeclarationSyntax behind)
            return (behind.FullSpan.End, false);
        return declaration.Members.FirstOrDefault(member => _home.OperationOf(member) is not null) is MemberDeclarationSyntax later ? (later.FullSpan.Start, true) : (end, false);
    }

    /// <summary>The last of the accessors that come before an operation or are of it.</summary>
    private MemberDeclarationSyntax? BehindWhich(FragmentOperation operation, TypeDeclarationSyntax declaration)
    {
        MemberDeclarationSyntax? behind = null;
        foreach (MemberDeclarationSyntax member in declaration.Members)
        {
            if (_home.OperationOf(member) <= operation && member.GetTrailingTrivia().Any(SyntaxKind.EndOfLineTrivia))
                behind = member;
        }

        return behind;
    }

    private TextChange BesideFragment(NewHome planned)
    {
        SourceText text = planned.Beside.SyntaxTree.GetText(_cancellation);
        string indent = HomeStyle.LineIndent(planned.Beside.SpanStart, text);
        TextLine line = text.Lines.GetLineFromPosition(planned.Beside.Span.End);
        string newLine = _home.Style.NewLine;
        bool ended = line.EndIncludingLineBreak > line.End;
        return new TextChange(new TextSpan(line.EndIncludingLineBreak, 0), (ended ? "" : newLine) + newLine + TypeText(planned, indent));
    }

    private string NewFile(NewHome planned)
    {
        SourceText text = planned.Beside.SyntaxTree.GetText(_cancellation);
        string newLine = _home.Style.NewLine;
        string header = Header(planned.Beside.SyntaxTree, text);
        string space = planned.Namespace;
        if ((_home.Compilation.Options.NullableContextOptions & NullableContextOptions.Annotations) == 0 && _home.Annotations)
            header += $"#nullable enable{newLine}{newLine}";
        if (space.Length == 0)
            return header + TypeText(planned, "");
        if (planned.IsFileScoped)
            return $"{header}namespace {space};{newLine}{newLine}{TypeText(planned, "")}";
        return _home.Style.BraceOnOwnLine
            ? $"{header}namespace {space}{newLine}{{{newLine}{TypeText(planned, _home.Style.Indent)}}}{newLine}"
            : $"{header}namespace {space} {{{newLine}{TypeText(planned, _home.Style.Indent)}}}{newLine}";
    }

    /// <summary>The comment that heads the fragment's file, set off by a blank line: whose file it is.</summary>
    private string Header(SyntaxTree tree, SourceText text)
    {
        int end = 0;
        bool comment = false;
        foreach (SyntaxTrivia trivia in tree.GetRoot(_cancellation).GetLeadingTrivia())
        {
            if (trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia))
                (comment, end) = (true, trivia.Span.End);
            else if (!trivia.IsKind(SyntaxKind.EndOfLineTrivia) && !trivia.IsKind(SyntaxKind.WhitespaceTrivia))
                break;
        }

        if (!comment || text.ToString(new TextSpan(end, Math.Min(4, text.Length - end))).Replace("\r", "").StartsWith("\n\n", StringComparison.Ordinal) is false)
            return "";
        return text.ToString(TextSpan.FromBounds(0, end)) + _home.Style.NewLine + _home.Style.NewLine;
    }

    private string TypeText(NewHome planned, string indent)
    {
        string newLine = _home.Style.NewLine;
        string fragment = _home.Fragment.Name + (_home.Fragment.IsGenericType ? "{" + string.Join(",", _home.Fragment.TypeParameters.Select(parameter => parameter.Name)) + "}" : "");
        string see = $"<see cref=\"{(_home.Fragment.ContainingType is { } outer && !planned.IsNested ? outer.Name + "." : "")}{fragment}\"/>";
        string doc = indent + AccessorWriter.DocComment($"The accessors of {see}, and beside it the only code that knows its raw parts.", indent.Length).Replace("\n", newLine + indent) + newLine;
        string mark = _home.AccessorMark is INamedTypeSymbol attribute ? $"{indent}[{_types.Type(attribute)}]{newLine}" : "";
        string brace = _home.Style.BraceOnOwnLine ? newLine + indent + "{" : " {";
        return $"{doc}{mark}{indent}{planned.Modifier}static class {planned.Name}{brace}{newLine}{string.Join(newLine, _members.Select((_, number) => Member(number, indent + _home.Style.Indent)))}{indent}}}{newLine}";
    }

    /// <summary>A member on its own lines.</summary>
    private string Member(int number, string indent) => indent + SpelledTypes.Mark(number, _members[number].Text.Replace("\n", _home.Style.NewLine + indent)) + _home.Style.NewLine;
}
