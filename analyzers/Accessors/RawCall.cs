using System.Collections.Generic;
using System.Collections.Immutable;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Accessors;

/// <summary>A get, put, map or address of a page that is known to be a fragment's, done by hand.</summary>
internal sealed class RawCall
{
    private RawCall(Shape shape, IOperation operation, SyntaxNode replaced, PageSource page, IOperation pageOperand, ArgumentSyntax? pageArgument, List<Operand> operands, string? family, bool conditionalChain)
    {
        Shape = shape;
        Operation = operation;
        Replaced = replaced;
        Page = page;
        PageOperand = pageOperand;
        PageArgument = pageArgument;
        Operands = operands;
        Family = family;
        IsConditionalChain = conditionalChain;
    }

    public Shape Shape { get; }

    /// <summary>The call, or the property that hands out the address.</summary>
    public IOperation Operation { get; }

    /// <summary>What a rewrite replaces: the call with its <c>?.</c>.</summary>
    public SyntaxNode Replaced { get; }

    public PageSource Page { get; }

    public IOperation PageOperand { get; }

    public ArgumentSyntax? PageArgument { get; }

    /// <summary>What else is evaluated, in that order.</summary>
    public List<Operand> Operands { get; }

    public string? Family { get; }

    /// <summary>More hangs on the <c>?.</c> than this call.</summary>
    public bool IsConditionalChain { get; }

    /// <summary>It is no call yet: a delegate is made of the method, which whoever has it may call.</summary>
    public bool IsMethodGroup => Operation is IMethodReferenceOperation;

    public Operand? OperandOf(Part part)
    {
        foreach (Operand operand in Operands)
        {
            if (operand.Part == part)
                return operand;
        }

        return null;
    }

    public static RawCall? Of(IOperation operation, Code code)
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
        if (roles.IsEmpty || ShapeOf(roles) is not Shape shape)
            return null;

        PageSource? page = null;
        IOperation? pageOperand = null;
        IArgumentOperation? pageArgument = null;
        if (instance is not null && PageSource.Of(instance, code) is PageSource receiver)
        {
            page = receiver;
            pageOperand = instance;
        }

        foreach (IArgumentOperation argument in arguments)
        {
            if (page is not null)
                break;
            if (argument.ArgumentKind == ArgumentKind.Explicit && argument.Parameter is { RefKind: RefKind.None or RefKind.In } && PageSource.Of(argument.Value, code) is PageSource passed)
            {
                page = passed;
                pageOperand = argument.Value;
                pageArgument = argument;
            }
        }

        if (page is null || operation.Syntax is not ExpressionSyntax)
            return null;

        List<Operand> operands = new();
        if (instance is not null and not IConditionalAccessInstanceOperation && instance != pageOperand && instance.Syntax is ExpressionSyntax receiverSyntax && !instance.IsImplicit)
            operands.Add(new Operand(Part.Rest, receiverSyntax, instance.Type, isReceiver: true));
        foreach (IArgumentOperation argument in arguments)
        {
            if (argument == pageArgument || argument.ArgumentKind == ArgumentKind.DefaultValue)
                continue;
            ArgumentSyntax? syntax = SyntaxOf(argument);
            ExpressionSyntax? value = syntax?.Expression ?? argument.Value.Syntax as ExpressionSyntax;
            if (value is null)
                continue;
            IOperation unconverted = OffsetSum.Operand(argument.Value);
            // A receiver in extension form counts as a receiver; so does the whole call, where it stands for a params array.
            bool isReceiver = syntax is null && argument.ArgumentKind == ArgumentKind.Explicit;
            operands.Add(new Operand(PartOf(shape, argument, arguments, pageArgument), value, code.Semantics.GetTypeInfo(value).Type, syntax, isReceiver)
            {
                Operation = argument.Value,
                Constant = argument.Value.ConstantValue is { HasValue: true } constant ? constant.Value : unconverted.ConstantValue is { HasValue: true } inner ? inner.Value : null,
            });
        }

        SyntaxNode replaced = operation.Syntax;
        bool chain = false;
        if (page.IsConditional)
        {
            IOperation? around = operation.Parent;
            if (around is IConditionalAccessOperation access && access.WhenNotNull == operation)
                replaced = access.Syntax;
            else
                chain = true;
        }

        return new RawCall(shape, operation, replaced, page, pageOperand!, pageArgument is null ? null : SyntaxOf(pageArgument), operands, roles.Get(Role.PageMap)?.Family, chain);
    }

    /// <summary>The argument as it is written. Roslyn's operations know neither <c>checked(…)</c> nor <c>!</c>, and then not the argument around them.</summary>
    private static ArgumentSyntax? SyntaxOf(IArgumentOperation argument)
    {
        SyntaxNode? node = argument.Syntax;
        while (node is ExpressionSyntax { Parent: CheckedExpressionSyntax or ParenthesizedExpressionSyntax or PostfixUnaryExpressionSyntax or ArgumentSyntax })
            node = node.Parent;
        return node as ArgumentSyntax is { Parent.Parent: var call } found && call == argument.Parent?.Syntax ? found : argument.Syntax as ArgumentSyntax;
    }

    private static Shape? ShapeOf(RoleSet roles) =>
        roles.Has(Role.PageGet) ? Shape.Get
        : roles.Has(Role.PagePut) ? Shape.Put
        : roles.Has(Role.PageMap) ? Shape.Map
        : roles.Has(Role.PageAddress) ? Shape.Address
        : roles.Has(Role.PagePhys) ? Shape.Phys
        : null;

    /// <summary>Of a mapping: behind the page come offset and size; the direction is the enum; the device is the rest.</summary>
    private static Part PartOf(Shape shape, IArgumentOperation argument, ImmutableArray<IArgumentOperation> arguments, IArgumentOperation? page)
    {
        if (shape != Shape.Map || argument.Parameter is not IParameterSymbol parameter || parameter.RefKind is RefKind.Ref or RefKind.Out)
            return Part.Rest;
        if (parameter.Type.TypeKind == TypeKind.Enum)
            return Part.Direction;
        int first = page?.Parameter?.Ordinal ?? -1;
        if (!Types.IsInteger(parameter.Type) || parameter.Ordinal < first)
            return Part.Rest;
        int before = 0;
        foreach (IArgumentOperation other in arguments)
        {
            if (other.Parameter is IParameterSymbol sibling && sibling.Ordinal > first && sibling.Ordinal < parameter.Ordinal && Types.IsInteger(sibling.Type))
                before++;
        }

        return before switch { 0 => Part.Offset, 1 => Part.Size, _ => Part.Rest };
    }
}
