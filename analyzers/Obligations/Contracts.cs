using System.Collections.Concurrent;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

/// <summary>What methods do with the things of one family that have to be released: references, or mappings.</summary>
internal abstract class Contracts
{
    private readonly ConcurrentDictionary<IMethodSymbol, MethodContract> _contracts = new(SymbolEqualityComparer.Default);

    protected Contracts(FragmentModel? model) => Model = model;

    public FragmentModel? Model { get; }

    /// <summary>Which bodies matter.</summary>
    public abstract Interest Interest { get; }

    /// <summary>As what a parameter comes of which nothing is known.</summary>
    public abstract ResourceKind Given { get; }

    /// <summary>What is declared of a method; empty when nothing is.</summary>
    public MethodContract Of(IMethodSymbol method, ITypeSymbol? receiver)
    {
        if (BuiltIn(method, receiver) is MethodContract known)
            return known;
        if (Model is null)
            return MethodContract.None;
        IMethodSymbol definition = method.OriginalDefinition;
        if (ExtensionBlock.MemberOf(definition) is IMethodSymbol member)
            return Of(member, null).OfStatic();
        return _contracts.TryGetValue(definition, out MethodContract? contract) ? contract : _contracts.GetOrAdd(definition, Declared(definition));
    }

    /// <summary>A parameter of that type can be one of these.</summary>
    public abstract bool CanBe(ITypeSymbol type);

    /// <summary>A private field of that type may own one, which its type alone tells.</summary>
    public abstract bool CanOwn(ITypeSymbol type);

    /// <summary>The member owns what it holds, by annotation.</summary>
    public virtual bool IsOwnedField(ISymbol? field) => false;

    /// <summary>Types of the code's own may wrap one.</summary>
    public virtual bool KnowsWrappers => false;

    /// <summary>Somebody has said something of a member.</summary>
    public virtual bool HasRole(ISymbol member) => false;

    public virtual RoleBinding? RoleOf(ISymbol symbol, Role role, bool onReturn = false) => null;

    /// <summary>The member in which a descriptor of that type holds its page; null where it is none, or has several.</summary>
    public virtual ISymbol? PageIn(ITypeSymbol? type) => null;

    /// <summary>The source of a method about which nothing else is known asks whether there is what it is passed.</summary>
    public virtual bool Asks(IMethodSymbol method) => false;

    /// <summary>The call takes away what something stands on that was acquired before.</summary>
    public virtual bool Undermines(IInvocationOperation call, IOperation acquisition, Body body) => false;

    /// <summary>What is known of a method without any declaration.</summary>
    protected virtual MethodContract? BuiltIn(IMethodSymbol method, ITypeSymbol? receiver) => null;

    protected abstract MethodContract Declared(IMethodSymbol method);
}
