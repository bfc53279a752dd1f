using System.Collections.Generic;
using System.Linq;
using System.Threading;
using FragApi.Analyzers.Accessors;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using FragApi.Cli.Loading;
using FragApi.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Sealing;

/// <summary>
/// The edits that seal pages in one tree: the opaque type where the member is declared, <c>Wrap</c> and <c>Unwrap</c>
/// in the code that may touch raw state. What has no such form (a reference to the member, a pattern) stays, and does
/// not compile afterwards.
/// </summary>
internal sealed class Opening
{
    // Where several insertions meet, the innermost comes first.
    private enum Order
    {
        Unwrap,
        Close,
        Open,
    }

    private static readonly SymbolDisplayFormat s_full = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private readonly LoadedProject _project;
    private readonly FragmentModel _model;
    private readonly SemanticModel _semantics;
    private readonly HashSet<ISymbol> _members;
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<string, string> _written;
    private readonly INamedTypeSymbol? _type;
    private readonly TypeNames _names;
    private readonly List<(int Position, Order Order, string Text)> _insertions = [];

    private Opening(LoadedProject project, FragmentModel model, SyntaxTree tree, IReadOnlyCollection<PageMember> pages, CancellationToken cancellation)
    {
        _members = new HashSet<ISymbol>(pages.Select(page => page.Symbol), SymbolEqualityComparer.Default);
        _written = pages.Where(page => page.Type is not null).GroupBy(page => page.PageType.ToDisplayString(s_full)).ToDictionary(type => type.Key, type => type.First().Type!.ToString());
        _project = project;
        _model = model;
        _semantics = project.Compilation.GetSemanticModel(tree);
        _cancellation = cancellation;
        _type = SealedPage.SeenFrom(project.Compilation);
        _names = new TypeNames(tree.GetRoot(cancellation), _semantics, cancellation);
    }

    /// <param name="project">The project that the tree is in.</param>
    /// <param name="model">Its roles.</param>
    /// <param name="tree">The tree.</param>
    /// <param name="pages">The members that are sealed, of this project and of those that it refers to, by their documentation ids.</param>
    /// <param name="cancellation">Stops it.</param>
    public static IReadOnlyList<TextChange> EditsIn(LoadedProject project, FragmentModel model, SyntaxTree tree, IReadOnlyCollection<PageMember> pages, CancellationToken cancellation)
    {
        SyntaxNode root = tree.GetRoot(cancellation);
        HashSet<string> names = [.. pages.Select(page => page.Symbol.Name)];
        if (!root.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && names.Contains(token.ValueText)))
            return [];
        Opening opening = new(project, model, tree, pages, cancellation);
        foreach (PageMember page in pages.Where(page => page.Type?.SyntaxTree == tree))
            opening.Seal(page.Type!, page);
        foreach (SyntaxNode member in MemberCode.In(root))
            opening.Open(member);
        return [.. opening._names.Imports(tree.GetText(cancellation)), .. opening._insertions.GroupBy(insertion => insertion.Position).OrderBy(group => group.Key)
            .Select(group => new TextChange(new TextSpan(group.Key, 0), string.Concat(group.OrderBy(insertion => insertion.Order).Select(insertion => insertion.Text))))];
    }

    private void Seal(TypeSyntax type, PageMember page)
    {
        Insert(type.SpanStart, Order.Open, FragPage(type.SpanStart) + "<");
        Insert(type.Span.End, Order.Close, ">");
        ExpressionSyntax? initial = type.Parent switch
        {
            VariableDeclarationSyntax { Variables: [{ Initializer.Value: var value }] } => value,
            PropertyDeclarationSyntax { Initializer.Value: var value } => value,
            _ => null,
        };
        if (initial is not null)
            Wrap(initial, page.PageType);
    }

    private void Open(SyntaxNode member)
    {
        List<IOperation> roots = MemberCode.Roots(member, _semantics, _cancellation);
        Code code = new(_model, _semantics, roots, _cancellation);
        foreach (IOperation root in roots)
        {
            foreach (IOperation operation in Walk.All(root))
            {
                if (operation is IMemberReferenceOperation part && _members.Contains(part.Member.OriginalDefinition) && code.IsOwnGround(part.Syntax, part.Member.ContainingType))
                    Open(part);
            }
        }
    }

    private void Open(IMemberReferenceOperation part)
    {
        if (part.Parent is ISimpleAssignmentOperation store && store.Target == part)
        {
            // A sealed page into a sealed member: nothing is opened.
            if (!IsSealedMember(store.Value) && store.Value.Syntax is ExpressionSyntax value)
                Wrap(value, TypeOf(part.Member));
            return;
        }

        if (part.Parent is ISimpleAssignmentOperation { Target: IMemberReferenceOperation target } copy && copy.Value == part && _members.Contains(target.Member.OriginalDefinition))
            return;
        if (PartPlanner.UseOf(part) is PartUse.Read or PartUse.Conditional or PartUse.Own && part.Syntax is ExpressionSyntax read && !IsReferredTo(part))
            Insert(read.Span.End, Order.Unwrap, ForgetsNull(part, read) ? ".Unwrap()!" : ".Unwrap()");
    }

    /// <summary>The type as the member declares it: in a constructor the compiler lets a store be null, and calls its target nullable.</summary>
    private static ITypeSymbol TypeOf(ISymbol member) => member is IFieldSymbol field ? field.Type : ((IPropertySymbol)member).Type;

    /// <summary>A test for null has told the compiler of the member what it cannot know of a call.</summary>
    private bool ForgetsNull(IMemberReferenceOperation part, ExpressionSyntax read) =>
        TypeOf(part.Member) is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.Annotated } && NullableFlow.NeedsForgiving(read, _semantics);

    private bool IsSealedMember(IOperation value) => value is IMemberReferenceOperation read && _members.Contains(read.Member.OriginalDefinition);

    /// <summary>Bare members are not told apart by use: a reference, a compound store.</summary>
    private static bool IsReferredTo(IMemberReferenceOperation part) =>
        part.Syntax.Parent is RefExpressionSyntax or ArgumentSyntax { RefKindKeyword.RawKind: not 0 }
        || part.Parent is IAssignmentOperation assignment && assignment.Target == part
        || part.Parent is IIncrementOrDecrementOperation or IAddressOfOperation;

    private void Wrap(ExpressionSyntax value, ITypeSymbol type)
    {
        if (value.IsKind(SyntaxKind.DefaultLiteralExpression) || value is PostfixUnaryExpressionSyntax { Operand.RawKind: (int)SyntaxKind.DefaultLiteralExpression })
            return;
        Insert(value.SpanStart, Order.Open, $"{FragPage(value.SpanStart)}<{NameOf(type, value.SpanStart)}>.Wrap(");
        Insert(value.Span.End, Order.Close, ")");
    }

    private void Insert(int position, Order order, string text)
    {
        if (!_insertions.Contains((position, order, text)))
            _insertions.Add((position, order, text));
    }

    private string FragPage(int position) =>
        _type is not null && _names.IsNamed(_type, position) ? SealedPage.Name : $"global::{Roles.Namespace}.{SealedPage.Name}";

    private string NameOf(ITypeSymbol type, int position)
    {
        NullableContext context = _semantics.GetNullableContext(position);
        bool annotates = (context & NullableContext.AnnotationsEnabled) != 0;
        // Where the declaration says nothing about null, the member takes it, and so must what is written here.
        if (annotates && type is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.None })
            type = type.WithNullableAnnotation(NullableAnnotation.Annotated);
        if (!annotates && type.IsReferenceType)
            type = type.WithNullableAnnotation(NullableAnnotation.None);
        // As the declaration has it, where that means the same: in a place for types, members of that name do not count.
        string written = _written.GetValueOrDefault(type.ToDisplayString(s_full), "");
        if (written.Length > 0 && SymbolEqualityComparer.Default.Equals(_semantics.GetSpeculativeTypeInfo(position, SyntaxFactory.ParseTypeName(written), SpeculativeBindingOption.BindAsTypeOrNamespace).Type, type))
            return written;
        SymbolDisplayFormat format = SymbolDisplayFormat.MinimallyQualifiedFormat;
        return type.ToMinimalDisplayString(_semantics, position, annotates ? format.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier) : format);
    }

    /// <summary>For the debugger.</summary>
    public override string ToString() => $"{_project.Name}: {_semantics.SyntaxTree.FilePath}";
}
