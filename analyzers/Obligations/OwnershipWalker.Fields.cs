using System.Collections.Generic;
using System.Collections.Immutable;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Places;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

// What the fields of the object hold.
internal sealed partial class OwnershipWalker
{
    private HashSet<ISymbol>? _filled;

    /// <summary>The body puts something of its own into that field.</summary>
    public bool Fills(ISymbol field) => _filled?.Contains(field) == true;

    private Dictionary<(string Id, SyntaxNode At), ISymbol>? _overwritten;

    // A body that releases what a field shows, and leaves it there, does not lose it the next time.
    private void ReconsiderFields()
    {
        if (_overwritten is null)
            return;
        foreach (KeyValuePair<(string Id, SyntaxNode At), ISymbol> overwritten in _overwritten)
        {
            // 'if (_b.Length > 0) Return(_b); _b = …': on the other way there was nothing to release.
            if (OwnedIn(overwritten.Value).MayBeEmpty && Fates.TryGetValue(SiteOf(Places[Places.OfField(overwritten.Value)]), out Fate? fate) && (fate.IsReleased || fate.IsEscaped))
                Wrong.Remove(overwritten.Key);
            foreach (ImmutableArray<LeftField> left in Left)
            {
                foreach (LeftField field in left)
                {
                    if (field.Released is not null && SymbolEqualityComparer.Default.Equals(field.Field, overwritten.Value))
                        Wrong.Remove(overwritten.Key);
                }
            }
        }
    }

    // '_b == Array.Empty<byte>()', '_b.Length == 0' tells the one from the other.
    private bool IsCompared(ISymbol field)
    {
        for (int index = 0; index < Body.Operations.Count; index++)
        {
            if (Body.Operations[index] is not IFieldReferenceOperation read || !SymbolEqualityComparer.Default.Equals(read.Field, field))
                continue;
            IOperation? asked = read.Parent is IPropertyReferenceOperation { Property.Name: "Length" } length ? length.Parent : read.Parent;
            if (asked is IIsPatternOperation or IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "ReferenceEquals" or "Equals" } }
                || asked is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.LessThan or BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.LessThanOrEqual } compared
                && (asked == read.Parent || compared.LeftOperand.ConstantValue.HasValue || compared.RightOperand.ConstantValue.HasValue))
            {
                return true;
            }
        }

        return false;
    }

    private Dictionary<int, IOperation>? _shownAt;

    /// <summary>A field, or a local that is mentioned later, shows it still.</summary>
    private bool IsShownStill(Token token)
    {
        foreach ((int place, Value value) in Path.Places)
        {
            if (value.Kind is ValueKind.View or ValueKind.Keeper && value.TokenId == token.Id && (Places[place].Kind == PlaceKind.Local || _shownAt?.ContainsKey(place) == true))
                return true;
        }

        return false;
    }

    // 'result = b.AsMemory(0, n); Return(b);': whether it is gone when the body is left.
    protected override void OnGivenOut(Place parameter, Value value, IOperation at)
    {
        if (value.Kind is ValueKind.View or ValueKind.Token && Exits is null && Path.TryGet(value.TokenId, out Token shown) && HoldingOf(shown) is var mine && mine.Is(Holding.Fresh)
            && (mine.IsHeld ? _kinds[SiteOf(shown)].IsUnique : _kinds[SiteOf(shown)] == ResourceKind.PipeBuffer))
        {
            (_shownAt ??= new Dictionary<int, IOperation>())[parameter.Number] = at;
        }
    }

    // 'all.Add(b.AsMemory(0, n)); Return(b);'
    protected override void OnCollected(Place collection, Value view, IOperation at)
    {
        if (Exits is null && collection.Symbol is not ILocalSymbol && Path.TryGet(view.TokenId, out Token shown) && HoldingOf(shown) is { IsHeld: true } mine && mine.Is(Holding.Fresh) && _kinds[SiteOf(shown)].IsUnique)
            (_shownAt ??= new Dictionary<int, IOperation>())[collection.Number] = at;
    }

    // 'Frame f = new(b); Return(b); return f;': what is passed on as it is counts as given away, unless the body releases it itself.
    protected override bool OnGiven(Value value, IOperation at)
    {
        if (Exits is not null || !Path.TryGet(value.TokenId, out Token token) || HoldingOf(token) is not { IsHeld: true } held || !held.Is(Holding.Fresh)
            || held.Is(Holding.OfField | Holding.OfParameter | Holding.Probe) || !MayBeGiven(_kinds[SiteOf(token)], value))
        {
            return false;
        }

        Fate fate = FateOf(token);
        fate.IsEscaped = true;
        fate.Escape ??= (at, EscapeReason.Call);
        fate.EndedIn.Add(Graph.Node(Node).Block?.Ordinal ?? -1);
        Path.Put(token.With(held.With(Holding.Given | Holding.InUse | Holding.NotNull).Bits, token.At));
        return true;
    }

    private static bool MayBeGiven(ResourceKind kind, Value value) => kind.IsWrapper ? value.Kind == ValueKind.View : kind.IsArray && kind != ResourceKind.OwnArray;

    protected override bool IsOnlyAddress(Token token) => _kinds[SiteOf(token)] == ResourceKind.GcHandle || _kinds[SiteOf(token)] == ResourceKind.Pin;

    protected override bool IsOfInterest(Place place) => _shownAt?.ContainsKey(place.Number) == true;

    /// <summary>A field, or what the caller passed by reference, still shows what was released.</summary>
    private void ReportShown(PathState state, Token token)
    {
        if (_shownAt is null)
            return;
        foreach ((int place, Value value) in state.Places)
        {
            if ((value.Kind is ValueKind.View or ValueKind.Keeper && Places[place].Kind == PlaceKind.Field || value.Kind == ValueKind.Keeper && Places[place].Symbol is IParameterSymbol || value.Kind is ValueKind.View or ValueKind.Token && Places[place].IsByReference)
                && value.TokenId == token.Id && _shownAt.TryGetValue(place, out IOperation? store))
            {
                Report(_kinds[SiteOf(token)].Says.UsedAfterRelease, token, store.Syntax, Short(store.Syntax), _kinds[SiteOf(token)].Noun, Ended(token));
            }
        }
    }

    private OwnedField OwnedIn(ISymbol? field) => _summaries.Fields.Of(field, Body.Model.Compilation, Body.Cancellation);

    protected override Value OnRead(Place place, IOperation at)
    {
        if (place.Kind == PlaceKind.Part && OnField(Path.Get(place.Owner), place.Symbol!) is { IsUnknown: false } shown)
            return shown;
        // An owned field holds one reference, whoever put it there.
        if (place.Kind is not (PlaceKind.Field or PlaceKind.Part) || IsFragmentPage(place.Symbol))
            return Value.Unknown;
        OwnedField owned = OwnedIn(place.Symbol);
        if (owned.Kind is not ResourceKind kind || place.Kind == PlaceKind.Part && owned != OwnedField.Annotated)
            return Value.Unknown;
        if (Acquire(place, kind, Holding.Fresh | Holding.OfField | Holding.Asked) is not Token token)
            return Value.Unknown;
        Path.Set(place.Number, Value.Token(token.Id));
        return Value.Token(token.Id);
    }

    protected override void OnFieldStore(Place field, Value value, IOperation at)
    {
        if (value.Kind == ValueKind.Token && Path.TryGet(value.TokenId, out Token token) && OwnedIn(field.Symbol) is { Kind: not null } owned)
        {
            if (HoldingOf(token) is { IsHeld: false } holding && holding.Is(Holding.Borrowed) && owned == OwnedField.Annotated)
            {
                Report(Rules.BorrowedReleased, token, at.Syntax, Short(at.Syntax), "keeps");
                Path.Drop(token.Id, Value.Unknown);
                return;
            }

            if (HoldingOf(token).Is(Holding.OfField))
            {
                Path.Set(field.Number, value);
                return;
            }

            if (HoldingOf(token) is { IsHeld: true } held && held.Is(Holding.Fresh) && !held.Is(Holding.Probe))
            {
                if (!held.Is(Holding.OfParameter))
                    ReportDropped(field, owned.Kind, at);
                // From here on it is the type's business; what is known of it stays known.
                FateOf(token).IsEscaped = true;
                FateOf(token).Escape ??= (at, EscapeReason.Store);
                FateOf(token).EndedIn.Add(Graph.Node(Node).Block?.Ordinal ?? -1);
                (_filled ??= new HashSet<ISymbol>(SymbolEqualityComparer.Default)).Add(field.Symbol!);
                Path.Put(token.With(held.With(Holding.OfField | Holding.NotNull).Bits, UsedUnasked(token, at, EscapeReason.Store)));
                Path.Set(field.Number, value);
                return;
            }

            FateOf(token).IsEscaped = true;
        }

        if (value.Kind == ValueKind.Token)
            (_filled ??= new HashSet<ISymbol>(SymbolEqualityComparer.Default)).Add(field.Symbol!);
        if (value.Kind == ValueKind.View && Exits is null && Path.TryGet(value.TokenId, out Token shown) && HoldingOf(shown) is { IsHeld: true } mine && mine.Is(Holding.Fresh) && _kinds[SiteOf(shown)].IsUnique)
        {
            // 'using var o = …; _memory = o.Memory;': whether it is gone when the body is left.
            FateOf(shown).IsEscaped = true;
            (_shownAt ??= new Dictionary<int, IOperation>())[field.Number] = at;
            Path.Put(shown.With(mine.With(Holding.InUse).Bits));
            Path.Set(field.Number, value);
            return;
        }

        base.OnFieldStore(field, value, at);
    }

    /// <summary>What the fields of a new object hold before its constructor runs.</summary>
    private void BeginFields()
    {
        if (Body.Method.MethodKind != MethodKind.Constructor || Body.Syntax is not Microsoft.CodeAnalysis.CSharp.Syntax.ConstructorDeclarationSyntax declaration
            || declaration.Initializer is { ThisOrBaseKeyword.ValueText: "this" })
        {
            return;
        }

        foreach ((ISymbol field, IOperation value) in _summaries.Fields.Initial(Body.Method.ContainingType, Body.Model, Body.Cancellation))
        {
            int place = Places.OfField(field);
            int site = SiteOf(value);
            _kinds[site] = OwnedIn(field).Kind!;
            if (Path.Put(new Token(site * 2, new Holding(1).With(Holding.Fresh | Holding.OfField | Holding.NotNull).Bits, -1)))
                Path.Set(place, Value.Token(site * 2));
        }
    }

    /// <summary>It lies in a field of an object whose constructor does not return: nobody gets hold of that, to dispose of it.</summary>
    private bool IsStillborn(Token token) =>
        Body.Method is { MethodKind: MethodKind.Constructor, ContainingType: { TypeKind: TypeKind.Class } type } && !_kinds[SiteOf(token)].IsCollected
        && HoldingOf(token).Is(Holding.Fresh) && Site(SiteOf(token)) is IOperation acquisition && Body.Syntax.Span.Contains(acquisition.Syntax.Span)
        && !IsFinalized(type) && !GivesItself();

    // A finalizer runs all the same, and so may what a class from elsewhere does in one.
    private static bool IsFinalized(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? at = type; at is not null && at.SpecialType != SpecialType.System_Object; at = at.BaseType)
        {
            if (at.DeclaringSyntaxReferences.IsEmpty || at.GetMembers(WellKnownMemberNames.DestructorName).Length > 0)
                return true;
        }

        return false;
    }

    /// <summary>Somebody else may have got hold of the object before its constructor was done.</summary>
    private bool GivesItself()
    {
        for (int index = 0; index < Body.Operations.Count; index++)
        {
            if (Body.Operations[index] is IInstanceReferenceOperation { Parent: not IMemberReferenceOperation and not IInvocationOperation } or IMethodReferenceOperation { Instance: IInstanceReferenceOperation }
                || Body.Operations[index] is IFlowAnonymousFunctionOperation)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The fields of the object that the body itself assigns to, or lets somebody assign to.</summary>
    public HashSet<ISymbol> WrittenFields()
    {
        HashSet<ISymbol> written = new(SymbolEqualityComparer.Default);
        for (int index = 0; index < Body.Operations.Count; index++)
        {
            switch (Body.Operations[index])
            {
                case IAssignmentOperation assignment:
                    Add(assignment.Target);
                    break;
                case IIncrementOrDecrementOperation step:
                    Add(step.Target);
                    break;
                case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument:
                    Add(argument.Value);
                    break;
                case IAddressOfOperation address:
                    Add(address.Reference);
                    break;
            }
        }

        return written;

        void Add(IOperation target)
        {
            if (target is IFlowCaptureReferenceOperation captured && Facts.SlotOf(captured.Id) is IOperation slot)
                target = slot;
            if (target is ITupleOperation tuple)
            {
                foreach (IOperation element in tuple.Elements)
                    Add(element);
            }
            else if (target is IFieldReferenceOperation { Instance: IInstanceReferenceOperation, Field: ISymbol field })
            {
                written.Add(field);
            }
            else if (target is IPropertyReferenceOperation { Instance: IInstanceReferenceOperation, Property: ISymbol property })
            {
                written.Add(property);
            }
        }
    }

    /// <summary>What is known of the object's fields on the way out.</summary>
    public ImmutableArray<LeftField> FieldsAt(PathState state)
    {
        ImmutableArray<LeftField>.Builder left = ImmutableArray.CreateBuilder<LeftField>();
        foreach ((int number, Value value) in state.Places)
        {
            Place place = Places[number];
            if (place.Kind != PlaceKind.Field || place.Symbol is not { IsStatic: false } field)
                continue;
            if (value.Kind is ValueKind.Constant or ValueKind.Null or ValueKind.NotNull)
                left.Add(new LeftField(field, value, null, null));
            if (value.Kind != ValueKind.Token)
                continue;
            foreach (Token token in state.Tokens)
            {
                if (token.Id == value.TokenId && HoldingOf(token).Is(Holding.Released) && !HoldingOf(token).Is(Holding.Earlier))
                    left.Add(new LeftField(field, Value.Unknown, _kinds[SiteOf(token)], token.At >= 0 ? Site(token.At) as IOperation : null));
            }
        }

        return left.ToImmutable();
    }

    /// <summary>A method of the object itself was called: what it does to the fields.</summary>
    private void ApplyFields(CallSite call, MethodContract summary)
    {
        if (summary.Fields.IsDefault || call.Instance is not IInstanceReferenceOperation)
        {
            ForgetFields(call.Operation);
            return;
        }

        ForgetSlots(call.Operation);
        if (summary.CallsOut)
        {
            // Some are known; what the others hold by now, nobody knows.
            HashSet<ISymbol> known = new(SymbolEqualityComparer.Default);
            foreach (LeftField field in summary.Fields)
                known.Add(field.Field);
            ForgetFields(call.Operation, known);
        }

        foreach (LeftField field in summary.Fields)
        {
            int place = Places.OfField(field.Field);
            if (field.Released is ResourceKind kind)
                PutField(call, place, kind);
            else
                Refill(place, field.Value, call.Operation);
        }
    }

    // What it held is the callee's business.
    private void Refill(int place, Value value, IOperation at)
    {
        Unname(place, Path.Get(place), at);
        Path.Set(place, value);
    }

    private void PutField(CallSite call, int place, ResourceKind kind)
    {
        Value value = Path.Get(place);
        if (value.IsUnknown)
            value = OnRead(Places[place], call.Operation);
        if (value.Kind == ValueKind.Token && Path.TryGet(value.TokenId, out Token token))
        {
            if (!HoldingOf(token).IsGone)
            {
                Give(token, 1, Holding.Released, call.Operation, kind);
                return;
            }

            if (!kind.MayRepeat)
                Report(kind.Says.ReleasedTwice, token, call.Operation.Syntax, Short(call.Operation.Syntax), kind.Noun, Ended(token));
            Path.Drop(token.Id, Value.Unknown);
        }
        else if (kind.IsUnique && Acquire(call.Operation, kind, Holding.Fresh | Holding.Released, count: 0) is Token gone)
        {
            Path.Put(gone.With(gone.Bits, SiteOf(call.Operation)));
            Path.Set(place, Value.Token(gone.Id));
        }
    }
}
