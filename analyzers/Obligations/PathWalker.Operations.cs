using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using FragApi.Analyzers.Bodies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

// Operations that go on after the call that started them has returned: what they use, and when they are done.
internal abstract partial class PathWalker
{
    /// <summary>An operation was started that goes on using what a value stands for; its task.</summary>
    protected Value Begin(IOperation call, Value used)
    {
        int operation = Places.OfOperation(call);
        Path.Set(operation, Value.View(used.TokenId));
        return Value.Operation(operation);
    }

    /// <summary>It is done, or somebody else sees to it: it counts as using nothing any more.</summary>
    protected void Finish(Value task)
    {
        if (task.Kind == ValueKind.Operation)
            Path.Set((int)task.Data, Value.Unknown);
    }

    /// <summary>The call that started an operation which still uses a token; null when there is none.</summary>
    protected IOperation? OperationOn(int token)
    {
        foreach ((int place, Value value) in Path.Places)
        {
            if (value.TokenId == token && Places[place].Kind == PlaceKind.Operation)
                return Places[place].Start;
        }

        return null;
    }

    /// <summary>The call runs a delegate somewhere else, and gives its task.</summary>
    private static bool IsStart(IMethodSymbol method) => method switch
    {
        { Name: "Run" or "ContinueWith", ContainingType.Name: "Task" } or { Name: "StartNew", ContainingType.Name: "TaskFactory" } => BaseLibrary.Contains(method),
        { Name: "QueueUserWorkItem" or "UnsafeQueueUserWorkItem", ContainingType.Name: "ThreadPool" } or { MethodKind: MethodKind.Constructor, ContainingType.Name: "Thread" } => BaseLibrary.Contains(method),
        _ => false,
    };

    /// <summary>The call lasts until somebody else says so, who may say that all is done.</summary>
    private static bool IsWait(IMethodSymbol method) =>
        method.Name is "Wait" or "WaitAsync" or "WaitOne" or "WaitAll" or "WaitAny" or "SignalAndWait" or "Sleep" or "Join" or "SpinUntil"
        && method.ContainingType is { Name: not "Task", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } } && BaseLibrary.Contains(method);

    /// <summary>What the lambda does tells somebody that it is done: an event is set, a task completed, a count changed.</summary>
    private bool Tells(SyntaxNode lambda)
    {
        foreach (SyntaxNode node in lambda.DescendantNodes())
        {
            if (node is InvocationExpressionSyntax call && Body.Model.GetSymbolInfo(call).Symbol is IMethodSymbol { ContainingType.ContainingNamespace: INamespaceSymbol space }
                && (space is { Name: "Threading", ContainingNamespace.Name: "System" } or { Name: "Tasks", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } }))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whatever goes on may be done by now.</summary>
    private void FinishAll()
    {
        for (int i = Path.Places.Count - 1; i >= 0; i--)
        {
            if (i < Path.Places.Count && Places[Path.Places[i].Place].Kind == PlaceKind.Operation)
                Path.Set(Path.Places[i].Place, Value.Unknown);
        }
    }

    private static IFlowAnonymousFunctionOperation? LambdaIn(IOperation value)
    {
        value = value.WithoutConversions();
        return (value as IDelegateCreationOperation)?.Target as IFlowAnonymousFunctionOperation;
    }

    /// <summary>
    /// A lambda sees what the locals hold that it names: whoever runs it may do anything with that. Where it is started right
    /// here and only uses it, it is an operation.
    /// </summary>
    private Value Captured(IFlowAnonymousFunctionOperation lambda, IOperation? start)
    {
        Value begun = Value.Unknown;
        for (int i = Path.Places.Count - 1; i >= 0; i--)
        {
            if (i >= Path.Places.Count)
                continue;
            (int number, Value value) = Path.Places[i];
            // Whoever runs it may wait for the task.
            if (value.Kind == ValueKind.Operation && Places[number].Symbol is ILocalSymbol task && Facts.NamesIn(lambda.Syntax).Contains(task.Name))
                Finish(value);
            bool isPart = Places[number].Kind == PlaceKind.Part;
            if (value.TokenId < 0 || Places[isPart ? Places[number].Owner : number] is not { Kind: PlaceKind.Local, Symbol: ISymbol local } || !Facts.NamesIn(lambda.Syntax).Contains(local.Name))
                continue;
            Use(value, lambda);
            if (start is not null && !isPart && value.Kind is ValueKind.Token or ValueKind.View && Path.TryGet(value.TokenId, out _) && OnlyUses(lambda.Syntax, local) && !Tells(lambda.Syntax))
                begun = Begin(start, value);
            else
                Escape(value, lambda, EscapeReason.Unclear);
        }

        return begun;
    }

    /// <summary>It looks into it, and passes it only to what does not keep it.</summary>
    private bool OnlyUses(SyntaxNode lambda, ISymbol local)
    {
        foreach (SyntaxNode node in lambda.DescendantNodes())
        {
            if (node is not IdentifierNameSyntax name || name.Identifier.ValueText != local.Name)
                continue;
            bool uses = name.Parent switch
            {
                ElementAccessExpressionSyntax element => element.Expression == name,
                MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Length" or "AsSpan" or "AsMemory" or "Span" or "Memory" } member => member.Expression == name,
                ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } argument => Body.Model.GetOperation(argument) is IArgumentOperation { Parameter: IParameterSymbol parameter }
                    && Body.Model.GetSymbolInfo(call).Symbol is IMethodSymbol method && BaseLibrary.KeepingOf(method, parameter) != Keeping.Maybe && !CallEndsIt(method),
                _ => false,
            };
            if (!uses)
                return false;
        }

        return true;
    }

    /// <summary>The call takes what it is passed back; the default knows of none.</summary>
    protected virtual bool CallEndsIt(IMethodSymbol method) => false;

    /// <summary>A task is put into a list of the body's own: it goes on until something else is done with the list.</summary>
    private bool Collect(CallSite call)
    {
        if (call.Method is not { Name: "Add", ReturnsVoid: true } || call.Values.Length != 1 || call.Values[0].Kind != ValueKind.Operation || !BaseLibrary.Contains(call.Method)
            || Places.Of(call.Instance) is not (int list and >= 0) || Places[list] is not { Kind: PlaceKind.Local, Symbol: ILocalSymbol })
        {
            return false;
        }

        CollectInto(list, call.Receiver, call.Values[0]);
        return true;
    }

    /// <summary>'all[i] = Task.Run(() => …);', the same with an array.</summary>
    private bool CollectInto(IOperation target, Value task)
    {
        if (task.Kind != ValueKind.Operation || target is not IArrayElementReferenceOperation { ArrayReference: ILocalReferenceOperation all } element
            || Places.Of(all) is not (int array and >= 0) || Places[array].Kind != PlaceKind.Local)
        {
            return false;
        }

        foreach (IOperation index in element.Indices)
            Escape(Eval(index), index, EscapeReason.Unclear);
        CollectInto(array, Path.Get(array), task);
        return true;
    }

    // One is enough to tell that not all are done.
    private void CollectInto(int place, Value before, Value task)
    {
        if (before.Kind == ValueKind.Operation)
            Finish(task.Equals(before) ? Value.Unknown : task);
        else
            Path.Set(place, task);
    }

    private Value EvalAwait(IAwaitOperation wait)
    {
        Value value = Eval(wait.Operation);
        OnAwait(value, wait);
        ForgetCollections(wait);
        FinishEventArgs();
        if (value.Kind != ValueKind.Operation)
            return value;
        if (IsTimed(wait) && !ChooseTruth())
            GiveUp(value);
        else
            Finish(value);
        return Value.Unknown;
    }

    /// <summary>A member of a task is read.</summary>
    private Value OnTask(Value task, IPropertyReferenceOperation member)
    {
        switch (member.Property.Name)
        {
            case "IsCompleted" or "IsCompletedSuccessfully":
                return IsDone(task);
            case "IsFaulted" or "IsCanceled":
                return Value.Unknown;
            default:
                Finish(task);
                return Value.Unknown;
        }
    }

    private Value IsDone(Value task)
    {
        bool done = ChooseTruth();
        if (done)
            Finish(task);
        else if (Path.TryGet(Path.Get((int)task.Data).TokenId, out Token used))
            OnStillUsed(used);
        return Value.Of(done);
    }

    /// <summary>'Task.WhenAll(a, b)' is done when all of them are: the first that still uses something stands for them.</summary>
    private Value Together(System.Collections.Immutable.ImmutableArray<IOperation> tasks)
    {
        Value first = Value.Unknown;
        foreach (IOperation task in tasks)
        {
            Value value = Eval(task);
            if (value.Kind == ValueKind.Operation && first.IsUnknown)
                first = value;
            else
                Escape(value, task, EscapeReason.Call);
        }

        return first;
    }

    /// <summary>The tasks that are written one by one, as an array or as a span.</summary>
    private static System.Collections.Immutable.ImmutableArray<IOperation> TasksIn(IOperation value) => value.WithoutCasts() switch
    {
        IArrayCreationOperation { Initializer.ElementValues: var elements } => elements,
        ICollectionExpressionOperation { Elements: var elements } => elements,
        _ => default,
    };

    /// <summary>A call on a task; null when it is one like any other.</summary>
    private Value? OnTask(CallSite call)
    {
        if (call.Receiver.Kind != ValueKind.Operation)
            return null;
        switch (call.Method.Name)
        {
            case "ConfigureAwait" or "GetAwaiter" or "AsTask" or "Preserve" when BaseLibrary.Contains(call.Method):
                return call.Receiver;
            case "WaitAsync" when IsTimed(call.Method):
                return call.Receiver;
            // 'new Thread(() => …).Start()'
            case "Start" or "UnsafeStart" or "SetApartmentState" when call.Method.ContainingType is { Name: "Thread" }:
                return Value.Unknown;
            case "Wait" when !call.Arguments.IsEmpty && Types.IsTruth(call.Method.ReturnType) && BaseLibrary.Contains(call.Method):
                return IsDone(call.Receiver);
            default:
                // 'Wait()', 'GetResult()'; and whoever goes on from it knows when it is done.
                Finish(call.Receiver);
                return null;
        }
    }

    /// <summary>The body waits; the default does nothing.</summary>
    protected virtual void OnAwait(Value task, IOperation at)
    {
    }

    /// <summary>Somebody asked, and the operation that uses a token is not done.</summary>
    protected virtual void OnStillUsed(Token token)
    {
    }
}
