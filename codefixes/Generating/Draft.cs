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
            Edits(declaration.SyntaxTree).Add(InExisting(declaration));
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

    /// <summary>Where a place of an old tree is in the new one.</summary>
    public TextSpan OldSpan(SyntaxTree changed, TextSpan span)
    {
        foreach ((SyntaxTree old, SyntaxTree now) in Changed)
        {
            if (now != changed)
                continue;
            int start = span.Start;
            foreach (TextChange change in now.GetText(_cancellation).GetTextChanges(old.GetText(_cancellation)).OrderBy(change => change.Span.Start))
            {
                if (change.Span.Start < span.Start)
                    start += (change.NewText?.Length ?? 0) - Math.Min(change.Span.Length, span.Start - change.Span.Start);
            }

            return new TextSpan(Math.Max(0, start), span.Length);
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
                    if (named.SpecialType == SpecialType.None && Lookup(named, first.Compilation) is INamedTypeSymbol known)
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
        string minimal = type.ToMinimalDisplayString(semantics, position, format);
        if (type is INamedTypeSymbol { ContainingNamespace.Name: Roles.Namespace } attribute && minimal.EndsWith("Attribute", StringComparison.Ordinal) && attribute.BaseType?.Name == nameof(System.Attribute))
            return minimal.Substring(0, minimal.Length - "Attribute".Length);
        if (!_types.IsExpression(number))
            return minimal;
        ISymbol? meant = semantics.GetSpeculativeSymbolInfo(position, SyntaxFactory.ParseExpression(minimal), SpeculativeBindingOption.BindAsExpression).Symbol;
        return SymbolEqualityComparer.Default.Equals(meant, type) ? minimal : full;
    }

    /// <summary>The same type in another compilation; types that are made of others are told apart by their text only.</summary>
    private ITypeSymbol Lookup(ITypeSymbol type, Compilation compilation) =>
        type is INamedTypeSymbol { IsGenericType: false, SpecialType: SpecialType.None } named && named.NullableAnnotation != NullableAnnotation.Annotated && DocumentationCommentId.CreateDeclarationId(named) is string id && DocumentationCommentId.GetFirstSymbolForDeclarationId(id, compilation) is INamedTypeSymbol found
            ? found
            : type;

    private INamedTypeSymbol? Lookup(INamedTypeSymbol type, Compilation compilation) =>
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
            SourceText text = edited.Key.GetText(_cancellation);
            string whole = Spliced(text.ToString(), edited.Value);
            RenderedTree tree = Rendered(edited.Key, whole, text);
            compilation = compilation.ReplaceSyntaxTree(edited.Key, tree.Tree);
            trees.Add(tree);
        }

        if (_newFile is not null)
        {
            RenderedTree tree = Rendered(null, _newFile, null);
            compilation = compilation.AddSyntaxTrees(tree.Tree);
            trees.Add(tree);
        }

        return new Rendering(compilation, trees);

        RenderedTree Rendered(SyntaxTree? old, string whole, SourceText? text)
        {
            object key = (object?)old ?? _home;
            (string rendered, List<(int Number, int Position)> types, List<(int Number, TextSpan Span)> members) = SpelledTypes.Render(whole, spell);
            if (imports.TryGetValue(key, out ImmutableArray<TextChange> added) && !added.IsEmpty)
            {
                string before = rendered;
                rendered = Spliced(rendered, added);
                types = types.ConvertAll(type => (type.Number, type.Position + Shift(type.Position)));
                members = members.ConvertAll(member => (member.Number, new TextSpan(member.Span.Start + Shift(member.Span.Start), member.Span.Length)));
                int Shift(int position) => added.Where(change => change.Span.Start <= position).Sum(change => change.NewText!.Length);
            }

            SyntaxTree tree = old is null
                ? CSharpSyntaxTree.ParseText(SourceText.From(rendered, System.Text.Encoding.UTF8), (CSharpParseOptions)_home.New!.Beside.SyntaxTree.Options, _home.New!.FilePath, _cancellation)
                : old.WithChangedText(Minimized(text!, rendered));
            return new RenderedTree(old, tree, types, members) { Key = key };
        }
    }

    /// <summary>The new text as changes of the old one, so that what did not change keeps its place and its encoding.</summary>
    private static SourceText Minimized(SourceText old, string now)
    {
        string before = old.ToString();
        List<TextChange> changes = new();
        int start = 0;
        int at = 0;
        // Everything is inserted: what is equal is the old text, in order.
        while (start < before.Length && at < now.Length && before[start] == now[at])
        {
            start++;
            at++;
        }

        int end = before.Length;
        int last = now.Length;
        while (end > start && last > at && before[end - 1] == now[last - 1])
        {
            end--;
            last--;
        }

        changes.Add(new TextChange(TextSpan.FromBounds(start, end), now.Substring(at, last - at)));
        return old.WithChanges(changes);
    }

    private static string Spliced(string text, IEnumerable<TextChange> changes)
    {
        System.Text.StringBuilder all = new();
        int at = 0;
        foreach (TextChange change in changes.OrderBy(change => change.Span.Start))
        {
            all.Append(text, at, change.Span.Start - at).Append(change.NewText);
            at = change.Span.End;
        }

        return all.Append(text, at, text.Length - at).ToString();
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

    private TextChange InExisting(TypeDeclarationSyntax declaration)
    {
        SourceText text = declaration.SyntaxTree.GetText(_cancellation);
        string outer = HomeStyle.LineIndent(declaration.CloseBraceToken.SpanStart, text);
        TextLine closing = text.Lines.GetLineFromPosition(declaration.CloseBraceToken.SpanStart);
        bool alone = text.ToString(TextSpan.FromBounds(closing.Start, declaration.CloseBraceToken.SpanStart)).Trim().Length == 0;
        if (!alone)
        {
            // The whole type stands in one line.
            string indent = HomeStyle.LineIndent(declaration.SpanStart, text);
            int end = declaration.CloseBraceToken.SpanStart;
            int start = declaration.CloseBraceToken.GetPreviousToken().Span.End;
            return new TextChange(
                text.ToString(TextSpan.FromBounds(start, end)).Trim().Length == 0 ? TextSpan.FromBounds(start, end) : new TextSpan(end, 0),
                _home.Style.NewLine + Members(indent + _home.Style.Indent, first: declaration.Members.Count == 0) + indent);
        }

        string inner = declaration.Members.FirstOrDefault() is MemberDeclarationSyntax sibling && text.Lines.GetLineFromPosition(sibling.SpanStart).LineNumber > text.Lines.GetLineFromPosition(declaration.OpenBraceToken.SpanStart).LineNumber
            ? HomeStyle.LineIndent(sibling.SpanStart, text)
            : outer + _home.Style.Indent;
        // Behind a comment or a directive that stands before the brace.
        return new TextChange(new TextSpan(closing.Start, 0), Members(inner, first: declaration.Members.Count == 0));
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
        string doc = $"{indent}/// <summary>The accessors of {see}: with {see} itself, the only code that knows how a fragment holds its page.</summary>{newLine}";
        string mark = _home.AccessorMark is INamedTypeSymbol attribute ? $"{indent}[{_types.Type(attribute)}]{newLine}" : "";
        string brace = _home.Style.BraceOnOwnLine ? newLine + indent + "{" : " {";
        return $"{doc}{mark}{indent}{planned.Modifier}static class {planned.Name}{brace}{newLine}{Members(indent + _home.Style.Indent, first: true)}{indent}}}{newLine}";
    }

    /// <summary>The members, each on its own lines, a blank line between them.</summary>
    private string Members(string indent, bool first)
    {
        System.Text.StringBuilder all = new();
        string newLine = _home.Style.NewLine;
        for (int number = 0; number < _members.Length; number++)
        {
            if (!first || number > 0)
                all.Append(newLine);
            string text = indent + SpelledTypes.Mark(number, _members[number].Text.Replace("\n", newLine + indent));
            all.Append(text).Append(newLine);
        }

        return all.ToString();
    }
}
