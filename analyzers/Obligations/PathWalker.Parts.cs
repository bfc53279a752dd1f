using FragApi.Analyzers.Places;
using FragApi.Analyzers.Bodies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

// The parts of composites: they go where the whole goes, and a struct's copy has the same.
internal abstract partial class PathWalker
{
    /// <summary>The fields of that local, or of what is just being made, are nobody else's.</summary>
    private bool IsOwnComposite(int owner) =>
        Places[owner].IsMade
        || !Places[owner].IsCaptured && Places[owner].Symbol is ISymbol symbol && !Facts.IsInLambda(symbol)
            && (symbol is ILocalSymbol { Type.IsValueType: true } or IParameterSymbol { RefKind: RefKind.None, Type.IsValueType: true } || Facts.IsFresh(symbol));

    /// <summary>A local gets another value: its own parts are gone, and those of a struct that it gets are its parts from now on.</summary>
    private void AssignParts(int from, int to, IOperation? source, IOperation at)
    {
        if (from == to)
            return;
        bool copies = from >= 0 && IsCopyOf(source, to) && Places[to].Kind == PlaceKind.Local && IsOwnComposite(from) && IsOwnComposite(to);
        if (Places[to].Kind == PlaceKind.Local)
        {
            if (copies || IsMade(source))
                OverwriteParts(to, at);
            EscapeParts(to, at, EscapeReason.Store);
        }

        if (copies)
            CopyParts(from, to);
        else
            EscapeParts(from, at, EscapeReason.Store);
    }

    // 'D? m = d' is no 'D'.
    private bool IsCopyOf(IOperation? source, int to)
    {
        ITypeSymbol? type = (Places[to].Symbol as ILocalSymbol)?.Type ?? (Places[to].Symbol as IParameterSymbol)?.Type;
        return source is ILocalReferenceOperation or IParameterReferenceOperation or IFlowCaptureReferenceOperation
            && source.Type is { IsValueType: true } && SymbolEqualityComparer.Default.Equals(source.Type, type);
    }

    // 'f = default', 'f = new Frag()': nothing of what was there is in it.
    private static bool IsMade(IOperation? source)
    {
        source = source?.WithoutCasts();
        return source is IDefaultValueOperation or IObjectCreationOperation { Arguments.IsEmpty: true };
    }

    private void OverwriteParts(int owner, IOperation at)
    {
        for (int i = Path.Places.Count - 1; i >= 0; i--)
        {
            if (i < Path.Places.Count && Places[Path.Places[i].Place] is { } part && part.Owner == owner)
                Overwrite(part, Value.Unknown, at);
        }
    }

    private void CopyParts(int from, int to)
    {
        for (int i = Path.Places.Count - 1; i >= 0; i--)
        {
            (int number, Value value) = Path.Places[i];
            if (Places[number] is { Kind: PlaceKind.Part, Symbol: ISymbol member } part && part.Owner == from)
                Path.Set(Places.OfPart(to, member), value);
        }
    }

    /// <summary>A part of a composite gets another value.</summary>
    protected void AssignPart(Place part, Value value, IOperation at)
    {
        Use(Path.Get(part.Owner), at);
        Overwrite(part, value, at);
        SetPart(part, value, at);
    }

    private void SetPart(Place part, Value value, IOperation at)
    {
        Forget(part.Symbol, at);
        if (IsOwnComposite(part.Owner))
        {
            Path.Set(part.Number, value);
            return;
        }

        Keep(value, at);
        Escape(value, at, EscapeReason.Store);
        Path.Set(part.Number, value.TokenId >= 0 ? Value.Unknown : value);
    }

    /// <summary>The parts of a composite go with it.</summary>
    protected void EscapeParts(int owner, IOperation at, EscapeReason reason)
    {
        if (owner < 0)
            return;
        for (int i = Path.Places.Count - 1; i >= 0; i--)
        {
            if (i < Path.Places.Count && Places[Path.Places[i].Place].Owner == owner)
            {
                Value value = Path.Places[i].Value;
                Path.Set(Path.Places[i].Place, Value.Unknown);
                // 'f.Body = view; Return(b); return f;'
                if (reason == EscapeReason.Return && value.Kind is ValueKind.Token or ValueKind.View && Path.TryGet(value.TokenId, out Token token) && IsGone(token))
                    OnReturn(value, at);
                Escape(value, at, reason);
            }
        }
    }
}
