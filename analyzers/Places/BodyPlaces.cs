using System;
using System.Collections.Generic;
using FragApi.Analyzers.Bodies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Places;

/// <summary>What a place is.</summary>
internal enum PlaceKind
{
    /// <summary>A local or a parameter.</summary>
    Local,

    /// <summary>A temporary of the flow graph.</summary>
    Capture,

    /// <summary>A field or auto-property of <c>this</c>, or a static one.</summary>
    Field,

    /// <summary>A field or auto-property of a local or parameter.</summary>
    Part,

    /// <summary>A slot of an array, by the array and by what the index says.</summary>
    Slot,

    /// <summary>The answer to a condition.</summary>
    Condition,

    /// <summary>What an operation uses that goes on after the call that started it.</summary>
    Operation,

    /// <summary>An element of a tuple that is returned, or that a call has just returned, by its position.</summary>
    Element,
}

/// <summary>A place that can hold something which is followed.</summary>
internal sealed class Place
{
    public Place(int number, PlaceKind kind, ISymbol? symbol, int owner, int first, int last, int lastUse)
    {
        Number = number;
        Kind = kind;
        Symbol = symbol;
        Owner = owner;
        First = first;
        Last = last;
        LastUse = lastUse;
    }

    public int Number { get; }

    public PlaceKind Kind { get; }

    /// <summary>The local, parameter, field or property.</summary>
    public ISymbol? Symbol { get; }

    /// <summary>Of a part, the number of the place that it is a part of; else -1.</summary>
    public int Owner { get; }

    /// <summary>The first block of its scope.</summary>
    public int First { get; }

    /// <summary>The last block of its scope.</summary>
    public int Last { get; }

    /// <summary>The last block in which it is mentioned.</summary>
    public int LastUse { get; }

    /// <summary>A temporary in which a struct is being made, and its parts are set.</summary>
    public bool IsMade { get; set; }

    /// <summary>Of an operation, the call that started it.</summary>
    public IOperation? Start { get; set; }

    /// <summary>Of a condition, and of a slot: what it reads.</summary>
    public IReadOnlyList<ISymbol>? Reads { get; set; }

    /// <summary>It says nothing any more when that gets another value.</summary>
    public bool DependsOn(ISymbol symbol)
    {
        for (int i = 0; i < Reads?.Count; i++)
        {
            if (SymbolEqualityComparer.Default.Equals(Reads[i], symbol))
                return true;
        }

        return false;
    }

    /// <summary>A local or a parameter of the body around this one, which is called from there.</summary>
    public bool IsCaptured { get; set; }

    /// <summary>A parameter that hands a value back to the caller.</summary>
    public bool IsByReference => Symbol is IParameterSymbol { RefKind: RefKind.Ref or RefKind.Out };
}

/// <summary>The places of a body, numbered as they are met.</summary>
internal sealed class BodyPlaces
{
    private readonly BodyFacts _facts;
    private readonly List<Place> _places = new();
    private readonly Dictionary<ISymbol, int> _symbols = new(SymbolEqualityComparer.Default);
    private Dictionary<ISymbol, int>? _fields;
    private readonly Dictionary<CaptureId, int> _captures = new();
    private Dictionary<(int, ISymbol), int>? _parts;
    private Dictionary<Question, int>? _questions;
    private Dictionary<IOperation, int>? _operations;
    private List<int>? _elements;
    private int _waiting = -1;
    private int _guard = -1;
    private int _givenUp = -1;
    private Dictionary<int, int>? _untested;
    private Dictionary<(int, string), int>? _slots;
    private Dictionary<ISymbol, bool>? _auto;

    private readonly Func<ITypeSymbol, bool> _canHold;

    /// <summary>The places of a body.</summary>
    /// <param name="facts">The body's facts.</param>
    /// <param name="canHold">An array's slots are places when what lies in them can be followed.</param>
    public BodyPlaces(BodyFacts facts, Func<ITypeSymbol, bool> canHold)
    {
        _facts = facts;
        _canHold = canHold;
    }

    public Place this[int number] => _places[number];

    public IReadOnlyList<Place> All => _places;

    /// <summary>The number of the place that an expression names, or -1.</summary>
    public int Of(IOperation? operation)
    {
        switch (operation)
        {
            case ILocalReferenceOperation { Local: ILocalSymbol local }:
                return local.IsRef ? OfAlias(local) : OfSymbol(local);
            case IParameterReferenceOperation { Parameter: IParameterSymbol parameter }:
                return OfSymbol(parameter);
            case IFlowCaptureReferenceOperation capture:
                return OfCapture(capture.Id);
            case IFieldReferenceOperation { Field: IFieldSymbol field } reference:
                return reference.Instance is null or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }
                    ? OfField(field)
                    : PartOf(reference.Instance, field);
            case IPropertyReferenceOperation { Arguments.Length: 0, Property: IPropertySymbol property } reference when IsAuto(property):
                return reference.Instance is null or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }
                    ? OfField(property)
                    : PartOf(reference.Instance, property);
            case IArrayElementReferenceOperation element:
                return SlotOf(element);
            case IConversionOperation { OperatorMethod: null } conversion:
                return Of(conversion.Operand);
            case IParenthesizedOperation parenthesized:
                return Of(parenthesized.Operand);
            case IDeclarationExpressionOperation declaration:
                return Of(declaration.Expression);
            default:
                return -1;
        }
    }

    /// <summary>The number of the place that an assignment writes to, or -1: a temporary stands for what it was made of.</summary>
    public int OfTarget(IOperation target) =>
        target is IFlowCaptureReferenceOperation capture && _facts.SlotOf(capture.Id) is IOperation slot && slot is not IFlowCaptureReferenceOperation
            ? Of(slot)
            : Of(target);

    public int OfSymbol(ISymbol symbol)
    {
        if (_symbols.TryGetValue(symbol, out int number))
            return number;
        if (!_facts.IsTracked(symbol))
        {
            number = -1;
        }
        else
        {
            (int first, int last) = _facts.ScopeOf(symbol);
            bool captured = _facts.IsCaptured(symbol);
            number = Add(PlaceKind.Local, symbol, -1, first, last, captured || symbol is IParameterSymbol { RefKind: not RefKind.None } ? int.MaxValue : _facts.LastUseOf(symbol));
            _places[number].IsCaptured = captured;
        }

        _symbols.Add(symbol, number);
        return number;
    }

    public int OfCapture(CaptureId capture)
    {
        if (_captures.TryGetValue(capture, out int number))
            return number;
        (int first, int last) = _facts.ScopeOf(capture);
        number = Add(PlaceKind.Capture, null, -1, first, last, last);
        _places[number].IsMade = _facts.SlotOf(capture) is IObjectCreationOperation { Type.IsValueType: true };
        _captures.Add(capture, number);
        return number;
    }

    public int OfField(ISymbol field)
    {
        _fields ??= new Dictionary<ISymbol, int>(SymbolEqualityComparer.Default);
        if (!_fields.TryGetValue(field, out int number))
        {
            number = Add(PlaceKind.Field, field, -1, 0, int.MaxValue, int.MaxValue);
            _fields.Add(field, number);
        }

        return number;
    }

    public int OfOperation(IOperation start)
    {
        _operations ??= new Dictionary<IOperation, int>();
        if (!_operations.TryGetValue(start, out int number))
        {
            number = Add(PlaceKind.Operation, null, -1, 0, int.MaxValue, int.MaxValue);
            _places[number].Start = start;
            _operations.Add(start, number);
        }

        return number;
    }

    /// <summary>The element at that position of the tuple that is passed on.</summary>
    public int OfElement(int position)
    {
        _elements ??= new List<int>(2);
        while (_elements.Count <= position)
            _elements.Add(Add(PlaceKind.Element, null, -1, 0, int.MaxValue, int.MaxValue));
        return _elements[position];
    }

    /// <summary>How many elements of tuples there are places for.</summary>
    public int Elements => _elements?.Count ?? 0;

    /// <summary>The element of a tuple that a local holds; -1 where there is none.</summary>
    public int ElementOf(ILocalReferenceOperation tuple, int position) =>
        tuple.Type is INamedTypeSymbol { IsTupleType: true } type && position < type.TupleElements.Length ? PartOf(tuple, type.TupleElements[position]) : -1;

    /// <summary>Whether the body has waited for anything yet.</summary>
    public int OfWaiting()
    {
        if (_waiting < 0)
            _waiting = Add(PlaceKind.Condition, null, -1, 0, int.MaxValue, int.MaxValue);
        return _waiting;
    }

    /// <summary>The operation that the body does not wait for any longer.</summary>
    public int OfGivenUp()
    {
        if (_givenUp < 0)
            _givenUp = Add(PlaceKind.Condition, null, -1, 0, int.MaxValue, int.MaxValue);
        return _givenUp;
    }

    /// <summary>Whether anything was asked that may have kept the path away.</summary>
    public int OfGuard()
    {
        if (_guard < 0)
            _guard = Add(PlaceKind.Condition, null, -1, 0, int.MaxValue, int.MaxValue);
        return _guard;
    }

    /// <summary>The answer to a question.</summary>
    public int OfQuestion(Question question)
    {
        _questions ??= new Dictionary<Question, int>();
        if (!_questions.TryGetValue(question, out int number))
        {
            number = Add(PlaceKind.Condition, null, -1, 0, int.MaxValue, _facts.LastUseOf(question));
            _places[number].Reads = question.Reads;
            _questions.Add(question, number);
        }

        return number;
    }

    /// <summary>Whether the outcome that a local or a temporary holds was asked for yet.</summary>
    public int OfUntested(int flag)
    {
        _untested ??= new Dictionary<int, int>();
        if (!_untested.TryGetValue(flag, out int number))
        {
            Place place = _places[flag];
            number = Add(PlaceKind.Condition, null, -1, place.First, place.Last, place.LastUse);
            _untested.Add(flag, number);
        }

        return number;
    }

    /// <summary>A <c>ref</c> local that always stands for the same storage is another name of it; one of a slot, for the slot that it was bound to.</summary>
    private int OfAlias(ILocalSymbol local) => _facts.StorageOf(local) switch
    {
        IArrayElementReferenceOperation element when element.Type is ITypeSymbol type && _canHold(type) && ArrayOf(element) is int array and >= 0 =>
            OfSlot(array, "ref " + local.Name + local.Locations[0].SourceSpan.Start.ToString(System.Globalization.CultureInfo.InvariantCulture), new List<ISymbol>(1)),
        IArrayElementReferenceOperation or null => -1,
        IOperation storage => Of(storage),
    };

    private int SlotOf(IArrayElementReferenceOperation element) =>
        element is { Indices: { Length: 1 } indices, Type: ITypeSymbol type } && _canHold(type) && ArrayOf(element) is int array and >= 0 && SlotKey.Of(indices[0], _facts) is SlotKey key
            ? OfSlot(array, key.Text, key.Reads)
            : -1;

    private int ArrayOf(IArrayElementReferenceOperation element) =>
        Of(element.ArrayReference) is int array and >= 0 && _places[array] is { Kind: PlaceKind.Local or PlaceKind.Field, Symbol: not null } ? array : -1;

    private int OfSlot(int array, string key, List<ISymbol> reads)
    {
        _slots ??= new Dictionary<(int, string), int>();
        if (!_slots.TryGetValue((array, key), out int number))
        {
            Place place = _places[array];
            number = Add(PlaceKind.Slot, null, array, place.First, place.Last, place.LastUse);
            reads.Add(place.Symbol!);
            _places[number].Reads = reads;
            _slots.Add((array, key), number);
        }

        return number;
    }

    private int PartOf(IOperation instance, ISymbol member)
    {
        int owner = instance is ILocalReferenceOperation or IParameterReferenceOperation or IParenthesizedOperation or IFlowCaptureReferenceOperation
            || instance is IArrayElementReferenceOperation { Type.IsValueType: true } ? Of(instance) : -1;
        return owner < 0 ? -1 : OfPart(owner, member);
    }

    /// <summary>A field or auto-property of what lies in a place; -1 where that is no local, parameter or slot.</summary>
    public int OfPart(int owner, ISymbol member)
    {
        if (_places[owner].Kind is not (PlaceKind.Local or PlaceKind.Slot) && !_places[owner].IsMade)
            return -1;
        // 't.Item1' and 't.buffer' are one.
        member = (member as IFieldSymbol)?.CorrespondingTupleField ?? member;
        _parts ??= new Dictionary<(int, ISymbol), int>();
        if (!_parts.TryGetValue((owner, member), out int number))
        {
            Place place = _places[owner];
            number = Add(PlaceKind.Part, member, owner, place.First, place.Last, place.LastUse);
            _places[number].Reads = place.Kind == PlaceKind.Slot ? place.Reads : null;
            _parts.Add((owner, member), number);
        }

        return number;
    }

    private int Add(PlaceKind kind, ISymbol? symbol, int owner, int first, int last, int lastUse)
    {
        _places.Add(new Place(_places.Count, kind, symbol, owner, first, last, lastUse));
        return _places.Count - 1;
    }

    // Any other property may give another value each time.
    private bool IsAuto(IPropertySymbol property)
    {
        _auto ??= new Dictionary<ISymbol, bool>(SymbolEqualityComparer.Default);
        if (!_auto.TryGetValue(property, out bool auto))
        {
            auto = !property.IsVirtual && !property.IsAbstract && !property.IsOverride && CalledCode.IsAutomatic(property);
            _auto.Add(property, auto);
        }

        return auto;
    }
}
