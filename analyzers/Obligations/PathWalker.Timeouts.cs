using FragApi.Analyzers.Places;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

// 'await t.WaitAsync(timeout)': when the time is over it throws, and the operation goes on.
internal abstract partial class PathWalker
{
    private static bool IsTimed(IAwaitOperation wait)
    {
        IOperation awaited = wait.Operation is IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: IOperation configured } ? configured : wait.Operation;
        return awaited is IInvocationOperation { TargetMethod: IMethodSymbol method } && IsTimed(method);
    }

    private static bool IsTimed(IMethodSymbol method) =>
        method is { Name: "WaitAsync", ContainingType.Name: "Task", Parameters: { Length: > 0 } parameters } && parameters[0].Type.Name == "TimeSpan" && BaseLibrary.Contains(method);

    /// <summary>The step at hand throws, and leaves the operation to itself.</summary>
    private void GiveUp(Value operation) => Path.Set(Places.OfGivenUp(), operation);

    /// <summary>A path that goes on only where the exception goes.</summary>
    private bool GaveUp(PathState state) => GivenUp(state).Kind == ValueKind.Operation;

    private Value GivenUp(PathState state)
    {
        foreach ((int place, Value value) in state.Places)
        {
            if (Places[place].Kind == PlaceKind.Condition && value.Kind == ValueKind.Operation)
                return value;
        }

        return Value.Unknown;
    }

    private bool GivesUp()
    {
        for (int i = _afterFrom; i < _after.Count; i++)
        {
            if (GaveUp(_after[i]))
                return true;
        }

        return false;
    }

    /// <summary>Where the exception arrives, the operation still uses what it uses.</summary>
    private void GoOnWithout(int target)
    {
        for (int i = _afterFrom; i < _after.Count; i++)
        {
            if (GivenUp(_after[i]) is not { Kind: ValueKind.Operation } given || !IsTold(target))
                continue;
            foreach ((int place, Value used) in _after[i].Places)
            {
                if (place != (int)given.Data || !Path.TryGet(used.TokenId, out Token left))
                    continue;
                Path.Set(place, used);
                OnStillUsed(left);
            }
        }
    }

    /// <summary>A clause for other exceptions does not see this one.</summary>
    private bool IsTold(int target)
    {
        if (!IsHandler(target))
            return true;
        ControlFlowRegion? region = Graph.Node(target).Block?.EnclosingRegion;
        while (region is not null && region.Kind is not (ControlFlowRegionKind.Catch or ControlFlowRegionKind.FilterAndHandler))
            region = region.EnclosingRegion;
        return region?.ExceptionType is not { } caught || caught.SpecialType == SpecialType.System_Object || caught.Name is "TimeoutException" or "SystemException" or "Exception";
    }
}
