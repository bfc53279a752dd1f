using System.Collections.Generic;
using System.Linq;
using System.Threading;
using FragApi.Analyzers.Accessors;
using FragApi.Analyzers.Vocabulary;
using FragApi.Cli.Loading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FragApi.Cli.Sealing;

/// <summary>The member of a fragment that holds the page.</summary>
/// <param name="Symbol">Field or property.</param>
/// <param name="Type">Its type, as it is written; null when it has no declaration of its own in source.</param>
internal sealed record PageMember(ISymbol Symbol, TypeSyntax? Type)
{
    /// <summary>As messages call it.</summary>
    public string Name => $"{Symbol.ContainingType.Name}.{Symbol.Name}";

    public ITypeSymbol PageType => Symbol is IFieldSymbol plain ? plain.Type : ((IPropertySymbol)Symbol).Type;

    /// <summary>Code of other assemblies can name it.</summary>
    public bool IsVisibleOutside
    {
        get
        {
            for (ISymbol symbol = Symbol; symbol is not null and not INamespaceSymbol; symbol = symbol.ContainingSymbol)
            {
                if (symbol.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal))
                    return false;
            }

            return true;
        }
    }

    public bool IsSealed => SlotRules.IsSealedPage(PageType);

    /// <summary>Why it cannot be sealed; null when it can.</summary>
    public string? Refusal =>
        Type is null ? "it is not declared in the source that was given"
        : PageType.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer ? $"'{Type}' is a pointer, and a pointer cannot be a type argument; wrap it in a struct of your own"
        : PageType.IsRefLikeType ? $"'{Type}' is a ref struct, and cannot be a type argument"
        : Type is RefTypeSyntax ? "it is a reference"
        : Type.Parent is VariableDeclarationSyntax { Variables.Count: > 1 } ? "it shares its declaration with other fields; give it one of its own"
        : null;

    /// <summary>Those of the fragments that a project declares.</summary>
    public static IEnumerable<PageMember> In(LoadedProject project, FragmentModel model, CancellationToken cancellation)
    {
        foreach (INamedTypeSymbol type in TypesOf(project.Compilation.Assembly.GlobalNamespace))
        {
            if (!model.Is(type, Role.Fragment))
                continue;
            foreach (ISymbol member in type.GetMembers())
            {
                if (member is (IFieldSymbol { IsStatic: false } or IPropertySymbol { IsStatic: false }) && model.Is(member, Role.FragmentPage))
                    yield return new PageMember(member, TypeOf(member, cancellation));
            }
        }
    }

    private static TypeSyntax? TypeOf(ISymbol member, CancellationToken cancellation) =>
        member.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) switch
        {
            VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax declaration } => declaration.Type,
            PropertyDeclarationSyntax property => property.Type,
            ParameterSyntax parameter => parameter.Type,
            _ => null,
        };

    private static IEnumerable<INamedTypeSymbol> TypesOf(INamespaceOrTypeSymbol container)
    {
        Stack<INamespaceOrTypeSymbol> stack = new([container]);
        while (stack.TryPop(out INamespaceOrTypeSymbol? current))
        {
            if (current is INamedTypeSymbol type)
                yield return type;
            foreach (ISymbol member in current.GetMembers())
            {
                if (member is INamespaceOrTypeSymbol inner)
                    stack.Push(inner);
            }
        }
    }
}
