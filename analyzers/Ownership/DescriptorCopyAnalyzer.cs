using System.Collections.Generic;
using System.Collections.Immutable;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Obligations;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Ownership;

/// <summary>FRAG2010: a fragment's descriptor is copied into another container, and no reference is taken on its page.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DescriptorCopyAnalyzer : FragmentAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Rules.CopiedWithoutReference);

    private protected override void Register(CompilationStartAnalysisContext context, FragmentModel model)
    {
        if (!model.BindsFragments())
            return;
        context.RegisterCodeBlockAction(block =>
        {
            if (MemberCode.Of(block) is not SyntaxNode code || model.Is(block.OwningSymbol, Role.TransfersFragments) || IsAccessor(block.OwningSymbol, model))
                return;
            List<DescriptorCopy>? copies = null;
            List<IOperation> roots = MemberCode.Roots(code, block.SemanticModel, block.CancellationToken);
            OperationCursor cursor = new();
            foreach (IOperation root in roots)
            {
                cursor.Start(root);
                while (cursor.Next() is IOperation operation)
                {
                    if (operation is ISimpleAssignmentOperation assignment && DescriptorCopy.Of(assignment, model) is DescriptorCopy copy)
                        (copies ??= new List<DescriptorCopy>()).Add(copy);
                }
            }

            if (copies is null)
                return;
            CopyEvidence evidence = CopyEvidence.In(roots, model);
            foreach (DescriptorCopy copy in copies)
            {
                if (!evidence.Explains(copy))
                {
                    block.ReportDiagnostic(new FlowReport().At(copy.Source.Syntax.GetLocation(), "copied from here")
                        .Create(Rules.CopiedWithoutReference, copy.Assignment.Syntax.GetLocation(), OwnershipWalker.Short(copy.Assignment.Syntax), copy.From.Name));
                }
            }
        });
    }

    private static bool IsAccessor(ISymbol? symbol, FragmentModel model)
    {
        for (; symbol is IMethodSymbol or IPropertySymbol or INamedTypeSymbol; symbol = symbol.ContainingSymbol)
        {
            if (model.Is(symbol, Role.FragmentAccessor) || symbol is IMethodSymbol { AssociatedSymbol: ISymbol property } && model.Is(property, Role.FragmentAccessor))
                return true;
        }

        return false;
    }
}

/// <summary>One descriptor assigned to another, which both outlive the statement.</summary>
internal sealed class DescriptorCopy
{
    private DescriptorCopy(ISimpleAssignmentOperation assignment, IOperation source, ISymbol from, ISymbol to)
    {
        Assignment = assignment;
        Source = source;
        From = from;
        To = to;
    }

    public ISimpleAssignmentOperation Assignment { get; }

    /// <summary>The descriptor that is copied.</summary>
    public IOperation Source { get; }

    /// <summary>What the source hangs on: a local, a parameter, or the type for <c>this</c>.</summary>
    public ISymbol From { get; }

    /// <summary>What the target hangs on.</summary>
    public ISymbol To { get; }

    /// <summary>The copy that an assignment makes, or null: within one container descriptors move, and a local is only looked at.</summary>
    public static DescriptorCopy? Of(ISimpleAssignmentOperation assignment, FragmentModel model)
    {
        if (assignment.IsRef || assignment.Type is not INamedTypeSymbol { IsValueType: true } type || !model.Is(type, Role.Fragment))
            return null;
        IOperation source = Unwrapped(assignment.Value);
        // 'var f = a.Frags[i]; b.Frags[j] = f;'
        if (source is ILocalReferenceOperation { Local: { RefKind: RefKind.None } local } && DeclaredAs(local, assignment) is IOperation initial)
            source = initial;
        if (!IsStored(source) || !IsStored(assignment.Target))
            return null;
        ISymbol? from = RootOf(source);
        // A bare array or span of fragments is somebody else's: whether he keeps them, nobody can tell here.
        if (from is IParameterSymbol { Type: IArrayTypeSymbol or INamedTypeSymbol { Arity: 1 } })
            return null;
        ISymbol? to = RootOf(assignment.Target);
        return from is null || to is null || SymbolEqualityComparer.Default.Equals(from, to) ? null : new DescriptorCopy(assignment, source, from, to);
    }

    private static IOperation Unwrapped(IOperation operation)
    {
        while (operation is IConversionOperation { OperatorMethod: null } or IParenthesizedOperation)
            operation = operation is IConversionOperation conversion ? conversion.Operand : ((IParenthesizedOperation)operation).Operand;
        return operation;
    }

    private static IOperation? DeclaredAs(ILocalSymbol local, IOperation within)
    {
        if (local.DeclaringSyntaxReferences.Length != 1 || local.DeclaringSyntaxReferences[0].GetSyntax() is not VariableDeclaratorSyntax { Initializer.Value: ExpressionSyntax value })
            return null;
        IOperation root = within;
        while (root.Parent is IOperation parent)
            root = parent;
        foreach (IOperation operation in root.DescendantsAndSelf())
        {
            if (operation is IAssignmentOperation { Target: IOperation target } && RootOf(target) is ISymbol written && SymbolEqualityComparer.Default.Equals(written, local))
                return null;
        }

        return within.SemanticModel?.GetOperation(value) is IOperation initial ? Unwrapped(initial) : null;
    }

    // A slot of an array or a list, or a field of an object; not a local of its own.
    private static bool IsStored(IOperation operation) => operation switch
    {
        IArrayElementReferenceOperation => true,
        IPropertyReferenceOperation { Property.IsIndexer: true } => true,
        IFieldReferenceOperation { Field.IsStatic: false, Instance: { Type.IsReferenceType: true } } => true,
        _ => false,
    };

    /// <summary>What an expression hangs on.</summary>
    public static ISymbol? RootOf(IOperation? operation)
    {
        while (true)
        {
            switch (operation)
            {
                case ILocalReferenceOperation local:
                    return Origin(local);
                case IParameterReferenceOperation parameter:
                    return parameter.Parameter;
                case IInstanceReferenceOperation instance:
                    return instance.Type;
                case IArrayElementReferenceOperation element:
                    operation = element.ArrayReference;
                    break;
                case IMemberReferenceOperation { Instance: not null } member:
                    operation = member.Instance;
                    break;
                case IMemberReferenceOperation { Member: ISymbol shared }:
                    return shared;
                case IInvocationOperation { Instance: not null } call:
                    operation = call.Instance;
                    break;
                case IInvocationOperation { Arguments: { Length: > 0 } arguments }:
                    operation = arguments[0].Value;
                    break;
                case IConversionOperation conversion:
                    operation = conversion.Operand;
                    break;
                case IParenthesizedOperation parenthesized:
                    operation = parenthesized.Operand;
                    break;
                default:
                    return null;
            }
        }
    }

    // 'var info = skb.Info': what hangs on info hangs on skb.
    private static ISymbol Origin(ILocalReferenceOperation reference)
    {
        ILocalSymbol local = reference.Local;
        if (local.DeclaringSyntaxReferences.Length == 1
            && local.DeclaringSyntaxReferences[0].GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: ExpressionSyntax value }
            && Unref(value) is (MemberAccessExpressionSyntax or InvocationExpressionSyntax or ElementAccessExpressionSyntax or IdentifierNameSyntax) and ExpressionSyntax plain
            && reference.SemanticModel?.GetOperation(plain) is IOperation origin
            && !(origin is ILocalReferenceOperation other && SymbolEqualityComparer.Default.Equals(other.Local, local))
            && RootOf(origin) is ISymbol root
            && !SymbolEqualityComparer.Default.Equals(root, local))
        {
            return root;
        }

        return local;
    }

    private static ExpressionSyntax Unref(ExpressionSyntax value) => value is RefExpressionSyntax reference ? reference.Expression : value;
}

/// <summary>What else a body does that makes a copy a right one.</summary>
internal sealed class CopyEvidence
{
    private readonly HashSet<ISymbol> _emptied = new(SymbolEqualityComparer.Default);
    private bool _takesReferences;

    /// <summary>The references are taken, or what was copied from is emptied, given away or released.</summary>
    public bool Explains(DescriptorCopy copy) => _takesReferences || _emptied.Contains(copy.From);

    public static CopyEvidence In(List<IOperation> roots, FragmentModel model)
    {
        CopyEvidence evidence = new();
        foreach (IOperation root in roots)
        {
            foreach (IOperation operation in root.DescendantsAndSelf())
                evidence.Add(operation, model);
        }

        return evidence;
    }

    private void Add(IOperation operation, FragmentModel model)
    {
        switch (operation)
        {
            case IInvocationOperation call:
                AddCall(call, model);
                break;
            case IAssignmentOperation assignment:
                // Its count, its page, or a whole slot of it.
                if (assignment.Target is IMemberReferenceOperation member && (model.Is(member.Member, Role.FragmentCount) || model.Is(member.Member, Role.FragmentPage))
                    || assignment.Target.Type is INamedTypeSymbol type && model.Is(type, Role.Fragment) && assignment.Target is not ILocalReferenceOperation)
                {
                    AddEmptied(assignment.Target);
                }

                break;
            case IIncrementOrDecrementOperation { Target: IMemberReferenceOperation counted } when operation.Kind == OperationKind.Decrement && model.Is(counted.Member, Role.FragmentCount):
                AddEmptied(counted);
                break;
            case IReturnOperation { ReturnedValue: IOperation returned }:
                if (returned is ILocalReferenceOperation or IParameterReferenceOperation)
                    AddEmptied(returned);
                break;
        }
    }

    private void AddCall(IInvocationOperation call, FragmentModel model)
    {
        IMethodSymbol method = call.TargetMethod;
        if (model.Is(method, Role.PageGet) || OperationOf(method, model) == FragmentOperation.Ref)
        {
            _takesReferences = true;
            return;
        }

        bool looks = OperationOf(method, model) is not (null or FragmentOperation.SetPage or FragmentOperation.Fill)
            || model.Is(method, Role.PageAddress) || model.Is(method, Role.PagePhys) || model.Is(method, Role.PageMap);
        if (looks)
            return;
        if (call.Instance is IOperation instance && method.ReturnsVoid)
            AddEmptied(instance);
        foreach (IArgumentOperation argument in call.Arguments)
        {
            // What hands back a part of its argument ('Shinfo(skb)') only looks.
            if (!(method.IsStatic && argument.Parameter?.Ordinal == 0 && call.Parent is IMemberReferenceOperation) && !BaseLibrary.Contains(method))
                AddEmptied(argument.Value);
        }
    }

    private static FragmentOperation? OperationOf(IMethodSymbol method, FragmentModel model) =>
        method.ContainingType is INamedTypeSymbol type && model.FragmentOfAccessors(type) is INamedTypeSymbol fragment
            ? model.AccessorsOf(fragment).Of(method)?.Operation
            : null;

    private void AddEmptied(IOperation operation)
    {
        if (DescriptorCopy.RootOf(operation) is ISymbol root)
            _emptied.Add(root);
    }
}
