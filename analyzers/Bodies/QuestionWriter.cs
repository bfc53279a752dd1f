using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Bodies;

/// <summary>Writes down what a condition, or a part of a pattern, asks: the same for two that ask the same.</summary>
internal sealed class QuestionWriter
{
    private const int MaxLength = 200;

    // Conditions are many, and one is written down at a time.
    [ThreadStatic]
    private static StringBuilder? s_text;

    private readonly BodyFacts _facts;
    private StringBuilder _text = null!;
    private List<ISymbol>? _reads;
    private int _number;

    public QuestionWriter(BodyFacts facts) => _facts = facts;

    /// <summary>The question, or null where it cannot be written down.</summary>
    public string? Text { get; private set; }

    /// <summary>The number that it compares with a constant, or null.</summary>
    public string? Number => _number == 0 ? null : Text!.Substring(0, _number);

    /// <summary>The condition is the opposite of what the text says.</summary>
    public bool IsNegated { get; private set; }

    /// <summary>The locals, parameters, fields and properties that it reads.</summary>
    public IReadOnlyList<ISymbol> Reads => _reads!;

    /// <summary>What it compares with what.</summary>
    public Comparison? Compares { get; private set; }

    /// <summary>Writes a condition down; false where what it asks cannot be said, or is nothing that could change.</summary>
    public bool TryWrite(IOperation condition)
    {
        _text = s_text ??= new StringBuilder();
        _text.Clear();
        _reads = null;
        _number = 0;
        IsNegated = false;
        while (condition is IParenthesizedOperation or IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, OperatorMethod: null })
        {
            if (condition is IUnaryOperation not)
                (condition, IsNegated) = (not.Operand, !IsNegated);
            else
                condition = ((IParenthesizedOperation)condition).Operand;
        }

        Compares = Comparison.Of(condition);
        bool written = Compares is Comparison comparison ? Write(comparison) : Write(condition);
        Text = written && _reads is not null ? _text.ToString() : null;
        return Text is not null;
    }

    private bool Write(Comparison comparison)
    {
        IsNegated ^= comparison.IsNegated;
        if (!Write(comparison.Left))
            return false;
        if (comparison.Bound is not long bound)
            return Append(comparison.IsEquality ? "Equals" : "LessThan") && Write(comparison.Right!);
        _number = _text.Length;
        Append(comparison.IsEquality || comparison.IsOfNothing ? "Equals" : "LessThan");
        Append(comparison.IsOfNothing ? "0" : bound.ToString(CultureInfo.InvariantCulture));
        return true;
    }

    private void Note(ISymbol symbol) => (_reads ??= new List<ISymbol>(2)).Add(symbol);

    private bool Append(string part)
    {
        _text.Append(part).Append(' ');
        return _text.Length < MaxLength;
    }

    private bool Write(IOperation operation)
    {
        if (operation.ConstantValue is { HasValue: true } constant)
            return Append(constant.Value?.ToString() ?? "null");
        // What the compiler wrote, an enumerator's MoveNext, is not asked twice.
        if (operation.IsImplicit && operation is not (IConversionOperation or IInstanceReferenceOperation or IFlowCaptureReferenceOperation))
            return false;
        switch (operation)
        {
            case ILocalReferenceOperation local:
                Note(local.Local);
                return Append(local.Local.Name);
            case IParameterReferenceOperation parameter:
                Note(parameter.Parameter);
                return Append(parameter.Parameter.Name);
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.PatternInput } input:
                return Patterns.InputOf(input) is IOperation value && Write(value);
            case IInstanceReferenceOperation:
                return Append("this");
            case IFlowCaptureReferenceOperation capture:
                // What a switch looks at: a property, or what a call gives, may be another on the next turn of a loop.
                return _facts.SlotOf(capture.Id) is ILocalReferenceOperation or IParameterReferenceOperation && Write(_facts.SlotOf(capture.Id)!);
            case IFieldReferenceOperation field:
                Note(field.Field);
                return (field.Instance is null ? Append(field.Field.ContainingType.Name) : Write(field.Instance)) && Append(field.Field.Name);
            case IPropertyReferenceOperation { Arguments.Length: 0 } property:
                Note(property.Property);
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
    private bool WritePattern(IPatternOperation pattern)
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
                    Note(member.Member);
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
