using System;
using System.Runtime.CompilerServices;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

// What each kind of operation does to the path at hand.
internal abstract partial class PathWalker
{
    /// <summary>Evaluates an operation on the path at hand.</summary>
    protected Value Eval(IOperation? operation)
    {
        if (operation is null)
            return Value.Unknown;
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (operation.ConstantValue is { HasValue: true } constant)
            return OfConstant(constant.Value);
        switch (operation)
        {
            case IExpressionStatementOperation statement:
                return Eval(statement.Operation);
            case IParenthesizedOperation parenthesized:
                return Eval(parenthesized.Operand);
            case ILocalReferenceOperation or IParameterReferenceOperation or IFlowCaptureReferenceOperation:
                return Read(operation);
            case IFieldReferenceOperation field:
                return ReadMember(field, field.Instance);
            case IPropertyReferenceOperation property:
                return ReadProperty(property);
            case ISimpleAssignmentOperation assignment:
                return EvalAssignment(assignment);
            case IFlowCaptureOperation capture:
                return EvalCapture(capture);
            case IConversionOperation conversion:
                return EvalConversion(conversion);
            case IInvocationOperation invocation:
                return EvalCall(invocation, invocation.TargetMethod, invocation.Instance, invocation.Arguments);
            case IObjectCreationOperation creation:
                return creation.Constructor is null ? EvalUnknown(creation)
                    : IsAddress(creation.Type) && creation.Arguments.Length == 1 ? Address(Eval(creation.Arguments[0].Value))
                    : EvalCall(creation, creation.Constructor, null, creation.Arguments);
            case IAwaitOperation wait:
                return EvalAwait(wait);
            case IIsNullOperation or IBinaryOperation or IUnaryOperation or IIsPatternOperation or IIsTypeOperation:
                return EvalTest(operation);
            case IDefaultValueOperation { Type: ITypeSymbol type } when type.IsReferenceType || IsAddress(type) || IsNullable(type):
                return Value.Null;
            case IArrayCreationOperation creation:
                EvalUnknown(creation);
                return OnNew(creation);
            case IArrayElementReferenceOperation element:
                Value array = Eval(element.ArrayReference);
                Finish(array);
                Use(array, element);
                foreach (IOperation index in element.Indices)
                    Escape(Eval(index), index, EscapeReason.Unclear);
                return Read(element);
            case IImplicitIndexerReferenceOperation part:
                // 'memory[..n]' shows what the memory shows.
                Value whole = Eval(part.Instance);
                Escape(Eval(part.Argument), part.Argument, EscapeReason.Unclear);
                if (IsView(part.Type) && IsView(part.Instance.Type))
                    return whole.TokenId >= 0 ? Shown(whole, part) : Value.Unknown;
                Use(whole, part);
                return Value.Unknown;
            case ICompoundAssignmentOperation compound:
                Escape(Eval(compound.Value), compound, EscapeReason.Unclear);
                bool isPointer = compound.Target.Type is IPointerTypeSymbol && Path.Get(Places.Of(compound.Target)).Kind == ValueKind.NotNull;
                Change(compound.Target, compound);
                // 'p += n' moves a pointer, and does not lose it.
                if (isPointer)
                    Path.Set(Places.Of(compound.Target), Value.NotNull);
                return Value.Unknown;
            case IIncrementOrDecrementOperation step:
                Change(step.Target, step);
                // 'a[n++] = x; … if (n > 0)'
                if (step.Kind == OperationKind.Increment && step.Target is ILocalReferenceOperation { Local: ILocalSymbol counter } && Facts.OnlyGrows(counter) && Places.OfSymbol(counter) is int counted and >= 0)
                    Path.Set(counted, Value.Not(0));
                return Value.Unknown;
            case IEventAssignmentOperation { EventReference: IEventReferenceOperation { Instance: not null, Event: IEventSymbol told } } handled when IsOfSockets(told.ContainingType, "SocketAsyncEventArgs"):
                Escape(Eval(handled.HandlerValue), handled, EscapeReason.Store);
                return Value.Unknown;
            case IDeconstructionAssignmentOperation deconstruction:
                return EvalDeconstruction(deconstruction);
            case IFlowAnonymousFunctionOperation lambda:
                if (!Facts.IsDirect(lambda))
                    Captured(lambda, null);
                return Value.Unknown;
            case IReturnOperation yielded:
                if (yielded.ReturnedValue is IOperation returned)
                {
                    EscapeParts(Places.Of(returned), returned, EscapeReason.Return);
                    Escape(Eval(returned), returned, EscapeReason.Return);
                }

                return Value.Unknown;
            case IInterpolatedStringOperation or IInterpolationOperation or IInterpolatedStringTextOperation:
                foreach (IOperation part in operation.ChildOperations)
                    Use(Eval(part), part);
                return Value.Unknown;
            case IDeclarationExpressionOperation or IDiscardOperation or INameOfOperation or ITypeOfOperation or ISizeOfOperation or ILiteralOperation
                or IInstanceReferenceOperation or IDefaultValueOperation or ICaughtExceptionOperation:
                return Value.Unknown;
            default:
                return EvalUnknown(operation);
        }
    }

    protected static Value OfConstant(object? constant)
    {
        switch (constant)
        {
            case null:
                return Value.Null;
            case bool truth:
                return Value.Of(truth);
            case string:
                return Value.NotNull;
            case char character:
                return Value.Constant(character);
            case ulong or float or double or decimal:
                return Value.Unknown;
            case IConvertible number:
                return Value.Constant(number.ToInt64(System.Globalization.CultureInfo.InvariantCulture));
            default:
                return Value.Unknown;
        }
    }

    private Value EvalUnknown(IOperation operation)
    {
        foreach (IOperation child in operation.ChildOperations)
        {
            Value value = Eval(child);
            // '*p' and 'p[i]' have no operation of their own: what they read is at the other end.
            if (operation.Kind == OperationKind.None && child.Type is IPointerTypeSymbol && value.TokenId >= 0)
                Use(value, operation);
            else if (operation.Kind == OperationKind.None && child.Type is IArrayTypeSymbol && value.TokenId >= 0 && operation.ChildOperations.Count == 1)
                return Shown(value, operation);
            else
                Escape(value, child, EscapeReason.Unclear);
            EscapeParts(Places.Of(child), child, EscapeReason.Unclear);
        }

        return Value.Unknown;
    }

    // 'fixed (byte* p = b)': the pointer shows the array.
    private Value Shown(Value value, IOperation at)
    {
        Use(value, at);
        return Path.TryGet(value.TokenId, out _) ? Value.View(value.TokenId) : Value.Unknown;
    }

    private Value Read(IOperation operation)
    {
        int place = Places.Of(operation);
        if (place < 0)
            return Value.Unknown;
        if (Places[place].Kind is PlaceKind.Local or PlaceKind.Capture)
            OnNamed(place, operation);
        Value value = Path.Get(place);
        return value.IsUnknown ? OnRead(Places[place], operation) : value;
    }

    private Value ReadMember(IOperation member, IOperation? instance)
    {
        // IntPtr.Zero
        if (member is IFieldReferenceOperation { Field: { Name: "Zero", IsStatic: true } field } && IsAddress(field.ContainingType))
            return Value.Null;
        int place = Places.Of(member);
        if (place >= 0)
        {
            if (instance is not (null or IInstanceReferenceOperation))
                Use(Eval(instance), member);
            return Read(member);
        }

        if (instance is null or IInstanceReferenceOperation)
            return Value.Unknown;
        Value value = Eval(instance);
        Use(value, member);
        return OnField(value, ((IMemberReferenceOperation)member).Member);
    }

    private Value ReadProperty(IPropertyReferenceOperation property)
    {
        MayWait(property.Property.GetMethod);
        foreach (IArgumentOperation argument in property.Arguments)
        {
            Value value = Eval(argument.Value);
            Use(value, argument);
            Escape(value, argument, EscapeReason.Call);
        }

        if (Places.Of(property) >= 0)
            return ReadMember(property, property.Instance);
        if (property.Instance is null or IInstanceReferenceOperation)
            return property.Property.Name == "Zero" && IsAddress(property.Property.ContainingType) ? Value.Null : OnGetter(property, Value.Unknown);
        Value instance = Eval(property.Instance);
        if (IsNullable(property.Property.ContainingType))
        {
            if (property.Property.Name == "HasValue")
                return NullTest(instance, property.Instance, whenNull: false);
            if (instance.TokenId >= 0)
                return instance;
        }

        if (instance.Kind == ValueKind.Operation)
            return OnTask(instance, property);
        if (instance.TokenId < 0)
            return OnGetter(property, instance);
        Value result = OnMember(instance, property);
        if (result.IsUnknown)
            Use(instance, property);
        return result;
    }

    /// <summary>Uses a value, if it is one that is followed.</summary>
    protected void Use(Value value, IOperation at)
    {
        if (value.TokenId >= 0)
            OnUse(value, at);
    }

    private Value EvalConversion(IConversionOperation conversion)
    {
        Value value = Eval(conversion.Operand);
        if (conversion.OperatorMethod is not null)
            EscapeParts(Places.Of(conversion.Operand), conversion, EscapeReason.Call);
        // A conversion that somebody wrote makes something of it, which may well be all that is kept of it.
        if (value.TokenId >= 0 && conversion.OperatorMethod is IMethodSymbol method && !BaseLibrary.Contains(method))
        {
            Use(value, conversion);
            return Path.TryGet(value.TokenId, out _) ? Value.Maybe(value.TokenId) : Value.Unknown;
        }

        if (value.Kind == ValueKind.Token && IsView(conversion.Type) && !IsView(conversion.Operand.Type))
            return Value.View(value.TokenId);
        // '(long)block.Address': a number, which may become an address again.
        if (value.Kind == ValueKind.View && Types.IsInteger(conversion.Type!) && !IsAddress(conversion.Type) && IsTakenOut(value))
            return Value.Maybe(value.TokenId);
        // 'x as T': something, and maybe nothing of that type.
        return value.Kind == ValueKind.NotNull && (conversion.IsTryCast || conversion.OperatorMethod is not null) ? Value.Unknown : value;
    }

    /// <summary>What an object holds was taken out of it.</summary>
    private bool IsTakenOut(Value value) => value.Kind is ValueKind.View or ValueKind.Maybe && Path.TryGet(value.TokenId, out Token token) && Holds(token);

    /// <summary>Whoever gets it may release it: the thing itself, or an array or an address that was taken out of an object. A span of it nobody can.</summary>
    private bool IsPassedOn(Value value, IOperation given) => value.Kind == ValueKind.Token || !IsView(given.Type) && IsTakenOut(value);

    /// <summary>What an expression gives is declared never to be null, or just made.</summary>
    protected static bool IsNeverNull(IOperation operation)
    {
        while (operation is IConversionOperation { OperatorMethod: null, IsTryCast: false } conversion)
            operation = conversion.Operand;
        return operation switch
        {
            IObjectCreationOperation creation => creation.Type?.IsReferenceType == true,
            IAwaitOperation { Operation: IInvocationOperation awaited } => IsNeverNull(awaited.TargetMethod.ReturnType),
            IInvocationOperation invocation => IsNeverNull(invocation.TargetMethod.ReturnType),
            _ => false,
        };
    }

    /// <summary>A value of that type, or of what its task results in, is declared never to be null.</summary>
    protected static bool IsNeverNull(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { Name: "Task" or "ValueTask", Arity: 1 } task)
            type = task.TypeArguments[0];
        return type is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.NotAnnotated, TypeKind: not TypeKind.TypeParameter };
    }

    /// <summary>A span or a memory: it shows what something else holds.</summary>
    internal static bool IsView(ITypeSymbol? type) =>
        type is INamedTypeSymbol { Arity: 1, Name: "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory" or "ArraySegment", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };
}
