using System.Collections.Generic;
using System.Collections.Immutable;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Accessors;

/// <summary>A get, put, map or address of a fragment's page, done by hand, as a rewrite takes it apart.</summary>
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
        if (PageUse.Of(operation, code) is not PageUse use)
            return null;
        (IOperation? instance, ImmutableArray<IArgumentOperation> arguments, PageSource page) = (use.Instance, use.Arguments, use.Page);
        List<Operand> operands = new();
        if (instance is not null and not IConditionalAccessInstanceOperation && instance != use.PageOperand && instance.Syntax is ExpressionSyntax receiverSyntax && !instance.IsImplicit)
            operands.Add(new Operand(Part.Rest, receiverSyntax, instance.Type, isReceiver: true));
        foreach (IArgumentOperation argument in arguments)
        {
            if (argument == use.PageArgument || argument.ArgumentKind == ArgumentKind.DefaultValue)
                continue;
            ArgumentSyntax? syntax = SyntaxOf(argument);
            ExpressionSyntax? value = syntax?.Expression ?? argument.Value.Syntax as ExpressionSyntax;
            if (value is null)
                continue;
            IOperation unconverted = OffsetSum.Operand(argument.Value);
            // A receiver in extension form counts as a receiver; so does the whole call, where it stands for a params array.
            bool isReceiver = syntax is null && argument.ArgumentKind == ArgumentKind.Explicit;
            operands.Add(new Operand(use.PartOf(argument), value, code.Semantics.GetTypeInfo(value).Type, syntax, isReceiver)
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

        return new RawCall(ShapeOf(use.Role), operation, replaced, page, use.PageOperand, use.PageArgument is null ? null : SyntaxOf(use.PageArgument), operands, use.Family, chain);
    }

    /// <summary>The argument as it is written. Roslyn's operations know neither <c>checked(…)</c> nor <c>!</c>, and then not the argument around them.</summary>
    private static ArgumentSyntax? SyntaxOf(IArgumentOperation argument)
    {
        SyntaxNode? node = argument.Syntax;
        while (node is ExpressionSyntax { Parent: CheckedExpressionSyntax or ParenthesizedExpressionSyntax or PostfixUnaryExpressionSyntax or ArgumentSyntax })
            node = node.Parent;
        return node as ArgumentSyntax is { Parent.Parent: var call } found && call == argument.Parent?.Syntax ? found : argument.Syntax as ArgumentSyntax;
    }

    private static Shape ShapeOf(Role role) => role switch
    {
        Role.PageGet => Shape.Get,
        Role.PagePut => Shape.Put,
        Role.PageMap => Shape.Map,
        Role.PageAddress => Shape.Address,
        _ => Shape.Phys,
    };
}
