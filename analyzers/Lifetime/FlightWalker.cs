using System;
using System.Collections.Generic;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Obligations;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Lifetime;

/// <summary>FRAG4007: which buffers a zero-copy send may still read, path by path, and who releases one of them.</summary>
internal sealed class FlightWalker : FactWalker
{
    private readonly Member _member;
    private readonly ReferenceContracts _contracts;

    public FlightWalker(BodyGraph graph, Member member)
        : base(graph)
    {
        _member = member;
        _contracts = new ReferenceContracts(member.Model);
    }

    /// <summary>Releases while in flight, by the release.</summary>
    public Dictionary<SyntaxNode, (string Buffer, IInvocationOperation Send)> Released { get; } = new();

    public static bool Applies(Member member)
    {
        foreach (IOperation operation in member.Operations)
        {
            if (operation is IInvocationOperation call && member.Model.Is(call.TargetMethod, Role.ZeroCopySend))
                return true;
        }

        return false;
    }

    protected override void Visit(IOperation operation)
    {
        switch (operation)
        {
            case IInvocationOperation call:
                Call(call);
                break;
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment:
                Write(target.Local);
                // The status of a send, kept in a local.
                if (SendIn(assignment.Value) is IInvocationOperation send)
                    Known = Known.With(KeyOf(target.Local), SiteOf(send));
                break;
            case IAssignmentOperation { Target: IParameterReferenceOperation parameter }:
                Write(parameter.Parameter);
                break;
            case IAssignmentOperation { Target: IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation } member }:
                Write(member.Member);
                break;
            case IIncrementOrDecrementOperation { Target: ILocalReferenceOperation counted }:
                Write(counted.Local);
                break;
        }
    }

    private IInvocationOperation? SendIn(IOperation value)
    {
        value = Member.Plain(value);
        if (value is IAwaitOperation wait)
            value = Member.Plain(wait.Operation);
        return value is IInvocationOperation call && _member.Model.Is(call.TargetMethod, Role.ZeroCopySend) ? call : null;
    }

    private void Call(IInvocationOperation call)
    {
        if (_member.Model.Is(call.TargetMethod, Role.ZeroCopySend))
        {
            int send = SiteOf(call);
            foreach (IArgumentOperation argument in call.Arguments)
            {
                if (BufferOf(argument.Value) is StoragePath buffer)
                    Known = Known.With(KeyOf(buffer), send);
            }

            return;
        }

        if (_member.Model.Is(call.TargetMethod, Role.ZeroCopyCompletion))
        {
            Known = Facts.None;
            return;
        }

        foreach (StoragePath released in ReleasedBy(call))
        {
            foreach ((int key, int send) in Known.All)
            {
                if (Key(key) is not StoragePath buffer || !buffer.Overlaps(released))
                    continue;
                if (!Released.ContainsKey(call.Syntax))
                    Released[call.Syntax] = (buffer.ToString(), (IInvocationOperation)Site(send));
                Known = Known.Without(key);
            }
        }

        if (Types.IsOfBaseLibrary(call.TargetMethod) || _member.Code.AccessorOf(call, out _) is not null || !_member.Model.RolesOf(call.TargetMethod).IsEmpty)
            return;
        // Who gets the buffer, or the sender, may wait for it.
        foreach (IArgumentOperation argument in call.Arguments)
            Forget(BufferOf(argument.Value));
        Forget(call.Instance is null ? null : _member.PlaceOf(call.Instance));
        if (call.Instance is not null && _member.PlaceOf(call.Instance) is StoragePath receiver)
        {
            foreach ((int key, int send) in Known.All)
            {
                if (Site(send) is IInvocationOperation { Instance: IOperation sender } && _member.PlaceOf(sender) is StoragePath place && place.Overlaps(receiver))
                    Known = Known.Without(key);
            }
        }
        else if (call.Instance is IInstanceReferenceOperation)
        {
            Known = Facts.None; // a method of the own object may do all that
        }
    }

    private void Forget(StoragePath? given)
    {
        if (given is null)
            return;
        foreach ((int key, _) in Known.All)
        {
            if (Key(key) is StoragePath buffer && buffer.Overlaps(given))
                Known = Known.Without(key);
        }
    }

    private void Write(ISymbol symbol)
    {
        foreach ((int key, _) in Known.All)
        {
            if (Key(key) is StoragePath buffer ? buffer.IsNamedBy(symbol) : SymbolEqualityComparer.Default.Equals(Key(key) as ISymbol, symbol))
                Known = Known.Without(key);
        }
    }

    /// <summary>The buffer behind what a send is given: arrays, memory, pointers and objects; numbers and texts are none.</summary>
    private StoragePath? BufferOf(IOperation given)
    {
        for (int depth = 0; depth < 12; depth++)
        {
            given = Member.Plain(given);
            switch (given)
            {
                case IInvocationOperation call when Views.HandsOn(call) && (call.Instance is not null || call.Arguments.Length > 0):
                    given = call.Instance ?? call.Arguments[0].Value;
                    continue;
                case IPropertyReferenceOperation { Property.Name: "Memory" or "Span", Instance: IOperation owner }:
                    given = owner;
                    continue;
                case IObjectCreationOperation { Arguments: { Length: > 0 } arguments } creation when creation.Type is { } made && (Views.IsSpanOrMemory(made) || Types.Is(made, "System", "ArraySegment", 1)):
                    given = arguments[0].Value;
                    continue;
                case IAddressOfOperation address:
                    given = address.Reference;
                    continue;
                case IArrayElementReferenceOperation element:
                    given = element.ArrayReference;
                    continue;
            }

            break;
        }

        if (given.Type is null || given.Type.SpecialType == SpecialType.System_String || given.Type.TypeKind == TypeKind.Enum || given.Type is not IArrayTypeSymbol && given.Type.SpecialType != SpecialType.None && given.Type.SpecialType is not (SpecialType.System_IntPtr or SpecialType.System_Object))
            return null;
        if (given is IInvocationOperation or IObjectCreationOperation or IInstanceReferenceOperation)
            return null;
        if (given is ILocalReferenceOperation local && _member.ValueOf(local) is IOperation value && Member.Plain(value) is IInvocationOperation view && Views.HandsOn(view))
            return BufferOf(view);
        return _member.PlaceOf(given);
    }

    /// <summary>What a call gives back, frees or hands over.</summary>
    private IEnumerable<StoragePath> ReleasedBy(IInvocationOperation call)
    {
        if (_member.Code.AccessorOf(call, out INamedTypeSymbol? type) is Accessor accessor && accessor.Operation.Info().References < 0
            && Locator.OfAccessorCall(call, accessor, type!) is Locator fragment && Container.Of(fragment, _member) is Container container)
        {
            yield return container.Place;
        }

        // Whatever is disposed of, the base library's pairs or not.
        if (call.TargetMethod is { Name: nameof(IDisposable.Dispose) or "DisposeAsync", Parameters.Length: 0, IsStatic: false } && call.Instance is not null && BufferOf(call.Instance) is StoragePath disposed)
            yield return disposed;
        foreach (Effect effect in _contracts.Of(call.TargetMethod, call.Instance?.Type).Effects)
        {
            if (effect.Kind is EffectKind.Put or EffectKind.Consume && !effect.IsOfPage && effect.OperandOf(call) is IOperation ended && BufferOf(ended) is StoragePath given)
                yield return given;
        }
    }

    /// <summary>What failed reads nothing: a send that says false, or a number below zero. Any other test of its answer ends the matter.</summary>
    protected override void Learn(IOperation condition, bool outcome)
    {
        condition = Member.Plain(condition);
        while (condition is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, OperatorMethod: null } not)
        {
            condition = Member.Plain(not.Operand);
            outcome = !outcome;
        }

        if (NumberOf(condition) is int plain)
        {
            if (!outcome)
                Fail(plain);
            return;
        }

        if (condition is IBinaryOperation test)
        {
            bool left = NumberOf(test.LeftOperand) is not null;
            if ((left ? NumberOf(test.LeftOperand) : NumberOf(test.RightOperand)) is not int send)
                return;
            bool? succeeded = left && test.RightOperand.ConstantValue is { HasValue: true, Value: int bound }
                ? test.OperatorKind switch
                {
                    BinaryOperatorKind.LessThan when bound <= 0 => !outcome,
                    BinaryOperatorKind.Equals when bound < 0 => !outcome,
                    BinaryOperatorKind.NotEquals when bound < 0 => outcome,
                    BinaryOperatorKind.GreaterThanOrEqual when bound == 0 => outcome,
                    BinaryOperatorKind.GreaterThan when bound <= 0 => outcome,
                    _ => null,
                }
                : null;
            if (succeeded != true)
                Fail(send);
        }
        else if (condition is IIsPatternOperation { Value: IOperation value } && NumberOf(value) is int tested)
        {
            Fail(tested);
        }
    }

    private int? NumberOf(IOperation operation)
    {
        operation = Member.Plain(operation);
        if (SendIn(operation) is IInvocationOperation send)
            return SiteOf(send);
        return operation is ILocalReferenceOperation local && FindKey(local.Local) is int key && key >= 0 ? Known[key] : null;
    }

    private void Fail(int send)
    {
        foreach ((int key, int value) in Known.All)
        {
            if (value == send && Key(key) is StoragePath)
                Known = Known.Without(key);
        }
    }

    public void ReportAll(Action<Diagnostic> report)
    {
        foreach (KeyValuePair<SyntaxNode, (string Buffer, IInvocationOperation Send)> released in Released)
        {
            report(new FlowReport()
                .At(released.Value.Send.Syntax.GetLocation(), "sent here")
                .Create(Rules.ReleasedInFlight, released.Key.GetLocation(), released.Value.Buffer, released.Value.Send.TargetMethod.Name));
        }
    }
}
