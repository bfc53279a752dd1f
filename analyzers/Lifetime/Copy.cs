using System.Collections.Generic;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Lifetime;

/// <summary>Descriptors that are copied from one container to another.</summary>
internal sealed class Copy
{
    private Copy(IOperation operation, Container from, Container to)
    {
        Operation = operation;
        From = from;
        To = to;
    }

    /// <summary>The assignment or the call.</summary>
    public IOperation Operation { get; }

    public Container From { get; }

    public Container To { get; }

    /// <summary>Every copy between two containers that are not one, in source order.</summary>
    public static IEnumerable<Copy> In(Member member)
    {
        foreach (IOperation operation in member.Operations)
        {
            foreach ((IOperation source, IOperation target) in Pairs(operation, member))
            {
                if (ContainerOfTarget(target, operation, member) is Container to && ContainerOfSource(source, member) is Container from && !from.MayBe(to, member))
                    yield return new Copy(operation, from, to);
            }
        }
    }

    private static IEnumerable<(IOperation Source, IOperation Target)> Pairs(IOperation operation, Member member)
    {
        switch (operation)
        {
            case ISimpleAssignmentOperation { IsRef: false } assignment when IsDescriptor(assignment.Target, member):
                foreach (IOperation value in Alternatives(assignment.Value))
                    yield return (value, assignment.Target);
                break;
            case IDeconstructionAssignmentOperation { Target: ITupleOperation targets } deconstruction when Member.Plain(deconstruction.Value) is ITupleOperation values && values.Elements.Length == targets.Elements.Length:
                for (int i = 0; i < values.Elements.Length; i++)
                {
                    if (IsDescriptor(targets.Elements[i], member))
                        yield return (values.Elements[i], targets.Elements[i]);
                }

                break;
            case IInvocationOperation call:
                if (OfBaseLibrary(call) is (IOperation source, IOperation target))
                    yield return (source, target);
                else if (StoredPage(call, member) is IOperation page)
                    yield return (page, call);
                break;
        }
    }

    /// <summary>A fragment, its page, or a whole array of fragments.</summary>
    private static bool IsDescriptor(IOperation target, Member member) =>
        target is not ILocalReferenceOperation { Local.RefKind: RefKind.None }
        && (Container.HoldsFragments(target.Type, member.Model) || member.Code.IsPart(target, Role.FragmentPage, out _));

    private static IEnumerable<IOperation> Alternatives(IOperation value)
    {
        value = Member.Plain(value);
        switch (value)
        {
            case IConditionalOperation { WhenFalse: IOperation otherwise } choice:
                return new[] { Member.Plain(choice.WhenTrue), Member.Plain(otherwise) };
            case ISwitchExpressionOperation choice:
                List<IOperation> arms = new();
                foreach (ISwitchExpressionArmOperation arm in choice.Arms)
                    arms.Add(Member.Plain(arm.Value));
                return arms;
            case ICoalesceOperation choice:
                return new[] { Member.Plain(choice.Value), Member.Plain(choice.WhenNull) };
            default:
                return new[] { value };
        }
    }

    private static Container? ContainerOfTarget(IOperation target, IOperation operation, Member member)
    {
        if (target == operation && target is IInvocationOperation call)
            return member.Code.AccessorOf(call, out INamedTypeSymbol? type) is Accessor accessor && Locator.OfAccessorCall(call, accessor, type!) is Locator filled ? TargetOf(filled, member) : null;
        return Container.Of(target, member);
    }

    // A local copy of a descriptor is nobody's container.
    private static Container? TargetOf(Locator filled, Member member) =>
        filled.Index is null && member.Code.Semantics.GetOperation(filled.Expression, member.Code.Cancellation) is IOperation fragment
            ? Container.Of(fragment, member)
            : Container.Of(filled, member);

    private static Container? ContainerOfSource(IOperation source, Member member)
    {
        source = Member.Plain(source);
        switch (source)
        {
            case IObjectCreationOperation creation when Container.IsFragment(creation.Type, member.Model):
                foreach (IOperation part in Walk.All(creation))
                {
                    IOperation? value = part switch
                    {
                        ISimpleAssignmentOperation { Target: IMemberReferenceOperation set } assignment when member.Model.Is(set.Member, Role.FragmentPage) => assignment.Value,
                        IArgumentOperation argument when argument.Parent == creation => argument.Value,
                        _ => null,
                    };
                    if (value is not null && PageOf(value, member) is Container page)
                        return page;
                }

                return null;
            case IInvocationOperation { TargetMethod.Name: "ToArray" or "Clone" or "ToList" } copy:
                return Container.Of(copy.Instance ?? (copy.Arguments.Length > 0 ? copy.Arguments[0].Value : null), member, throughCopies: true);
            default:
                return (member.Code.IsPart(source, Role.FragmentPage, out _) || !Container.HoldsFragments(source.Type, member.Model) ? PageOf(source, member) : null)
                    ?? Container.Of(source, member, throughCopies: true);
        }
    }

    private static Container? PageOf(IOperation value, Member member) =>
        PageSource.Of(value, member.Code) is PageSource page ? Container.Of(page.Fragment, member) : null;

    /// <summary>The page that an accessor stores, when it is another fragment's.</summary>
    private static IOperation? StoredPage(IInvocationOperation call, Member member)
    {
        if (member.Code.AccessorOf(call, out _) is not { Operation: FragmentOperation.Fill or FragmentOperation.SetPage } accessor)
            return null;
        foreach (IArgumentOperation argument in call.Arguments)
        {
            if (argument.Parameter is IParameterSymbol parameter && parameter.Ordinal < accessor.Parts.Length && accessor.Parts[parameter.Ordinal] == Part.Page)
                return argument.Value;
        }

        return null;
    }

    /// <summary>The base library's copies of arrays, spans and memory.</summary>
    private static (IOperation Source, IOperation Target)? OfBaseLibrary(IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod;
        ITypeSymbol? type = method.ContainingType;
        switch (method.Name)
        {
            case "Copy" or "ConstrainedCopy" when Types.Is(type, "System", "Array"):
                return method.Parameters.Length == 3 ? At(call, 0, 1) : At(call, 0, 2);
            case "BlockCopy" when Types.Is(type, "System", "Buffer"):
                return At(call, 0, 2);
            case "MemoryCopy" when Types.Is(type, "System", "Buffer"):
            case "Copy" when Types.Is(type, "System.Runtime.InteropServices", "NativeMemory"):
                return At(call, 0, 1);
            case "CopyBlock" or "CopyBlockUnaligned" or "Copy" or "Write" or "WriteUnaligned" when Types.Is(type, "System.Runtime.CompilerServices", "Unsafe"):
                return At(call, 1, 0);
            case "CopyTo" or "TryCopyTo" when Types.Is(type, "System", "MemoryExtensions"):
                return At(call, 0, 1);
            case "CopyTo" or "TryCopyTo" when call.Instance is not null && IsOfBaseLibrary(method) && call.Arguments.Length > 0:
                return (call.Instance, call.Arguments[0].Value);
            case "Add" or "AddRange" when call.Instance is not null && IsOfBaseLibrary(method) && call.Arguments.Length == 1:
                return (call.Arguments[0].Value, call.Instance);
            case "Insert" or "InsertRange" when call.Instance is not null && IsOfBaseLibrary(method) && call.Arguments.Length == 2:
                return (call.Arguments[1].Value, call.Instance);
            default:
                return null;
        }
    }

    public static bool IsOfBaseLibrary(IMethodSymbol method)
    {
        INamespaceSymbol? space = method.ContainingNamespace;
        while (space is { IsGlobalNamespace: false, ContainingNamespace.IsGlobalNamespace: false })
            space = space.ContainingNamespace;
        return space?.Name == "System";
    }

    private static (IOperation, IOperation)? At(IInvocationOperation call, int source, int target)
    {
        IOperation? from = null;
        IOperation? to = null;
        foreach (IArgumentOperation argument in call.Arguments)
        {
            if (argument.Parameter?.Ordinal == source)
                from = argument.Value;
            else if (argument.Parameter?.Ordinal == target)
                to = argument.Value;
        }

        return from is null || to is null ? null : (from, to);
    }
}
