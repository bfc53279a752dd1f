using System.Collections.Generic;
using System.Collections.Immutable;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Obligations;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Ownership;

/// <summary>FRAG2010: a fragment's descriptor is copied into another container, and no reference is taken on its page.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DescriptorCopyAnalyzer : MemberAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Rules.CopiedWithoutReference);

    private protected override bool Applies(FragmentModel model) => model.Index.Names.Has(Role.Fragment);

    private protected override void Analyze(List<IOperation> roots, FragmentModel model, SemanticModelAnalysisContext file)
    {
        if (!MayCopy(roots, model))
            return;
        Member member = new(model, file.SemanticModel, roots, file.CancellationToken);
        CopyEvidence? evidence = null;
        HashSet<SyntaxNode> reported = new();
        foreach (DescriptorCopy copy in DescriptorCopy.In(member))
        {
            if (!copy.IsOfDescriptors || !IsCounted(copy, model) || MovesForOthers(copy, file.SemanticModel, model)
                || (evidence ??= CopyEvidence.In(roots, model)).Explains(copy) || !reported.Add(copy.Operation.Syntax))
            {
                continue;
            }

            file.ReportDiagnostic(new FlowReport().At(copy.Source.Syntax.GetLocation(), "copied from here")
                .Create(Rules.CopiedWithoutReference, copy.Operation.Syntax.GetLocation(), OwnershipWalker.Short(copy.Operation.Syntax), copy.FromRoot?.Name ?? copy.From?.Name ?? ""));
        }
    }

    // A bare address in a descriptor without an accessor for it: there is no count to take a reference on.
    private static bool IsCounted(DescriptorCopy copy, FragmentModel model)
    {
        if (Container.FragmentIn(Member.Plain(copy.Source).Type, model) is not INamedTypeSymbol fragment || !model.AccessorsOf(fragment).Of(FragmentOperation.Ref).IsEmpty)
            return true;
        foreach (ISymbol member in fragment.GetMembers())
        {
            if (model.Is(member, Role.FragmentPage))
                return (member as IFieldSymbol)?.Type is not IPointerTypeSymbol && (member as IPropertySymbol)?.Type is not IPointerTypeSymbol;
        }

        return true;
    }

    /// <summary>Most code copies none; what follows is for the code that may.</summary>
    private static bool MayCopy(List<IOperation> roots, FragmentModel model)
    {
        OperationCursor cursor = new();
        foreach (IOperation root in roots)
        {
            cursor.Start(root);
            while (cursor.Next() is IOperation operation)
            {
                if (operation switch
                {
                    ISimpleAssignmentOperation { IsRef: false } assignment => Container.IsFragment(assignment.Target.Type, model) && assignment.Target is not ILocalReferenceOperation { Local.RefKind: RefKind.None },
                    IDeconstructionAssignmentOperation { Target: ITupleOperation targets } => Container.IsFragment(targets.Elements[0].Type, model),
                    IInvocationOperation call => DescriptorCopy.IsCopy(call, model),
                    _ => false,
                })
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>An accessor, or what is there to move descriptors: its callers see to the references.</summary>
    private static bool MovesForOthers(DescriptorCopy copy, SemanticModel semantics, FragmentModel model)
    {
        for (ISymbol? symbol = semantics.GetEnclosingSymbol(copy.Operation.Syntax.SpanStart); symbol is not null and not INamespaceSymbol; symbol = symbol.ContainingSymbol)
        {
            if (model.Is(symbol, Role.FragmentAccessor) || symbol is IMethodSymbol && model.Is(symbol, Role.TransfersFragments)
                || symbol is IMethodSymbol { AssociatedSymbol: ISymbol property } && model.Is(property, Role.FragmentAccessor))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>What else a body does that makes a copy a right one.</summary>
internal sealed class CopyEvidence
{
    private readonly HashSet<ISymbol> _emptied = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _taken = new(SymbolEqualityComparer.Default);
    private bool _takesReferences;

    /// <summary>The references are taken, or what was copied from is emptied, given away or released.</summary>
    public bool Explains(DescriptorCopy copy) =>
        _takesReferences || copy.FromRoot is null || _emptied.Contains(copy.FromRoot) || _taken.Contains(copy.FromRoot) || copy.ToRoot is not null && _taken.Contains(copy.ToRoot);

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
        if (model.Is(method, Role.PageGet) || OperationOf(method, model)?.Info().References > 0)
        {
            AddTaken(call.Instance ?? (call.Arguments.Length > 0 ? call.Arguments[0].Value : null));
            return;
        }

        bool looks = OperationOf(method, model)?.Info().StoresIn(FragmentParts.Page) == false
            || model.Is(method, Role.PageAddress) || model.Is(method, Role.PagePhys) || model.Is(method, Role.PageMap);
        if (looks)
            return;
        if (call.Instance is IOperation instance && method.ReturnsVoid && !DescriptorCopy.IsCopy(call, model))
            AddEmptied(instance);
        foreach (IArgumentOperation argument in call.Arguments)
        {
            // What hands back a part of its argument ('Shinfo(skb)') only looks.
            if (!(method.IsStatic && argument.Parameter?.Ordinal == 0 && call.Parent is IMemberReferenceOperation) && !BaseLibrary.Contains(method))
                AddEmptied(argument.Value);
        }
    }

    // Of what else it may be, nobody can tell; but a fragment that was passed by value is none of those in the containers.
    private void AddTaken(IOperation? operand)
    {
        if (DescriptorCopy.RootOf(operand) is ISymbol root && (root is not ILocalSymbol || operand?.Type is null || IsContainerLike(root)))
            _taken.Add(root);
        else
            _takesReferences = true;
    }

    private static bool IsContainerLike(ISymbol root) => root is ILocalSymbol { Type: { IsReferenceType: true } and not IArrayTypeSymbol };

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
