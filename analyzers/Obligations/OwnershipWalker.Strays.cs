using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

// What goes to a pool that no pool has handed out.
internal sealed partial class OwnershipWalker
{
    private Dictionary<IOperation, (ResourceKind Kind, bool IsNothing)>? _nothings;
    private bool? _returnsArrays;

    protected override Value OnNew(IOperation creation) =>
        ReturnsArrays() && !IsEmpty(creation) && Acquire(creation, ResourceKind.OwnArray, Holding.NotNull, count: 0) is Token token ? Value.Token(token.Id) : Value.NotNull;

    private static bool IsEmpty(IOperation creation) =>
        creation is IArrayCreationOperation { DimensionSizes: { Length: 1 } sizes } && sizes[0].ConstantValue is { HasValue: true, Value: 0 };

    /// <summary>Only where something goes back to a pool at all.</summary>
    private bool ReturnsArrays()
    {
        if (_returnsArrays is bool known)
            return known;
        bool returns = false;
        for (int index = 0; index < Body.Operations.Count && !returns; index++)
        {
            if (Body.Operations[index] is not IInvocationOperation call)
                continue;
            foreach (Effect effect in _contracts.Of(call.TargetMethod, call.Instance?.Type).Effects)
                returns |= effect.Kind == EffectKind.Put && effect.Resource == ResourceKind.PooledArray;
        }

        _returnsArrays = returns;
        return returns;
    }

    /// <summary>An array of no pool's is returned to one.</summary>
    private bool IsStray(Token token, ResourceKind to, IOperation at)
    {
        if (_kinds[SiteOf(token)] != ResourceKind.OwnArray)
            return false;
        if (to == ResourceKind.PooledArray)
            Report(Rules.WrongPool, token, at.Syntax, Short(at.Syntax), to.Noun, Short(SyntaxOf(SiteOf(token))));
        Path.Drop(token.Id, Value.NotNull);
        return true;
    }

    /// <summary>What a call returns to a pool is nothing, or something, on this path.</summary>
    private void NoteNothing(IOperation call, ResourceKind kind, bool isNothing)
    {
        _nothings ??= new Dictionary<IOperation, (ResourceKind Kind, bool IsNothing)>();
        _nothings[call] = (kind, isNothing && (!_nothings.TryGetValue(call, out (ResourceKind Kind, bool IsNothing) known) || known.IsNothing));
    }

    private void ReportNothings()
    {
        if (_nothings is null)
            return;
        foreach (KeyValuePair<IOperation, (ResourceKind Kind, bool IsNothing)> put in _nothings)
        {
            if (put.Value.IsNothing)
                Wrong[(Rules.WrongPool.Id, put.Key.Syntax)] = new FlowReport().Create(Rules.WrongPool, put.Key.Syntax.GetLocation(), Short(put.Key.Syntax), put.Value.Kind.Noun, "null");
        }
    }
}
