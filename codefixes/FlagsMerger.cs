using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Lifetime;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.CodeFixes;

/// <summary>Writes the statements that merge the flags of one document. What would not compile is left out.</summary>
internal sealed class FlagsMerger
{
    private readonly Document _document;
    private readonly SemanticModel _semantics;
    private readonly SyntaxNode _root;
    private readonly SourceText _text;
    private readonly FragmentModel _model;

    private FlagsMerger(Document document, SemanticModel semantics, SyntaxNode root, SourceText text, FragmentModel model)
    {
        _document = document;
        _semantics = semantics;
        _root = root;
        _text = text;
        _model = model;
    }

    public static async Task<FlagsMerger?> CreateAsync(Document document, CancellationToken cancellation)
    {
        SemanticModel? semantics = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        SyntaxNode? root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        if (semantics is null || root is null || FragmentModel.For(semantics.Compilation, document.Project.AnalyzerOptions.AdditionalFiles, cancellation) is not FragmentModel model)
            return null;
        return new FlagsMerger(document, semantics, root, await document.GetTextAsync(cancellation).ConfigureAwait(false), model);
    }

    /// <summary>The document with the flags of those copies merged, or null when none of them can be.</summary>
    public async Task<Document?> MergeAsync(ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        List<TextChange> changes = new();
        foreach (Diagnostic diagnostic in diagnostics)
        {
            if (ChangeFor(diagnostic, cancellation) is TextChange change && !changes.Any(other => other.Span.IntersectsWith(change.Span) && (other.NewText == change.NewText || other.Span.Length > 0 || change.Span.Length > 0)))
                changes.Add(change);
        }

        if (changes.Count == 0)
            return null;
        if (await TryAsync(changes, cancellation).ConfigureAwait(false) is Document all)
            return all;
        List<TextChange> good = new();
        foreach (TextChange change in changes)
        {
            if (changes.Count > 1 && await TryAsync(new List<TextChange> { change }, cancellation).ConfigureAwait(false) is not null)
                good.Add(change);
        }

        return good.Count == 0 ? null : await TryAsync(good, cancellation).ConfigureAwait(false);
    }

    private async Task<Document?> TryAsync(List<TextChange> changes, CancellationToken cancellation)
    {
        Document changed = _document.WithText(_text.WithChanges(changes.OrderBy(change => change.Span.Start)));
        IReadOnlyList<Diagnostic> problems = await Problems.NewAsync(_semantics, changed, cancellation).ConfigureAwait(false);
        return problems.Count == 0 ? changed : null;
    }

    private TextChange? ChangeFor(Diagnostic diagnostic, CancellationToken cancellation)
    {
        TextSpan span = diagnostic.Location.SourceSpan;
        if (diagnostic.Location.SourceTree != _root.SyntaxTree || !_root.FullSpan.Contains(span))
            return null;
        foreach (SyntaxNode node in MemberCode.Around(_root, span))
        {
            Member member = new(_model, _semantics, MemberCode.Roots(node, _semantics, cancellation), cancellation);
            foreach (LostFlags lost in LostFlags.In(member))
            {
                if (lost.Copy.Operation.Syntax.Span == span)
                    return Merge(lost, member);
            }
        }

        return null;
    }

    private TextChange? Merge(LostFlags lost, Member member)
    {
        SyntaxNode copy = lost.Copy.Operation.Syntax;
        StatementSyntax? statement = copy.FirstAncestorOrSelf<StatementSyntax>();
        if (statement is not (ExpressionStatementSyntax or LocalDeclarationStatementSyntax) || Region.FunctionOf(copy) != Region.FunctionOf(statement))
            return null;
        if (NameOf(lost.To, member) is not string to || NameOf(lost.From, member) is not string from)
            return null;
        string mask = MaskOf(lost.From, statement.SpanStart);
        string value = $"{from} & {mask}";
        // The operands of '&' are made int.
        if (lost.To.Type.SpecialType is SpecialType.System_Byte or SpecialType.System_SByte or SpecialType.System_Int16 or SpecialType.System_UInt16)
            value = $"({lost.To.Type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)})({value})";
        return Insert(Anchor(statement, lost, member), $"{to} |= {value};");
    }

    /// <summary>The flags as they are written behind the copy; null where they cannot be.</summary>
    private static string? NameOf(Flags flags, Member member)
    {
        string path = (flags.Through is null ? "" : flags.Through.Name + ".") + flags.Member.Name;
        IOperation owner = flags.Owner;
        if (owner is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver })
            return null;
        if (owner.IsImplicit && owner is IInstanceReferenceOperation)
            return path;
        if (owner.Syntax is not ExpressionSyntax expression || Expressions.HangsOnConditionalAccess(expression) || !member.Code.IsPure(expression))
            return null;
        string text = Expressions.IsPrimary(expression) ? expression.ToString() : $"({expression})";
        bool pointer = Member.Behind(owner)?.Type is IPointerTypeSymbol && !expression.IsKind(SyntaxKind.PointerIndirectionExpression) && expression is not ElementAccessExpressionSyntax;
        return text + (pointer ? "->" : ".") + path;
    }

    /// <summary>The bits that travel: by the names of the enum's members where they have some.</summary>
    private string MaskOf(Flags flags, int position)
    {
        ulong mask = flags.Mask;
        if (flags.Type.TypeKind != TypeKind.Enum)
            return mask < 10 ? mask.ToString(CultureInfo.InvariantCulture) : "0x" + mask.ToString("x", CultureInfo.InvariantCulture);
        string type = flags.Type.ToMinimalDisplayString(_semantics, position);
        List<string> names = new();
        ulong left = mask;
        foreach (IFieldSymbol member in flags.Type.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue))
        {
            ulong bits = unchecked((ulong)System.Convert.ToInt64(member.ConstantValue, CultureInfo.InvariantCulture));
            if (bits == mask)
                return $"{type}.{member.Name}";
            if (bits != 0 && (bits & ~mask) == 0 && (bits & left) != 0)
            {
                names.Add($"{type}.{member.Name}");
                left &= ~bits;
            }
        }

        return left != 0 ? $"({type}){mask}" : $"({string.Join(" | ", names)})";
    }

    /// <summary>Behind which statement: the copy's, or the outermost loop around it in which both containers stay the same and which nothing leaves.</summary>
    private StatementSyntax Anchor(StatementSyntax statement, LostFlags lost, Member member)
    {
        StatementSyntax anchor = statement;
        for (SyntaxNode? node = statement.Parent; node is not null && !Region.IsFunction(node); node = node.Parent)
        {
            if (node is not StatementSyntax outer || !Region.IsLoop(node))
                continue;
            if (IsMadeIn(outer, lost.From.Owner, member) || IsMadeIn(outer, lost.To.Owner, member) || outer.DescendantNodes().Any(inner => inner is ReturnStatementSyntax or ThrowStatementSyntax or GotoStatementSyntax or YieldStatementSyntax))
                break;
            anchor = outer;
        }

        while (anchor.Parent is LabeledStatementSyntax label)
            anchor = label;
        return anchor;
    }

    /// <summary>A name in the expression is declared, or gets another value, within the loop.</summary>
    private static bool IsMadeIn(StatementSyntax loop, IOperation expression, Member member)
    {
        foreach (IOperation part in Walk.All(expression))
        {
            ISymbol? symbol = part switch
            {
                ILocalReferenceOperation local => local.Local,
                IParameterReferenceOperation parameter => parameter.Parameter,
                IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation } own => own.Member,
                _ => null,
            };
            if (symbol is null)
                continue;
            if (symbol is ILocalSymbol && symbol.DeclaringSyntaxReferences.Any(reference => loop.Span.Contains(reference.Span)) || member.WritesOf(symbol).Any(write => loop.Span.Contains(write.Span)))
                return true;
        }

        return false;
    }

    private TextChange Insert(StatementSyntax anchor, string merge)
    {
        TextLine first = _text.Lines.GetLineFromPosition(anchor.SpanStart);
        TextLine last = _text.Lines.GetLineFromPosition(anchor.Span.End);
        string indent = IndentOf(first);
        bool startsLine = string.IsNullOrWhiteSpace(_text.ToString(TextSpan.FromBounds(first.Start, anchor.SpanStart)));
        string newLine = _text.ToString(TextSpan.FromBounds(_text.Lines[0].End, _text.Lines[0].EndIncludingLineBreak)) is { Length: > 0 } found ? found : "\n";
        string behind = _text.ToString(TextSpan.FromBounds(anchor.Span.End, last.End)).Trim();

        if (anchor.Parent is BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax)
        {
            return startsLine && (behind.Length == 0 || behind.StartsWith("//", System.StringComparison.Ordinal))
                ? new TextChange(new TextSpan(last.End, 0), newLine + indent + merge)
                : new TextChange(new TextSpan(anchor.Span.End, 0), " " + merge);
        }

        // The one statement of an 'if' or of a loop: a block of two.
        string body = _text.ToString(anchor.Span);
        if (!startsLine || behind.Length > 0)
            return new TextChange(anchor.Span, $"{{ {body} {merge} }}");
        string outer = IndentOf(_text.Lines.GetLineFromPosition(anchor.Parent!.SpanStart));
        return new TextChange(
            TextSpan.FromBounds(first.Start, anchor.Span.End),
            $"{outer}{{{newLine}{indent}{body}{newLine}{indent}{merge}{newLine}{outer}}}");
    }

    private string IndentOf(TextLine line)
    {
        string text = line.ToString();
        return text.Substring(0, text.Length - text.TrimStart().Length);
    }
}
