using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Places;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

// Patterns are asked part by part, as '&&', '||' and '!' are.
internal abstract partial class PathWalker
{
    private Value Pattern(Value value, IOperation operation, IPatternOperation pattern)
    {
        switch (pattern)
        {
            case INegatedPatternOperation negated:
                Value inner = Pattern(value, operation, negated.Pattern);
                return inner.Kind == ValueKind.Constant ? Value.Of(inner.Data == 0) : Value.Unknown;
            case IConstantPatternOperation constant:
                Value wanted = Eval(constant.Value);
                return wanted.Kind == ValueKind.Null ? NullTest(value, operation, whenNull: true)
                    : wanted.Kind == ValueKind.Constant ? ConstantTest(value, operation, wanted.Data, whenEqual: true)
                    : Value.Unknown;
            case IDeclarationPatternOperation declaration:
                return Named(TypeTest(value, operation, declaration.MatchesNull ? null : declaration.MatchedType), value, declaration.DeclaredSymbol);
            case ITypePatternOperation type:
                return TypeTest(value, operation, type.MatchedType);
            case IRelationalPatternOperation relation:
                Use(value, pattern);
                return Relation(value, relation);
            case IBinaryPatternOperation either:
                // 'and' ends with the first part that is not so, 'or' with the first that is.
                bool isAnd = either.OperatorKind == BinaryOperatorKind.And;
                Value left = Part(value, operation, either.LeftPattern);
                if (left.Kind == ValueKind.Constant && left.Data != 0 != isAnd)
                    return left;
                Value right = Part(value, operation, either.RightPattern);
                return right.Kind == ValueKind.Constant && (left.Kind == ValueKind.Constant || right.Data != 0 != isAnd) ? right : Value.Unknown;
            case IRecursivePatternOperation { DeconstructionSubpatterns.IsEmpty: true } recursive:
                return Named(Properties(value, operation, recursive), value, recursive.DeclaredSymbol);
            case IDiscardPatternOperation:
                return Value.True;
            default:
                // It may look into the value, and give parts of it names.
                Use(value, pattern);
                if (GivesNames(pattern))
                {
                    Escape(value, pattern, EscapeReason.Unclear);
                    EscapeParts(Places.Of(operation), pattern, EscapeReason.Unclear);
                }

                return value.Kind == ValueKind.Null && pattern is IRecursivePatternOperation or IListPatternOperation ? Value.False : Value.Unknown;
        }

        Value Named(Value outcome, Value named, ISymbol? symbol)
        {
            if (symbol is null)
                return outcome;
            EscapeParts(Places.Of(operation), pattern, EscapeReason.Unclear);
            if (outcome.Kind != ValueKind.Constant && named.TokenId < 0 && !IsOfField(named, symbol))
                return outcome;
            if (outcome.Kind != ValueKind.Constant)
                outcome = Value.Of(ChooseTruth());

            int place = Places.OfSymbol(symbol);
            if (outcome.Data != 0)
            {
                // '_b is { } b': one array by two names.
                if (named.IsUnknown && place >= 0 && IsOfField(named, symbol))
                    named = Number(Places.Of(operation), pattern);
                if (place < 0)
                    Escape(named, pattern, EscapeReason.Unclear);
                else
                    Path.Set(place, named);
            }

            return outcome;
        }

        bool IsOfField(Value named, ISymbol symbol) =>
            named.IsUnknown && symbol is ILocalSymbol { Type: var type } && CanHold(type) && type is { IsReferenceType: true } && Places.Of(operation) is int field and >= 0 && Places[field].Kind == PlaceKind.Field;
    }

    /// <summary>It looks into the value, and gives parts of it names.</summary>
    private static bool GivesNames(IPatternOperation pattern)
    {
        foreach (IOperation part in pattern.Descendants())
        {
            if (part is IDeclarationPatternOperation { DeclaredSymbol: not null } or IRecursivePatternOperation { DeclaredSymbol: not null } or IListPatternOperation { DeclaredSymbol: not null })
                return true;
        }

        return false;
    }

    /// <summary>A part of a pattern: what is known of it, or was answered when it was asked elsewhere.</summary>
    private Value Part(Value value, IOperation operation, IPatternOperation part)
    {
        switch (part)
        {
            case INegatedPatternOperation negated:
                Value inner = Part(value, operation, negated.Pattern);
                return inner.Kind == ValueKind.Constant ? Value.Of(inner.Data == 0) : Value.Unknown;
            // A number that is compared with many others: only what somebody else asks as well is worth a path.
            case IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: not (null or bool) } } constant:
                Value wanted = Eval(constant.Value);
                return wanted.Kind == ValueKind.Constant && value.Kind == ValueKind.Constant ? Value.Of(wanted.Data == value.Data)
                    : wanted.Kind == ValueKind.Constant && value.Equals(Value.Not(wanted.Data)) ? Value.False
                    : Answered(Value.Unknown, part);
            case IRelationalPatternOperation:
                return Answered(Pattern(value, operation, part), part);
            default:
                return Pattern(value, operation, part);
        }
    }

    private static Value Relation(Value value, IRelationalPatternOperation relation)
    {
        if (Comparison.Of(relation) is not { Bound: long bound } compared)
            return Value.Unknown;
        return value.Kind == ValueKind.Constant ? Value.Of(value.Data < bound != compared.IsNegated)
            : compared.IsOfNothing && value.Equals(Value.Not(0)) ? Value.Of(compared.IsNegated)
            : Value.Unknown;
    }

    /// <summary>'{ Length: > 3 and &lt; 9 }': that there is something, and each of its members.</summary>
    private Value Properties(Value value, IOperation operation, IRecursivePatternOperation pattern)
    {
        Value outcome = TypeTest(value, operation, pattern.MatchedType);
        if (outcome.Equals(Value.False) || pattern.PropertySubpatterns.IsEmpty)
            return outcome;
        Use(value, pattern);
        if (GivesNames(pattern))
        {
            Escape(value, pattern, EscapeReason.Unclear);
            EscapeParts(Places.Of(operation), pattern, EscapeReason.Unclear);
            value = Value.Unknown;
        }

        foreach (IPropertySubpatternOperation part in pattern.PropertySubpatterns)
        {
            Value member = part.Member is IPropertyReferenceOperation { Property: { Name: "Length", ContainingType.SpecialType: SpecialType.System_Array } } && Emptiness(value, part.Pattern) is { Kind: ValueKind.Constant } empty ? empty
                : Part(part.Member is IPropertyReferenceOperation property && value.TokenId >= 0 ? OnMember(value, property) : Value.Unknown, part.Member, part.Pattern);
            if (member.Equals(Value.False))
                return member;
            if (member.Kind != ValueKind.Constant)
                outcome = Value.Unknown;
        }

        return outcome;
    }

    /// <summary>'{ Length: 0 }', '{ Length: > 0 }', '{ Length: not 0 }'.</summary>
    private Value Emptiness(Value array, IPatternOperation length)
    {
        if (array.Kind != ValueKind.Token || Comparison.Of(length) is not { IsOfNothing: true } compared || !Path.TryGet(array.TokenId, out _))
            return Value.Unknown;
        bool empty = ChooseTruth();
        if (empty && Path.TryGet(array.TokenId, out Token token))
            OnEmpty(token);
        return Value.Of(empty != compared.IsNegated);
    }

    // A test for the type that it has anyway is a null test, of what can be null; for another one nothing is known.
    private Value TypeTest(Value value, IOperation operation, ITypeSymbol? type)
    {
        if (type is null)
            return Value.True;
        if (value.Kind == ValueKind.Null)
            return Value.False;
        ITypeSymbol? own = IsNullable(operation.Type) ? ((INamedTypeSymbol)operation.Type!).TypeArguments[0] : operation.Type;
        bool isKnown = IsAlways(own, type);
        if (!isKnown && !(value.Kind == ValueKind.Token && Path.TryGet(value.TokenId, out Token token) && IsAlways(TypeOf(token), type)))
            return value.Kind == ValueKind.Token ? Value.Of(ChooseTruth()) : Value.Unknown;
        return operation.Type?.IsReferenceType == true || IsNullable(operation.Type) ? NullTest(value, operation, whenNull: false)
            : isKnown && own?.IsValueType == true ? Value.True
            : Value.Unknown;
    }

    /// <summary>What is of a type, if it is anything, is of another one as well.</summary>
    private bool IsAlways(ITypeSymbol? own, ITypeSymbol type) =>
        own is not null && Body.Model.Compilation.ClassifyConversion(own, type) is { IsImplicit: true } way && (way.IsIdentity || way.IsReference || way.IsBoxing);
}
