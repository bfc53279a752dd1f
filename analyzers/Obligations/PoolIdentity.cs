using FragApi.Analyzers.Bodies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

/// <summary>Whether something goes back to where it came from.</summary>
internal static class PoolIdentity
{
    /// <summary>Where it came from, if that is certainly not where the call returns it to; else null.</summary>
    public static string? Mismatch(ResourceKind from, ResourceKind to, IOperation? acquisition, CallSite put, Body body)
    {
        if (from.Family is not null && to.Family is not null)
            return from.Family == to.Family ? null : from.Family;
        IOperation? source = acquisition switch
        {
            IInvocationOperation invocation => invocation.Instance,
            _ => null,
        };
        // Only a pool that hands out and takes back has a receiver at both ends that is not the thing itself.
        if (source is null || put.Instance is null || put.Arguments.IsEmpty || !AreSameKind(source.Type, put.Instance.Type))
            return null;
        if (ElementOf(source.Type) is ITypeSymbol element && ElementOf(put.Instance.Type) is ITypeSymbol taken && !SymbolEqualityComparer.Default.Equals(element, taken))
            return OwnershipWalker.Short(source.Syntax);
        ISymbol? one = PoolOf(source, body, out bool oneIsShared);
        ISymbol? other = PoolOf(put.Instance, body, out bool otherIsShared);
        if (one is null || other is null || SymbolEqualityComparer.Default.Equals(one, other) && one is not IMethodSymbol || oneIsShared && otherIsShared)
            return null;
        // What another method calls its pool says nothing here; nor do two names of which one was set from the other.
        if (one is not IFieldSymbol && !oneIsShared && !(source.Syntax.SyntaxTree == body.Syntax.SyntaxTree && body.Syntax.Span.Contains(source.Syntax.Span)))
            return null;
        if (IsSetFrom(one, other, body) || IsSetFrom(other, one, body))
            return null;
        return OwnershipWalker.Short(source.Syntax);
    }

    // Of a type parameter nobody knows.
    private static ITypeSymbol? ElementOf(ITypeSymbol? pool)
    {
        for (INamedTypeSymbol? at = pool as INamedTypeSymbol; at is not null; at = at.BaseType)
        {
            if (at is { Name: "ArrayPool", Arity: 1 })
                return at.TypeArguments[0] is ITypeParameterSymbol ? null : at.TypeArguments[0];
        }

        return null;
    }

    private static bool AreSameKind(ITypeSymbol? one, ITypeSymbol? other) =>
        BaseLibraryPairs.IsArrayPool(one) && BaseLibraryPairs.IsArrayPool(other)
        || one is not null && SymbolEqualityComparer.Default.Equals(one, other);

    /// <summary>What names a pool for good: a field, a parameter, a local that is never assigned again, the shared pool, or the call that makes one which nobody else has.</summary>
    private static ISymbol? PoolOf(IOperation? operation, Body body, out bool isShared)
    {
        isShared = false;
        operation = operation?.WithoutConversions();
        switch (operation)
        {
            case IPropertyReferenceOperation { Property: IPropertySymbol property } when IsSharedPool(property):
                isShared = true;
                return property;
            case IInvocationOperation { TargetMethod: IMethodSymbol make } when IsMaking(make):
                return make;
            case ILocalReferenceOperation { Local: ILocalSymbol local }:
                return FromDeclaration(local, body, ref isShared);
            case IParameterReferenceOperation { Parameter: IParameterSymbol parameter }:
                return IsWritten(parameter.Name, body.Syntax) ? null : parameter;
            case IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation, Field: IFieldSymbol field }:
                return FromDeclaration(field, body, ref isShared);
            default:
                return null;
        }
    }

    // Through the initializer, as far as that says anything.
    private static ISymbol? FromDeclaration(ISymbol symbol, Body body, ref bool isShared)
    {
        if (symbol.DeclaringSyntaxReferences.Length != 1 || symbol.DeclaringSyntaxReferences[0].GetSyntax(body.Cancellation) is not VariableDeclaratorSyntax declarator)
            return null;
        SyntaxNode? scope = symbol is IFieldSymbol ? declarator.FirstAncestorOrSelf<TypeDeclarationSyntax>() : body.Syntax;
        if (scope is null || symbol is ILocalSymbol && IsWritten(symbol.Name, scope))
            return null;
        ExpressionSyntax? initial = declarator.Initializer?.Value;
        ISymbol? made = initial?.SyntaxTree == body.Model.SyntaxTree ? body.Model.GetSymbolInfo(initial, body.Cancellation).Symbol : null;
        if (made is IPropertySymbol property && IsSharedPool(property))
        {
            isShared = true;
            return symbol;
        }

        foreach (SyntaxNode node in scope.DescendantNodes())
        {
            if (node is AssignmentExpressionSyntax assignment && NameOf(assignment.Left) == symbol.Name && MayBeShared(assignment.Right))
                return null;
        }

        // A local that was read out of something else may be any pool, and so may what another method gives.
        return initial is not null && MayBeShared(initial) || symbol is ILocalSymbol && made is not IMethodSymbol { MethodKind: MethodKind.Constructor } && !(made is IMethodSymbol make && IsMaking(make)) ? null : symbol;
    }

    private static bool IsSharedPool(IPropertySymbol property) =>
        property is { Name: "Shared", IsStatic: true } && BaseLibraryPairs.IsArrayPool(property.ContainingType) && property.DeclaringSyntaxReferences.IsEmpty;

    // 'ArrayPool<T>.Create()': one that nobody else has.
    private static bool IsMaking(IMethodSymbol method) =>
        method is { Name: "Create", IsStatic: true } && BaseLibraryPairs.IsArrayPool(method.ContainingType) && method.DeclaringSyntaxReferences.IsEmpty;

    // By name, and so rather once too often: what may be the shared pool is compared with nothing.
    private static bool MayBeShared(ExpressionSyntax value)
    {
        foreach (SyntaxNode node in value.DescendantNodesAndSelf())
        {
            if (node is SimpleNameSyntax { Identifier.ValueText: "Shared" })
                return true;
        }

        return false;
    }

    /// <summary>Somewhere in its type the field is given what the other one names: <c>_pool = pool ?? throw …</c>.</summary>
    private static bool IsSetFrom(ISymbol field, ISymbol other, Body body)
    {
        if (field is not IFieldSymbol || field.DeclaringSyntaxReferences.Length != 1 || field.DeclaringSyntaxReferences[0].GetSyntax(body.Cancellation) is not VariableDeclaratorSyntax declarator
            || declarator.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not TypeDeclarationSyntax type)
        {
            return false;
        }

        foreach (SyntaxNode node in type.DescendantNodes())
        {
            ExpressionSyntax? value = node is AssignmentExpressionSyntax assignment && NameOf(assignment.Left) == field.Name ? assignment.Right : node == declarator ? declarator.Initializer?.Value : null;
            if (value is null)
                continue;
            foreach (SyntaxNode part in value.DescendantNodesAndSelf())
            {
                if (part is IdentifierNameSyntax name && name.Identifier.ValueText == other.Name)
                    return true;
            }
        }

        return false;
    }

    private static bool IsWritten(string name, SyntaxNode scope)
    {
        foreach (SyntaxNode node in scope.DescendantNodes())
        {
            if (node is AssignmentExpressionSyntax assignment && NameOf(assignment.Left) == name
                || node is ArgumentSyntax { RefKindKeyword.RawKind: not 0 } argument && NameOf(argument.Expression) == name)
            {
                return true;
            }
        }

        return false;
    }

    private static string? NameOf(ExpressionSyntax expression) => expression switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } member => member.Name.Identifier.ValueText,
        _ => null,
    };
}
