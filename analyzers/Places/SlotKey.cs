using System.Collections.Generic;
using System.Text;
using FragApi.Analyzers.Bodies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Places;

/// <summary>Which slot of an array an index names: the same one, as long as nothing that it reads gets another value.</summary>
internal sealed class SlotKey
{
    private const int MaxLength = 100;

    private readonly StringBuilder _text = new();

    private SlotKey()
    {
    }

    public string Text => _text.ToString();

    /// <summary>The locals, parameters and fields of the object that it reads.</summary>
    public List<ISymbol> Reads { get; } = new(2);

    /// <summary>Numbers, locals, fields, and sums and masks of these; null for anything else, which may give another slot each time.</summary>
    public static SlotKey? Of(IOperation index, BodyFacts facts)
    {
        SlotKey key = new();
        return key.Write(index, facts) ? key : null;
    }

    private bool Write(IOperation part, BodyFacts facts)
    {
        if (part.ConstantValue is { HasValue: true } constant)
            return Append(constant.Value?.ToString() ?? "");
        switch (part)
        {
            case ILocalReferenceOperation { Local: ILocalSymbol { IsRef: false } local } when facts.IsTracked(local):
                return Append(local);
            case IParameterReferenceOperation { Parameter: IParameterSymbol { RefKind: RefKind.None } parameter } when facts.IsTracked(parameter):
                return Append(parameter);
            case IFieldReferenceOperation { Field: { IsVolatile: false } field, Instance: null or IInstanceReferenceOperation }:
                return Append(field);
            case IConversionOperation { OperatorMethod: null } conversion:
                return Write(conversion.Operand, facts);
            case IParenthesizedOperation parenthesized:
                return Write(parenthesized.Operand, facts);
            case IBinaryOperation { OperatorMethod: null } sum:
                return Append("(") && Write(sum.LeftOperand, facts) && Append(sum.OperatorKind.ToString()) && Write(sum.RightOperand, facts) && Append(")");
            default:
                return false;
        }
    }

    // Two of the same name lie in different places.
    private bool Append(ISymbol symbol)
    {
        Reads.Add(symbol);
        return Append(symbol.Name) && (symbol.Locations.IsEmpty || Append(symbol.Locations[0].SourceSpan.Start.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    private bool Append(string part)
    {
        _text.Append(part).Append(' ');
        return _text.Length < MaxLength;
    }
}
