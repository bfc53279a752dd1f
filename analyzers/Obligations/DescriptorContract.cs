using System.Collections.Immutable;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Obligations;

/// <summary>
/// What accessors do with the reference that a descriptor holds on its page: take and drop one, put a page in, hand it
/// out. An accessor keeps nothing else that it is passed.
/// </summary>
internal static class DescriptorContract
{
    /// <summary>The contract of an accessor; null of any other method, and where something else is declared of it.</summary>
    public static MethodContract? Of(IMethodSymbol method, FragmentModel model)
    {
        if (model.AccessorOf(method, out _) is not Accessor accessor || IsDeclared(method, model))
            return null;
        OperationInfo operation = accessor.Operation.Info();
        int fragment = accessor.ByIndex ? int.MinValue : accessor.OnReceiver ? Effect.This : accessor.ParameterOf(Part.Fragment)?.Ordinal ?? int.MinValue;
        ImmutableArray<Effect>.Builder effects = ImmutableArray.CreateBuilder<Effect>();
        // What goes into a descriptor besides its parts, it may keep.
        bool isQuiet = operation.Stores == FragmentParts.None || !accessor.Parts.Contains(Part.Rest);
        if (accessor.OnReceiver)
            effects.Add(OnFragment(operation, Effect.This, isFragment: fragment == Effect.This));
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            switch (accessor.Parts[parameter.Ordinal])
            {
                case Part.Fragment or Part.Container:
                    effects.Add(OnFragment(operation, parameter.Ordinal, isFragment: parameter.Ordinal == fragment));
                    break;
                case Part.Page when operation.StoresIn(FragmentParts.Page):
                    effects.Add(new Effect(EffectKind.Store, parameter.Ordinal) { Source = fragment });
                    break;
                case Part.Rest when isQuiet && parameter.RefKind is RefKind.None or RefKind.In:
                    effects.Add(new Effect(EffectKind.Borrow, parameter.Ordinal));
                    break;
            }
        }

        if (operation.Gives == FragmentParts.Page && fragment != int.MinValue)
            effects.Add(new Effect(EffectKind.Alias, Effect.Result) { Source = fragment, IsOfPage = true });
        return new MethodContract(effects.ToImmutable(), isQuiet);
    }

    /// <summary>The one member in which a descriptor holds its page.</summary>
    public static ISymbol? PageIn(INamedTypeSymbol type, FragmentModel model)
    {
        if (!model.Is(type, Role.Fragment))
            return null;
        ISymbol? page = null;
        foreach (ISymbol member in type.GetMembers())
        {
            if (!model.Is(member, Role.FragmentPage))
                continue;
            if (page is not null)
                return null;
            page = member;
        }

        return page;
    }

    private static Effect OnFragment(OperationInfo operation, int target, bool isFragment) => operation.References switch
    {
        > 0 when isFragment => new Effect(EffectKind.Get, target) { IsOfPage = true },
        < 0 when isFragment => new Effect(EffectKind.Put, target) { IsOfPage = true },
        // Where its bytes are matters only to who reads them.
        _ => new Effect(EffectKind.Borrow, target) { IsOfPage = isFragment && operation.AddsOffset },
    };

    private static bool IsDeclared(IMethodSymbol method, FragmentModel model)
    {
        RoleSet roles = model.RolesOf(method);
        if (roles.Has(Role.Owned) || roles.Has(Role.Consumes) || roles.Has(Role.AliasOf))
            return true;
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (!model.RolesOf(parameter).IsEmpty)
                return true;
        }

        return false;
    }
}
