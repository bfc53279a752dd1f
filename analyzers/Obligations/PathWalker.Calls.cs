using System;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

// Calls: whom they reach, and what becomes of their operands where nothing is known.
internal abstract partial class PathWalker
{
    private Value EvalCall(IOperation operation, IMethodSymbol method, IOperation? instance, System.Collections.Immutable.ImmutableArray<IArgumentOperation> arguments)
    {
        if (method is { Name: "WhenAll", ContainingType.Name: "Task" } && arguments.Length == 1 && TasksIn(arguments[0].Value) is { IsDefault: false } tasks && BaseLibrary.Contains(method))
            return Together(tasks);
        if (method is { Name: "WhenAny", ContainingType.Name: "Task" } && operation is IInvocationOperation race && BaseLibrary.Contains(method) && WinnerOf(race) is ISymbol winner)
            return Entered(race, winner);
        Value receiver = instance is IInstanceReferenceOperation ? Value.Unknown : Eval(instance);
        Value[] values = arguments.Length == 0 ? Array.Empty<Value>() : new Value[arguments.Length];
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i].Parameter?.RefKind != RefKind.Out)
                values[i] = IsStart(method) && LambdaIn(arguments[i].Value) is IFlowAnonymousFunctionOperation started ? Captured(started, operation) : Eval(arguments[i].Value);
            // 'Task.Run(() => …)': the task of what goes on with it, or the thread.
            if (values[i].Kind == ValueKind.Operation && IsStart(method))
            {
                // It starts when that is done.
                Finish(receiver);
                return Types.IsTruth(method.ReturnType) ? Value.Unknown : values[i];
            }
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

        if (IsWait(method))
            FinishAll();
        if (OnEventArgs(operation, method, instance, arguments, values) is Value told)
            return told;
        int kept = Keeps(operation, method, arguments, values);
        Entrust(receiver, operation);
        foreach (Value value in values)
            Entrust(value, operation);
        CallSite call = new(operation, method, Implementation(method, instance), instance, arguments, receiver, values);
        if (method.MethodKind == MethodKind.DelegateInvoke)
            call = Invoked(call);
        if (Collect(call) || CollectView(call))
            return Value.Unknown;
        if (OnTask(call) is Value answer)
            return answer;
        // Who is passed a task sees to it.
        foreach (Value value in values)
            Finish(value);
        Value given = OnCall(call, out Value result) ? result : UnknownCall(call);
        return given.IsUnknown && kept >= 0 && Path.TryGet(kept, out _) ? Value.Keeper(kept) : given;
    }

    /// <summary>The new object keeps what it is passed, or a view of it. Returns what that shows, or -1.</summary>
    private int Keeps(IOperation operation, IMethodSymbol method, System.Collections.Immutable.ImmutableArray<IArgumentOperation> arguments, Value[] values)
    {
        if (operation is not IObjectCreationOperation)
            return -1;
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i].Kind is not (ValueKind.View or ValueKind.Token) || arguments[i].Parameter is not IParameterSymbol parameter || !KeptArgument.IsKept(method, parameter, Body.Cancellation))
                continue;
            int shown = values[i].TokenId;
            if (IsPassedOn(values[i], arguments[i].Value) && !OnGiven(values[i], arguments[i]))
                continue;
            OnUse(values[i], arguments[i]);
            values[i] = Value.Unknown;
            return shown;
        }

        return -1;
    }

    /// <summary>A view is put into a collection: one of the body's own, of the object's or of the caller's. Until somebody is given that, it shows what the view shows.</summary>
    private bool CollectView(CallSite call)
    {
        if (call.Method is not { Name: "Add" or "Enqueue" or "Push" or "AddLast" or "AddFirst" or "Insert", ContainingType.ContainingNamespace: { Name: "Generic", ContainingNamespace.Name: "Collections" } }
            || !BaseLibrary.Contains(call.Method) || Places.Of(call.Instance) is not (int collection and >= 0) || Path.Get(collection).TokenId >= 0)
        {
            return false;
        }

        Place place = Places[collection];
        if (!IsCollection(place))
            return false;
        int view = -1;
        for (int i = 0; i < call.Values.Length; i++)
        {
            if (call.Values[i].TokenId < 0)
                continue;
            if (view >= 0 || call.Values[i].Kind is not (ValueKind.View or ValueKind.Token))
                return false;
            view = i;
        }

        if (view < 0 || IsPassedOn(call.Values[view], call.Arguments[view].Value) && !OnGiven(call.Values[view], call.Arguments[view]))
            return false;
        Use(call.Values[view], call.Arguments[view]);
        if (Path.TryGet(call.Values[view].TokenId, out _))
        {
            Path.Set(collection, Value.Keeper(call.Values[view].TokenId));
            OnCollected(place, call.Values[view], call.Operation);
        }

        return true;
    }

    // One of the body's own, of the object's or of the caller's.
    private bool IsCollection(Place place) =>
        place is { Kind: PlaceKind.Field } or { Kind: PlaceKind.Local, Symbol: IParameterSymbol { RefKind: RefKind.None } } || place is { Kind: PlaceKind.Local, Symbol: ILocalSymbol local } && Facts.IsFresh(local);

    // '_all[key] = b.AsMemory();'
    private bool CollectAt(IOperation target, Value value, IOperation at)
    {
        if (value.Kind is not (ValueKind.View or ValueKind.Token) || target is not IPropertyReferenceOperation { Property: { IsIndexer: true, SetMethod: IMethodSymbol setter, ContainingType.ContainingNamespace: { Name: "Generic" or "Concurrent", ContainingNamespace.Name: "Collections" } }, Instance: IOperation instance } element
            || !BaseLibrary.Contains(setter))
        {
            return false;
        }

        // The collection was read into a temporary before the value was.
        IOperation? named = instance is IFlowCaptureReferenceOperation captured ? Facts.SlotOf(captured.Id) : instance;
        if (named is null || Places.Of(named) is not (int collection and >= 0) || Path.Get(collection).TokenId >= 0 || !IsCollection(Places[collection]) || IsPassedOn(value, target) && !OnGiven(value, at))
            return false;
        foreach (IArgumentOperation argument in element.Arguments)
            Escape(Eval(argument.Value), argument, EscapeReason.Call);
        Use(value, at);
        if (Path.TryGet(value.TokenId, out _))
        {
            Path.Set(collection, Value.Keeper(value.TokenId));
            OnCollected(Places[collection], value, at);
        }

        return true;
    }

    /// <summary>Whoever gets hold of an object may make it keep something else.</summary>
    private void Entrust(Value keeper, IOperation at)
    {
        if (keeper.Kind != ValueKind.Keeper)
            return;
        Escape(keeper, at, EscapeReason.Call);
        Decide(keeper, Value.Unknown);
    }

    // Meanwhile others may have taken it out of the collection that a field holds.
    private void ForgetCollections(IOperation at)
    {
        for (int i = Path.Places.Count - 1; i >= 0; i--)
        {
            if (i < Path.Places.Count && Path.Places[i].Value is { Kind: ValueKind.Keeper } keeper && Places[Path.Places[i].Place].Kind == PlaceKind.Field)
                Entrust(keeper, at);
        }
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
        if (instance is null)
            return null;
        // '??=' and '?.' ask the nullable by a call.
        if (method.MethodKind == MethodKind.PropertyGet && method.Name == "get_HasValue" && IsNullable(method.ContainingType))
            return NullTest(receiver, instance, whenNull: false);
        if (receiver.IsUnknown)
            return null;
        switch (method.Name)
        {
            case "ToInt32" or "ToInt64" or "ToUInt32" or "ToUInt64" or "ToPointer" when IsAddress(method.ContainingType):
                Use(receiver, operation);
                return receiver.TokenId >= 0 && !Path.TryGet(receiver.TokenId, out _) ? Value.Unknown
                    : method.Name != "ToPointer" && IsTakenOut(receiver) ? Value.Maybe(receiver.TokenId)
                    : Address(receiver);
            case "GetValueOrDefault" when IsNullable(method.ContainingType) && receiver.TokenId >= 0:
                return receiver;
            default:
                return null;
        }
    }

    // Zero is no address; any other number says nothing.
    private static Value Address(Value value) =>
        value.Equals(Value.False) ? Value.Null : value.Kind is ValueKind.Token or ValueKind.View or ValueKind.Maybe or ValueKind.Null ? value : Value.Unknown;

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
            else if (call.Receiver.Kind is ValueKind.Token or ValueKind.View && call.Method is { Name: "AddrOfPinnedObject", ContainingType.Name: "GCHandle" } && Path.TryGet(call.Receiver.TokenId, out _))
                result = Value.View(call.Receiver.TokenId);
            else if (call.Receiver.Kind != ValueKind.View && MayHandOn(call))
                result = Value.Maybe(call.Receiver.TokenId);
            if (ends && call.Receiver.Kind != ValueKind.View)
                Escape(call.Receiver, call.Operation, EscapeReason.Call);
        }

        if (call.Instance is not null)
            EscapeParts(Places.Of(call.Instance), call.Operation, EscapeReason.Call);
        for (int i = 0; i < call.Arguments.Length; i++)
            UnknownArgument(call, i, ref result);
        if (MayChangeFields(call))
            ForgetFields(call.Operation);
        else if (MayWriteSlots(call))
            ForgetSlots(call.Operation);
        return result;
    }

    // 'Array.Clear(ring)', 'ring.AsSpan().Fill(x)', 'list.ForEach(x => …)'.
    private static bool MayWriteSlots(CallSite call)
    {
        if (IsOfSlots(call.Instance?.Type))
            return true;
        foreach (IArgumentOperation argument in call.Arguments)
        {
            if (IsOfSlots(argument.Value.Type) || argument.Value is IConversionOperation conversion && IsOfSlots(conversion.Operand.Type))
                return true;
        }

        return false;
    }

    private static bool IsOfSlots(ITypeSymbol? type) => type is IArrayTypeSymbol or { TypeKind: TypeKind.Delegate } || IsView(type);

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
            case Keeping.View when IsView(call.Method.ReturnType) || BaseLibrary.IsSequence(call.Method.ReturnType) || call.Method.MethodKind == MethodKind.Constructor || call.Method.ReturnType.Name == "JsonDocument":
                result = Value.View(value.TokenId);
                break;
            case Keeping.No or Keeping.View:
                break;
            default:
                // A span cannot be kept by anybody.
                if (!(value.Kind == ValueKind.View && argument.Parameter?.Type.IsRefLikeType == true))
                    OnUnknownArgument(call, index, value);
                break;
        }
    }

    /// <summary>The type of what is called on, as it is written.</summary>
    protected static ITypeSymbol? ReceiverType(IOperation? instance)
    {
        instance = instance?.WithoutCasts();
        return instance?.Type;
    }

    // 'using' calls IDisposable.Dispose on a receiver of a known type.
    private static IMethodSymbol Implementation(IMethodSymbol method, IOperation? instance)
    {
        if (method.ContainingType?.TypeKind != TypeKind.Interface)
            return method;
        instance = instance?.WithoutCasts();
        return ImplementationIn(method, instance?.Type);
    }

    /// <summary>What an interface's method is in a type; the method itself where that is not known.</summary>
    protected static IMethodSymbol ImplementationIn(IMethodSymbol method, ITypeSymbol? type) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } && type.FindImplementationForInterfaceMember(method) is IMethodSymbol found ? found : method;
}
