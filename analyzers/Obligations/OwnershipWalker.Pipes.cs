using System.Collections.Generic;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Places;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

// What a pipe's reader shows, until 'AdvanceTo' says how far it has gone on. The whole buffer is a token, a part of it a
// view; what was read, and has the buffer in it, may be asked for anything else at any time. Positions say which buffer a
// reader goes on in, and whether it goes on at all: from its start on, all of it stays.
internal sealed partial class OwnershipWalker
{
    private bool? _advances;
    private Dictionary<ISymbol, List<IOperation>>? _starts;
    private Dictionary<IMethodSymbol, Carving>? _carvings;

    /// <summary>Only where a reader goes on at all.</summary>
    private bool Advances()
    {
        if (_advances is bool known)
            return known;
        bool advances = false;
        for (int index = 0; index < Body.Operations.Count && !advances && Exits is null; index++)
            advances = Body.Operations[index] is IInvocationOperation { TargetMethod.Name: "AdvanceTo" } call && _contracts.Of(call.TargetMethod, call.Instance?.Type).Effects is { Length: 1 } effects && effects[0].Resource == ResourceKind.PipeBuffer;
        _advances = advances;
        return advances;
    }

    private bool IsOfPipe(Value value) => _advances == true && value.TokenId >= 0 && Path.TryGet(value.TokenId, out Token token) && _kinds[SiteOf(token)] == ResourceKind.PipeBuffer;

    private static Value PositionIn(Value shown) => Value.Position(shown.TokenId);

    private Value Part(Value shown) => Path.TryGet(shown.TokenId, out _) ? Value.View(shown.TokenId) : Value.Unknown;

    /// <summary>'result.Buffer', 'buffer.End', of which nothing is known yet.</summary>
    private Value OnUnreadPipe(IPropertyReferenceOperation property, Value instance)
    {
        // 'position.Value'
        if (instance.Kind is ValueKind.Start or ValueKind.Position && Pipes.IsPosition(property.Type))
            return instance;
        if (!instance.IsUnknown || property.Instance is not IOperation of)
            return Value.Unknown;
        int place = Places.Of(of);
        bool isLocal = place >= 0 && Places[place] is { Kind: PlaceKind.Local, IsCaptured: false, IsByReference: false };
        if (property.Property.Name == "Buffer" && Pipes.IsResult(of.Type) && Advances() && Begin(property) is Token read)
        {
            if (isLocal)
                Path.Set(place, Value.Maybe(read.Id));
            return Value.Token(read.Id);
        }

        if (isLocal && property.Property.Name is "Start" or "End" && Pipes.IsSequence(of.Type) && Advances() && Begin((object?)(Places[place].Symbol as IParameterSymbol) ?? property) is Token given)
        {
            Path.Set(place, Value.Token(given.Id));
            return OnPipeMember(Value.Token(given.Id), property);
        }

        return Value.Unknown;

        Token? Begin(object at)
        {
            Token? token = Acquire(at, ResourceKind.PipeBuffer, Holding.Fresh | Holding.NotNull, count: 0);
            // Those of an earlier turn of a loop are others.
            Decide(Value.Start(SiteOf(at) * 2), Value.Unknown);
            Decide(Value.Position(SiteOf(at) * 2), Value.Unknown);
            return token;
        }
    }

    private Value OnPipeMember(Value value, IPropertyReferenceOperation member)
    {
        if (Pipes.IsPosition(member.Type))
            return value.Kind == ValueKind.Token && member.Property.Name == "Start" ? Value.Start(value.TokenId) : PositionIn(value);
        if (value.Kind == ValueKind.Maybe)
            return member.Property.Name == "Buffer" && Pipes.IsSequence(member.Type) ? Value.Token(value.TokenId) : Value.NotNull;
        // How much it was, and how much of that is left.
        if (member.Arguments.IsEmpty && member.Type?.SpecialType is SpecialType.System_Boolean or SpecialType.System_Int32 or SpecialType.System_Int64 && member.Property.Name != "Current")
            return Value.NotNull;
        if (!Pipes.IsSequence(member.Type))
            OnUse(value, member);
        return Pipes.Shows(member.Type) ? Part(value) : Value.Unknown;
    }

    /// <summary>The base library's own methods that look into a sequence. False: it is another call.</summary>
    private bool LookInto(CallSite call, out Value result)
    {
        result = Value.Unknown;
        if (_advances != true || !Pipes.LooksInto(call.Method))
            return false;
        Value shown = call.Receiver;
        foreach (Value value in call.Values)
        {
            if (!IsOfPipe(shown))
                shown = value;
        }

        if (!IsOfPipe(shown) || shown.Kind is not (ValueKind.Token or ValueKind.View))
            return false;
        // Positions are only numbers.
        if (call.Method.Name == "GetPosition")
        {
            result = shown.Kind == ValueKind.Token && call.Values.Length == 1 && call.Values[0].Equals(Value.False) ? Value.Start(shown.TokenId) : PositionIn(shown);
            return true;
        }

        if (call.Method.Name == "Slice" && IsFromWhereItWentOn(call, shown))
            return true;
        OnUse(shown, call.Operation);
        for (int i = 0; i < call.Arguments.Length; i++)
        {
            if (call.Arguments[i].Parameter is { RefKind: RefKind.Out or RefKind.Ref } given)
                Assign(call.Arguments[i].Value, null, Of(given.Type), call.Operation);
            else if (!IsOfPipe(call.Values[i]))
                UnknownArgument(call, i, ref result);
        }

        result = Of(call.Operation.Type);
        return true;

        Value Of(ITypeSymbol? type) => Pipes.IsPosition(type) ? PositionIn(shown) : Pipes.Shows(type) ? Part(shown) : Value.Unknown;
    }

    /// <summary>'reader.AdvanceTo(to); buffer.Slice(to)': from there on it is there still.</summary>
    private bool IsFromWhereItWentOn(CallSite slice, Value shown) =>
        Path.TryGet(shown.TokenId, out Token token) && token.At >= 0 && Site(token.At) is IInvocationOperation { Arguments: { Length: > 0 } arguments } && slice.Arguments.Length > 0
        && arguments[0].Value is ILocalReferenceOperation { Local: ILocalSymbol to } && slice.Arguments[0].Value is ILocalReferenceOperation { Local: ILocalSymbol from } && SymbolEqualityComparer.Default.Equals(to, from);

    /// <summary>What a call hands back of the sequences that it is passed, once nothing else is known of it. False: it is passed none.</summary>
    private bool Carve(CallSite call, bool isKnown, ref Value result)
    {
        if (_advances != true || BaseLibrary.Contains(call.Method))
            return false;
        bool any = false;
        for (int source = 0; source < call.Values.Length; source++)
        {
            Value shown = call.Values[source];
            if (!IsOfPipe(shown) || shown.Kind is not (ValueKind.Token or ValueKind.View) || call.Arguments[source].Parameter is not IParameterSymbol sequence)
                continue;
            if (!any && !isKnown)
                result = UnknownCall(call);
            any = true;
            if (result.IsUnknown)
                result = Of(null, call.Method.ReturnType);
            foreach (IArgumentOperation argument in call.Arguments)
            {
                // A position by reference may still be the one that it was.
                if (argument.Parameter is { RefKind: RefKind.Out or RefKind.Ref } given && !(given.RefKind == RefKind.Ref && Pipes.IsPosition(given.Type)) && Of(given, given.Type) is { IsUnknown: false } handed)
                    Assign(argument.Value, null, handed, call.Operation);
            }

            Value Of(IParameterSymbol? given, ITypeSymbol type) =>
                Pipes.IsPosition(type) ? PositionIn(shown) : Pipes.Shows(type) && CarvingOf(call.Method).IsPart(given, sequence) ? Part(shown) : Value.Unknown;
        }

        return any;
    }

    private Carving CarvingOf(IMethodSymbol method)
    {
        _carvings ??= new Dictionary<IMethodSymbol, Carving>(SymbolEqualityComparer.Default);
        if (!_carvings.TryGetValue(method.OriginalDefinition, out Carving? carving))
            _carvings.Add(method.OriginalDefinition, carving = new Carving(method.OriginalDefinition, Body.Model.Compilation, Body.Cancellation));
        return carving;
    }

    /// <summary>The reader goes on to a position: what was before it is gone, and by contract the rest as well.</summary>
    private void Advance(CallSite call, IOperation consumed, Value position)
    {
        if (call.Instance is ILocalReferenceOperation reader && Starts().ContainsKey(reader.Local))
            return;
        if (position.Kind != ValueKind.Position || !Path.TryGet((int)position.Data, out Token token) || _kinds[SiteOf(token)] != ResourceKind.PipeBuffer || HoldingOf(token).IsGone)
            return;
        if (OperationOn(token.Id) is IOperation operation)
            Report(Rules.ReleasedWhileUsed, token, call.Operation.Syntax, Short(call.Operation.Syntax), ResourceKind.PipeBuffer.Noun, Short(operation.Syntax));
        Path.Put(token.With(HoldingOf(token).With(Holding.Released).Bits, SiteOf(call.Operation)));
        // 'reader.AdvanceTo(rest.Start, rest.End)': the rest itself is there still.
        if (consumed is IPropertyReferenceOperation { Property.Name: "Start", Instance: IOperation rest })
            Forgo(rest);
        else if (consumed is ILocalReferenceOperation local && Starts().TryGetValue(local.Local, out List<IOperation>? all))
            all.ForEach(Forgo);

        void Forgo(IOperation rest)
        {
            int place = Places.Of(rest);
            if (place >= 0 && Path.Get(place).Kind == ValueKind.View)
                Path.Set(place, Value.Unknown);
        }
    }

    /// <summary>By position: the sequences whose start it was set to. By reader: the sequence that somebody has made it of, and has still.</summary>
    private Dictionary<ISymbol, List<IOperation>> Starts()
    {
        if (_starts is not null)
            return _starts;
        _starts = new Dictionary<ISymbol, List<IOperation>>(SymbolEqualityComparer.Default);
        for (int index = 0; index < Body.Operations.Count; index++)
        {
            if (Body.Operations[index] is not ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: ILocalSymbol local }, Value: IOperation value } || StartOf(value.WithoutCasts()) is not IOperation of)
                continue;
            if (!_starts.TryGetValue(local, out List<IOperation>? all))
                _starts.Add(local, all = new List<IOperation>());
            all.Add(of);
        }

        return _starts;

        static IOperation? StartOf(IOperation value) => value switch
        {
            IPropertyReferenceOperation { Property.Name: "Start", Instance: IOperation of } => of,
            IInvocationOperation { TargetMethod: { Name: "Create", ContainingType.Name: "PipeReader" }, Arguments: { Length: 1 } given } when Pipes.IsSequence(given[0].Value.Type) => given[0].Value,
            _ => null,
        };
    }
}
