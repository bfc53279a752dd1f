using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

// What is done with references that are held, and what shows that they are not.
internal sealed partial class OwnershipWalker
{
    protected override void OnUse(Value value, IOperation at)
    {
        // Whether it is that one, nobody knows; and what is asked of an object is seldom what it keeps.
        if (value.Kind is ValueKind.Maybe or ValueKind.Keeper || !Path.TryGet(value.TokenId, out Token token))
            return;
        if (!HoldingOf(token).IsGone)
        {
            // Whoever looks into a field takes it to hold something.
            if (HoldingOf(token).Is(Holding.OfField) && value.Kind == ValueKind.Token && at is not IArgumentOperation)
                OnNotNull(token);
            if (HoldingOf(token).Is(Holding.OfParameter) && !IsJudging(at))
                Path.Put(token.With(HoldingOf(token).With(Holding.Touched).Bits));
            else if (HoldingOf(token).Is(Holding.Probe) && Path.Get(Places.OfWaiting()).Kind == ValueKind.Constant)
                Path.Put(token.With(HoldingOf(token).With(Holding.Awaited).Bits));
            return;
        }

        ResourceKind kind = _kinds[SiteOf(token)];
        if (kind.IsWrapper && !IsUseOfWrapper(value, at))
            return;
        // '{ Length: > 4 }': what is asked is which members.
        if (kind == ResourceKind.PipeBuffer && at is IRecursivePatternOperation)
            return;
        if (kind.Says.UsedAfterRelease is null || kind == ResourceKind.Reference && CountQuery.Is(at, _contracts, Body))
            return;
        Report(kind.Says.UsedAfterRelease, token, at.Syntax, Short(at.Syntax), kind.Noun, Ended(token));
        // A later call that looks at what an earlier one released may release it again besides.
        if (!HoldingOf(token).Is(Holding.Earlier))
            Path.Drop(token.Id, Value.Unknown);
    }

    protected override Token? Interrupted(Token before, Token? after) =>
        HoldingOf(before).IsGone ? before
        : after is Token left && HoldingOf(before).Count == HoldingOf(left).Count && !HoldingOf(left).IsGone ? after
        : null;

    protected override bool CallEndsIt(IMethodSymbol method) => !_contracts.Of(method, method.ContainingType).IsEmpty;

    protected override bool IsGone(Token token) => HoldingOf(token).IsGone;

    protected override void OnStillUsed(Token token) => Path.Put(token.With(HoldingOf(token).With(Holding.InUse).Bits));

    // Of a parameter: the caller may not take it back before he has waited as well.
    protected override void OnAwait(Value task, IOperation at)
    {
        if (Exits is null)
            return;
        if (task.Kind == ValueKind.Operation && Path.TryGet(Path.Get((int)task.Data).TokenId, out Token used))
            Path.Put(used.With(HoldingOf(used).With(Holding.Awaited).Bits));
        Path.Set(Places.OfWaiting(), Value.True);
    }

    protected override bool MattersUnwinding(PathState state)
    {
        foreach (Token token in state.Tokens)
        {
            if (HoldingOf(token).IsGone)
                return true;
        }

        return false;
    }

    protected override void OnKept(Value value, IOperation at)
    {
        // What is counted may be somebody else's as well.
        if (Path.TryGet(value.TokenId, out Token token) && _kinds[SiteOf(token)] is { IsUnique: true } kind && !(kind.IsWrapper && value.Kind == ValueKind.Token))
            Outlives(token, at);
    }

    private void Outlives(Token token, IOperation at)
    {
        if (HoldingOf(token).Is(Holding.Released) && _kinds[SiteOf(token)].Says.UsedAfterRelease is DiagnosticDescriptor rule)
        {
            Report(rule, token, at.Syntax, Short(at.Syntax), _kinds[SiteOf(token)].Noun, Ended(token));
            Path.Drop(token.Id, Value.Unknown);
        }
    }

    /// <summary>A use that only helps to judge whether the arguments are good, or to say why they are not.</summary>
    private bool IsJudging(IOperation at)
    {
        if (at is IMemberReferenceOperation and not IMethodReferenceOperation && (CurrentStep.Kind is StepKind.Condition or StepKind.Throw or StepKind.NoReturn || CurrentStep.Operation is IFlowCaptureOperation))
            return true;
        for (IOperation? outer = at; outer is not null; outer = outer.Parent)
        {
            if (outer is IInvocationOperation { TargetMethod: { IsStatic: true, ReturnsVoid: true } method } && IsGuard(method))
                return true;
            if (outer is IArgumentOperation { Parameter: IParameterSymbol parameter } && SaysNotNull(parameter))
                return true;
        }

        return false;
    }

    // 'ArgumentNullException.ThrowIfNull(page)', 'ArgumentOutOfRangeException.ThrowIfGreaterThan(size, page.Size)'.
    private static bool IsGuard(IMethodSymbol method)
    {
        if (!BaseLibrary.Contains(method))
            return false;
        for (INamedTypeSymbol? type = method.ContainingType; type is not null; type = type.BaseType)
        {
            if (type is { Name: "Exception", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } })
                return true;
        }

        return false;
    }

    // [NotNull] on an argument: it was tested, or the call does not return.
    private static bool SaysNotNull(IParameterSymbol parameter)
    {
        foreach (AttributeData attribute in parameter.GetAttributes())
        {
            if (attribute.AttributeClass?.Name == "NotNullAttribute")
                return true;
        }

        return false;
    }

    protected override Value OnMember(Value value, IPropertyReferenceOperation member)
    {
        if (IsOfPipe(value))
            return OnPipeMember(value, member);
        switch (member.Property.Name)
        {
            case "Memory" or "Span" when BaseLibraryPairs.IsMemoryOwner(member.Instance?.Type):
                OnUse(value, member);
                return Path.TryGet(value.TokenId, out _) ? Value.View(value.TokenId) : Value.Unknown;
            case "Span" when IsView(member.Instance?.Type):
                OnUse(value, member);
                return Path.TryGet(value.TokenId, out _) ? Value.View(value.TokenId) : Value.Unknown;
            // Where it is pinned.
            case "Pointer" when value.Kind == ValueKind.Token && Path.TryGet(value.TokenId, out Token pin) && _kinds[SiteOf(pin)] == ResourceKind.Pin:
                OnUse(value, member);
                return Path.TryGet(value.TokenId, out _) ? Value.View(value.TokenId) : Value.Unknown;
            // The whole array, whatever part of it the segment shows.
            case "Array" when value.TokenId >= 0 && member.Instance?.Type is INamedTypeSymbol { Name: "ArraySegment", Arity: 1 } segment && IsView(segment):
                return Path.TryGet(value.TokenId, out _) ? Value.Token(value.TokenId) : Value.Unknown;
            case "IsAllocated" when value.Kind == ValueKind.Token && Path.TryGet(value.TokenId, out Token token) && _kinds[SiteOf(token)] == ResourceKind.GcHandle:
                return Value.Of(IsAllocated(token));
            // The task of an awaited result, read without 'await'.
            case "Result" when IsTask(member.Instance?.Type):
                return value;
            // How big an array was, or whether a handle is still good, can be asked of what is gone.
            case "Length" or "IsInvalid" or "IsClosed" or "IsAllocated" when Path.TryGet(value.TokenId, out Token asked)
                && (_kinds[SiteOf(asked)] != ResourceKind.Reference || member.Property.Name == "Length" && BaseLibraryPairs.IsMemoryOwner(member.Instance?.Type)):
                if (HoldingOf(asked).Is(Holding.OfField))
                    OnNotNull(asked);
                return Value.NotNull;
            default:
                return OnWrapperMember(value, member);
        }
    }

    // A field's handle, as long as nothing is known of it, may have been freed by an earlier call: that is what is asked.
    private bool IsAllocated(Token token)
    {
        Holding holding = HoldingOf(token);
        if (holding.IsGone || !holding.Is(Holding.OfField) || holding.Is(Holding.NotNull))
            return !holding.IsGone;
        bool allocated = ChooseTruth();
        if (allocated)
            OnNotNull(token);
        else
            Path.Drop(token.Id, Value.Unknown);
        return allocated;
    }

    /// <summary>An array that a pool gives for a length of zero need not come back: 'if (b.Length > 0) Return(b)'.</summary>
    protected override void OnEmpty(Token token)
    {
        if (_kinds[SiteOf(token)] == ResourceKind.PooledArray && HoldingOf(token).IsHeld)
            OnEscape(token, CurrentStep.Operation, EscapeReason.Unclear);
    }

    /// <summary>A counted thing whose member gives a value of its own type, or of a base: most often itself, to be called again.</summary>
    protected override bool MayHandOn(CallSite call) =>
        Path.TryGet(call.Receiver.TokenId, out Token token) && _kinds[SiteOf(token)] == ResourceKind.Reference
        && !call.Method.ReturnsVoid && ReceiverType(call.Instance) is ITypeSymbol own
        && Body.Model.Compilation.ClassifyCommonConversion(own, call.Method.ReturnType) is { IsImplicit: true } way && (way.IsIdentity || way.IsReference);

    /// <summary>
    /// Code outside of .NET gets an address: whether it is lent or given, only the rest of the body can tell. What has no
    /// name may be found again by the address that it gives back: 's_first = EncodePointer(AllocHGlobal(256))'.
    /// </summary>
    protected override void OnUnknownArgument(CallSite call, int index, Value value)
    {
        // An array is pinned, or copied, for the time of the call: 'read(fd, b, b.Length)'.
        if (IsImported(call.Method) && call.Arguments[index].Parameter?.Type is IArrayTypeSymbol { ElementType.TypeKind: not TypeKind.Array })
            return;
        if ((IsImported(call.Method) || IsExport(call.Method)) && value.Kind == ValueKind.Token && Path.TryGet(value.TokenId, out Token token) && HoldingOf(token).IsHeld && (HasName(token.Id) || !IsAddress(call.Method.ReturnType)))
            Path.Put(token.With(HoldingOf(token).With(Holding.Lent).Bits));
        else
            base.OnUnknownArgument(call, index, value);
    }

    // Whoever keeps a function of a library keeps the library.
    private static bool IsExport(IMethodSymbol method) =>
        method is { Name: "GetExport" or "TryGetExport", ContainingType.Name: "NativeLibrary" } && BaseLibrary.Contains(method);

    // Code outside of .NET does not know of an object that is not made yet.
    protected override bool MayChangeFields(CallSite call) =>
        base.MayChangeFields(call) && !(Body.Method.MethodKind == MethodKind.Constructor && IsImported(call.Method));

    private static bool IsImported(IMethodSymbol method)
    {
        if (method.IsExtern && method.GetDllImportData() is not null)
            return true;
        foreach (AttributeData attribute in method.GetAttributes())
        {
            if (attribute.AttributeClass is { Name: "LibraryImportAttribute" })
                return true;
        }

        return false;
    }

    private static bool IsTask(ITypeSymbol? type) => type is INamedTypeSymbol { Name: "Task" or "ValueTask", Arity: 1 };

    protected override Value OnGetter(IPropertyReferenceOperation property, Value instance)
    {
        if (OnUnreadPipe(property, instance) is { IsUnknown: false } shown)
            return shown;
        if (property.Property.GetMethod is not IMethodSymbol getter || !property.Arguments.IsEmpty || !Summaries.IsOwn(getter))
            return Value.Unknown;
        CallSite call = new(property, getter, getter, property.Instance, System.Collections.Immutable.ImmutableArray<IArgumentOperation>.Empty, instance, System.Array.Empty<Value>());
        CallOutcome outcome = default;
        MethodContract summary = _summaries.Of(call, _chain, Body);
        if (summary.IsUnfinished)
        {
            Path.IsDead = true;
            return Value.Unknown;
        }

        return summary.For(Effect.Result) is Effect effect ? Result(call, effect, -1, ref outcome) : Value.Unknown;
    }

    private bool IsFragmentPage(ISymbol? member) => member is not null && _contracts.RoleOf(member, Role.FragmentPage) is not null;
}
