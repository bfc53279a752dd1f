using System.Collections.Generic;
using System.Collections.Immutable;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Places;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

// From one call to the next: what a body leaves in a field, and what a later one does to it.
internal sealed partial class OwnershipWalker
{
    private const int MaxLeft = 8;
    private HashSet<ISymbol>? _earlier;

    /// <summary>The ways in which the body leaves a field with what was released.</summary>
    public List<ImmutableArray<LeftField>> Left { get; } = new();

    /// <summary>In a later call: which field it met with what an earlier one had released, where, and whether it releases it again.</summary>
    public List<(ISymbol Field, SyntaxNode At, bool Releases)> Met { get; } = new();

    private void NoteFields(PathState state)
    {
        if (Left.Count >= MaxLeft || !LeavesReleased(state))
            return;
        GoesOn |= ShowsNew(state);
        Left.Add(FieldsAt(state));
    }

    /// <summary>On such a way a field shows something new: the object is to be used again.</summary>
    public bool GoesOn { get; private set; }

    private bool ShowsNew(PathState state)
    {
        foreach ((int place, Value value) in state.Places)
        {
            if (value.Kind != ValueKind.View || Places[place].Kind != PlaceKind.Field)
                continue;
            foreach (Token token in state.Tokens)
            {
                if (token.Id == value.TokenId && HoldingOf(token).IsHeld)
                    return true;
            }
        }

        return false;
    }

    private bool LeavesReleased(PathState state)
    {
        foreach (Token token in state.Tokens)
        {
            if (!HoldingOf(token).Is(Holding.Released) || HoldingOf(token).Is(Holding.Earlier))
                continue;
            foreach ((int place, Value value) in state.Places)
            {
                if (value.Kind == ValueKind.Token && value.TokenId == token.Id && Places[place].Kind == PlaceKind.Field)
                    return true;
            }
        }

        return false;
    }

    /// <summary>The state at the entry of a call that follows another one, which left the fields like that.</summary>
    public PathState Later(ImmutableArray<LeftField> left)
    {
        PathState initial = Initial(probe: false);
        Path.Load(initial);
        _earlier = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (LeftField field in left)
        {
            int place = Places.OfField(field.Field);
            if (field.Released is not ResourceKind kind)
            {
                Path.Set(place, field.Value);
                continue;
            }

            _earlier.Add(field.Field);
            int site = SiteOf(field.Field);
            _kinds[site] = kind;
            Path.Put(new Token(site * 2, new Holding(0).With(Holding.Fresh | Holding.Released | Holding.NotNull | Holding.Earlier).Bits, -1));
            Path.Set(place, Value.Token(site * 2));
        }

        return Path.Save();
    }

    /// <summary>Of a later call only that is of interest what it does to what an earlier one left; and only where nothing may have kept it away.</summary>
    private bool IsLaterCall(Token token, SyntaxNode at, DiagnosticDescriptor rule)
    {
        if (_earlier is null)
            return false;
        if (HoldingOf(token).Is(Holding.Earlier) && Path.Get(Places.OfGuard()).IsUnknown && Site(SiteOf(token)) is ISymbol field)
            Met.Add((field, at, rule.Id == Rules.ReleasedTwice.Id));
        return true;
    }

    protected override void OnUndecided(IOperation asked)
    {
        NoteUndecided();
        if (_earlier is not null && AsksState(asked))
            Path.Set(Places.OfGuard(), Value.True);
    }

    /// <summary>The answer may depend on what an earlier call did, other than to those fields.</summary>
    private bool AsksState(IOperation asked, int depth = 0)
    {
        foreach (IOperation part in asked.DescendantsAndSelf())
        {
            switch (part)
            {
                case IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field when !_earlier!.Contains(field.Field) && !field.Field.IsConst:
                case IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation }:
                case IInvocationOperation { Instance: null or IInstanceReferenceOperation or IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation } }:
                    return true;
                case IFlowCaptureReferenceOperation capture when depth > 4 || Facts.SlotOf(capture.Id) is not IOperation slot || AsksState(slot, depth + 1):
                    return true;
                case IParameterReferenceOperation parameter when Facts.IsCaptured(parameter.Parameter):
                case ILocalReferenceOperation local when depth > 4 || !Facts.IsTracked(local.Local) || Facts.IsCaptured(local.Local) || WasToldState(local.Local, depth):
                    return true;
            }
        }

        return false;
    }

    private bool WasToldState(ILocalSymbol local, int depth)
    {
        for (int index = 0; index < Body.Operations.Count; index++)
        {
            if (Body.Operations[index] is ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment
                && SymbolEqualityComparer.Default.Equals(target.Local, local) && !(assignment.Value is ILocalReferenceOperation same && SymbolEqualityComparer.Default.Equals(same.Local, local))
                && AsksState(assignment.Value, depth + 2))
            {
                return true;
            }
        }

        return false;
    }
}
