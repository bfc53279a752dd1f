using System;
using System.Collections.Generic;
using System.Linq;
using FragApi.Analyzers.Obligations;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Cli.Proposing;

/// <summary>
/// What happens where a count has come down to nothing. Of a reference count the object is freed there: it goes to a pool, its
/// memory to the allocator. Of a lock somebody is woken, of a nesting something is brought up to date.
/// </summary>
internal sealed class ZeroEnd
{
    private const int MostDepth = 3;
    private const string GivesUp = "it gives up";

    private readonly Corpus _corpus;
    private ILookup<ISymbol, IMethodSymbol>? _overrides;

    public ZeroEnd(Corpus corpus) => _corpus = corpus;

    /// <summary>What a body that takes one from a count does when it was the last.</summary>
    /// <param name="step">Where it takes one.</param>
    /// <param name="tells">It says so to its caller.</param>
    /// <returns>Where the object is freed; null when nothing of the kind is seen.</returns>
    public Evidence? Frees(CountStep step, out bool tells)
    {
        CodeBody body = step.Body;
        string instance = body.TextOf(step.Instance);
        HashSet<ILocalSymbol> values = LocalsWith(step, instance);
        tells = false;
        foreach (IOperation operation in body.All)
        {
            // A helper that counts may say itself whether that was the last.
            bool? last = operation == step.Operation && operation is IInvocationOperation { Type: ITypeSymbol said } && Types.IsTruth(said) ? true : AtZero(operation, value => IsCount(value, step, instance, values));
            if (last is not bool whenTrue)
                continue;
            foreach (IReadOnlyList<IOperation> branch in Branches(operation, whenTrue, body, out bool returned))
            {
                if (FreeIn(branch.SelectMany(FragApi.Analyzers.Bodies.Walk.All), body, ObjectOf(body, step.Instance), MostDepth) is Evidence free)
                    return free;
            }

            tells |= AtZeroIsReturned(operation);
        }

        return null;
    }

    /// <summary>Something is freed there, and not only forgotten.</summary>
    public static bool IsDecisive(Evidence free) => !free.Why.Contains(GivesUp, StringComparison.Ordinal);

    /// <summary>A body asks, before it adds one, whether there is none left.</summary>
    public static Evidence? GuardsAgainstZero(CountStep step)
    {
        CodeBody body = step.Body;
        string instance = body.TextOf(step.Instance);
        HashSet<ILocalSymbol> values = LocalsWith(step, instance);
        foreach (IOperation operation in body.All)
        {
            if (operation.Syntax.SpanStart >= step.Operation.Syntax.SpanStart && step.Operation is not IInvocationOperation)
                break;
            if (AtZero(operation, value => IsCount(value, step, instance, values)) is not null && !IsInLoopCondition(operation))
                return body.At(operation, $"refuses to add one where {step.Count.Name} is nothing: who is gone does not come back");
        }

        return null;
    }

    /// <summary>Whether a comparison with nothing holds where there is nothing left; null for anything else.</summary>
    private static bool? AtZero(IOperation operation, Func<IOperation, bool> isCount)
    {
        switch (operation)
        {
            case IBinaryOperation { OperatorKind: var kind, LeftOperand: IOperation left, RightOperand: IOperation right }:
                bool flipped = !isCount(left);
                if (flipped && !isCount(right) || ConstantOf(flipped ? left : right) is not long limit)
                    return null;
                return (flipped ? Flip(kind) : kind, limit) switch
                {
                    (BinaryOperatorKind.Equals, 0 or 1) or (BinaryOperatorKind.LessThanOrEqual, 0 or 1) or (BinaryOperatorKind.LessThan, 1 or 2) => true,
                    (BinaryOperatorKind.NotEquals, 0 or 1) or (BinaryOperatorKind.GreaterThan, 0 or 1) or (BinaryOperatorKind.GreaterThanOrEqual, 1 or 2) => false,
                    _ => null,
                };
            case IIsPatternOperation { Value: IOperation value, Pattern: var pattern } when isCount(value):
                return pattern switch
                {
                    IConstantPatternOperation { Value: var constant } when ConstantOf(constant) is 0 or 1 => true,
                    INegatedPatternOperation { Pattern: IConstantPatternOperation { Value: var constant } } when ConstantOf(constant) is 0 or 1 => false,
                    IRelationalPatternOperation { OperatorKind: BinaryOperatorKind.LessThanOrEqual, Value: var constant } when ConstantOf(constant) is 0 => true,
                    IRelationalPatternOperation { OperatorKind: BinaryOperatorKind.LessThan, Value: var constant } when ConstantOf(constant) is 1 => true,
                    IRelationalPatternOperation { OperatorKind: BinaryOperatorKind.GreaterThan, Value: var constant } when ConstantOf(constant) is 0 => false,
                    _ => null,
                };
            default:
                return null;
        }

        static BinaryOperatorKind Flip(BinaryOperatorKind kind) => kind switch
        {
            BinaryOperatorKind.LessThan => BinaryOperatorKind.GreaterThan,
            BinaryOperatorKind.LessThanOrEqual => BinaryOperatorKind.GreaterThanOrEqual,
            BinaryOperatorKind.GreaterThan => BinaryOperatorKind.LessThan,
            BinaryOperatorKind.GreaterThanOrEqual => BinaryOperatorKind.LessThanOrEqual,
            _ => kind,
        };
    }

    private static long? ConstantOf(IOperation operation) => CodeBody.Bare(operation).ConstantValue is { HasValue: true, Value: object value } && value is int or long or uint or short or ushort or byte or sbyte
        ? Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture)
        : null;

    private static bool IsCount(IOperation value, CountStep step, string instance, HashSet<ILocalSymbol> locals)
    {
        IOperation bare = CodeBody.Bare(value);
        return bare == step.Operation || bare is ILocalReferenceOperation { Local: ILocalSymbol local } && locals.Contains(local) || ReadsCount(bare, step, instance);
    }

    private static bool ReadsCount(IOperation bare, CountStep step, string instance) => bare switch
    {
        IMemberReferenceOperation { Instance: IOperation of } member => SameSymbol.Are(member.Member, step.Count) && step.Body.TextOf(of) == instance,
        IInvocationOperation { TargetMethod.ContainingType: var type, Arguments: { Length: > 0 } arguments } when Types.Is(type, "System.Threading", "Volatile") || Types.Is(type, "System.Threading", "Interlocked") =>
            bare == step.Operation || ReadsCount(CodeBody.Bare(arguments[0].Value), step, instance),
        // The new value, in front of a compare-exchange.
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract, LeftOperand: IOperation left } => ReadsCount(CodeBody.Bare(left), step, instance),
        _ => false,
    };

    /// <summary>The locals that the count's value goes into, before or after.</summary>
    private static HashSet<ILocalSymbol> LocalsWith(CountStep step, string instance)
    {
        HashSet<ILocalSymbol> locals = new(SymbolEqualityComparer.Default);
        int before;
        do
        {
            before = locals.Count;
            foreach (IOperation operation in step.Body.All)
            {
                (ILocalSymbol? local, IOperation? value) = operation switch
                {
                    IVariableDeclaratorOperation declarator => (declarator.Symbol, declarator.GetVariableInitializer()?.Value),
                    ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment => (target.Local, assignment.Value),
                    _ => (null, null),
                };
                if (local is not null && value is not null && Types.IsInteger(local.Type) && (IsCount(value, step, instance, locals) || CodeBody.Bare(value) is IBinaryOperation { LeftOperand: IOperation left } && IsCount(left, step, instance, locals)))
                    locals.Add(local);
            }
        }
        while (locals.Count != before);
        return locals;
    }

    /// <summary>What is run where a test comes out as it does when nothing is left.</summary>
    private static List<IReadOnlyList<IOperation>> Branches(IOperation test, bool whenTrue, CodeBody body, out bool returned)
    {
        List<IReadOnlyList<IOperation>> branches = [];
        returned = false;
        IOperation at = test;
        for (IOperation? parent = test.Parent; parent is not null; (at, parent) = (parent, parent.Parent))
        {
            switch (parent)
            {
                case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not }:
                    whenTrue = !whenTrue;
                    continue;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both when whenTrue && both.LeftOperand == at:
                    branches.Add([both.RightOperand]);
                    continue;
                case IBinaryOperation or IConversionOperation or IParenthesizedOperation:
                    continue;
                case IConditionalOperation conditional when conditional.Condition == at:
                    if (whenTrue)
                        branches.Add([conditional.WhenTrue]);
                    else
                        branches.Add([.. conditional.WhenFalse is IOperation otherwise ? [otherwise] : Array.Empty<IOperation>(), .. Behind(conditional)]);
                    return branches;
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: ILocalSymbol flag } }:
                    foreach (IConditionalOperation later in body.All.OfType<IConditionalOperation>().Where(later => CodeBody.Bare(later.Condition) is ILocalReferenceOperation asked && SymbolEqualityComparer.Default.Equals(asked.Local, flag)))
                        branches.Add([whenTrue ? later.WhenTrue : later.WhenFalse ?? later]);
                    return branches;
                case IReturnOperation:
                    returned = true;
                    return branches;
                default:
                    return branches;
            }
        }

        return branches;
    }

    private static bool AtZeroIsReturned(IOperation test)
    {
        for (IOperation? parent = test.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IReturnOperation)
                return true;
            if (parent is not (IUnaryOperation or IBinaryOperation or IConversionOperation or IParenthesizedOperation))
                return false;
        }

        return false;
    }

    private static bool IsInLoopCondition(IOperation test)
    {
        IOperation at = test;
        for (IOperation? parent = test.Parent; parent is not null; (at, parent) = (parent, parent.Parent))
        {
            if (parent is IWhileLoopOperation loop)
                return loop.Condition == at;
            if (parent is IBlockOperation)
                return false;
        }

        return false;
    }

    /// <summary>The statements behind a test, in its block.</summary>
    private static IEnumerable<IOperation> Behind(IConditionalOperation conditional) =>
        conditional.Parent is IBlockOperation block ? block.Operations.SkipWhile(statement => statement != conditional).Skip(1) : [];

    private static Func<IOperation, bool> ObjectOf(CodeBody body, IOperation instance)
    {
        string text = body.TextOf(instance);
        return operation => body.TextOf(operation) == text;
    }

    private Evidence? FreeIn(IEnumerable<IOperation> operations, CodeBody body, Func<IOperation, bool> isObject, int depth)
    {
        foreach (IOperation operation in operations)
        {
            switch (operation)
            {
                case IInvocationOperation call when FreeBy(call, body, isObject, depth) is Evidence free:
                    return free;
                case ISimpleAssignmentOperation assignment:
                    if (IsNothing(assignment.Value) && PartOf(assignment.Target, isObject) is ITypeSymbol part && CanBeFreed(part))
                        return body.At(operation, $"at zero {GivesUp} '{assignment.Target.Syntax}'");
                    if (assignment.Value.Type?.IsReferenceType == true && isObject(assignment.Value) && CodeBody.Bare(assignment.Target) is IMemberReferenceOperation or IArrayElementReferenceOperation)
                        return body.At(operation, $"at zero the object is put back, into '{assignment.Target.Syntax}'");
                    break;
            }
        }

        return null;
    }

    private Evidence? FreeBy(IInvocationOperation call, CodeBody body, Func<IOperation, bool> isObject, int depth)
    {
        IMethodSymbol method = call.TargetMethod;
        if (IsNoEnd(method))
            return null;
        if (method.MethodKind == MethodKind.DelegateInvoke)
        {
            return call.Arguments.Any(argument => argument.Parameter is { } parameter && isObject(argument.Value) && argument.Value is not IConversionOperation { IsImplicit: true, Type.SpecialType: SpecialType.System_Object } && parameter.Type.SpecialType != SpecialType.System_Object)
                ? body.At(call, "at zero the object is handed to who takes it back")
                : null;
        }

        if (call.Instance is IOperation receiver)
        {
            if (isObject(receiver))
                return method.Name == nameof(IDisposable.Dispose) && !_corpus.Declares(method) ? body.At(call, "at zero it is disposed of") : FreeInside(method, -1, depth) is Evidence inside ? body.At(call, $"at zero it calls '{method.Name}', which frees: {inside.Why.Replace("at zero ", "", StringComparison.Ordinal)}") : null;
            if (PartOf(receiver, isObject) is not null && (IsDispose(method) || Releases(method, receiver.Type, Effect.This)))
                return body.At(call, $"at zero '{receiver.Syntax}' is freed");
        }

        foreach (IArgumentOperation argument in call.Arguments)
        {
            if (argument.Parameter is not IParameterSymbol parameter)
                continue;
            if (isObject(argument.Value) && parameter.Type.SpecialType != SpecialType.System_Object)
            {
                if (!_corpus.Declares(method) || method.IsExtern || depth == 0)
                    return body.At(call, $"at zero the object goes back, to '{method.ContainingType.Name}.{method.Name}'");
                if (FreeInside(method, parameter.Ordinal, depth) is not null || method.IsAbstract)
                    return body.At(call, $"at zero the object goes back, to '{method.ContainingType.Name}.{method.Name}'");
            }

            if (PartOf(argument.Value, isObject) is ITypeSymbol part && CanBeFreed(part) && (Releases(method, call.Instance?.Type, parameter.Ordinal) || parameter.Type.SpecialType != SpecialType.System_Object && (_corpus.Declares(method) ? method.IsExtern || FreeInside(method, parameter.Ordinal, depth) is not null : !Types.IsOfBaseLibrary(method))))
                return body.At(call, $"at zero '{argument.Value.Syntax}' is freed, by '{method.ContainingType.Name}.{method.Name}'");
        }

        return null;
    }

    /// <summary>A method that is called at the end, or one that overrides it, frees what it is given.</summary>
    private Evidence? FreeInside(IMethodSymbol method, int operand, int depth)
    {
        if (depth == 0)
            return null;
        foreach (IMethodSymbol one in Overrides(method).Prepend(method))
        {
            foreach (CodeBody body in _corpus.Of(one))
            {
                if (FreeIn(body.All, body, operation => body.OperandOf(operation) == operand, depth - 1) is Evidence free)
                    return free;
            }
        }

        return null;
    }

    private IEnumerable<IMethodSymbol> Overrides(IMethodSymbol method)
    {
        if (!method.IsVirtual && !method.IsAbstract && !method.IsOverride && method.ContainingType.TypeKind != TypeKind.Interface)
            return [];
        _overrides ??= (from type in _corpus.Types()
                        from member in type.GetMembers().OfType<IMethodSymbol>()
                        from origin in Vocabulary.WithOrigins(member).Skip(1)
                        select (origin, member)).ToLookup(pair => pair.origin, pair => pair.member, SameSymbol.Comparer)!;
        return _overrides[method.OriginalDefinition];
    }

    private static bool IsNothing(IOperation value) => CodeBody.Bare(value) is { ConstantValue: { HasValue: true, Value: null or 0 or 0L } } or IDefaultValueOperation;

    /// <summary>The type of a field or property of the object.</summary>
    private static ITypeSymbol? PartOf(IOperation operation, Func<IOperation, bool> isObject) =>
        CodeBody.Bare(operation) is IMemberReferenceOperation { Instance: IOperation instance } member && isObject(instance) ? member.Type : null;

    private static bool CanBeFreed(ITypeSymbol type) =>
        type is IPointerTypeSymbol or IArrayTypeSymbol || type.SpecialType is SpecialType.System_IntPtr or SpecialType.System_UIntPtr
        || type.SpecialType == SpecialType.None && type.TypeKind is TypeKind.Class or TypeKind.Interface or TypeKind.Struct && type.ContainingNamespace?.ToDisplayString() != "System.Threading";

    private static bool Releases(IMethodSymbol method, ITypeSymbol? receiver, int target) =>
        BaseLibraryPairs.Of(method, receiver)?.For(target)?.Kind is EffectKind.Put or EffectKind.Consume;

    private static bool IsDispose(IMethodSymbol method) => method.Name is nameof(IDisposable.Dispose) or nameof(IAsyncDisposable.DisposeAsync) && method.Parameters.IsEmpty;

    /// <summary>Wakes somebody, says something, or has to do with the collector: the end of no object.</summary>
    private static bool IsNoEnd(IMethodSymbol method) =>
        method.ContainingType is { } type && (type.ContainingNamespace?.ToDisplayString() is "System.Threading" or "System.Threading.Tasks" or "System.Diagnostics"
            || Types.Is(type, "System", "GC") || Types.Is(type, "System", "Console") || Types.Is(type, "System", "ArgumentNullException"));
}
