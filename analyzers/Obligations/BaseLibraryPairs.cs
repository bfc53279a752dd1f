using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Obligations;

/// <summary>The base class library's own pairs as contracts, known without any annotation.</summary>
internal static class BaseLibraryPairs
{
    private const string Dispose = nameof(IDisposable.Dispose);

    // By the method's name: few methods have one of these, and only their types are looked at.
    private static readonly Dictionary<string, List<(PairMember Member, PairRow Row)>> s_members = Members();

    // By definition, and gone with the compilation.
    private static readonly ConditionalWeakTable<IMethodSymbol, MethodContract> s_contracts = new();

    private static readonly ConditionalWeakTable<PairRow, MethodContract> s_disposals = new();

    /// <summary>The contract of a method of the base class library, or null. <paramref name="receiver"/> is the receiver's static type.</summary>
    public static MethodContract? Of(IMethodSymbol method, ITypeSymbol? receiver)
    {
        if (!s_members.TryGetValue(method.Name, out List<(PairMember Member, PairRow Row)>? members))
            return null;
        foreach ((PairMember member, PairRow row) in members)
        {
            // An owner is disposed of through IDisposable, or its own override of it.
            if (method.Name == Dispose)
            {
                if (method.Parameters.IsEmpty && (member.IsOn(receiver) || member.IsOn(method.ContainingType)))
                    return s_disposals.GetValue(row, static disposed => new MethodContract(ImmutableArray.Create(new Effect(EffectKind.Put, Effect.This, KindOf(disposed))), isQuiet: true));
                continue;
            }

            for (INamedTypeSymbol? type = method.ContainingType; type is not null && type.SpecialType != SpecialType.System_Object; type = type.BaseType)
            {
                if (member.IsOn(type))
                    return s_contracts.TryGetValue(method.OriginalDefinition, out MethodContract? known) ? known : Add(method.OriginalDefinition, member, row);
            }
        }

        return null;
    }

    private static MethodContract Add(IMethodSymbol method, PairMember member, PairRow row) => s_contracts.GetValue(method, definition => ContractOf(definition, member, row));

    /// <summary>The interface, or whatever implements it.</summary>
    public static bool IsMemoryOwner(ITypeSymbol? type)
    {
        if (Types.Is(type, "System.Buffers", "IMemoryOwner", 1))
            return true;
        if (type is null)
            return false;
        foreach (INamedTypeSymbol implemented in type.AllInterfaces)
        {
            if (Types.Is(implemented, "System.Buffers", "IMemoryOwner", 1))
                return true;
        }

        return false;
    }

    public static bool IsArrayPool(ITypeSymbol? type)
    {
        for (INamedTypeSymbol? at = type as INamedTypeSymbol; at is not null; at = at.BaseType)
        {
            if (Types.Is(at, "System.Buffers", "ArrayPool", 1))
                return true;
        }

        return false;
    }

    private static Dictionary<string, List<(PairMember Member, PairRow Row)>> Members()
    {
        Dictionary<string, List<(PairMember, PairRow)>> members = new(StringComparer.Ordinal);
        HashSet<string> ends = new(StringComparer.Ordinal);
        foreach (PairRow row in BaseLibraryFile.Rows)
        {
            Add(row.Member, row);
            if (row.End is PairMember end && ends.Add(end.Id))
                Add(end, row);
        }

        return members;

        void Add(PairMember member, PairRow row)
        {
            if (!members.TryGetValue(member.Method, out List<(PairMember, PairRow)>? same))
                members.Add(member.Method, same = new List<(PairMember, PairRow)>(1));
            same.Add((member, row));
        }
    }

    private static MethodContract ContractOf(IMethodSymbol method, PairMember member, PairRow row)
    {
        ResourceKind kind = KindOf(row);
        int operand = member.Operand switch
        {
            null => Effect.Result,
            PairMember.This => Effect.This,
            PairMember.Out => OutOf(method),
            string name => OrdinalOf(method, name),
        };
        // A version of the library that calls its parameters otherwise is nobody's error.
        if (operand == int.MinValue)
            return MethodContract.None;
        ImmutableArray<Effect> effects = member == row.End || row.Kind == PairKind.Put
            ? ImmutableArray.Create(new Effect(EffectKind.Put, operand, kind))
            : row.Kind switch
            {
                PairKind.Owned => ImmutableArray.Create(new Effect(EffectKind.Acquire, operand, kind, row.When)),
                PairKind.Get => operand >= 0
                    ? ImmutableArray.Create(new Effect(EffectKind.Get, Effect.This, kind), new Effect(EffectKind.Set, operand))
                    : ImmutableArray.Create(new Effect(EffectKind.Get, Effect.This, kind)),
                // Where it fails it throws, and the old memory is still there; that way out is followed only on request.
                _ => ImmutableArray.Create(new Effect(EffectKind.Put, operand, kind), new Effect(EffectKind.Acquire, Effect.Result, kind)),
            };
        return new MethodContract(effects, isQuiet: true);
    }

    // An override may call its parameters otherwise.
    private static int OrdinalOf(IMethodSymbol method, string name)
    {
        for (IMethodSymbol? at = method; at is not null; at = at.OverriddenMethod)
        {
            int ordinal = MethodContract.Ordinal(at, name);
            if (ordinal != int.MinValue)
                return ordinal;
        }

        return int.MinValue;
    }

    private static int OutOf(IMethodSymbol method)
    {
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (parameter.RefKind == RefKind.Out)
                return parameter.Ordinal;
        }

        return int.MinValue;
    }

    private static ResourceKind KindOf(PairRow row) => ResourceKind.ByName(row.Resource);
}
