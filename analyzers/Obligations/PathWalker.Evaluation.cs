using System;
using System.Runtime.CompilerServices;
using FragApi.Analyzers.Bodies;
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
                Use(array, element);
                foreach (IOperation index in element.Indices)
                    Escape(Eval(index), index, EscapeReason.Unclear);
                return Value.Unknown;
            case ICompoundAssignmentOperation compound:
                Escape(Eval(compound.Value), compound, EscapeReason.Unclear);
                Change(compound.Target, compound);
                return Value.Unknown;
            case IIncrementOrDecrementOperation step:
                Change(step.Target, step);
                return Value.Unknown;
            case IDeconstructionAssignmentOperation deconstruction:
                return EvalDeconstruction(deconstruction);
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
                or IInstanceReferenceOperation or IDefaultValueOperation or IFlowAnonymousFunctionOperation or ICaughtExceptionOperation:
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
        return Value.Unknown;
    }

    private Value ReadProperty(IPropertyReferenceOperation property)
    {
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
        // A conversion that somebody wrote makes something of it, which may well be all that is kept of it.
        if (value.TokenId >= 0 && conversion.OperatorMethod is IMethodSymbol method && !BaseLibrary.Contains(method))
        {
            Use(value, conversion);
            return Path.TryGet(value.TokenId, out _) ? Value.Maybe(value.TokenId) : Value.Unknown;
        }

        if (value.Kind == ValueKind.Token && IsView(conversion.Type) && !IsView(conversion.Operand.Type))
            return Value.View(value.TokenId);
        // 'x as T': something, and maybe nothing of that type.
        return value.Kind == ValueKind.NotNull && (conversion.IsTryCast || conversion.OperatorMethod is not null) ? Value.Unknown : value;
    }

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

    private Value EvalAssignment(ISimpleAssignmentOperation assignment)
    {
        Value value = Eval(assignment.Value);
        if (assignment.IsRef)
        {
            Escape(value, assignment, EscapeReason.Unclear);
            return Value.Unknown;
        }

        int stored = Places.OfTarget(assignment.Target);
        if (value.IsUnknown && stored >= 0 && Places[stored] is { Kind: PlaceKind.Local, Symbol: ISymbol local } && Facts.IsNullTested(local) && IsNeverNull(assignment.Value))
            value = Value.NotNull;
        if (value.IsUnknown && stored >= 0 && Places[stored] is { Kind: PlaceKind.Local, Symbol: ISymbol to })
            value = OfCopy(assignment, to);
        Assign(assignment.Target, assignment.Value, value, assignment);
        if (stored >= 0 && Places[stored].Kind == PlaceKind.Local)
            OnStored(stored, assignment.Value, assignment);
        return value;
    }

    // 'bool rented = given is null', 'given = taken': what is found out of the one later holds for the other.
    private Value OfCopy(ISimpleAssignmentOperation assignment, ISymbol to)
    {
        int from = Places.Of(assignment.Value);
        // 'byte[] b = _b;'
        if (from >= 0 && Places[from].Kind == PlaceKind.Field && !IsTruth(assignment.Value) && assignment.Value.Type is { IsReferenceType: true } or IPointerTypeSymbol)
            return Number(from, assignment);
        if (from >= 0 && Places[from] is { Kind: PlaceKind.Local, Symbol: ISymbol origin } && !SymbolEqualityComparer.Default.Equals(origin, to)
            && (IsTruth(assignment.Value) ? Facts.IsFlag(origin) && Facts.IsFlag(to) : Facts.NullTests(origin) > 0 && Facts.NullTests(to) > 0))
        {
            return Number(from, assignment);
        }

        return IsTruth(assignment.Value) && from < 0 && Facts.IsFlag(to) ? Answered(Value.Unknown, assignment.Value) : Value.Unknown;
    }

    private Value EvalCapture(IFlowCaptureOperation capture)
    {
        // Stands for a place that is assigned to later: reading it now would be a use.
        Value value = capture.Value is IFieldReferenceOperation or IPropertyReferenceOperation or IArrayElementReferenceOperation or ILocalReferenceOperation or IParameterReferenceOperation or IFlowCaptureReferenceOperation
            || capture.Value.ConstantValue.HasValue
            ? Eval(capture.Value)
            : EvalCaptured(capture.Value);
        int from = value.IsUnknown ? Places.Of(capture.Value) : -1;
        if (from >= 0 && Places[from] is { Kind: PlaceKind.Local, Symbol: ISymbol origin } && (IsTruth(capture.Value) ? Facts.IsFlag(origin) : Facts.NullTests(origin) > 1))
            value = Number(from, capture);
        Path.Set(Places.OfCapture(capture.Id), value);
        OnStored(Places.OfCapture(capture.Id), capture.Value, capture);
        return value;
    }

    private Value EvalCaptured(IOperation operation)
    {
        Value value = Eval(operation);
        EscapeParts(Places.Of(operation), operation, EscapeReason.Unclear);
        return value;
    }

    /// <summary>Assigns to what an expression names.</summary>
    protected void Assign(IOperation target, IOperation? source, Value value, IOperation at)
    {
        if (target is IDiscardOperation)
            return;
        if (target is IDeclarationExpressionOperation declaration)
            target = declaration.Expression;
        if (target is ITupleOperation)
        {
            Escape(value, at, EscapeReason.Unclear);
            foreach (IOperation element in ((ITupleOperation)target).Elements)
                Assign(element, null, Value.Unknown, at);
            return;
        }

        // 'this = default', in a struct.
        if (target is IInstanceReferenceOperation)
        {
            ForgetFields(at);
            return;
        }

        int from = source is null ? -1 : Places.Of(source);
        int place = Places.OfTarget(target);
        if (place < 0)
        {
            if (target is not (ILocalReferenceOperation or IParameterReferenceOperation))
            {
                EvalTarget(target);
                Keep(value, at);
            }

            Forget(MemberOf(target));
            Escape(value, at, EscapeReason.Store);
            EscapeParts(from, at, EscapeReason.Store);
            return;
        }

        Place written = Places[place];
        if (written.Kind == PlaceKind.Part)
            Use(Path.Get(written.Owner), target);
        Overwrite(written, value, at);
        switch (written.Kind)
        {
            case PlaceKind.Field:
                Forget(written.Symbol);
                EscapeParts(from, at, EscapeReason.Store);
                Keep(value, at);
                OnFieldStore(written, Path.TryGet(value.TokenId, out _) || value.TokenId < 0 ? value : Value.Unknown, at);
                break;
            case PlaceKind.Part:
                Forget(written.Symbol);
                if (IsOwnComposite(written.Owner))
                {
                    Path.Set(place, value);
                }
                else
                {
                    Keep(value, at);
                    Escape(value, at, EscapeReason.Store);
                    Path.Set(place, value.TokenId >= 0 ? Value.Unknown : value);
                }

                break;
            default:
                Forget(written.Symbol);
                EscapePartsOrCopy(from, place, at);
                Path.Set(place, value.Kind is ValueKind.Constant or ValueKind.NotConstant && written.Symbol is ISymbol flag && !Facts.IsFlag(flag) ? Value.Unknown : value);
                break;
        }
    }

    private void Keep(Value value, IOperation at)
    {
        if (value.Kind is ValueKind.Token or ValueKind.View)
            OnKept(value, at);
    }

    /// <summary>The fields of that local are nobody else's.</summary>
    private bool IsOwnComposite(int owner)
    {
        ISymbol symbol = Places[owner].Symbol!;
        return symbol is ILocalSymbol { Type.IsValueType: true } or IParameterSymbol { RefKind: RefKind.None, Type.IsValueType: true } || Facts.IsFresh(symbol);
    }

    private void EscapePartsOrCopy(int from, int to, IOperation at)
    {
        if (from < 0 || from == to)
            return;
        if (Places[to].Kind == PlaceKind.Local)
        {
            // Its own parts are overwritten with it.
            EscapeParts(to, at, EscapeReason.Store);
        }

        EscapeParts(from, at, EscapeReason.Store);
    }

    private static ISymbol? MemberOf(IOperation target) => target switch
    {
        IMemberReferenceOperation member => member.Member,
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };

    // Evaluates what a target is made of; the target itself is written, not read.
    private void EvalTarget(IOperation target)
    {
        switch (target)
        {
            case IMemberReferenceOperation member:
                if (member.Instance is not (null or IInstanceReferenceOperation))
                    Use(Eval(member.Instance), target);
                if (member is IPropertyReferenceOperation { Arguments: var arguments })
                {
                    foreach (IArgumentOperation argument in arguments)
                        Escape(Eval(argument.Value), argument, EscapeReason.Call);
                }

                break;
            case IFlowCaptureReferenceOperation:
                break;
            default:
                Eval(target);
                break;
        }
    }

    private void Overwrite(Place place, Value value, IOperation at)
    {
        Value old = Path.Get(place.Number);
        if (old.Kind != ValueKind.Token || old.Equals(value) || !Path.TryGet(old.TokenId, out Token token))
            return;
        if (value.Kind is ValueKind.View or ValueKind.Maybe && value.TokenId == old.TokenId)
        {
            // 'p = p + 4': the start is lost, unless it is computed back.
            Path.Set(place.Number, value);
            if (!HasNameOtherThanCapture(token.Id))
                Escape(old, at, EscapeReason.Unclear);
            return;
        }

        Path.Set(place.Number, Value.Unknown);
        if (!HasNameOtherThanCapture(token.Id))
            OnOverwritten(token, place, at);
    }

    private bool HasNameOtherThanCapture(int token)
    {
        foreach ((int place, Value value) in Path.Places)
        {
            if (value.Kind == ValueKind.Token && value.TokenId == token && Places[place].Kind != PlaceKind.Capture)
                return true;
        }

        return false;
    }

    /// <summary>The answers to conditions that read the symbol do not hold any more.</summary>
    private void Forget(ISymbol? symbol)
    {
        if (symbol is null)
            return;
        for (int i = Path.Places.Count - 1; i >= 0; i--)
        {
            if (Places[Path.Places[i].Place].Reads?.Contains(symbol) == true)
                Path.Set(Path.Places[i].Place, Value.Unknown);
        }
    }

    // The target becomes another value that is made of the old one.
    private void Change(IOperation target, IOperation at)
    {
        Value old = Eval(target);
        Escape(old, at, EscapeReason.Unclear);
        Forget(MemberOf(target));
        int place = Places.OfTarget(target);
        if (place >= 0)
            Path.Set(place, Value.Unknown);
    }

    private Value EvalDeconstruction(IDeconstructionAssignmentOperation deconstruction)
    {
        IOperation target = deconstruction.Target is IDeclarationExpressionOperation declaration ? declaration.Expression : deconstruction.Target;
        IOperation source = deconstruction.Value;
        while (source is IConversionOperation conversion)
            source = conversion.Operand;
        if (target is ITupleOperation targets && source is ITupleOperation sources && targets.Elements.Length == sources.Elements.Length)
        {
            Value[] values = new Value[sources.Elements.Length];
            for (int i = 0; i < values.Length; i++)
                values[i] = Eval(sources.Elements[i]);
            // '(a, b) = (b, a)': names change hands all at once, so none of them is lost on the way.
            for (int i = 0; i < values.Length; i++)
            {
                int place = Places.OfTarget(targets.Elements[i]);
                if (place >= 0 && Places[place].Kind == PlaceKind.Local && Array.IndexOf(values, Path.Get(place)) >= 0)
                    Path.Set(place, Value.Unknown);
            }

            for (int i = 0; i < values.Length; i++)
                Assign(targets.Elements[i], sources.Elements[i], values[i], deconstruction);
            return Value.Unknown;
        }

        Assign(target, source, Eval(source), deconstruction);
        return Value.Unknown;
    }

    private Value EvalCall(IOperation operation, IMethodSymbol method, IOperation? instance, System.Collections.Immutable.ImmutableArray<IArgumentOperation> arguments)
    {
        Value receiver = instance is IInstanceReferenceOperation ? Value.Unknown : Eval(instance);
        Value[] values = arguments.Length == 0 ? Array.Empty<Value>() : new Value[arguments.Length];
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i].Parameter?.RefKind != RefKind.Out)
                values[i] = Eval(arguments[i].Value);
        }

        for (int i = 0; i < arguments.Length; i++)
        {
            // 'Debug.Assert(ok)': where it goes on, it was so.
            if (arguments[i].Parameter is IParameterSymbol parameter && CallEnds.EndsWhen(parameter) is bool ends
                && Truth(values[i], arguments[i].Value) is { Kind: ValueKind.Constant } truth && truth.Data != 0 == ends)
            {
                Path.IsDead = true;
                return Value.Unknown;
            }
        }

        if (method is { Name: "Exchange", ContainingType.Name: "Interlocked" } && arguments.Length == 2 && BaseLibrary.Contains(method))
        {
            Assign(arguments[0].Value, arguments[1].Value, values[1], operation);
            return values[0];
        }

        if (method is { Name: "Resize", ContainingType.SpecialType: SpecialType.System_Array } && arguments.Length == 2)
        {
            Assign(arguments[0].Value, null, OnNew(operation), operation);
            return Value.Unknown;
        }

        if (SameAddress(operation, method, instance, receiver) is Value same)
            return same;
        if (method.Name is "Equals" or "ReferenceEquals" && Types.IsTruth(method.ReturnType) && BaseLibrary.Contains(method))
        {
            if (instance is not null && arguments.Length == 1)
                return Equality(instance, receiver, arguments[0].Value, values[0], equal: true);
            if (instance is null && arguments.Length == 2)
                return Equality(arguments[0].Value, values[0], arguments[1].Value, values[1], equal: true);
        }

        CallSite call = new(operation, method, Implementation(method, instance), instance, arguments, receiver, values);
        if (method.MethodKind == MethodKind.DelegateInvoke)
            call = Invoked(call);
        if (OnTask(call) is Value answer)
            return answer;
        // Who is passed a task sees to it.
        foreach (Value value in values)
            Finish(value);
        return OnCall(call, out Value result) ? result : UnknownCall(call);
    }

    // 'Func<byte[]> rent = () => …; b = rent();'
    private CallSite Invoked(CallSite call)
    {
        IOperation? held = call.Instance is IFlowCaptureReferenceOperation capture ? Facts.SlotOf(capture.Id) : call.Instance;
        IOperation? target = held is ILocalReferenceOperation { Local: ILocalSymbol local } ? Facts.DelegateIn(local) : null;
        if (target is IFlowAnonymousFunctionOperation lambda)
        {
            call = call.As(lambda.Symbol);
            call.Lambda = lambda;
        }

        return target is IMethodReferenceOperation { Method: IMethodSymbol method, Instance: null or IInstanceReferenceOperation } ? call.As(method) : call;
    }

    /// <summary>What a call gives that only writes an address, or what a nullable holds, as another type.</summary>
    private Value? SameAddress(IOperation operation, IMethodSymbol method, IOperation? instance, Value receiver)
    {
        if (instance is null || receiver.IsUnknown)
            return null;
        switch (method.Name)
        {
            case "ToInt32" or "ToInt64" or "ToUInt32" or "ToUInt64" or "ToPointer" when IsAddress(method.ContainingType):
                Use(receiver, operation);
                return receiver.TokenId >= 0 && !Path.TryGet(receiver.TokenId, out _) ? Value.Unknown : Address(receiver);
            case "GetValueOrDefault" when IsNullable(method.ContainingType) && receiver.TokenId >= 0:
                return receiver;
            default:
                return null;
        }
    }

    // Zero is no address; any other number says nothing.
    private static Value Address(Value value) =>
        value.Equals(Value.False) ? Value.Null : value.Kind is ValueKind.Token or ValueKind.View or ValueKind.Null ? value : Value.Unknown;

    private static bool IsNullable(ITypeSymbol? type) => type?.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    /// <summary>
    /// A call about which nothing is known: it uses its receiver and its arguments; arguments escape, unless it is of
    /// the base class library and does not keep what it is given.
    /// </summary>
    protected Value UnknownCall(CallSite call)
    {
        Value result = Value.Unknown;
        if (call.Receiver.TokenId >= 0)
        {
            bool ends = call.Method.Name is "Dispose" or "DisposeAsync" or "Close" && call.Arguments.IsEmpty;
            // A stream over an array that is closed does nothing to the array.
            if (!(ends && call.Receiver.Kind == ValueKind.View))
                OnUse(call.Receiver, call.Operation);
            // A span or a memory goes on showing the same; disposing of something may well be the release.
            if (call.Receiver.Kind == ValueKind.View && IsView(call.Method.ReturnType))
                result = call.Receiver;
            else if (call.Receiver.Kind != ValueKind.View && MayHandOn(call))
                result = Value.Maybe(call.Receiver.TokenId);
            if (ends && call.Receiver.Kind != ValueKind.View)
                Escape(call.Receiver, call.Operation, EscapeReason.Call);
        }

        if (call.Instance is not null)
            EscapeParts(Places.Of(call.Instance), call.Operation, EscapeReason.Call);
        for (int i = 0; i < call.Arguments.Length; i++)
            UnknownArgument(call, i, ref result);
        if (!BaseLibrary.Contains(call.Method))
            ForgetFields(call.Operation);
        return result;
    }

    /// <summary>One argument of a call about which nothing is known.</summary>
    protected void UnknownArgument(CallSite call, int index, ref Value result)
    {
        IArgumentOperation argument = call.Arguments[index];
        Value value = call.Values[index];
        if (argument.Parameter?.RefKind is RefKind.Out or RefKind.Ref)
        {
            Escape(value, call.Operation, EscapeReason.Call);
            EscapeParts(Places.Of(argument.Value), call.Operation, EscapeReason.Call);
            Assign(argument.Value, null, Value.Unknown, call.Operation);
            return;
        }

        EscapeParts(Places.Of(argument.Value), call.Operation, EscapeReason.Call);
        if (value.TokenId < 0)
            return;
        OnUse(value, argument);
        if (value.Kind is ValueKind.Token or ValueKind.View && AsyncSinks.Uses(call.Method, ReceiverType(call.Instance), argument.Parameter) && Path.TryGet(value.TokenId, out _))
        {
            result = Begin(call.Operation, value);
            return;
        }

        switch (BaseLibrary.KeepingOf(call.Method, argument.Parameter))
        {
            case Keeping.View when IsView(call.Method.ReturnType) || call.Method.MethodKind == MethodKind.Constructor:
                result = Value.View(value.TokenId);
                break;
            case Keeping.No or Keeping.View:
                break;
            default:
                // A span cannot be kept by anybody.
                if (!(value.Kind == ValueKind.View && argument.Parameter?.Type.IsRefLikeType == true))
                    OnUnknownArgument(call, value);
                break;
        }
    }

    /// <summary>The type of what is called on, as it is written.</summary>
    protected static ITypeSymbol? ReceiverType(IOperation? instance)
    {
        while (instance is IConversionOperation { OperatorMethod: null } conversion)
            instance = conversion.Operand;
        return instance?.Type;
    }

    // 'using' calls IDisposable.Dispose on a receiver of a known type.
    private static IMethodSymbol Implementation(IMethodSymbol method, IOperation? instance)
    {
        if (method.ContainingType?.TypeKind != TypeKind.Interface)
            return method;
        while (instance is IConversionOperation { OperatorMethod: null } conversion)
            instance = conversion.Operand;
        return ImplementationIn(method, instance?.Type);
    }

    /// <summary>What an interface's method is in a type; the method itself where that is not known.</summary>
    protected static IMethodSymbol ImplementationIn(IMethodSymbol method, ITypeSymbol? type) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } && type.FindImplementationForInterfaceMember(method) is IMethodSymbol found ? found : method;
}
