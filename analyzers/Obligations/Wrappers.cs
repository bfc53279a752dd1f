using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

/// <summary>Which types of a compilation wrap something that has to be released. Each is read once, when one is met.</summary>
internal sealed class Wrappers
{
    /// <summary>One that holds another is one itself, as far as that.</summary>
    private const int MaxDepth = 3;

    private readonly Contracts _contracts;
    private readonly OwnedFields _fields;
    private readonly ConcurrentDictionary<(ISymbol Type, int Depth), Wrapper?> _types = new(DepthComparer.Instance);
    private readonly ConcurrentDictionary<(ISymbol Method, int Depth), Wrapper?> _factories = new(DepthComparer.Instance);

    public Wrappers(Contracts contracts, OwnedFields fields) => (_contracts, _fields) = (contracts, fields);

    /// <summary>What is known of a type; null where it is no wrapper.</summary>
    public Wrapper? Of(ITypeSymbol? type, Compilation compilation, CancellationToken cancellation) => Of(type, MaxDepth, compilation, cancellation);

    /// <summary>The same, of one within that many others: what a type is does not depend on who asks first.</summary>
    public Wrapper? Of(ITypeSymbol? type, int depth, Compilation compilation, CancellationToken cancellation)
    {
        if (depth < 0 || !_contracts.KnowsWrappers || type is not INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct, IsStatic: false } named || named.DeclaringSyntaxReferences.IsEmpty)
            return null;
        INamedTypeSymbol definition = named.OriginalDefinition;
        return _types.TryGetValue((definition, depth), out Wrapper? known) ? known : _types.GetOrAdd((definition, depth), Read(definition, depth, compilation, cancellation));
    }

    /// <summary>Of a static method that anybody may call: the type that each of its ways out makes a new object of.</summary>
    public Wrapper? OfFactory(IMethodSymbol method, Compilation compilation, CancellationToken cancellation) =>
        Summaries.IsOwn(method) ? null : OfFactory(method, MaxDepth, compilation, cancellation);

    /// <summary>The same, whoever may call it.</summary>
    public Wrapper? OfFactory(IMethodSymbol method, int depth, Compilation compilation, CancellationToken cancellation)
    {
        if (!method.IsStatic || method.MethodKind != MethodKind.Ordinary || method.IsVirtual || method.IsAbstract || Of(method.ReturnType, depth, compilation, cancellation) is not Wrapper made)
            return null;
        IMethodSymbol definition = method.OriginalDefinition;
        return _factories.TryGetValue((definition, depth), out Wrapper? known) ? known : _factories.GetOrAdd((definition, depth), Makes(definition, made, compilation, cancellation) ? made : null);
    }

    private static bool Makes(IMethodSymbol method, Wrapper type, Compilation compilation, CancellationToken cancellation)
    {
        bool any = false;
        foreach (IOperation operation in CalledCode.Of(method, compilation, cancellation))
        {
            switch (operation)
            {
                case IAnonymousFunctionOperation or ILocalFunctionOperation:
                    return false;
                case IReturnOperation { ReturnedValue: IOperation value }:
                    if (value.WithoutCasts() is not IObjectCreationOperation { Constructor: IMethodSymbol constructor } || type.OfCreation(constructor) is null)
                        return false;
                    any = true;
                    break;
            }
        }

        return any;
    }

    private Wrapper? Read(INamedTypeSymbol type, int depth, Compilation compilation, CancellationToken cancellation)
    {
        if (!IsPlain(type) || !HasDispose(type))
            return null;
        FieldContracts contracts = new(_contracts, this, depth - 1, compilation);
        List<ISymbol>? fields = null;
        ResourceKind? kind = null;
        bool isFilledAtOnce = false;
        foreach (ISymbol member in type.GetMembers())
        {
            // What somebody has said of any of its members counts, and nothing else.
            if (_contracts.HasRole(member))
                return null;
            if (OwnedIn(member, contracts, compilation, cancellation) is not ResourceKind owned)
                continue;
            (fields ??= new List<ISymbol>()).Add(member);
            kind = kind is null || kind.IsCollected ? owned : kind;
            isFilledAtOnce |= IsFilledAtOnce(member, contracts, compilation, cancellation);
        }

        if (fields is null || fields.Count > 31)
            return null;
        Wrapper wrapper = new(type, kind!, isFilledAtOnce, new WrapperReader(type, fields, contracts, compilation));
        return wrapper.IsWrapper ? wrapper : null;
    }

    // Whoever may take out what is in it, nobody but the type puts anything there.
    private ResourceKind? OwnedIn(ISymbol member, FieldContracts contracts, Compilation compilation, CancellationToken cancellation)
    {
        ITypeSymbol? type = (member as IFieldSymbol)?.Type ?? (member as IPropertySymbol)?.Type;
        if (type is null || !contracts.CanOwn(type) || !MemberUses.IsFixed(member))
            return null;
        return member is IFieldSymbol { DeclaredAccessibility: Accessibility.Private } && _contracts.CanOwn(type)
            ? _fields.Of(member, compilation, cancellation).Kind
            : OwnedFields.Infer(member, contracts, compilation, cancellation).Kind;
    }

    /// <summary>Its base does nothing with it that cannot be seen, and has no finalizer.</summary>
    private static bool IsPlain(INamedTypeSymbol type) =>
        type.IsValueType || type.BaseType is null or { SpecialType: SpecialType.System_Object }
        || type.BaseType is { Name: "Stream" or "TextWriter" or "TextReader" or "MemoryManager" } known && Types.IsOfBaseLibrary(known);

    private static bool HasDispose(INamedTypeSymbol type)
    {
        foreach (ISymbol member in type.GetMembers())
        {
            if (member is IMethodSymbol { IsStatic: false } method && (Wrapper.IsDispose(method) || method is { Name: "Dispose", IsOverride: true }))
                return true;
        }

        return false;
    }

    private bool IsFilledAtOnce(ISymbol member, FieldContracts contracts, Compilation compilation, CancellationToken cancellation)
    {
        if (member.DeclaringSyntaxReferences.Length != 1)
            return false;
        ExpressionSyntax? value = member.DeclaringSyntaxReferences[0].GetSyntax(cancellation) switch
        {
            VariableDeclaratorSyntax { Initializer.Value: ExpressionSyntax initial } => initial,
            PropertyDeclarationSyntax { Initializer.Value: ExpressionSyntax initial } => initial,
            _ => null,
        };
        if (value is null || !compilation.ContainsSyntaxTree(value.SyntaxTree))
            return false;
#pragma warning disable RS1030 // where the field is declared
        IOperation? made = compilation.GetSemanticModel(value.SyntaxTree).GetOperation(value, cancellation);
#pragma warning restore RS1030
        return made is not null && (_fields.Acquires(made) || contracts.Acquired(made.WithoutCasts()) is not null);
    }

    /// <summary>Symbols by what they are, each by itself for each depth.</summary>
    private sealed class DepthComparer : IEqualityComparer<(ISymbol Symbol, int Depth)>
    {
        public static readonly DepthComparer Instance = new();

        public bool Equals((ISymbol Symbol, int Depth) one, (ISymbol Symbol, int Depth) other) => one.Depth == other.Depth && SymbolEqualityComparer.Default.Equals(one.Symbol, other.Symbol);

        public int GetHashCode((ISymbol Symbol, int Depth) key) => unchecked(SymbolEqualityComparer.Default.GetHashCode(key.Symbol) * 31 + key.Depth);
    }
}
