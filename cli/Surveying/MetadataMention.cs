using System.Collections.Generic;
using System.Linq;
using System.Reflection.Metadata;
using Microsoft.CodeAnalysis;

namespace FragApi.Cli.Surveying;

/// <summary>What <see cref="Declared"/> says of source, of an assembly that is there as metadata only.</summary>
/// <param name="Name">The name declared.</param>
/// <param name="IsType">It stands for a type whose values lead to values of the types mentioned.</param>
/// <param name="Types">The types that the declaration mentions.</param>
internal sealed record MetadataMention(string Name, bool IsType, IReadOnlySet<string> Types)
{
    /// <summary>The type that has the member; null where it is called without a value of one.</summary>
    public string? Home { get; private init; }

    public static IEnumerable<MetadataMention> In(IAssemblySymbol assembly)
    {
        Stack<INamespaceOrTypeSymbol> stack = new([assembly.GlobalNamespace]);
        while (stack.TryPop(out INamespaceOrTypeSymbol? at))
        {
            if (at is INamedTypeSymbol type)
            {
                HashSet<string> header = [];
                if (type.TypeKind == TypeKind.Delegate && type.DelegateInvokeMethod is IMethodSymbol invoke)
                    Add(header, [invoke.ReturnType, .. invoke.Parameters.Select(parameter => parameter.Type)]);
                Add(header, [.. type.BaseType is null ? [] : new[] { type.BaseType }, .. type.Interfaces, .. type.TypeParameters.SelectMany(parameter => parameter.ConstraintTypes)]);
                if (header.Count > 0)
                    yield return new MetadataMention(type.Name, IsType: true, header);
            }

            foreach (ISymbol member in at.GetMembers())
            {
                if (member is INamespaceOrTypeSymbol inner)
                {
                    stack.Push(inner);
                    continue;
                }

                HashSet<string> mentioned = [];
                Add(mentioned, TypesOf(member));
                if (mentioned.Count == 0)
                    continue;
                string name = member is IMethodSymbol { MethodKind: MethodKind.Constructor } ? member.ContainingType.Name : member.Name[(member.Name.LastIndexOf('.') + 1)..];
                yield return new MetadataMention(name, IsType: false, mentioned) { Home = member is IMethodSymbol { MethodKind: MethodKind.Constructor } or IMethodSymbol { IsExtensionMethod: true } || member.ContainingType is not { Name.Length: > 0 } ? null : member.ContainingType.Name };
                if (member is IPropertySymbol { IsIndexer: true } or IMethodSymbol { MethodKind: MethodKind.UserDefinedOperator or MethodKind.Conversion } || Declared.IsUnwritten(name))
                {
                    yield return new MetadataMention(member.ContainingType.Name, IsType: true, mentioned);
                    foreach (string receiver in member is IMethodSymbol { IsExtensionMethod: true } method ? Named(method.Parameters[0].Type) : [])
                        yield return new MetadataMention(receiver, IsType: true, mentioned);
                }
            }
        }
    }

    /// <summary>An assembly names any of these types, of another: read off its tables, without its symbols.</summary>
    public static bool RefersTo(PortableExecutableReference reference, IReadOnlyCollection<string> types)
    {
        using Metadata metadata = reference.GetMetadata();
        return metadata is AssemblyMetadata assembly && assembly.GetModules().Any(module =>
        {
            MetadataReader reader = module.GetMetadataReader();
            return reader.TypeReferences.Any(type => types.Any(name => reader.StringComparer.StartsWith(reader.GetTypeReference(type).Name, name)));
        });
    }

    private static IEnumerable<ITypeSymbol> TypesOf(ISymbol member) => member switch
    {
        IFieldSymbol field => [field.Type],
        IPropertySymbol property => [property.Type, .. property.Parameters.Select(parameter => parameter.Type)],
        IEventSymbol @event => [@event.Type],
        // The property's own types are the property's.
        IMethodSymbol { AssociatedSymbol: not null } => [],
        // Who passes a value itself has it already.
        IMethodSymbol method => [method.ReturnType, .. method.Parameters.Where(parameter => parameter.RefKind == RefKind.Out || parameter.Type is not INamedTypeSymbol { TypeArguments.IsEmpty: true, TypeKind: not TypeKind.Delegate }).Select(parameter => parameter.Type), .. method.TypeParameters.SelectMany(parameter => parameter.ConstraintTypes)],
        _ => [],
    };

    private static void Add(HashSet<string> names, IEnumerable<ITypeSymbol> types)
    {
        foreach (ITypeSymbol type in types)
            names.UnionWith(Named(type));
    }

    private static IEnumerable<string> Named(ITypeSymbol type)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                return Named(array.ElementType);
            case IPointerTypeSymbol pointer:
                return Named(pointer.PointedAtType);
            case IFunctionPointerTypeSymbol function:
                return function.Signature.Parameters.Select(parameter => parameter.Type).Append(function.Signature.ReturnType).SelectMany(Named);
            case INamedTypeSymbol { SpecialType: SpecialType.None } named:
                return named.TypeArguments.SelectMany(Named).Append(named.Name);
            case INamedTypeSymbol { IsGenericType: true } named:
                return named.TypeArguments.SelectMany(Named);
            default:
                return [];
        }
    }
}
