using System.Collections.Generic;
using System.Collections.Immutable;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Obligations;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Dma;

/// <summary>What methods do with mappings: a map acquires one, an unmap ends it, a check asks whether there is one.</summary>
internal sealed class MappingContracts : Contracts
{
    private readonly FragmentModel _model;
    private readonly HashSet<string> _checks;

    public MappingContracts(FragmentModel model)
        : base(model)
    {
        _model = model;
        _checks = new HashSet<string>(model.Index.Names.Of(Role.MapCheck));
    }

    public override Interest Interest => Interest.Dma;

    public override ResourceKind Given => ResourceKind.Mapping;

    public override bool CanBe(ITypeSymbol type) => Mapping.IsAddress(type);

    public override bool CanOwn(ITypeSymbol type) => Mapping.IsAddress(type);

    public override bool Asks(IMethodSymbol method) => MapChecks.IsIn(method, _checks, 2);

    public override bool Undermines(IInvocationOperation call, IOperation acquisition, Body body) =>
        acquisition is IInvocationOperation map && MappedPage.IsPut(call, _model) && MappedPage.IsOf(map, call, Member.Of(body, _model));

    protected override MethodContract Declared(IMethodSymbol method)
    {
        if (Mapping.IsMap(method, _model))
            return Only(Made(method));
        IParameterSymbol? address = Mapping.AddressIn(method);
        if (_model.Is(method, Role.PageUnmap))
            return address is null ? MethodContract.None : Only(new Effect(EffectKind.Put, address.Ordinal, ResourceKind.Mapping));
        return address is not null && _model.Is(method, Role.MapCheck)
            ? Only(new Effect(EffectKind.Ask, address.Ordinal, ResourceKind.Mapping, Outcome(method.ReturnType, When.True, When.NonZero)))
            : MethodContract.None;
    }

    // A status beside the mapping tells whether there is one: 'true', or 0, is taken for success.
    private static Effect Made(IMethodSymbol method)
    {
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (parameter.RefKind != RefKind.Out)
                continue;
            When when = Outcome(method.ReturnType, When.True, When.Zero);
            return new Effect(EffectKind.Acquire, parameter.Ordinal, ResourceKind.Mapping, when) { IsAsked = when != When.Always };
        }

        return new Effect(EffectKind.Acquire, Effect.Result, ResourceKind.Mapping);
    }

    private static When Outcome(ITypeSymbol type, When ofTruth, When ofNumber) =>
        type.SpecialType == SpecialType.System_Boolean ? ofTruth : Types.IsInteger(type) ? ofNumber : When.Always;

    private static MethodContract Only(Effect effect) => new(ImmutableArray.Create(effect), isQuiet: true);
}
