using System.Collections.Generic;
using System.Linq;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Bodies;

/// <summary>
/// What can be told of a body without following a path: how long a local is of interest, what is captured or has its
/// address taken, which conditions are worth remembering. One walk over its operations.
/// </summary>
internal sealed class BodyFacts
{
    private readonly Body _body;
    private readonly Dictionary<ISymbol, SymbolFacts> _symbols = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<CaptureId, (int First, int Last)> _captureScopes = new();
    private readonly Dictionary<CaptureId, IOperation?> _slots = new();
    private Dictionary<ISymbol, IOperation?>? _delegates;
    private readonly OperationCursor _inner = new();
    private readonly IParameterSymbol? _receiver;
    private NestedNames? _nested;
    private bool _hasNested;

    public BodyFacts(Body body)
    {
        _body = body;
        Questions = new Questions(this);
        _receiver = ExtensionBlock.ReceiverOf(body.Method);
        _hasNested = !body.Graph.LocalFunctions.IsEmpty;
        Loops = new Loops(body.Graph);
        AddScopes(body.Graph.Root);
        foreach (BasicBlock block in body.Graph.Blocks)
        {
            for (int index = 0; index < block.Operations.Length; index++)
                Add(block, index);
            if (block.BranchValue is IOperation value)
            {
                Add(block, block.Operations.Length);
                if (block.ConditionKind != ControlFlowConditionKind.None)
                    AddCondition(value, block);
            }
        }

        _nested = _hasNested ? new NestedNames(body) : null;
        AddOriginsOfTested();
    }

    /// <summary>The questions that it asks: which conditions are worth remembering.</summary>
    public Questions Questions { get; }

    public Loops Loops { get; }

    private SymbolFacts? Find(ISymbol symbol) => _symbols.TryGetValue(symbol, out SymbolFacts? known) ? known : null;

    private SymbolFacts Of(ISymbol symbol)
    {
        if (!_symbols.TryGetValue(symbol, out SymbolFacts? known))
            _symbols.Add(symbol, known = new SymbolFacts());
        return known;
    }

    private bool Has(ISymbol symbol, int fact) => Find(symbol)?.Has(fact) == true;

    private void AddOriginsOfTested()
    {
        Stack<ISymbol>? open = null;
        foreach (KeyValuePair<ISymbol, SymbolFacts> known in _symbols)
        {
            if (known.Value.Has(SymbolFacts.NullTested) && known.Value.Origins is not null)
                (open ??= new Stack<ISymbol>()).Push(known.Key);
        }

        while (open?.Count > 0)
        {
            foreach (ISymbol origin in OriginsOf(open.Pop()))
            {
                if (Of(origin) is { } known && !known.Has(SymbolFacts.NullTested))
                {
                    known.Add(SymbolFacts.NullTested);
                    open.Push(origin);
                }
            }
        }
    }

    /// <summary>The local or parameter is of this body alone, and every change of it is in sight.</summary>
    public bool IsTracked(ISymbol symbol) =>
        (SymbolEqualityComparer.Default.Equals(symbol.ContainingSymbol, _body.Method) || _receiver is not null && SymbolEqualityComparer.Default.Equals(symbol, _receiver) || IsCaptured(symbol))
        && !Has(symbol, SymbolFacts.Untracked)
        && _nested?.Changes(symbol) != true;

    /// <summary>
    /// The body is a local function, or a lambda in a local, that is only ever called, and the local or parameter is one of the
    /// body around it that nobody changes but by such calls.
    /// </summary>
    public bool IsCaptured(ISymbol symbol)
    {
        if (DirectFunctions.NameOf(_body.Syntax) is null || symbol is not (ILocalSymbol { IsRef: false } or IParameterSymbol { RefKind: RefKind.None }))
            return false;
        List<string>? functions = null;
        for (ISymbol function = _body.Method; function is IMethodSymbol { MethodKind: MethodKind.LocalFunction or MethodKind.AnonymousFunction }; function = function.ContainingSymbol)
        {
            if (SymbolEqualityComparer.Default.Equals(symbol.ContainingSymbol, function))
                return false;
            if (function.DeclaringSyntaxReferences.Length != 1 || DirectFunctions.NameOf(function.DeclaringSyntaxReferences[0].GetSyntax(_body.Cancellation)) is not string name)
                return false;
            (functions ??= new List<string>(1)).Add(name);
            if (!SymbolEqualityComparer.Default.Equals(symbol.ContainingSymbol, function.ContainingSymbol))
                continue;
            if (_around is null || !SymbolEqualityComparer.Default.Equals(_around.Value.Owner, function.ContainingSymbol))
            {
                if (function.ContainingSymbol.DeclaringSyntaxReferences.Length != 1)
                    return false;
                _around = (function.ContainingSymbol, new DirectFunctions(function.ContainingSymbol.DeclaringSyntaxReferences[0].GetSyntax(_body.Cancellation)));
            }

            return functions.TrueForAll(_around.Value.Functions.IsDirect) && !_around.Value.Functions.IsOpen(symbol.Name);
        }

        return false;
    }

    private (ISymbol Owner, DirectFunctions Functions)? _around;

    /// <summary>The local holds only what <c>new</c> made: its fields are nobody else's until it is handed on.</summary>
    public bool IsFresh(ISymbol local) => Has(local, SymbolFacts.New) && !Has(local, SymbolFacts.NotNew) && _nested?.IsShared(local) != true && !IsCaptured(local);

    /// <summary>A lambda mentions it: what its fields hold may be changed, or released, at any time.</summary>
    public bool IsInLambda(ISymbol symbol) => _nested?.IsInLambda(symbol) == true;

    /// <summary>What a delegate in a local calls: a lambda, or a method; null where it may be several.</summary>
    public IOperation? DelegateIn(ISymbol local) => _delegates is not null && IsTracked(local) && _delegates.TryGetValue(local, out IOperation? target) ? target : null;

    /// <summary>The integer or truth value takes part in a test and is no counter.</summary>
    public bool IsFlag(ISymbol symbol) => (Has(symbol, SymbolFacts.Tested) || IsTruth(symbol) && IsCopied(symbol)) && !Has(symbol, SymbolFacts.Counted);

    /// <summary>The integer becomes another one that is made of it.</summary>
    public bool IsCounted(ISymbol symbol) => Has(symbol, SymbolFacts.Counted);

    /// <summary>The local is asked about, begins with a number and is only counted up: what was counted once is not zero.</summary>
    public bool OnlyGrows(ISymbol symbol) => symbol is ILocalSymbol && Find(symbol) is SymbolFacts known && known.Has(SymbolFacts.Counted) && known.Has(SymbolFacts.Tested) && !known.Has(SymbolFacts.Lowered);

    /// <summary>The local is asked whether it is null, or a local is that gets its value.</summary>
    public bool IsNullTested(ISymbol local) => Has(local, SymbolFacts.NullTested);

    /// <summary>Another local gets its value as it is.</summary>
    public bool IsCopied(ISymbol symbol) => Has(symbol, SymbolFacts.Copied);

    private static bool IsTruth(ISymbol symbol) => ((symbol as ILocalSymbol)?.Type ?? (symbol as IParameterSymbol)?.Type)?.SpecialType == SpecialType.System_Boolean;

    /// <summary>How often it is asked whether the local or parameter is null.</summary>
    public int NullTests(ISymbol symbol) => Find(symbol)?.NullTests ?? 0;

    private void AddNullTest(ISymbol symbol)
    {
        SymbolFacts known = Of(symbol);
        known.Add(SymbolFacts.NullTested);
        known.NullTests++;
    }

    /// <summary>Blocks outside of these have nothing to do with the local any more.</summary>
    public (int First, int Last) ScopeOf(ISymbol symbol) => Find(symbol) is SymbolFacts known ? (known.First, known.Last) : (0, int.MaxValue);

    public (int First, int Last) ScopeOf(CaptureId capture) => _captureScopes.TryGetValue(capture, out (int, int) scope) ? scope : (0, int.MaxValue);

    /// <summary>The last block in which the symbol is mentioned, counting that loops come back.</summary>
    public int LastUseOf(ISymbol symbol) => _nested?.IsSeen(symbol) == true ? int.MaxValue : Find(symbol) is { LastUse: >= 0 } known ? Loops.EndAt(known.LastUse) : -1;

    /// <summary>The last block in which the question is asked, or one about the same number, counting that loops come back.</summary>
    public int LastUseOf(Question question) => Loops.EndAt(question.Number?.LastUse ?? question.LastUse);

    /// <summary>What a capture stands for where it is assigned to, or null.</summary>
    public IOperation? SlotOf(CaptureId capture) => _slots.TryGetValue(capture, out IOperation? slot) ? slot : null;

    /// <summary>The locals and parameters that a local's values were made of.</summary>
    public IReadOnlyCollection<ISymbol> OriginsOf(ISymbol local) => (IReadOnlyCollection<ISymbol>?)Find(local)?.Origins ?? System.Array.Empty<ISymbol>();

    private void AddScopes(ControlFlowRegion root)
    {
        Stack<ControlFlowRegion> stack = new();
        stack.Push(root);
        while (stack.Count > 0)
        {
            ControlFlowRegion region = stack.Pop();
            foreach (ILocalSymbol local in region.Locals)
                (Of(local).First, Of(local).Last) = (region.FirstBlockOrdinal, region.LastBlockOrdinal);
            foreach (CaptureId capture in region.CaptureIds)
                _captureScopes[capture] = (region.FirstBlockOrdinal, region.LastBlockOrdinal);
            foreach (ControlFlowRegion nested in region.NestedRegions)
                stack.Push(nested);
        }
    }

    private Dictionary<ISymbol, IOperation?>? _storages;

    /// <summary>What a <c>ref</c> local stands for: the same wherever it is bound; null where that is not known.</summary>
    public IOperation? StorageOf(ISymbol alias) => _storages is not null && _storages.TryGetValue(alias, out IOperation? storage) ? storage : null;

    private void Bind(ISimpleAssignmentOperation binding)
    {
        _storages ??= new Dictionary<ISymbol, IOperation?>(SymbolEqualityComparer.Default);
        bool known = binding.Target is ILocalReferenceOperation { Local: ILocalSymbol { IsRef: true } alias } && !_storages.ContainsKey(alias)
            && binding.Value is ILocalReferenceOperation { Local.IsRef: false } or IParameterReferenceOperation or IFieldReferenceOperation or IArrayElementReferenceOperation;
        if (binding.Target is ILocalReferenceOperation { Local: ILocalSymbol local })
        {
            // Bound a second time: the first storage has a name by which nobody finds it.
            if (_storages.TryGetValue(local, out IOperation? before) && before is not null && SymbolOf(before) is ISymbol lost)
                Of(lost).Add(SymbolFacts.Untracked);
            _storages[local] = known ? binding.Value : null;
        }

        if (!known && SymbolOf(binding.Value) is ISymbol aliased)
            Of(aliased).Add(SymbolFacts.Untracked);
    }

    /// <summary>The lambda is held by a local that is nothing but called.</summary>
    public bool IsDirect(IFlowAnonymousFunctionOperation lambda) => _nested?.IsDirect(lambda.Syntax) == true;

    /// <summary>The names in a lambda, or in another function within the body.</summary>
    public HashSet<string> NamesIn(SyntaxNode nested) => (_nested ??= new NestedNames(_body)).In(nested);

    private void Add(BasicBlock block, int index)
    {
        (int at, int behind) = _body.Operations.Within(block, index);
        for (; at < behind; at++)
        {
            IOperation operation = _body.Operations[at];
            switch (operation)
            {
                case ILocalReferenceOperation reference:
                    Of(reference.Local).LastUse = block.Ordinal;
                    if (reference.Parent is IArgumentOperation { Parameter.RefKind: not RefKind.None } or ITupleOperation { Parent: IDeconstructionAssignmentOperation or ITupleOperation or IDeclarationExpressionOperation })
                        Of(reference.Local).Add(SymbolFacts.Lowered);
                    if (reference.Local.IsRef)
                    {
                        Of(reference.Local).Add(SymbolFacts.Untracked);
                        if (StorageOf(reference.Local) is IOperation storage && SymbolOf(storage) is ISymbol stored)
                            Of(stored).LastUse = block.Ordinal;
                    }

                    break;
                case IParameterReferenceOperation reference:
                    Of(reference.Parameter).LastUse = block.Ordinal;
                    break;
                case IAddressOfOperation { Reference: IOperation target } when SymbolOf(target) is ISymbol symbol:
                    Of(symbol).Add(SymbolFacts.Untracked);
                    break;
                case ISimpleAssignmentOperation { IsRef: true } assignment:
                    Bind(assignment);
                    break;
                case IIncrementOrDecrementOperation or ICompoundAssignmentOperation:
                    if (SymbolOf(operation is IIncrementOrDecrementOperation step ? step.Target : ((ICompoundAssignmentOperation)operation).Target) is ISymbol counted)
                    {
                        Of(counted).Add(SymbolFacts.Counted);
                        if (operation.Kind != OperationKind.Increment)
                            Of(counted).Add(SymbolFacts.Lowered);
                    }

                    break;
                case IArgumentOperation { Parameter: IParameterSymbol parameter } argument when Types.IsTruth(parameter.Type):
                    // 'Debug.Assert(ok)' asks.
                    _inner.Start(argument.Value);
                    while (_inner.Next() is IOperation inner)
                    {
                        if (SymbolOf(inner) is ISymbol asked && inner.Type?.SpecialType == SpecialType.System_Boolean && CallEnds.EndsWhen(parameter) is not null)
                            Of(asked).Add(SymbolFacts.Tested);
                    }

                    break;
                case IFlowAnonymousFunctionOperation:
                    _hasNested = true;
                    break;
                case IFlowCaptureOperation capture:
                    // 'ref (c ? ref a : ref b)'
                    if (capture.Value.Syntax.Parent is RefExpressionSyntax && SymbolOf(capture.Value) is ISymbol chosen)
                        Of(chosen).Add(SymbolFacts.Untracked);
                    if (SymbolOf(capture.Value) is ISymbol captured && capture.Value.Type?.IsReferenceType == true)
                        AddNullTest(captured);
                    if (IsQuestion(capture.Value))
                        Questions.Count(capture.Value, block);
                    _slots[capture.Id] = _slots.TryGetValue(capture.Id, out IOperation? other) && other is not null && !AreSame(other, capture.Value) ? null : capture.Value;
                    break;
            }

            if (operation is ISimpleAssignmentOperation { IsRef: false } assigned && SymbolOf(assigned.Target) is ISymbol local)
            {
                if (assigned.Value.ConstantValue is not { HasValue: true, Value: >= 0 })
                    Of(local).Add(SymbolFacts.Lowered);
                if (local is ILocalSymbol { Type.TypeKind: TypeKind.Delegate })
                    (_delegates ??= new Dictionary<ISymbol, IOperation?>(SymbolEqualityComparer.Default))[local] = _delegates.ContainsKey(local) ? null : assigned.Value is IDelegateCreationOperation made ? made.Target : null;
                Of(local).Add(IsNew(assigned.Value) ? SymbolFacts.New : SymbolFacts.NotNew);
                if (SymbolOf(assigned.Value) is ISymbol copied && assigned.Value.Type?.SpecialType == SpecialType.System_Boolean)
                    Of(copied).Add(SymbolFacts.Copied);
                // 'bool big = n > 256;' and, later, 'if (n > 256)': one question.
                if (IsQuestion(assigned.Value))
                    Questions.Count(assigned.Value, block);
                _inner.Start(assigned.Value);
                while (_inner.Next() is IOperation inner)
                {
                    if (SymbolOf(inner) is not ISymbol origin)
                        continue;
                    if (SymbolEqualityComparer.Default.Equals(origin, local))
                    {
                        // 'n = n - 10'
                        if (!IsTruth(local))
                            Of(local).Add(SymbolFacts.Counted);
                        continue;
                    }

                    List<ISymbol> origins = Of(local).Origins ??= new List<ISymbol>(1);
                    if (!origins.Contains(origin, SymbolEqualityComparer.Default))
                        origins.Add(origin);
                }
            }
        }
    }

    private static bool IsQuestion(IOperation value) =>
        value.Type?.SpecialType == SpecialType.System_Boolean && SymbolOf(value) is null && value is not IFlowCaptureReferenceOperation && !value.ConstantValue.HasValue;

    private void AddCondition(IOperation value, BasicBlock block)
    {
        (int at, int behind) = _body.Operations.Within(block, block.Operations.Length);
        for (; at < behind; at++)
        {
            IOperation operation = _body.Operations[at];
            if (SymbolOf(operation) is not ISymbol symbol)
                continue;
            // A test for itself, or against a constant; 'i < n' is none.
            IOperation? parent = operation.Parent;
            while (parent is IConversionOperation or IParenthesizedOperation or IUnaryOperation { OperatorKind: UnaryOperatorKind.Not })
                parent = parent.Parent;
            if (operation.Type?.SpecialType == SpecialType.System_Boolean
                || parent is IBinaryOperation binary && (binary.RightOperand.ConstantValue.HasValue || binary.LeftOperand.ConstantValue.HasValue)
                || parent is IIsPatternOperation)
            {
                Of(symbol).Add(SymbolFacts.Tested);
                if (operation.Type?.IsReferenceType == true)
                    AddNullTest(symbol);
            }
        }

        // A loop's own condition changes from turn to turn, whatever it looks like.
        if (!Loops.IsLeftAt(block))
            Questions.Count(value, block);
    }

    // 'List<byte[]> all = new();', 'List<byte[]> all = [];'
    private static bool IsNew(IOperation value)
    {
        value = value.WithoutCasts();
        return value is IObjectCreationOperation || value is ICollectionExpressionOperation && value.Type is INamedTypeSymbol { TypeKind: TypeKind.Class };
    }

    private static bool AreSame(IOperation one, IOperation other) => SymbolOf(one) is ISymbol symbol && SymbolEqualityComparer.Default.Equals(symbol, SymbolOf(other));

    private static ISymbol? SymbolOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation reference => reference.Local,
        IParameterReferenceOperation reference => reference.Parameter,
        _ => null,
    };
}
