using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Places;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

// Tests of flags, of null and of conditions that are asked again.
internal abstract partial class PathWalker
{
    private Value Test(IOperation operation) => Answered(Eval(operation), operation);

    /// <summary>The answer to a question that is asked more than once.</summary>
    private Value Answered(Value value, IOperation operation)
    {
        value = Answer(value);
        if (value.Kind is ValueKind.Constant)
            return value;
        if (value.Kind is ValueKind.Same || value.IsUnknown && Places.Of(operation) is int asked && asked >= 0 && Places[asked].Symbol is ISymbol flag && Facts.IsCopied(flag))
            return Truth(value, operation);
        if (Facts.Questions.In(operation) is not { Question: { IsRepeated: true } question } asking)
            return Value.Unknown;
        int place = Places.OfQuestion(question);
        if (Known(question, place) is not bool answer)
            Path.Set(place, Value.Of(answer = ChooseTruth()));
        return Value.Of(answer ^ asking.IsNegated);
    }

    /// <summary>The answer to a question that was asked before, or that follows from what was asked about the same number.</summary>
    private bool? Known(Question question, int place)
    {
        if (Path.Get(place) is { Kind: ValueKind.Constant } given)
            return given.Data != 0;
        if (question.Number is not ComparedNumber number)
            return null;
        foreach (Question other in number.Comparisons)
        {
            if (other != question && Path.Get(Places.OfQuestion(other)) is { Kind: ValueKind.Constant } answer && question.Compares!.Value.ImpliedBy(other.Compares!.Value, answer.Data != 0) is bool implied)
                return implied;
        }

        return null;
    }

    private Value EvalTest(IOperation operation)
    {
        switch (operation)
        {
            case IIsNullOperation isNull:
                return NullTest(Eval(isNull.Operand), isNull.Operand, whenNull: true);
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, OperatorMethod: null } not:
                Value inner = Truth(Eval(not.Operand), not.Operand);
                return inner.Kind == ValueKind.Constant ? Value.Of(inner.Data == 0) : Value.Unknown;
            case IBinaryOperation binary when EmptyTest(binary) is { Kind: ValueKind.Constant } asked:
                return asked;
            case IBinaryOperation binary when ZeroTest(binary) is { Kind: ValueKind.Constant } known:
                return known;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } binary when Race(binary) is Value won:
                return won;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } binary:
                return Equality(binary.LeftOperand, Eval(binary.LeftOperand), binary.RightOperand, Eval(binary.RightOperand), binary.OperatorKind == BinaryOperatorKind.Equals);
            case IBinaryOperation binary:
                return Relation(binary);
            case IIsPatternOperation isPattern:
                Value matched = Answer(Eval(isPattern.Value));
                OnCompared(matched);
                return Pattern(matched, isPattern.Value, isPattern.Pattern);
            case IIsTypeOperation isType:
                Value tested = Eval(isType.ValueOperand);
                Value fits = TypeTest(tested, isType.ValueOperand, isType.TypeOperand);
                return fits.Kind != ValueKind.Constant ? Value.Unknown : Value.Of(fits.Data != 0 != isType.IsNegated);
            default:
                return EvalUnknown(operation);
        }
    }

    /// <summary>'n == 0' where 'n > 0' was asked before, and 'n > 0' where it is known not to be zero.</summary>
    private Value ZeroTest(IBinaryOperation binary)
    {
        if (Comparison.Of(binary) is { IsOfNothing: true, IsEquality: false } compared)
            return Places.Of(compared.Left) is int place && place >= 0 && Path.Get(place).Equals(Value.Not(0)) ? Value.Of(compared.IsNegated) : Value.Unknown;
        if (binary.OperatorKind is not (BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals) || Facts.Questions.In(binary) is not { Question: { IsRepeated: true } question } asking)
            return Value.Unknown;
        return Known(question, Places.OfQuestion(question)) is bool known ? Value.Of(known ^ asking.IsNegated) : Value.Unknown;
    }

    /// <summary>'b.Length > 0', 'b.Length != 0', '0 == b.Length': whether there is anything.</summary>
    private Value EmptyTest(IBinaryOperation binary)
    {
        (IOperation left, IOperation right) = (binary.LeftOperand, binary.RightOperand);
        bool swapped = left.ConstantValue is { HasValue: true, Value: 0 };
        if (swapped)
            (left, right) = (right, left);
        if (left is not IPropertyReferenceOperation { Property.Name: "Length", Instance: IOperation array } || right.ConstantValue is not { HasValue: true, Value: 0 }
            || array.Type is not IArrayTypeSymbol || Places.Of(array) is var place && place < 0)
        {
            return Value.Unknown;
        }

        // What a field holds is known once it is read.
        if (Places[place].Kind == PlaceKind.Field && Path.Get(place).IsUnknown)
            Eval(array);
        bool? whenEmpty = binary.OperatorKind switch
        {
            BinaryOperatorKind.Equals => true,
            BinaryOperatorKind.NotEquals => false,
            BinaryOperatorKind.GreaterThan when !swapped => false,
            BinaryOperatorKind.LessThan when swapped => false,
            _ => null,
        };
        if (whenEmpty is not bool equal || Path.Get(place) is not { Kind: ValueKind.Token } value || !Path.TryGet(value.TokenId, out _))
            return Value.Unknown;
        Eval(left);
        bool empty = ChooseTruth();
        if (empty && Path.TryGet(value.TokenId, out Token token))
            OnEmpty(token);
        return Value.Of(empty == equal);
    }

    /// <summary>A truth value, decided and remembered where it is a flag of this body.</summary>
    private Value Truth(Value value, IOperation operation)
    {
        value = Answer(value);
        if (value.Kind == ValueKind.Same)
        {
            Value answer = Value.Of(ChooseTruth());
            Decide(value, answer);
            return answer;
        }

        if (!value.IsUnknown)
            return value;
        int place = Places.Of(operation);
        if (place < 0 || Places[place] is not { Kind: PlaceKind.Local, Symbol: ISymbol symbol } || !Facts.IsFlag(symbol))
            return value;
        Value chosen = Value.Of(ChooseTruth());
        Path.Set(place, chosen);
        return chosen;
    }

    private Value NullTest(Value value, IOperation operation, bool whenNull)
    {
        switch (value.Kind)
        {
            case ValueKind.Null:
                return Value.Of(whenNull);
            case ValueKind.NotNull:
                return Value.Of(!whenNull);
            case ValueKind.Token when Path.TryGet(value.TokenId, out Token token):
                bool isNull = IsNull(token) ?? ChooseTruth();
                if (isNull)
                    OnNull(token);
                else
                    OnNotNull(token);
                return Value.Of(isNull == whenNull);
            // 'if (lease.Array is null) return;': it has nothing. What asks is not led astray by what is gone.
            case ValueKind.View or ValueKind.Maybe when Path.TryGet(value.TokenId, out Token shown) && Holds(shown):
                bool nothing = ChooseTruth();
                if (nothing || IsGone(shown))
                    OnEscape(shown, operation, EscapeReason.Unclear);
                return Value.Of(nothing == whenNull);
            case ValueKind.Same:
                bool none = ChooseTruth();
                Decide(value, none ? Value.Null : Value.NotNull);
                return Value.Of(none == whenNull);
            case ValueKind.Unknown when Places.Of(operation) is int place && place >= 0 && Places[place].Kind is PlaceKind.Local or PlaceKind.Field or PlaceKind.Part or PlaceKind.Slot:
                bool chosen = ChooseTruth();
                Path.Set(Places.Of(operation), chosen ? Value.Null : Value.NotNull);
                return Value.Of(chosen == whenNull);
            default:
                return Value.Unknown;
        }
    }

    private Value Equality(IOperation leftOperand, Value left, IOperation rightOperand, Value right, bool equal)
    {
        (left, right) = (Answer(left), Answer(right));
        OnCompared(left);
        OnCompared(right);
        // '(long)p != 0': the number is the address.
        bool pointer = IsAddress(leftOperand.Type) || IsAddress(rightOperand.Type) || IsNew(left) || IsNew(right) || IsTakenOut(left) || IsTakenOut(right);
        if (right.Kind == ValueKind.Null || pointer && right.Equals(Value.False))
            return NullTest(left, leftOperand, equal);
        if (left.Kind == ValueKind.Null || pointer && left.Equals(Value.False))
            return NullTest(right, rightOperand, equal);
        // 'if (b != a) Return(b);': whether both are one is known where they come from. Of two, one that was allocated here is not the other.
        if (left.Kind == ValueKind.Token && right.Kind == ValueKind.Token && (left.Equals(right) || IsNew(left) || IsNew(right)))
            return Value.Of(left.Equals(right) == equal);
        // What was allocated here is none of what was there before: '-1', an empty array that stands for nothing.
        if (IsNew(left) && right.TokenId < 0 || IsNew(right) && left.TokenId < 0)
            return Value.Of(!equal);
        if (right.Kind == ValueKind.Constant)
            return ConstantTest(left, leftOperand, right.Data, equal);
        if (left.Kind == ValueKind.Constant)
            return ConstantTest(right, rightOperand, left.Data, equal);
        return Value.Unknown;
    }

    private bool IsNew(Value value) => value.Kind == ValueKind.Token && Path.TryGet(value.TokenId, out Token token) && IsNew(token);

    // By name as well: sources of the base class library may be compiled along, and have an IntPtr of their own.
    protected static bool IsAddress(ITypeSymbol? type) =>
        type is IPointerTypeSymbol or { SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr }
            or { Name: "IntPtr" or "UIntPtr", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    private Value ConstantTest(Value value, IOperation operation, long constant, bool whenEqual)
    {
        switch (value.Kind)
        {
            case ValueKind.Constant:
                return Value.Of(value.Data == constant == whenEqual);
            case ValueKind.NotConstant when value.Data == constant:
                return Value.Of(!whenEqual);
            case ValueKind.Same:
                bool same = ChooseTruth();
                Decide(value, same ? Value.Constant(constant) : IsTruth(operation) ? Value.Of(constant == 0) : Value.Not(constant));
                return Value.Of(same == whenEqual);
            case ValueKind.Unknown or ValueKind.NotConstant:
                int place = Places.Of(operation);
                if (place >= 0 && Places[place].Kind == PlaceKind.Capture && IsTruth(operation))
                {
                    // 'switch (b) { case true: … case false: … }'
                    bool truthful = ChooseTruth();
                    Path.Set(place, Value.Of(truthful));
                    return Value.Of(truthful == (constant != 0) == whenEqual);
                }

                if (place < 0 || Places[place] is not { Kind: PlaceKind.Local, Symbol: ISymbol symbol } || !Facts.IsFlag(symbol))
                    return Value.Unknown;
                bool equal = ChooseTruth();
                bool truth = operation.Type?.SpecialType == SpecialType.System_Boolean;
                Path.Set(place, equal ? Value.Constant(constant) : truth ? Value.Of(constant == 0) : Value.Not(constant));
                return Value.Of(equal == whenEqual);
            default:
                return Value.Unknown;
        }
    }

    private Value Relation(IBinaryOperation binary)
    {
        Value left = Eval(binary.LeftOperand);
        Value right = Eval(binary.RightOperand);
        if (binary.OperatorMethod is not null)
        {
            EscapeParts(Places.Of(binary.LeftOperand), binary, EscapeReason.Call);
            EscapeParts(Places.Of(binary.RightOperand), binary, EscapeReason.Call);
        }

        if (left.TokenId >= 0 || right.TokenId >= 0)
        {
            if (IsTruth(binary))
            {
                OnCompared(left);
                OnCompared(right);
            }

            // 'p + 4': a pointer into the same thing.
            if (left.TokenId >= 0 && binary.OperatorKind is BinaryOperatorKind.Add or BinaryOperatorKind.Subtract && binary.OperatorMethod is null)
                return Value.View(left.TokenId);
            Escape(left, binary, EscapeReason.Unclear);
            Escape(right, binary, EscapeReason.Unclear);
            return Value.Unknown;
        }

        if (left.Kind != ValueKind.Constant || right.Kind != ValueKind.Constant)
            return Value.Unknown;
        return binary.OperatorKind switch
        {
            BinaryOperatorKind.LessThan => Value.Of(left.Data < right.Data),
            BinaryOperatorKind.LessThanOrEqual => Value.Of(left.Data <= right.Data),
            BinaryOperatorKind.GreaterThan => Value.Of(left.Data > right.Data),
            BinaryOperatorKind.GreaterThanOrEqual => Value.Of(left.Data >= right.Data),
            BinaryOperatorKind.And when IsTruth(binary) => Value.Of((left.Data & right.Data) != 0),
            BinaryOperatorKind.Or when IsTruth(binary) => Value.Of((left.Data | right.Data) != 0),
            BinaryOperatorKind.ExclusiveOr when IsTruth(binary) => Value.Of(left.Data != right.Data),
            _ => Value.Unknown,
        };
    }

    private static bool IsTruth(IOperation operation) => operation.Type?.SpecialType == SpecialType.System_Boolean;
}
