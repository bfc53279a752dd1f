using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Dma;

/// <summary>The page that a map maps, and a put releases.</summary>
internal static class MappedPage
{
    /// <summary>The call drops a reference on a page, or on a fragment's.</summary>
    public static bool IsPut(IInvocationOperation call, FragmentModel model) =>
        model.Is(call.TargetMethod, Role.PagePut) || model.AccessorOf(call.TargetMethod, out _)?.Operation.Info().References < 0;

    /// <summary>It is the page that was mapped, it was the last reference that this body can know of, and its name means the same still.</summary>
    public static bool IsOf(IInvocationOperation map, IInvocationOperation put, Member member) =>
        Of(map, member) is StoragePath mapped && Of(put, member) is StoragePath page && mapped.Equals(page)
        && !member.IsChangedBetween(page, map.Syntax, put.Syntax) && !HasOtherReference(page, member);

    /// <summary>Somewhere in the body a reference is taken on that page: then the put need not be the last one.</summary>
    private static bool HasOtherReference(StoragePath page, Member member)
    {
        foreach (IOperation operation in member.Operations)
        {
            if (operation is IInvocationOperation call
                && (member.Model.Is(call.TargetMethod, Role.PageGet) || member.Code.AccessorOf(call, out _)?.Operation.Info().References > 0)
                && Of(call, member) is StoragePath got && got.Equals(page))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The page that a call is about: that of the fragment it names, or the page it is given.</summary>
    private static StoragePath? Of(IInvocationOperation call, Member member)
    {
        if (member.Code.AccessorOf(call, out INamedTypeSymbol? type) is Accessor accessor)
            return Locator.OfAccessorCall(call, accessor, type!) is Locator locator ? PathOf(locator, member) : null;
        if (call.Instance is not null && Of(call.Instance, member) is StoragePath receiver)
            return receiver;
        foreach (IArgumentOperation argument in call.Arguments)
        {
            if (Of(argument.Value, member) is StoragePath page)
                return page;
        }

        return null;
    }

    private static StoragePath? Of(IOperation value, Member member)
    {
        if (PageSource.Of(value, member.Code) is PageSource source)
            return PathOf(source.Fragment, member);
        value = Member.Plain(value);
        return value is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation && IsPage(value.Type, member) ? member.PlaceOf(value) : null;
    }

    private static StoragePath? PathOf(Locator fragment, Member member)
    {
        if (member.Code.Semantics.GetOperation(fragment.Expression, member.Code.Cancellation) is not IOperation operation || member.PlaceOf(operation) is not StoragePath path)
            return null;
        return fragment.Index is null ? path : path.With(new PathStep($"[{fragment.Index}]"));
    }

    // A device is no page: the page is what has references.
    private static bool IsPage(ITypeSymbol? type, Member member)
    {
        if (type is not INamedTypeSymbol { SpecialType: SpecialType.None } named)
            return false;
        foreach (ISymbol inner in named.GetMembers())
        {
            if (inner is IMethodSymbol method && IsCounting(method, member.Model))
                return true;
        }

        foreach (IOperation operation in member.Operations)
        {
            if (operation is not IInvocationOperation { TargetMethod: IMethodSymbol called } || !IsCounting(called, member.Model))
                continue;
            foreach (IParameterSymbol parameter in called.Parameters)
            {
                if (SymbolEqualityComparer.Default.Equals(parameter.Type, named))
                    return true;
            }
        }

        return false;
    }

    private static bool IsCounting(IMethodSymbol method, FragmentModel model) => model.Is(method, Role.PagePut) || model.Is(method, Role.PageGet);
}
