using System.Collections.Generic;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Bodies;

/// <summary>The source of what is called: of this compilation, and of those that it refers to as compilations.</summary>
internal static class CalledCode
{
    /// <summary>The operations of a method's or a property accessor's body; none where its source is not to be had.</summary>
    public static IEnumerable<IOperation> Of(IMethodSymbol method, Compilation compilation, CancellationToken cancellation)
    {
        foreach (SyntaxReference reference in method.OriginalDefinition.DeclaringSyntaxReferences)
        {
            if (HomeOf(reference.SyntaxTree, compilation) is not Compilation home)
                continue;
#pragma warning disable RS1030 // the body of another method, of which only its own file's model knows
            SemanticModel semantics = home.GetSemanticModel(reference.SyntaxTree);
#pragma warning restore RS1030
            // Of a local function the member's operations are the roots; its own are what counts.
            SyntaxNode declaration = reference.GetSyntax(cancellation);
            IReadOnlyList<IOperation> roots = method.MethodKind == MethodKind.LocalFunction && semantics.GetOperation(declaration, cancellation) is IOperation local
                ? new[] { local }
                : MemberCode.Roots(declaration, semantics, cancellation);
            foreach (IOperation root in roots)
            {
                foreach (IOperation operation in Walk.All(root))
                    yield return operation;
            }
        }
    }

    /// <summary>Its body is there to be read, and is what a call runs: nothing overrides it.</summary>
    public static bool IsSeen(IMethodSymbol method, Compilation compilation) =>
        !method.IsAbstract && !method.IsExtern && (method.PartialImplementationPart ?? method) is var body && HasSource(body, compilation)
        && (!method.IsVirtual && !method.IsOverride || method.IsSealed || method.ContainingType.IsSealed || method.ContainingType.IsValueType);

    /// <summary>A property that is a field with a name, as far as its source is there.</summary>
    public static bool IsAutomatic(IPropertySymbol property)
    {
        // Of compiled code nobody knows, and its members are many.
        if (property.ContainingAssembly is not ISourceAssemblySymbol)
            return false;
        foreach (ISymbol member in property.ContainingType.OriginalDefinition.GetMembers())
        {
            if (member is IFieldSymbol { AssociatedSymbol: { } associated } && SymbolEqualityComparer.Default.Equals(associated, property.OriginalDefinition))
                return true;
        }

        return false;
    }

    /// <summary>What a delegate is made of, where it is a method by name.</summary>
    public static IMethodSymbol? MethodGroup(IOperation value)
    {
        value = value.WithoutConversions();
        return value is IDelegateCreationOperation { Target: IMethodReferenceOperation { Method: var method } } ? method : null;
    }

    private static bool HasSource(IMethodSymbol method, Compilation compilation)
    {
        foreach (SyntaxReference reference in method.OriginalDefinition.DeclaringSyntaxReferences)
        {
            if (HomeOf(reference.SyntaxTree, compilation) is not null)
                return true;
        }

        return false;
    }

    private static Compilation? HomeOf(SyntaxTree tree, Compilation compilation)
    {
        if (compilation.ContainsSyntaxTree(tree))
            return compilation;
        foreach (MetadataReference reference in compilation.References)
        {
            if (reference is CompilationReference { Compilation: var other } && other.ContainsSyntaxTree(tree))
                return other;
        }

        return null;
    }
}
