using System.Collections.Generic;
using System.Linq;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Cli.Proposing;

/// <summary>Where a count has come down to nothing, and what is run there.</summary>
internal sealed class ZeroEnd
{
    private readonly Corpus _corpus;
    private readonly Freeing _freeing;

    public ZeroEnd(Corpus corpus)
    {
        _corpus = corpus;
        _freeing = new Freeing(corpus);
    }

    /// <summary>What a body that takes one from a count does when it was the last.</summary>
    /// <param name="step">Where it takes one.</param>
    /// <param name="tells">It says so to its caller.</param>
    /// <returns>Where the object is freed; null when nothing of the kind is seen.</returns>
    public Evidence? Frees(CountStep step, out bool tells)
    {
        CountMeasure.Ruler ruler = new(step, _corpus);
        tells = false;
        foreach (IOperation operation in step.Body.All)
        {
            // A helper that counts may say itself whether that was the last.
            bool? last = operation == step.Operation && operation is IInvocationOperation { Type: ITypeSymbol said } && Types.IsTruth(said) ? true : ruler.IsLast(operation);
            if (last is not bool whenTrue)
                continue;
            foreach (IReadOnlyList<IOperation> branch in Branches(operation, whenTrue, step.Body))
            {
                if (_freeing.In(branch, step.Body, step.Instance) is Evidence free)
                    return free;
            }

            tells |= IsReturned(operation);
        }

        return null;
    }

    /// <summary>A body asks, before it adds one, whether there is none left, and does not go on then.</summary>
    public Evidence? GuardsAgainstZero(CountStep step)
    {
        CountMeasure.Ruler ruler = new(step, _corpus);
        foreach (IOperation operation in step.Body.All)
        {
            if (ruler.IsNone(operation) is bool whenTrue && (IsAsserted(operation) || Branches(operation, whenTrue, step.Body).Exists(branch => Refuses(branch, step))))
                return step.Body.At(operation, $"refuses to add one where {step.Count.Name} is nothing: who is gone does not come back");
        }

        return null;
    }

    /// <summary>What is run where a test comes out as it does when nothing is left.</summary>
    private static List<IReadOnlyList<IOperation>> Branches(IOperation test, bool whenTrue, CodeBody body)
    {
        List<IReadOnlyList<IOperation>> branches = [];
        IOperation at = test;
        for (IOperation? parent = test.Parent; parent is not null; (at, parent) = (parent, parent.Parent))
        {
            switch (parent)
            {
                case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not }:
                    whenTrue = !whenTrue;
                    continue;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both when whenTrue && both.LeftOperand == at:
                    branches.Add([both.RightOperand]);
                    continue;
                case IBinaryOperation or IConversionOperation or IParenthesizedOperation:
                    continue;
                case IConditionalOperation conditional when conditional.Condition == at:
                    if (whenTrue)
                        branches.Add([conditional.WhenTrue]);
                    else
                        branches.Add([.. conditional.WhenFalse is IOperation otherwise ? [otherwise] : System.Array.Empty<IOperation>(), .. Behind(conditional)]);
                    return branches;
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: ILocalSymbol flag } }:
                    foreach (IConditionalOperation later in body.All.OfType<IConditionalOperation>().Where(later => CodeBody.Bare(later.Condition) is ILocalReferenceOperation asked && SymbolEqualityComparer.Default.Equals(asked.Local, flag)))
                        branches.Add([whenTrue ? later.WhenTrue : later.WhenFalse ?? later]);
                    return branches;
                default:
                    return branches;
            }
        }

        return branches;
    }

    private static bool IsReturned(IOperation test)
    {
        for (IOperation? parent = test.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IReturnOperation)
                return true;
            if (parent is not (IUnaryOperation or IBinaryOperation or IConversionOperation or IParenthesizedOperation))
                return false;
        }

        return false;
    }

    /// <summary>The statements behind a test, in its block.</summary>
    private static IEnumerable<IOperation> Behind(IConditionalOperation conditional) =>
        conditional.Parent is IBlockOperation block ? block.Operations.SkipWhile(statement => statement != conditional).Skip(1) : [];

    /// <summary>It throws, returns or complains; who is the first does something for the object.</summary>
    private bool Refuses(IReadOnlyList<IOperation> branch, CountStep step)
    {
        List<IOperation> all = [.. branch.SelectMany(FragApi.Analyzers.Bodies.Walk.All)];
        return all.Exists(operation => operation is IThrowOperation or IReturnOperation || operation is IInvocationOperation call && Throws(call.TargetMethod)) || all.Count > 0 && !all.Exists(operation => operation switch
        {
            IInvocationOperation { Instance: IOperation receiver } => IsOfObject(receiver, step),
            IAssignmentOperation { Target: IOperation target } => IsOfObject(target, step),
            _ => false,
        });
    }

    /// <summary>A method that does nothing else.</summary>
    private bool Throws(IMethodSymbol method) =>
        _corpus.Of(method).Any(body => body.Root is IMethodBodyOperation root && (root.BlockBody ?? root.ExpressionBody)?.Operations.FirstOrDefault() is IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation });

    private static bool IsOfObject(IOperation operation, CountStep step)
    {
        string of = step.Body.TextOf(step.Instance);
        IOperation bare = CodeBody.Bare(operation);
        return step.Body.TextOf(bare) == of || bare is IMemberReferenceOperation { Instance: IOperation instance } && step.Body.TextOf(instance) == of;
    }

    /// <summary>It is passed, as it is, to what has no other answer than an exception.</summary>
    private static bool IsAsserted(IOperation test)
    {
        IOperation at = test;
        while (at.Parent is IConversionOperation or IParenthesizedOperation)
            at = at.Parent;
        return at.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.ReturnsVoid: true } };
    }
}
