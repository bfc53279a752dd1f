using System.Collections.Generic;
using System.Linq;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Accessors;

/// <summary>
/// Whether a value may read parts of a fragment that were stored just before: directly, through another name of the
/// same fragment, or in code that is called and can reach it.
/// </summary>
internal static class StoredReads
{
    public static bool MayReadAny(IOperation value, Locator stored, ICollection<Role> roles, Code code)
    {
        foreach (IOperation operation in Walk.All(value))
        {
            if (MayRead(operation, stored, roles, code))
                return true;
        }

        return false;
    }

    private static bool MayRead(IOperation operation, Locator stored, ICollection<Role> roles, Code code)
    {
        switch (operation)
        {
            case IMemberReferenceOperation part when code.IsPart(part, Role.FragmentPage, out _) || code.IsPart(part, Role.FragmentOffset, out _) || code.IsPart(part, Role.FragmentSize, out _):
                return roles.Contains(RoleOf(part, code)) && part.Instance is { } instance && MayBe(instance, Locator.OfPart(part), stored, code);
            case IPropertyReferenceOperation { Instance: { } receiver, Property: var property } when !CalledCode.IsAutomatic(property):
                return CanReach(receiver, stored, code);
            case IInvocationOperation { TargetMethod.MethodKind: MethodKind.LocalFunction or MethodKind.DelegateInvoke }:
                return true;
            case IInvocationOperation call:
                return MayRead(call, stored, roles, code);
            case IObjectCreationOperation creation:
                return AnyReaches(creation.Arguments, stored, code);
            default:
                return false;
        }
    }

    private static bool MayRead(IInvocationOperation call, Locator stored, ICollection<Role> roles, Code code)
    {
        if (code.AccessorOf(call, out INamedTypeSymbol? fragment) is Accessor accessor)
        {
            Locator? read = Locator.OfAccessorCall(call, accessor, fragment!);
            FragmentParts reads = accessor.Operation.Info().Touches;
            return roles.Any(role => (reads & Operations.PartOf(role)) != 0) && (read is null || MayBe(null, read, stored, code));
        }

        return call.Instance is not null && CanReach(call.Instance, stored, code)
            || AnyReaches(call.Arguments, stored, code)
            || call.TargetMethod.IsStatic && IsInStatic(stored, code) && code.Model.CanHoldFragments(call.TargetMethod.ContainingAssembly);
    }

    private static bool AnyReaches(System.Collections.Immutable.ImmutableArray<IArgumentOperation> arguments, Locator stored, Code code)
    {
        foreach (IArgumentOperation argument in arguments)
        {
            if (CanReach(argument.Value, stored, code))
                return true;
        }

        return false;
    }

    /// <summary>Whoever is given this can come upon fragments: itself, an array of them, what holds them.</summary>
    private static bool CanReach(IOperation value, Locator stored, Code code)
    {
        while (value is IConversionOperation { IsImplicit: true } conversion)
            value = conversion.Operand;
        // A part by value is no way to its fragment.
        return value.Type is { } type && code.Model.FragmentWithin(type) is not null
            && (value.Type is not INamedTypeSymbol named || !code.IsFragment(named) || MayBe(value, null, stored, code));
    }

    /// <summary>The two may be one fragment. A copy of a struct in a variable of its own is not another one.</summary>
    private static bool MayBe(IOperation? read, Locator? locator, Locator stored, Code code)
    {
        ISymbol? readIn = read is not null ? OwnVariable(read) : locator is { Index: null } ? OwnVariable(code.Semantics.GetOperation(Expressions.Unwrap(locator.Expression), code.Cancellation)) : null;
        ISymbol? storedIn = stored.Index is null ? OwnVariable(code.Semantics.GetOperation(Expressions.Unwrap(stored.Expression), code.Cancellation)) : null;
        if (readIn is null && storedIn is null)
            return true;
        if (SymbolEqualityComparer.Default.Equals(readIn, storedIn))
            return true;
        return readIn is null ? IsAlias(locator, code) : storedIn is null && IsAlias(stored, code);
    }

    /// <summary>The local or parameter that the struct itself lives in.</summary>
    private static ISymbol? OwnVariable(IOperation? fragment) => fragment switch
    {
        ILocalReferenceOperation { Local: { RefKind: RefKind.None, Type.IsValueType: true } local } => local,
        IParameterReferenceOperation { Parameter: { RefKind: RefKind.None, Type.IsValueType: true } parameter } => parameter,
        _ => null,
    };

    /// <summary>A <c>ref</c> local or a pointer may stand for such a variable.</summary>
    private static bool IsAlias(Locator? fragment, Code code) =>
        fragment is null || fragment.IsPointer || fragment.Index is null && code.Semantics.GetOperation(Expressions.Unwrap(fragment.Expression), code.Cancellation) is ILocalReferenceOperation { Local.RefKind: not RefKind.None };

    private static bool IsInStatic(Locator stored, Code code)
    {
        foreach (SyntaxNode node in stored.Expression.DescendantNodesAndSelf())
        {
            if (node is Microsoft.CodeAnalysis.CSharp.Syntax.IdentifierNameSyntax && code.Semantics.GetSymbolInfo(node, code.Cancellation).Symbol is IFieldSymbol { IsStatic: true } or IPropertySymbol { IsStatic: true })
                return true;
        }

        return false;
    }

    private static Role RoleOf(IMemberReferenceOperation part, Code code) =>
        code.Model.Is(part.Member, Role.FragmentPage) ? Role.FragmentPage
        : code.Model.Is(part.Member, Role.FragmentOffset) ? Role.FragmentOffset
        : Role.FragmentSize;
}
