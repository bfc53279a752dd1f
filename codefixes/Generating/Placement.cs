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

/// <summary>Where the accessors of one fragment go: into their type, beside the fragment, or into a file of their own.</summary>
internal sealed class Placement
{
    private readonly AccessorHome _home;
    private readonly SpelledTypes _types;
    private readonly ImmutableArray<WrittenAccessor> _members;
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<SyntaxTree, List<TextChange>> _edits = new();

    public Placement(AccessorHome home, SpelledTypes types, ImmutableArray<WrittenAccessor> members, CancellationToken cancellation)
    {
        _home = home;
        _types = types;
        _members = members;
        _cancellation = cancellation;
        if (home.Declaration is TypeDeclarationSyntax declaration)
        {
            In(declaration.SyntaxTree).AddRange(InExisting(declaration));
            return;
        }

        NewHome planned = home.New!;
        if (planned.Attribute is (SyntaxTree tree, TextChange change))
            In(tree).Add(change);
        if (planned.IsInSameFile)
            In(planned.Beside.SyntaxTree).Add(BesideFragment(planned));
        else
            NewFile = WholeFile(planned);
    }

    /// <summary>What is inserted, with types still to be spelled.</summary>
    public IReadOnlyDictionary<SyntaxTree, List<TextChange>> Edits => _edits;

    /// <summary>The text of the file that is added, with types still to be spelled; null where none is.</summary>
    public string? NewFile { get; }

    private List<TextChange> In(SyntaxTree tree)
    {
        if (!_edits.TryGetValue(tree, out List<TextChange>? edits))
            _edits.Add(tree, edits = new List<TextChange>());
        return edits;
    }

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

    private string WholeFile(NewHome planned)
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
        string doc = indent + AccessorDoc.Comment($"The accessors of {see}, and beside it the only code that knows its raw parts.", indent.Length).Replace("\n", newLine + indent) + newLine;
        string mark = _home.AccessorMark is INamedTypeSymbol attribute ? $"{indent}[{_types.Type(attribute)}]{newLine}" : "";
        string brace = _home.Style.BraceOnOwnLine ? newLine + indent + "{" : " {";
        return $"{doc}{mark}{indent}{planned.Modifier}static class {planned.Name}{brace}{newLine}{string.Join(newLine, _members.Select((_, number) => Member(number, indent + _home.Style.Indent)))}{indent}}}{newLine}";
    }

    /// <summary>A member on its own lines.</summary>
    private string Member(int number, string indent) => indent + SpelledTypes.Mark(number, _members[number].Text.Replace("\n", _home.Style.NewLine + indent)) + _home.Style.NewLine;
}
