using System.Collections.Immutable;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Places;

/// <summary>A get, put, map or address of a page that is known to be a fragment's, done by hand.</summary>
internal sealed class PageUse
{
    private static readonly ImmutableArray<Role> s_roles = ImmutableArray.Create(Role.PageGet, Role.PagePut, Role.PageMap, Role.PageAddress, Role.PagePhys);

    private PageUse(Role role, IOperation operation, IOperation? instance, ImmutableArray<IArgumentOperation> arguments, PageSource page, IOperation pageOperand, IArgumentOperation? pageArgument, string? family)
    {
        Role = role;
        Operation = operation;
        Instance = instance;
        Arguments = arguments;
        Page = page;
        PageOperand = pageOperand;
        PageArgument = pageArgument;
        Family = family;
    }

    /// <summary>What is done with the page.</summary>
    public Role Role { get; }

    /// <summary>The call, or the property that hands out the address.</summary>
    public IOperation Operation { get; }

    public IOperation? Instance { get; }

    public ImmutableArray<IArgumentOperation> Arguments { get; }

    public PageSource Page { get; }

    public IOperation PageOperand { get; }

    public IArgumentOperation? PageArgument { get; }

    /// <summary>Of a mapping; null matches every family.</summary>
    public string? Family { get; }

    public static PageUse? Of(IOperation operation, Code code)
    {
        (ISymbol? symbol, IOperation? instance, ImmutableArray<IArgumentOperation> arguments) = operation switch
        {
            IInvocationOperation call => ((ISymbol?)call.TargetMethod, call.Instance, call.Arguments),
            IPropertyReferenceOperation property => (property.Property, property.Instance, property.Arguments),
            IMethodReferenceOperation reference => (reference.Method, reference.Instance, ImmutableArray<IArgumentOperation>.Empty),
            _ => (null, null, ImmutableArray<IArgumentOperation>.Empty),
        };
        if (symbol is null)
            return null;
        RoleSet roles = code.Model.RolesOf(symbol);
        if (roles.IsEmpty || RoleIn(roles) is not Role role || operation.Syntax is not ExpressionSyntax)
            return null;
        if (instance is not null && PageSource.Of(instance, code) is PageSource receiver)
            return new PageUse(role, operation, instance, arguments, receiver, instance, null, roles.Get(Role.PageMap)?.Family);
        foreach (IArgumentOperation argument in arguments)
        {
            if (argument.ArgumentKind == ArgumentKind.Explicit && argument.Parameter is { RefKind: RefKind.None or RefKind.In } && PageSource.Of(argument.Value, code) is PageSource passed)
                return new PageUse(role, operation, instance, arguments, passed, argument.Value, argument, roles.Get(Role.PageMap)?.Family);
        }

        return null;
    }

    /// <summary>What is passed for a part of a mapping.</summary>
    public IOperation? OperandOf(Part part)
    {
        foreach (IArgumentOperation argument in Arguments)
        {
            if (argument != PageArgument && argument.ArgumentKind != ArgumentKind.DefaultValue && PartOf(argument) == part)
                return argument.Value;
        }

        return null;
    }

    /// <summary>Of a mapping: behind the page come offset and size; the direction is the enum; the device is the rest.</summary>
    public Part PartOf(IArgumentOperation argument)
    {
        if (Role != Role.PageMap || argument.Parameter is not IParameterSymbol parameter || parameter.RefKind is RefKind.Ref or RefKind.Out)
            return Part.Rest;
        if (parameter.Type.TypeKind == TypeKind.Enum)
            return Part.Direction;
        int first = PageArgument?.Parameter?.Ordinal ?? -1;
        if (!Types.IsInteger(parameter.Type) || parameter.Ordinal < first)
            return Part.Rest;
        int before = 0;
        foreach (IArgumentOperation other in Arguments)
        {
            if (other.Parameter is IParameterSymbol sibling && sibling.Ordinal > first && sibling.Ordinal < parameter.Ordinal && Types.IsInteger(sibling.Type))
                before++;
        }

        return before switch { 0 => Part.Offset, 1 => Part.Size, _ => Part.Rest };
    }

    private static Role? RoleIn(RoleSet roles)
    {
        foreach (Role role in s_roles)
        {
            if (roles.Has(role))
                return role;
        }

        return null;
    }
}
