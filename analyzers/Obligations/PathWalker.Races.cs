using System.Collections.Generic;
using FragApi.Analyzers.Bodies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

// 'Task.WhenAny': one of several is done, and the others go on.
internal abstract partial class PathWalker
{
    /// <summary>'await Task.WhenAny(read, timeout) != read': what did not win goes on. Null where nothing of the kind is asked.</summary>
    private Value? Race(IBinaryOperation binary)
    {
        (IOperation won, IOperation one) = (binary.LeftOperand.WithoutCasts(), binary.RightOperand.WithoutCasts());
        if (TaskAt(one) < 0)
            (won, one) = (one, won);
        if (TaskAt(one) is not (int place and >= 0))
            return null;
        IInvocationOperation? race = won is ILocalReferenceOperation { Local: ILocalSymbol local } ? RaceOf(local) : won is IAwaitOperation wait ? RaceIn(wait) : null;
        if (race is null)
            return null;
        bool takesPart = false;
        foreach (IOperation entrant in EntrantsOf(race))
        {
            if (Places.Of(entrant.WithoutCasts()) == place)
                takesPart = true;
            else if (won is IAwaitOperation)
                Escape(Eval(entrant), entrant, EscapeReason.Call);
        }

        if (won is IAwaitOperation)
            OnAwait(Value.Unknown, won);
        Value task = Path.Get(place);
        bool isFirst = !takesPart || ChooseTruth();
        if (isFirst)
            Finish(task);
        else if (Path.TryGet(Path.Get((int)task.Data).TokenId, out Token used))
            OnStillUsed(used);
        return takesPart ? Value.Of(isFirst == (binary.OperatorKind == BinaryOperatorKind.Equals)) : Value.Unknown;
    }

    private int TaskAt(IOperation operation) =>
        Places.Of(operation) is int place and >= 0 && Path.Get(place).Kind == ValueKind.Operation ? place : -1;

    private static IInvocationOperation? RaceIn(IAwaitOperation wait)
    {
        IOperation awaited = wait.Operation is IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: IOperation configured } ? configured : wait.Operation;
        return awaited is IInvocationOperation { TargetMethod: { Name: "WhenAny", ContainingType.Name: "Task" } method } race && BaseLibrary.Contains(method) ? race : null;
    }

    private static IEnumerable<IOperation> EntrantsOf(IInvocationOperation race)
    {
        foreach (IArgumentOperation argument in race.Arguments)
        {
            if (TasksIn(argument.Value) is not { IsDefault: false } all)
            {
                yield return argument.Value;
                continue;
            }

            foreach (IOperation element in all)
                yield return element;
        }
    }

    /// <summary>The race that the local holds the winner of, and nothing else ever.</summary>
    private IInvocationOperation? RaceOf(ILocalSymbol winner)
    {
        IInvocationOperation? race = null;
        for (int index = 0; index < Body.Operations.Count; index++)
        {
            if (Body.Operations[index] is not ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment || !SymbolEqualityComparer.Default.Equals(target.Local, winner))
                continue;
            if (race is not null || assignment.Value.WithoutCasts() is not IAwaitOperation wait || RaceIn(wait) is not IInvocationOperation found)
                return null;
            race = found;
        }

        return race;
    }

    /// <summary>'Task first = await Task.WhenAny(read, timeout);'</summary>
    private ISymbol? WinnerOf(IInvocationOperation race)
    {
        IOperation? around = race.Parent is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } configured ? configured.Parent : race.Parent;
        if (around is not IAwaitOperation wait)
            return null;
        around = wait.Parent;
        while (around is IConversionOperation)
            around = around.Parent;
        return around is ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: ILocalSymbol winner } } && RaceOf(winner) == race ? winner : null;
    }

    /// <summary>What is compared with the winner goes on until then; of anything else nobody knows.</summary>
    private Value Entered(IInvocationOperation race, ISymbol winner)
    {
        foreach (IOperation entrant in EntrantsOf(race))
        {
            if (!(entrant.WithoutCasts() is ILocalReferenceOperation { Local: ILocalSymbol task } && IsCompared(task, winner)))
                Escape(Eval(entrant), entrant, EscapeReason.Call);
        }

        return Value.Unknown;
    }

    private bool IsCompared(ISymbol task, ISymbol winner)
    {
        for (int index = 0; index < Body.Operations.Count; index++)
        {
            if (Body.Operations[index] is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } binary
                && binary.LeftOperand.WithoutCasts() is ILocalReferenceOperation left && binary.RightOperand.WithoutCasts() is ILocalReferenceOperation right
                && (SymbolEqualityComparer.Default.Equals(left.Local, task) && SymbolEqualityComparer.Default.Equals(right.Local, winner)
                    || SymbolEqualityComparer.Default.Equals(left.Local, winner) && SymbolEqualityComparer.Default.Equals(right.Local, task)))
            {
                return true;
            }
        }

        return false;
    }
}
