using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Places;

/// <summary>The code of one body with what the rules about buffers ask of it: its operations in order, and which place an expression names.</summary>
internal sealed class Member
{
    private const int Depth = 8;

    private static readonly List<SyntaxNode> s_nowhere = new();

    private readonly Dictionary<ISymbol, List<SyntaxNode>> _writes = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, List<IOperation>> _bindings = new(SymbolEqualityComparer.Default);
    private readonly List<IOperation> _operations = new();

    public Member(FragmentModel model, SemanticModel semantics, IReadOnlyList<IOperation> roots, CancellationToken cancellation)
    {
        Code = new Code(model, semantics, roots, cancellation);
        foreach (IOperation root in roots)
        {
            foreach (IOperation operation in Walk.All(root))
                Collect(operation);
        }
    }

    /// <summary>The code of a body, the same for all rules that ask.</summary>
    public static Member Of(Body body, FragmentModel model) =>
        body.GetOrAdd(at => new Member(model, at.Model, new[] { at.Graph.OriginalOperation }, at.Cancellation));

    public Code Code { get; }

    public FragmentModel Model => Code.Model;

    /// <summary>Every operation, outer before inner, in source order.</summary>
    public IReadOnlyList<IOperation> Operations => _operations;

    /// <summary>Where a local, a parameter or a member of the own object is given another value.</summary>
    public IReadOnlyList<SyntaxNode> WritesOf(ISymbol symbol) => _writes.TryGetValue(symbol.OriginalDefinition, out List<SyntaxNode>? writes) ? writes : s_nowhere;

    /// <summary>The place that an expression names; null for what is no place.</summary>
    public StoragePath? PlaceOf(IOperation? operation) => PlaceOf(operation, Depth);

    /// <summary>The expression itself, conversions taken off.</summary>
    public static IOperation Plain(IOperation operation)
    {
        operation = OffsetSum.Operand(operation);
        while (operation is IConversionOperation { OperatorMethod: { } view } conversion && Views.IsSpanOrMemory(view.ContainingType))
            operation = OffsetSum.Operand(conversion.Operand);
        return operation;
    }

    private StoragePath? PlaceOf(IOperation? operation, int depth)
    {
        if (operation is null || depth == 0)
            return null;
        operation = Plain(operation);
        switch (operation)
        {
            case ILocalReferenceOperation local:
                return AliasOf(local) is IOperation origin && PlaceOf(origin, depth - 1) is StoragePath behind ? behind : Root(new PathStep(local.Local));
            case IParameterReferenceOperation parameter:
                return Root(new PathStep(parameter.Parameter));
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver }:
                return PlaceOfCreated(operation);
            case IInstanceReferenceOperation:
                return Root(new PathStep("this"));
            case IPropertyReferenceOperation { Arguments.Length: > 0 } indexer:
                return PlaceOf(indexer.Instance, depth - 1)?.With(new PathStep(TextOfIndex(indexer.Syntax)));
            case IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol } member:
                return member.Instance is null
                    ? member.Member.IsStatic ? Root(new PathStep(member.Member)) : null
                    : PlaceOf(member.Instance, depth - 1)?.With(new PathStep(member.Member));
            case IArrayElementReferenceOperation element:
                return PlaceOf(element.ArrayReference, depth - 1)?.With(new PathStep(TextOfIndex(element.Syntax)));
            case IImplicitIndexerReferenceOperation element:
                return PlaceOf(element.Instance, depth - 1)?.With(new PathStep(TextOfIndex(element.Syntax)));
            case IConditionalAccessOperation access:
                return PlaceOf(access.WhenNotNull, depth - 1);
            case IConditionalAccessInstanceOperation missing:
                for (IOperation? parent = missing.Parent; parent is not null; parent = parent.Parent)
                {
                    if (parent is IConditionalAccessOperation access && access.Operation.Syntax.Span == missing.Syntax.Span)
                        return PlaceOf(access.Operation, depth - 1);
                }

                return null;
            case IInvocationOperation call when Code.HandsOutContainer(call.TargetMethod, Model):
                return PlaceOf(call.Instance ?? (call.Arguments.Length > 0 ? call.Arguments[0].Value : null), depth - 1)?.With(new PathStep(call.TargetMethod));
            case IInvocationOperation:
                return Root(new PathStep(operation.Syntax.ToString()));
            case IObjectCreationOperation:
                return Root(new PathStep($"new@{operation.Syntax.SpanStart}"));
            default:
                // '*p' and 'p->x' have no operation of their own (dotnet/roslyn#21294).
                return Behind(operation) is IOperation pointer ? PlaceOf(pointer, depth - 1)?.With(new PathStep("[0]")) : null;
        }
    }

    /// <summary>What an operation that Roslyn has no kind for is made of: the pointer behind <c>*p</c>, the array behind <c>fixed</c>.</summary>
    public static IOperation? Behind(IOperation operation)
    {
        if (operation.Kind != OperationKind.None)
            return null;
        foreach (IOperation child in operation.ChildOperations)
            return child;
        return null;
    }

    private static StoragePath Root(PathStep step) => new(ImmutableArray.Create(step));

    private static string TextOfIndex(SyntaxNode element)
    {
        string text = element switch
        {
            ElementAccessExpressionSyntax access => access.ArgumentList.ToString(),
            ElementBindingExpressionSyntax binding => binding.ArgumentList.ToString(),
            _ => $"[@{element.SpanStart}]",
        };
        return text.Replace(" ", "");
    }

    /// <summary>In an object initializer: the object that is being made.</summary>
    private static StoragePath? PlaceOfCreated(IOperation receiver)
    {
        for (IOperation? parent = receiver.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IWithOperation)
                return null;
            if (parent is not IObjectCreationOperation creation)
                continue;
            IOperation value = creation;
            while (value.Parent is IConversionOperation conversion)
                value = conversion;
            return value.Parent switch
            {
                IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => Root(new PathStep(declarator.Symbol)),
                ISimpleAssignmentOperation { Target: ILocalReferenceOperation local } => Root(new PathStep(local.Local)),
                _ => Root(new PathStep($"new@{creation.Syntax.SpanStart}")),
            };
        }

        return null;
    }

    /// <summary>
    /// What a local is another name for, as long as that name still means the same: a <c>ref</c> local's variable, the
    /// place that a reference, a span or a pointer was taken from. Copies of structs are no other names.
    /// </summary>
    public IOperation? AliasOf(ILocalReferenceOperation use)
    {
        ILocalSymbol local = use.Local;
        if (local.RefKind != RefKind.None)
            return _bindings.TryGetValue(local, out List<IOperation>? bound) && bound.Count == 1 ? bound[0] : null;
        if (local.IsFixed)
            return Code.Flow.UsesOf(local).Writes is { Count: 1 } pinned ? pinned[0].Value : null;
        if (local.Type is { IsValueType: true, IsRefLikeType: false } && local.Type is not IPointerTypeSymbol && !IsView(local.Type))
            return null;
        LocalWrite? write = Code.Flow.Reaching(use, throughIncrements: local.Type is IPointerTypeSymbol || Views.IsSpanOrMemory(local.Type));
        return write?.Value is IOperation value && IsPath(value) && !IsChangedBetween(value, write.Syntax, use.Syntax) ? value : null;
    }

    /// <summary>The one value that a local holds at a place, whatever that value is; null when it is not certain.</summary>
    public IOperation? ValueOf(ILocalReferenceOperation use) => use.Local.RefKind != RefKind.None ? AliasOf(use) : Code.Flow.Reaching(use)?.Value;

    private static bool IsView(ITypeSymbol type) => Types.Is(type, "System", "Memory", 1) || Types.Is(type, "System", "ReadOnlyMemory", 1) || Types.Is(type, "System", "ArraySegment", 1);

    /// <summary>Names, members and elements; and the calls that only hand on what they are called on.</summary>
    private bool IsPath(IOperation value)
    {
        for (IOperation? at = value; at is not null; at = HolderOf(at))
        {
            at = Plain(at);
            switch (at)
            {
                case ILocalReferenceOperation or IParameterReferenceOperation or IInstanceReferenceOperation:
                case IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol, Instance: null }:
                    return true;
                case IMemberReferenceOperation { Member: not (IFieldSymbol or IPropertySymbol) }:
                case IInvocationOperation call when !Code.HandsOutContainer(call.TargetMethod, Model) && !Views.HandsOn(call):
                    return false;
            }
        }

        return false;
    }

    /// <summary>What an expression is a part or a view of, or is reached through; null for what is named by itself, and for what is no path.</summary>
    public static IOperation? HolderOf(IOperation operation) => operation switch
    {
        IMemberReferenceOperation member => member.Instance,
        IArrayElementReferenceOperation element => element.ArrayReference,
        IImplicitIndexerReferenceOperation element => element.Instance,
        IAddressOfOperation address => address.Reference,
        IBinaryOperation { OperatorMethod: null, Type: IPointerTypeSymbol } sum => sum.LeftOperand,
        IInvocationOperation call => call.Instance ?? (call.Arguments.Length > 0 ? call.Arguments[0].Value : null),
        _ => Behind(operation),
    };

    /// <summary>A member with a body of its own, and not a lambda or a local function within one.</summary>
    public static bool IsWhole(SyntaxNode syntax) => syntax is MemberDeclarationSyntax or AccessorDeclarationSyntax or ArrowExpressionClauseSyntax or CompilationUnitSyntax;

    /// <summary>A name in the path gets another value between the two places.</summary>
    public bool IsChangedBetween(StoragePath path, SyntaxNode from, SyntaxNode to)
    {
        Region between = Region.Between(from, to);
        foreach (KeyValuePair<ISymbol, List<SyntaxNode>> written in _writes)
        {
            if (!path.IsNamedBy(written.Key))
                continue;
            foreach (SyntaxNode write in written.Value)
            {
                if (between.Contains(write) && between.LeadsOn(write))
                    return true;
            }
        }

        return false;
    }

    /// <summary>A name in the expression gets another value between the two places.</summary>
    public bool IsChangedBetween(IOperation expression, SyntaxNode from, SyntaxNode to)
    {
        Region between = Region.Between(from, to);
        foreach (IOperation part in Walk.All(expression))
        {
            ISymbol? symbol = part switch
            {
                ILocalReferenceOperation local => local.Local,
                IParameterReferenceOperation parameter => parameter.Parameter,
                IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation } member => member.Member,
                _ => null,
            };
            if (symbol is null)
                continue;
            foreach (SyntaxNode write in WritesOf(symbol))
            {
                if (between.Contains(write) && between.LeadsOn(write))
                    return true;
            }
        }

        return false;
    }

    private void Collect(IOperation operation)
    {
        _operations.Add(operation);
        switch (operation)
        {
            case IVariableDeclaratorOperation { Symbol.RefKind: not RefKind.None } declarator when declarator.GetVariableInitializer() is IVariableInitializerOperation initializer:
                Bind(declarator.Symbol, initializer.Value);
                break;
            case IForEachLoopOperation { LoopControlVariable: IVariableDeclaratorOperation { Symbol.RefKind: not RefKind.None } variable } loop:
                Bind(variable.Symbol, loop.Collection);
                break;
            case ISimpleAssignmentOperation { IsRef: true, Target: ILocalReferenceOperation local } assignment:
                Bind(local.Local, assignment.Value);
                break;
            case IAssignmentOperation assignment:
                Write(assignment.Target, assignment.Syntax);
                break;
            case IIncrementOrDecrementOperation increment:
                Write(increment.Target, increment.Syntax);
                break;
            case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument:
                Write(argument.Value, argument.Syntax);
                break;
            case IAddressOfOperation address:
                Write(address.Reference, address.Syntax);
                break;
        }
    }

    private void Bind(ILocalSymbol local, IOperation value)
    {
        if (!_bindings.TryGetValue(local, out List<IOperation>? bound))
            _bindings.Add(local, bound = new List<IOperation>(1));
        bound.Add(value);
    }

    private void Write(IOperation target, SyntaxNode syntax)
    {
        if (target is ITupleOperation tuple)
        {
            foreach (IOperation element in tuple.Elements)
                Write(element, syntax);
            return;
        }

        ISymbol? symbol = target switch
        {
            ILocalReferenceOperation local => local.Local,
            IParameterReferenceOperation parameter => parameter.Parameter,
            IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation } member => member.Member.OriginalDefinition,
            IDeclarationExpressionOperation { Expression: ILocalReferenceOperation declared } => declared.Local,
            _ => null,
        };
        if (symbol is null)
            return;
        if (!_writes.TryGetValue(symbol, out List<SyntaxNode>? writes))
            _writes.Add(symbol, writes = new List<SyntaxNode>(1));
        writes.Add(syntax);
    }
}
