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
    private readonly Contracts _contracts;
    private readonly OwnedFields _fields;
    private readonly ConcurrentDictionary<INamedTypeSymbol, Wrapper?> _types = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<IMethodSymbol, Wrapper?> _factories = new(SymbolEqualityComparer.Default);

    public Wrappers(Contracts contracts, OwnedFields fields) => (_contracts, _fields) = (contracts, fields);

    /// <summary>What is known of a type; null where it is no wrapper.</summary>
    public Wrapper? Of(ITypeSymbol? type, Compilation compilation, CancellationToken cancellation)
    {
        if (!_contracts.KnowsWrappers || type is not INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct, IsStatic: false } named || named.DeclaringSyntaxReferences.IsEmpty)
            return null;
        INamedTypeSymbol definition = named.OriginalDefinition;
        return _types.TryGetValue(definition, out Wrapper? known) ? known : _types.GetOrAdd(definition, Read(definition, compilation, cancellation));
    }

    /// <summary>Of a static method that anybody may call: the type that each of its ways out makes a new object of.</summary>
    public Wrapper? OfFactory(IMethodSymbol method, Compilation compilation, CancellationToken cancellation)
    {
        if (!method.IsStatic || method.MethodKind != MethodKind.Ordinary || method.IsVirtual || method.IsAbstract || Summaries.IsOwn(method) || Of(method.ReturnType, compilation, cancellation) is not Wrapper made)
            return null;
        IMethodSymbol definition = method.OriginalDefinition;
        return _factories.TryGetValue(definition, out Wrapper? known) ? known : _factories.GetOrAdd(definition, Makes(definition, made, compilation, cancellation) ? made : null);
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

    private Wrapper? Read(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation)
    {
        if (!IsPlain(type) || !HasDispose(type))
            return null;
        List<ISymbol>? fields = null;
        ResourceKind? kind = null;
        bool isFilledAtOnce = false;
        foreach (ISymbol member in type.GetMembers())
        {
            // What somebody has said of any of its members counts, and nothing else.
            if (_contracts.HasRole(member))
                return null;
            if (member is not IFieldSymbol { IsStatic: false, DeclaredAccessibility: Accessibility.Private } field || _fields.Of(field, compilation, cancellation) is not { Kind: ResourceKind owned })
                continue;
            (fields ??= new List<ISymbol>()).Add(field);
            kind = kind is null || kind.IsCollected ? owned : kind;
            isFilledAtOnce |= IsFilledAtOnce(field, compilation, cancellation);
        }

        if (fields is null || fields.Count > 31)
            return null;
        Wrapper wrapper = new(type, kind!, isFilledAtOnce, new WrapperReader(type, fields, _contracts, compilation));
        return wrapper.IsWrapper ? wrapper : null;
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

    private bool IsFilledAtOnce(IFieldSymbol field, Compilation compilation, CancellationToken cancellation)
    {
        if (field.DeclaringSyntaxReferences.Length != 1 || field.DeclaringSyntaxReferences[0].GetSyntax(cancellation) is not VariableDeclaratorSyntax { Initializer.Value: ExpressionSyntax value }
            || !compilation.ContainsSyntaxTree(value.SyntaxTree))
        {
            return false;
        }

#pragma warning disable RS1030 // where the field is declared
        IOperation? made = compilation.GetSemanticModel(value.SyntaxTree).GetOperation(value, cancellation);
#pragma warning restore RS1030
        return made is not null && _fields.Acquires(made);
    }
}
