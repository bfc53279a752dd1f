using System.Collections.Immutable;
using System.Linq;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Obligations;

/// <summary>What methods do with references, from annotations, binding files and what is known of the base class library.</summary>
internal sealed class ReferenceContracts : Contracts
{
    public ReferenceContracts(FragmentModel? model)
        : base(model)
    {
    }

    public override Interest Interest => Interest.Ownership;

    public override ResourceKind Given => ResourceKind.Reference;

    public override bool CanBe(ITypeSymbol type) =>
        type is IPointerTypeSymbol or IArrayTypeSymbol
        || type.SpecialType is SpecialType.System_IntPtr or SpecialType.System_UIntPtr or SpecialType.System_Object
        || type.SpecialType == SpecialType.None && type.TypeKind is TypeKind.Class or TypeKind.Interface or TypeKind.Struct && !type.IsRefLikeType;

    // What the base class library hands out is one of these.
    public override bool CanOwn(ITypeSymbol type) =>
        type is IArrayTypeSymbol or IPointerTypeSymbol
        || type.SpecialType is SpecialType.System_IntPtr or SpecialType.System_UIntPtr
        || type is INamedTypeSymbol { Name: "GCHandle" or "IMemoryOwner" };

    public override bool IsOwnedField(ISymbol? field) => field is not null && Model is not null && Model.Is(field, Role.Owned);

    public override bool KnowsWrappers => true;

    public override bool HasRole(ISymbol member) => Model is not null && !Model.RolesOf(member).IsEmpty;

    public override ISymbol? PageIn(ITypeSymbol? type) => type is INamedTypeSymbol named && Model is not null ? DescriptorContract.PageIn(named, Model) : null;

    public override RoleBinding? RoleOf(ISymbol symbol, Role role, bool onReturn = false) => Model?.RolesOf(symbol).Get(role, onReturn);

    protected override MethodContract? BuiltIn(IMethodSymbol method, ITypeSymbol? receiver) => BaseLibraryPairs.Of(method, receiver);

    protected override MethodContract Declared(IMethodSymbol method)
    {
        RoleSet roles = Model!.RolesOf(method);
        ImmutableArray<Effect>.Builder effects = ImmutableArray.CreateBuilder<Effect>();
        if (DescriptorContract.Of(method, Model) is MethodContract descriptor)
            return descriptor;
        bool quiet = roles.Has(Role.PageGet) || roles.Has(Role.PagePut);
        if (quiet)
        {
            (int page, int count) = PageOf(method);
            if (page != int.MinValue)
            {
                effects.Add(new Effect(roles.Has(Role.PageGet) ? EffectKind.Get : EffectKind.Put, page, EndOf(roles, TypeAt(method, page))) { Count = count });
                // 'return this': another name for the same reference.
                if (roles.Has(Role.PageGet) && roles.Get(Role.Owned, onReturn: true) is null && !method.ReturnsVoid && SymbolEqualityComparer.Default.Equals(method.ReturnType, TypeAt(method, page)))
                    effects.Add(new Effect(EffectKind.Alias, Effect.Result) { Source = page });
            }
        }

        if (roles.Get(Role.Owned, onReturn: true) is RoleBinding owned)
            effects.Add(new Effect(EffectKind.Acquire, method.ReturnsVoid ? Effect.This : Effect.Result, when: owned.When));
        else if (method.MethodKind == MethodKind.Constructor && roles.Get(Role.Owned) is RoleBinding constructed)
            effects.Add(new Effect(EffectKind.Acquire, Effect.Result, when: constructed.When));
        if (roles.Get(Role.Consumes) is RoleBinding consumed && !method.IsStatic)
            effects.Add(new Effect(EffectKind.Consume, Effect.This, when: consumed.When));
        if (roles.Get(Role.Borrows, onReturn: true) is not null)
            effects.Add(new Effect(EffectKind.Borrow, Effect.Result));
        if (roles.Get(Role.AliasOf, onReturn: true)?.Name is string name && OperandOf(method, name) is int source and not int.MinValue)
            effects.Add(new Effect(EffectKind.Alias, Effect.Result) { Source = source });

        foreach (IParameterSymbol parameter in method.Parameters)
        {
            RoleSet of = Model!.RolesOf(parameter);
            if (of.IsEmpty)
                continue;
            if (of.Get(Role.Owned) is RoleBinding arrives && parameter.RefKind is RefKind.Out or RefKind.Ref)
                effects.Add(new Effect(EffectKind.Acquire, parameter.Ordinal, when: arrives.When));
            else if (of.Get(Role.Consumes) is RoleBinding taken)
                effects.Add(new Effect(EffectKind.Consume, parameter.Ordinal, when: taken.When));
            else if (of.Has(Role.Borrows))
                effects.Add(new Effect(EffectKind.Borrow, parameter.Ordinal));
        }

        // The receiver of a block of extensions is a parameter of the block.
        if (ExtensionBlock.ReceiverOf(method) is IParameterSymbol extended && !effects.Any(effect => effect.Target == Effect.This))
        {
            RoleSet of = Model!.RolesOf(extended);
            if (of.Get(Role.Consumes) is RoleBinding taken)
                effects.Add(new Effect(EffectKind.Consume, Effect.This, when: taken.When));
            else if (of.Has(Role.Borrows))
                effects.Add(new Effect(EffectKind.Borrow, Effect.This));
        }

        // What the result is another name of is not taken away, unless it says so.
        foreach (Effect alias in effects.ToArray())
        {
            if (alias.Kind == EffectKind.Alias && alias.Source >= 0 && !effects.Any(effect => effect.Target == alias.Source))
                effects.Add(new Effect(EffectKind.Borrow, alias.Source));
        }

        if (effects.Count == 0 && IsLook(roles))
            return Looking(method);
        return effects.Count == 0 ? MethodContract.None : new MethodContract(effects.ToImmutable(), quiet);
    }

    private static ResourceKind EndOf(RoleSet roles, ITypeSymbol page) =>
        roles.Get(Role.PagePut)?.Repeats != true ? ResourceKind.Reference : page.IsValueType ? ResourceKind.DisposableValue : ResourceKind.Disposable;

    private static int OperandOf(IMethodSymbol method, string name) =>
        ExtensionBlock.ReceiverOf(method)?.Name == name ? Effect.This : MethodContract.Ordinal(method, name);

    // Addresses and mapping checks look at a page; they hold nothing.
    private static bool IsLook(RoleSet roles) =>
        roles.Has(Role.PageAddress) || roles.Has(Role.PagePhys) || roles.Has(Role.MapCheck)
        || roles.Has(Role.PageMap) || roles.Has(Role.PageUnmap);

    private static MethodContract Looking(IMethodSymbol method)
    {
        ImmutableArray<Effect>.Builder effects = ImmutableArray.CreateBuilder<Effect>();
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (parameter.RefKind is RefKind.None or RefKind.In)
                effects.Add(new Effect(EffectKind.Borrow, parameter.Ordinal));
        }

        return new MethodContract(effects.ToImmutable(), isQuiet: true);
    }

    /// <summary>Which operand of a get or a put is the page, and which the count.</summary>
    private (int Page, int Count) PageOf(IMethodSymbol method)
    {
        int count = -1;
        int page = int.MinValue;
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (parameter.RefKind is RefKind.Out || parameter.IsOptional)
                continue;
            if (Types.IsInteger(parameter.Type) && parameter.Type.SpecialType is not (SpecialType.System_IntPtr or SpecialType.System_UIntPtr))
                count = parameter.Ordinal;
            else if (page == int.MinValue && parameter.Type.TypeKind is not (TypeKind.Enum or TypeKind.Delegate) && parameter.Type.SpecialType is SpecialType.None or SpecialType.System_IntPtr or SpecialType.System_UIntPtr or SpecialType.System_Object)
                page = parameter.Ordinal;
        }

        if (page != int.MinValue)
            return (page, count);
        // 'ring.Return(x.Id)': the one thing that is passed stands for what it was taken from.
        return method.IsStatic
            ? method.Parameters.Length == 1 ? (0, -1) : (int.MinValue, -1)
            : (Effect.This, count);
    }

    private static ITypeSymbol TypeAt(IMethodSymbol method, int operand) => operand == Effect.This ? ExtensionBlock.ReceiverOf(method)?.Type ?? method.ContainingType : method.Parameters[operand].Type;
}
