using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Cli.Proposing;

/// <summary>What an expression comes to: the count as it was before a step, or not, and so many amounts and ones more.</summary>
/// <param name="Counted">The count is in it.</param>
/// <param name="Amounts">How often what the step adds or takes, where the caller says how many that are.</param>
/// <param name="Ones">And a constant.</param>
internal readonly record struct CountMeasure(bool Counted, long Amounts, long Ones)
{
    private CountMeasure Plus(CountMeasure other, int sign) => new(Counted || other.Counted, Amounts + (sign * other.Amounts), Ones + (sign * other.Ones));

    /// <summary>Measures the expressions of the body that a step is in.</summary>
    /// <param name="step">The step.</param>
    /// <param name="corpus">The sources.</param>
    public sealed class Ruler(CountStep step, Corpus corpus)
    {
        private readonly HashSet<ILocalSymbol> _open = new(SymbolEqualityComparer.Default);
        private readonly string _instance = step.Body.TextOf(step.Instance);

        private static readonly CountMeasure s_before = new(true, 0, 0);

        /// <summary>What a step moves the count by.</summary>
        private CountMeasure Amount => step.Amount is null ? new(false, 0, 1) : new(false, 1, 0);

        private CountMeasure After => s_before.Plus(Amount, step.Sign);

        /// <summary>Whether a comparison holds where the step takes the last; null for anything else.</summary>
        public bool? IsLast(IOperation test) => HoldsAt(test, Amount);

        /// <summary>Whether a comparison holds where there was none before the step; null for anything else.</summary>
        public bool? IsNone(IOperation test) => HoldsAt(test, default);

        private bool? HoldsAt(IOperation test, CountMeasure limit)
        {
            (BinaryOperatorKind kind, IReadOnlyList<CountMeasure> left, IReadOnlyList<CountMeasure> right) = Comparison(test);
            CountMeasure above = limit.Plus(new CountMeasure(false, 0, 1), 1);
            foreach (CountMeasure one in left)
            {
                foreach (CountMeasure other in right.Where(other => other.Counted != one.Counted))
                {
                    (CountMeasure count, CountMeasure with, BinaryOperatorKind how) = one.Counted ? (one, other, kind) : (other, one, Flip(kind));
                    CountMeasure bound = with.Plus(count with { Counted = false }, -1);
                    switch (how)
                    {
                        case BinaryOperatorKind.Equals or BinaryOperatorKind.LessThanOrEqual when bound == limit:
                        case BinaryOperatorKind.LessThan when bound == above:
                            return true;
                        case BinaryOperatorKind.NotEquals or BinaryOperatorKind.GreaterThan when bound == limit:
                        case BinaryOperatorKind.GreaterThanOrEqual when bound == above:
                            return false;
                    }
                }
            }

            return null;
        }

        private (BinaryOperatorKind, IReadOnlyList<CountMeasure>, IReadOnlyList<CountMeasure>) Comparison(IOperation test) => test switch
        {
            IBinaryOperation binary => (binary.OperatorKind, Of(binary.LeftOperand), Of(binary.RightOperand)),
            IIsPatternOperation { Value: IOperation value, Pattern: IConstantPatternOperation constant } => (BinaryOperatorKind.Equals, Of(value), Of(constant.Value)),
            IIsPatternOperation { Value: IOperation value, Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation constant } } => (BinaryOperatorKind.NotEquals, Of(value), Of(constant.Value)),
            IIsPatternOperation { Value: IOperation value, Pattern: IRelationalPatternOperation relation } => (relation.OperatorKind, Of(value), Of(relation.Value)),
            _ => (BinaryOperatorKind.None, [], []),
        };

        private static BinaryOperatorKind Flip(BinaryOperatorKind kind) => kind switch
        {
            BinaryOperatorKind.LessThan => BinaryOperatorKind.GreaterThan,
            BinaryOperatorKind.LessThanOrEqual => BinaryOperatorKind.GreaterThanOrEqual,
            BinaryOperatorKind.GreaterThan => BinaryOperatorKind.LessThan,
            BinaryOperatorKind.GreaterThanOrEqual => BinaryOperatorKind.LessThanOrEqual,
            _ => kind,
        };

        /// <summary>What it may come to: a local that is written several times has as many.</summary>
        private IReadOnlyList<CountMeasure> Of(IOperation operation)
        {
            IOperation bare = CodeBody.Bare(operation);
            if (bare == step.Operation)
                return Result(bare);
            if (bare.ConstantValue is { HasValue: true, Value: int or long or uint or short or ushort or byte or sbyte } constant)
                return [new CountMeasure(false, 0, Convert.ToInt64(constant.Value, CultureInfo.InvariantCulture))];
            switch (bare)
            {
                case IParameterReferenceOperation parameter when SameSymbol.Are(parameter.Parameter, step.Amount):
                    return [new CountMeasure(false, 1, 0)];
                case ILocalReferenceOperation { Local: ILocalSymbol local } when _open.Add(local):
                    IReadOnlyList<CountMeasure> written = [.. step.Body.WritesOf(local).SelectMany(Of).Distinct()];
                    _open.Remove(local);
                    return written;
                case IAssignmentOperation assignment:
                    return assignment is ISimpleAssignmentOperation ? Of(assignment.Value) : [];
                case IUnaryOperation { OperatorKind: UnaryOperatorKind.Minus, Operand: IOperation operand }:
                    return [.. Of(operand).Where(measure => !measure.Counted).Select(measure => default(CountMeasure).Plus(measure, -1))];
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract } sum:
                    int sign = sum.OperatorKind == BinaryOperatorKind.Add ? 1 : -1;
                    return [.. from left in Of(sum.LeftOperand) from right in Of(sum.RightOperand) where !right.Counted || sign > 0 && !left.Counted select left.Plus(right, sign)];
                default:
                    return Reads(bare) ? [bare.Syntax.SpanStart < step.Operation.Syntax.Span.End ? s_before : After] : [];
            }
        }

        /// <summary>The value of the step itself, in the words of its kind.</summary>
        private CountMeasure[] Result(IOperation operation) => operation switch
        {
            IIncrementOrDecrementOperation { IsPostfix: true } => [s_before],
            IInvocationOperation { TargetMethod: IMethodSymbol method } when Types.Is(method.ContainingType, "System.Threading", "Interlocked") => [method.Name == "CompareExchange" ? s_before : After],
            // A helper's code may say either.
            IInvocationOperation => [After, s_before],
            _ => [After],
        };

        private bool Reads(IOperation bare) => bare switch
        {
            IMemberReferenceOperation { Instance: IOperation of, Member: ISymbol member } => step.Body.TextOf(of) == _instance && (SameSymbol.Are(member, step.Count) || member is IPropertySymbol { GetMethod: IMethodSymbol getter } && IsReturnedBy(getter)),
            IInvocationOperation { TargetMethod.ContainingType: INamedTypeSymbol type, Arguments: { Length: > 0 } arguments } when Types.Is(type, "System.Threading", "Volatile") || Types.Is(type, "System.Threading", "Interlocked") => Reads(CodeBody.Bare(arguments[0].Value)),
            _ => false,
        };

        private bool IsReturnedBy(IMethodSymbol getter) =>
            corpus.Of(getter).Any(body => body.All.OfType<IReturnOperation>().ToList() is [{ ReturnedValue: IOperation value }] && CodeBody.Bare(value) is IMemberReferenceOperation { Member: ISymbol member } && SameSymbol.Are(member, step.Count));
    }
}
