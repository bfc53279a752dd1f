using System.Collections.Concurrent;
using System.Collections.Immutable;
using FragApi.Analyzers.Bodies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FragApi.Analyzers.Obligations;

/// <summary>
/// A type of the code's own around something that has to be released: its constructors acquire it into fields that nobody else
/// writes to, and what disposes of the object releases those. What is done with such an object says the same as what is done with it.
/// </summary>
internal sealed class Wrapper
{
    private static readonly MethodContract s_lost = new(ImmutableArray.Create(new Effect(EffectKind.Lose, Effect.This))) { CallsOut = true };

    private readonly INamedTypeSymbol _type;
    private readonly WrapperReader _reader;
    private readonly ConcurrentDictionary<IMethodSymbol, WrapperMember> _members = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<IMethodSymbol, MethodContract?> _creations = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, bool> _shown = new(SymbolEqualityComparer.Default);
    private readonly bool _isFilledAtOnce;

    public Wrapper(INamedTypeSymbol type, ResourceKind inner, bool isFilledAtOnce, WrapperReader reader)
    {
        (_type, _isFilledAtOnce, _reader) = (type, isFilledAtOnce, reader);
        WrapperMember end = End() ?? WrapperMember.Unknown;
        IsWrapper = end.IsEnd;
        // What the end writes, or asks before it goes on, makes it one that may be called again; and where that is in a
        // struct, another copy does not know of it.
        bool mayRepeat = inner.MayRepeat || end.Tests || end.Changes;
        Kind = ResourceKind.Wrapping(inner, mayRepeat, type.IsValueType && mayRepeat && !inner.MayRepeat && end.Changes && !end.CallsOut, HasFinalizer(type));
    }

    /// <summary>Something releases what it holds.</summary>
    public bool IsWrapper { get; }

    public ResourceKind Kind { get; }

    /// <summary>What creating one says; null where that constructor acquires nothing, or not always.</summary>
    public MethodContract? OfCreation(IMethodSymbol constructor) =>
        _creations.TryGetValue(constructor.OriginalDefinition, out MethodContract? known) ? known : _creations.GetOrAdd(constructor.OriginalDefinition, Fills(constructor.OriginalDefinition, 0) ? Created : null);

    /// <summary>What arrives with a new one.</summary>
    public MethodContract Created => new(ImmutableArray.Create(new Effect(EffectKind.Acquire, Effect.Result, Kind))) { CallsOut = true };

    /// <summary>What a call on an object of the type says.</summary>
    public MethodContract OfCall(IMethodSymbol method, bool isAwaited)
    {
        WrapperMember member = Of(method);
        return member.IsUnclear || member.IsDeferred && !isAwaited || (member.Shows ? IsObject(method.ReturnType) : method.ReturnType is IPointerTypeSymbol) ? s_lost : member.Contract ??= ContractOf(member);
    }

    // What is shown is an object that wraps something itself, and can be disposed of.
    private bool IsObject(ITypeSymbol type) => _reader.InnerOf(type) is not null;

    /// <summary>A field or a property shows what the object holds.</summary>
    public bool Shows(ISymbol member) => member is IPropertySymbol { GetMethod: IMethodSymbol getter } ? Of(getter).Shows : _shown.TryGetValue(member.OriginalDefinition, out bool shows) ? shows : _shown.GetOrAdd(member.OriginalDefinition, _reader.Shows(member));

    private MethodContract ContractOf(WrapperMember member)
    {
        ImmutableArray<Effect> effects = ImmutableArray.Create(member.IsEnd ? new Effect(EffectKind.Put, Effect.This, Kind) : new Effect(EffectKind.Borrow, Effect.This) { Renews = member.Acquires });
        if (member.ReturnsItself)
            effects = effects.Add(new Effect(EffectKind.Alias, Effect.Result));
        else if (member.Shows && !member.IsEnd)
            effects = effects.Add(new Effect(EffectKind.View, Effect.Result) { Source = Effect.This });
        return new MethodContract(effects) { CallsOut = member.CallsOut };
    }

    /// <summary>What a call says on an object of which it is not known as what it was made.</summary>
    public static MethodContract OfUnknown(IMethodSymbol method, ResourceKind kind) =>
        IsDispose(method) ? new MethodContract(ImmutableArray.Create(new Effect(EffectKind.Put, Effect.This, kind))) { CallsOut = true } : s_lost;

    /// <summary>What a method, or a property's accessor, does to an object of the type.</summary>
    public WrapperMember Of(IMethodSymbol method)
    {
        IMethodSymbol definition = ImplementationOf(method.OriginalDefinition);
        return _members.TryGetValue(definition, out WrapperMember? known) ? known : _members.GetOrAdd(definition, Read(definition));
    }

    private WrapperMember Read(IMethodSymbol method)
    {
        // What a base of the library does, it does by what is overridden here.
        if (method.DeclaringSyntaxReferences.IsEmpty)
            return method.Parameters.IsEmpty && method.Name is "Dispose" or "Close" or "DisposeAsync" ? End() ?? WrapperMember.Unknown : WrapperMember.Harmless;
        return method is { MethodKind: MethodKind.PropertyGet, AssociatedSymbol: IPropertySymbol property } && CalledCode.IsAutomatic(property)
            ? new WrapperMember { Shows = _reader.Shows(property) }
            : _reader.Read(method);
    }

    /// <summary>What disposes of an object: its own, or what a base of the library calls for it.</summary>
    private WrapperMember? End()
    {
        IMethodSymbol? inherited = null;
        foreach (ISymbol member in _type.GetMembers())
        {
            if (member is not IMethodSymbol { IsStatic: false } method)
                continue;
            if (IsDispose(method) && _reader.Read(method) is { IsEnd: true } end)
                return end;
            if (method is { Name: "Dispose", IsOverride: true, Parameters.Length: 1 })
                inherited = method;
        }

        return inherited is null ? null : _reader.Read(inherited);
    }

    /// <summary>By the library's convention: 'Dispose()', 'Close()', 'DisposeAsync()', by themselves or as the interface's.</summary>
    public static bool IsDispose(IMethodSymbol method)
    {
        if (!method.Parameters.IsEmpty || method.IsGenericMethod)
            return false;
        if (method.Name is "Dispose" or "Close" or "DisposeAsync")
            return true;
        foreach (IMethodSymbol implemented in method.ExplicitInterfaceImplementations)
        {
            if (implemented.Name is "Dispose" or "DisposeAsync")
                return true;
        }

        return false;
    }

    private bool Fills(IMethodSymbol constructor, int depth)
    {
        if (constructor.MethodKind != MethodKind.Constructor || depth > 4)
            return false;
        // 'new S()' of a struct without such a constructor runs nothing.
        if (constructor.DeclaringSyntaxReferences.IsEmpty)
            return _isFilledAtOnce && !_type.IsValueType;
        if (constructor.DeclaringSyntaxReferences[0].GetSyntax() is not ConstructorDeclarationSyntax declaration)
            return _isFilledAtOnce;
        WrapperMember made = _reader.Read(constructor);
        if (made.Leaks || made.Counts)
            return false;
        if (declaration.Initializer is { ThisOrBaseKeyword.ValueText: "this" })
            return made.FilledBy is not null && Fills(made.FilledBy.OriginalDefinition, depth + 1);
        return _isFilledAtOnce || made.Fills;
    }

    /// <summary>What a call reaches in an object that is of this type.</summary>
    private IMethodSymbol ImplementationOf(IMethodSymbol method)
    {
        if (SymbolEqualityComparer.Default.Equals(method.ContainingType, _type) || !(method.IsVirtual || method.IsAbstract || method.IsOverride))
            return method;
        foreach (ISymbol member in _type.GetMembers(method.Name))
        {
            for (IMethodSymbol? at = (member as IMethodSymbol)?.OverriddenMethod; at is not null; at = at.OverriddenMethod)
            {
                if (SymbolEqualityComparer.Default.Equals(at.OriginalDefinition, method))
                    return (IMethodSymbol)member;
            }
        }

        return method;
    }

    private static bool HasFinalizer(INamedTypeSymbol type)
    {
        foreach (ISymbol member in type.GetMembers())
        {
            if (member is IMethodSymbol { MethodKind: MethodKind.Destructor })
                return true;
        }

        return false;
    }
}
