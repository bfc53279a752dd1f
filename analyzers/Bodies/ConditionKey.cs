using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Bodies;

/// <summary>
/// A condition by what it asks, so that the same question asked twice gets the same answer. What it reads is taken to
/// stay as it is until one of the symbols is assigned to: the other way there would be alarms on paths that nobody takes.
/// </summary>
internal sealed class ConditionKey
{
    private const int MaxLength = 200;

    // Conditions are many, and one is read at a time.
    [System.ThreadStatic]
    private static StringBuilder? s_text;

    private ConditionKey(string text, bool negated, IReadOnlyList<ISymbol> symbols, Comparison? compares, string? number)
    {
        Text = text;
        IsNegated = negated;
        Symbols = symbols;
        Compares = compares;
        Number = number;
    }

    public string Text { get; }

    /// <summary>The condition is the opposite of what the text says.</summary>
    public bool IsNegated { get; }

    /// <summary>The locals, parameters, fields and properties that it reads.</summary>
    public IReadOnlyList<ISymbol> Symbols { get; }

    /// <summary>What it compares with what.</summary>
    public Comparison? Compares { get; }

    /// <summary>The number that it compares with a constant, as in other questions about the same number.</summary>
    public string? Number { get; }

    /// <summary>What a condition, or a part of a pattern, asks.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="slotOf">What a temporary stands for: what a switch looks at.</param>
    public static ConditionKey? Of(IOperation condition, System.Func<CaptureId, IOperation?> slotOf)
    {
        bool negated = false;
        while (true)
        {
            if (condition is IParenthesizedOperation parenthesized)
            {
                condition = parenthesized.Operand;
            }
            else if (condition is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, OperatorMethod: null } not)
            {
                condition = not.Operand;
                negated = !negated;
            }
            else
            {
                break;
            }
        }

        List<ISymbol>? symbols = null;
        StringBuilder text = s_text ??= new StringBuilder();
        text.Clear();
        Comparison? compares = Comparison.Of(condition);
        string? number = null;
        if (compares is Comparison comparison)
        {
            negated ^= comparison.IsNegated;
            if (!Write(comparison.Left))
                return null;
            if (comparison.Bound is long bound)
            {
                number = text.ToString();
                Append(comparison.IsEquality || comparison.IsOfNothing ? "Equals" : "LessThan");
                Append(comparison.IsOfNothing ? "0" : bound.ToString(CultureInfo.InvariantCulture));
            }
            else if (!Append(comparison.IsEquality ? "Equals" : "LessThan") || !Write(comparison.Right!))
            {
                return null;
            }
        }
        else if (!Write(condition))
        {
            return null;
        }

        return symbols is null ? null : new ConditionKey(text.ToString(), negated, symbols, compares, number);

        void Reads(ISymbol symbol) => (symbols ??= new List<ISymbol>(2)).Add(symbol);

        bool Append(string part)
        {
            text.Append(part).Append(' ');
            return text.Length < MaxLength;
        }

        bool Write(IOperation operation)
        {
            if (operation.ConstantValue is { HasValue: true } constant)
                return Append(constant.Value?.ToString() ?? "null");
            // What the compiler wrote, an enumerator's MoveNext, is not asked twice.
            if (operation.IsImplicit && operation is not (IConversionOperation or IInstanceReferenceOperation or IFlowCaptureReferenceOperation))
                return false;
            switch (operation)
            {
                case ILocalReferenceOperation local:
                    Reads(local.Local);
                    return Append(local.Local.Name);
                case IParameterReferenceOperation parameter:
                    Reads(parameter.Parameter);
                    return Append(parameter.Parameter.Name);
                case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.PatternInput } input:
                    return Patterns.InputOf(input) is IOperation value && Write(value);
                case IInstanceReferenceOperation:
                    return Append("this");
                case IFlowCaptureReferenceOperation capture:
                    // What a switch looks at: a property, or what a call gives, may be another on the next turn of a loop.
                    return slotOf(capture.Id) is ILocalReferenceOperation or IParameterReferenceOperation && Write(slotOf(capture.Id)!);
                case IFieldReferenceOperation field:
                    Reads(field.Field);
                    return (field.Instance is null ? Append(field.Field.ContainingType.Name) : Write(field.Instance)) && Append(field.Field.Name);
                case IPropertyReferenceOperation { Arguments.Length: 0 } property:
                    Reads(property.Property);
                    return (property.Instance is null ? Append(property.Property.ContainingType.Name) : Write(property.Instance)) && Append(property.Property.Name);
                case IConversionOperation conversion:
                    return Write(conversion.Operand);
                case IParenthesizedOperation parenthesized:
                    return Write(parenthesized.Operand);
                case IUnaryOperation unary:
                    return Append(unary.OperatorKind.ToString()) && Write(unary.Operand);
                case IBinaryOperation binary:
                    return Append("(") && Write(binary.LeftOperand) && Append(binary.OperatorKind.ToString()) && Write(binary.RightOperand) && Append(")");
                case IIsPatternOperation isPattern:
                    return Write(isPattern.Value) && Append("is") && WritePattern(isPattern.Pattern);
                case IIsTypeOperation isType:
                    return Write(isType.ValueOperand) && Append("is " + isType.TypeOperand.Name);
                case ITupleOperation tuple:
                    foreach (IOperation element in tuple.Elements)
                    {
                        if (!Append("(") || !Write(element))
                            return false;
                    }

                    return Append(")");
                case IInvocationOperation invocation:
                    if (invocation.Instance is null ? !Append(invocation.TargetMethod.ContainingType.Name) : !Write(invocation.Instance))
                        return false;
                    if (!Append(invocation.TargetMethod.Name))
                        return false;
                    foreach (IArgumentOperation argument in invocation.Arguments)
                    {
                        if (argument.Parameter?.RefKind is not RefKind.None || !Write(argument.Value))
                            return false;
                    }

                    return true;
                default:
                    return false;
            }
        }

        // A name that the pattern gives is no part of the question.
        bool WritePattern(IPatternOperation pattern)
        {
            switch (pattern)
            {
                case IConstantPatternOperation constant:
                    return Write(constant.Value);
                case IRelationalPatternOperation relational:
                    return Append(relational.OperatorKind.ToString()) && Write(relational.Value);
                case INegatedPatternOperation negatedPattern:
                    return Append("not") && WritePattern(negatedPattern.Pattern);
                case IBinaryPatternOperation either:
                    return Append("(") && WritePattern(either.LeftPattern) && Append(either.OperatorKind.ToString()) && WritePattern(either.RightPattern) && Append(")");
                case ITypePatternOperation type:
                    return Append(type.MatchedType.Name);
                case IDeclarationPatternOperation declaration:
                    return Append(declaration.MatchedType?.Name ?? "var");
                case IDiscardPatternOperation:
                    return Append("_");
                case IRecursivePatternOperation recursive:
                    if (!Append(recursive.MatchedType.Name + "{"))
                        return false;
                    foreach (IPropertySubpatternOperation part in recursive.PropertySubpatterns)
                    {
                        if (part.Member is not IMemberReferenceOperation member || !Append(member.Member.Name) || !WritePattern(part.Pattern))
                            return false;
                        Reads(member.Member);
                    }

                    foreach (IPatternOperation part in recursive.DeconstructionSubpatterns)
                    {
                        if (!WritePattern(part))
                            return false;
                    }

                    return Append("}");
                case IListPatternOperation list:
                    Append("[");
                    foreach (IPatternOperation part in list.Patterns)
                    {
                        if (!WritePattern(part))
                            return false;
                    }

                    return Append("]");
                case ISlicePatternOperation slice:
                    return Append("..") && (slice.Pattern is null || WritePattern(slice.Pattern));
                default:
                    return false;
            }
        }
    }
}
