using System;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Places;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

// Which place gets which value, and what becomes of what it held before.
internal abstract partial class PathWalker
{
    private Value EvalAssignment(ISimpleAssignmentOperation assignment)
    {
        if (assignment.IsRef && Places.Of(assignment.Target) is int alias && alias >= 0)
        {
            Bind(alias, assignment);
            return Value.Unknown;
        }

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
        NameElements(assignment.Target);
        return value;
    }

    // 'ref var slot = ref ring[i];': what is found out of the one holds for the other. Any other storage has one place.
    private void Bind(int alias, ISimpleAssignmentOperation binding)
    {
        if (Places[alias].Kind != PlaceKind.Slot)
            return;
        Unname(alias, Path.Get(alias), binding);
        EscapeParts(alias, binding, EscapeReason.Store);
        Value value = Eval(binding.Value);
        int slot = Places.Of(binding.Value);
        if (slot >= 0)
            Path.Set(alias, value.IsUnknown ? Number(slot, binding) : value);
    }

    // 'bool rented = given is null', 'given = taken': what is found out of the one later holds for the other.
    private Value OfCopy(ISimpleAssignmentOperation assignment, ISymbol to)
    {
        int from = Places.Of(assignment.Value);
        // 'byte[] b = _b;'
        if (from >= 0 && Places[from].Kind is PlaceKind.Field or PlaceKind.Slot && !IsTruth(assignment.Value) && assignment.Value.Type is { IsReferenceType: true } or IPointerTypeSymbol)
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
        int named = Places.Of(capture.Value);
        // A copy, unless it stands for the place: which of the two goes on from here, a composite's parts cannot tell.
        if (!IsWrittenTo(capture.Value.Syntax))
            EscapeParts(named, capture, EscapeReason.Unclear);
        int from = value.IsUnknown ? named : -1;
        if (from >= 0 && Places[from] is { Kind: PlaceKind.Local, Symbol: ISymbol origin } && (IsTruth(capture.Value) ? Facts.IsFlag(origin) : Facts.NullTests(origin) > 1))
            value = Number(from, capture);
        // 'bool mid = n > 3 && n < 9;': the last question is asked here.
        if (value.IsUnknown && from < 0 && IsTruth(capture.Value))
            value = Answered(value, capture.Value);
        Path.Set(Places.OfCapture(capture.Id), value);
        OnStored(Places.OfCapture(capture.Id), capture.Value, capture);
        return value;
    }

    private static bool IsWrittenTo(SyntaxNode place)
    {
        while (place.Parent is ParenthesizedExpressionSyntax or MemberAccessExpressionSyntax)
            place = place.Parent;
        return place.Parent is AssignmentExpressionSyntax assignment && assignment.Left == place;
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

        if (CollectInto(target, value))
            return;
        int from = source is null ? -1 : Places.Of(source);
        int place = Places.OfTarget(target);
        if (place < 0)
        {
            if (value.Kind == ValueKind.View && NewAround(target) is int made and >= 0)
            {
                Use(value, at);
                Path.Set(made, Path.TryGet(value.TokenId, out _) ? Value.Keeper(value.TokenId) : Value.Unknown);
                return;
            }

            if (CollectAt(target, value, at))
                return;
            if (target is not (ILocalReferenceOperation or IParameterReferenceOperation))
            {
                EvalTarget(target);
                Keep(value, at);
            }

            if (MayBeSlot(target))
                ForgetSlots(at);

            Forget(MemberOf(target), at);
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
                Forget(written.Symbol, at);
                EscapeParts(from, at, EscapeReason.Store);
                Keep(value, at);
                OnFieldStore(written, Path.TryGet(value.TokenId, out _) || value.TokenId < 0 ? value : Value.Unknown, at);
                break;
            case PlaceKind.Slot:
                ForgetSlots(at, but: place);
                EscapeParts(place, at, EscapeReason.Store);
                EscapeParts(from, at, EscapeReason.Store);
                Keep(value, at);
                Escape(value, at, EscapeReason.Store);
                Path.Set(place, value.Kind == ValueKind.Token ? Value.NotNull : value.Kind is ValueKind.View or ValueKind.Maybe or ValueKind.Keeper or ValueKind.Operation ? Value.Unknown : value);
                break;
            case PlaceKind.Part:
                // Parts of parts have no names.
                EscapeParts(from, at, EscapeReason.Store);
                SetPart(written, value, at);
                break;
            default:
                Forget(written.Symbol, at);
                AssignParts(from, place, source, at);
                Path.Set(place, value.Kind is ValueKind.Constant or ValueKind.NotConstant && written.Symbol is ISymbol flag && !Facts.IsFlag(flag) ? Value.Unknown : value);
                if (written.IsByReference && value.TokenId >= 0)
                    OnGivenOut(written, value, at);
                break;
        }
    }

    /// <summary>It is stored where others find it.</summary>
    protected void Let(Value value, IOperation source, IOperation at)
    {
        Keep(value, at);
        EscapeParts(Places.Of(source), at, EscapeReason.Store);
        Escape(value, at, EscapeReason.Store);
    }

    // 'new Frame { Body = view }': the new object keeps it. One of two is enough.
    private int NewAround(IOperation target) =>
        target is IMemberReferenceOperation { Instance: IFlowCaptureReferenceOperation made, Member: ISymbol member } && (member is IFieldSymbol || member is IPropertySymbol property && CalledCode.IsAutomatic(property))
        && Facts.SlotOf(made.Id) is IObjectCreationOperation && Places.OfCapture(made.Id) is int place and >= 0 && Path.Get(place).TokenId < 0 ? place : -1;

    /// <summary>What is written may lie in any array: it is an element, or what a reference or a pointer leads to.</summary>
    private bool MayBeSlot(IOperation target) => target switch
    {
        IMemberReferenceOperation => false,
        ILocalReferenceOperation { Local.IsRef: false } or IParameterReferenceOperation { Parameter.RefKind: RefKind.None } => false,
        _ => target.Type is not ITypeSymbol type || CanHold(type),
    };

    private void Keep(Value value, IOperation at)
    {
        if (value.Kind is ValueKind.Token or ValueKind.View)
            OnKept(value, at);
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

    /// <summary>A local holds another value now.</summary>
    protected void Write(int place, Value value, IOperation at)
    {
        Place written = Places[place];
        Overwrite(written, value, at);
        Forget(written.Symbol, at);
        Path.Set(place, value.Kind is ValueKind.Constant or ValueKind.NotConstant && written.Symbol is ISymbol flag && !Facts.IsFlag(flag) ? Value.Unknown : value);
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
    protected void Forget(ISymbol? symbol, IOperation at)
    {
        if (symbol is null)
            return;
        for (int i = Path.Places.Count - 1; i >= 0; i--)
        {
            if (i < Path.Places.Count && Places[Path.Places[i].Place].DependsOn(symbol))
                Unname(Path.Places[i].Place, Path.Places[i].Value, at);
        }
    }

    // The target becomes another value that is made of the old one.
    private void Change(IOperation target, IOperation at)
    {
        Value old = Eval(target);
        Escape(old, at, EscapeReason.Unclear);
        Forget(MemberOf(target), at);
        int place = Places.OfTarget(target);
        if (MayBeSlot(target))
            ForgetSlots(at);
        else if (place >= 0)
            Path.Set(place, Value.Unknown);
    }

    private Value EvalDeconstruction(IDeconstructionAssignmentOperation deconstruction)
    {
        IOperation target = deconstruction.Target is IDeclarationExpressionOperation declaration ? declaration.Expression : deconstruction.Target;
        IOperation source = deconstruction.Value;
        source = source.WithoutConversions();
        if (target is ITupleOperation targets && source is ITupleOperation sources && targets.Elements.Length == sources.Elements.Length)
        {
            Value[] values = new Value[sources.Elements.Length];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = Eval(sources.Elements[i]);
                EscapeParts(Places.Of(sources.Elements[i]), deconstruction, EscapeReason.Store);
            }

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

        Value whole = Eval(source);
        if (target is not ITupleOperation taken)
        {
            Assign(target, source, whole, deconstruction);
            return Value.Unknown;
        }

        Escape(whole, deconstruction, EscapeReason.Unclear);
        for (int i = 0; i < taken.Elements.Length; i++)
            Assign(taken.Elements[i], null, TakeElement(i), deconstruction);
        return Value.Unknown;
    }
}
