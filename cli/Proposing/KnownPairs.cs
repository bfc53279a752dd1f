using System;
using System.Collections.Generic;
using System.Linq;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Cli.Proposing;

/// <summary>
/// Types of others, whose code is not to be seen: names that come in pairs say where to look, and how they are used decides. A
/// reference is taken where something gets a second holder, and dropped where a holder lets it go; a lock is left where it was
/// entered.
/// </summary>
internal sealed class KnownPairs
{
    // The words of the field, in pairs: the first takes, the second drops.
    private static readonly (string Get, string Put)[] s_pairs =
    [
        ("Retain", "Release"), ("AddRef", "Release"), ("AddReference", "RemoveReference"), ("AddReference", "ReleaseReference"), ("AddReference", "Release"), ("Ref", "Unref"), ("IncRef", "DecRef"),
        ("Acquire", "Release"), ("Hold", "Drop"), ("Hold", "Release"), ("Hold", "Unhold"), ("Grab", "Drop"), ("Grab", "Release"), ("Get", "Put"), ("Preserve", "Dispose"), ("AddRef", "Dispose"), ("Retain", "Dispose"), ("Pin", "Unpin"),
    ];

    private readonly Corpus _corpus;
    private readonly Vocabulary _vocabulary;

    private KnownPairs(Corpus corpus, Vocabulary vocabulary)
    {
        _corpus = corpus;
        _vocabulary = vocabulary;
    }

    public static void Find(Corpus corpus, Vocabulary vocabulary) => new KnownPairs(corpus, vocabulary).Find();

    private void Find()
    {
        // Calls of a name that takes: whatever it belongs to has to have the other one, too.
        Dictionary<ISymbol, (IMethodSymbol Get, IMethodSymbol Put)> pairs = new(SameSymbol.Comparer);
        HashSet<string> said = _corpus.NamesAmong(s_pairs.SelectMany(pair => new[] { pair.Get, pair.Put }));
        List<string> takes = [.. s_pairs.Where(pair => said.Contains(pair.Get) && said.Contains(pair.Put)).Select(pair => pair.Get)];
        foreach (IMethodSymbol method in _corpus.Naming(takes).SelectMany(body => body.All.OfType<IInvocationOperation>()).Select(call => call.TargetMethod.OriginalDefinition).Distinct(SameSymbol.Comparer).OfType<IMethodSymbol>())
        {
            if (PairOf(method) is (IMethodSymbol get, IMethodSymbol put))
                pairs.TryAdd(get, (get, put));
        }

        if (pairs.Count == 0)
            return;
        List<CodeBody> bodies = [.. _corpus.Naming(pairs.Values.SelectMany(pair => new[] { pair.Get.Name, pair.Put.Name })).Distinct()];
        foreach ((IMethodSymbol get, IMethodSymbol put) in pairs.Values)
            Judge(get, put, bodies);
    }

    private (IMethodSymbol, IMethodSymbol)? PairOf(IMethodSymbol method)
    {
        INamedTypeSymbol? home = method.ContainingType;
        if (home is null || Types.IsOfBaseLibrary(home) || _corpus.Declares(method) || method.MethodKind != MethodKind.Ordinary)
            return null;
        foreach ((string getName, string putName) in s_pairs)
        {
            if (method.Name != getName && method.Name != putName)
                continue;
            IMethodSymbol? get = method.Name == getName ? method : MembersOf(home, getName).FirstOrDefault(other => IsLike(other, method));
            IMethodSymbol? put = method.Name == putName ? method : MembersOf(home, putName).FirstOrDefault(other => IsLike(other, method));
            if (get is not null && put is not null && Fits(get) && Fits(put))
                return (get, put);
        }

        return null;
    }

    private static IEnumerable<IMethodSymbol> MembersOf(INamedTypeSymbol type, string name)
    {
        IEnumerable<INamedTypeSymbol> all = type.AllInterfaces.Prepend(type);
        for (INamedTypeSymbol? at = type.BaseType; at is { SpecialType: SpecialType.None }; at = at.BaseType)
            all = all.Append(at);
        return all.SelectMany(one => one.GetMembers(name)).OfType<IMethodSymbol>().Where(method => method.DeclaredAccessibility == Accessibility.Public);
    }

    /// <summary>Both are called on the object, or both are passed it.</summary>
    private static bool IsLike(IMethodSymbol one, IMethodSymbol other) => one.IsStatic == other.IsStatic && one.Parameters.Length == other.Parameters.Length && one.Parameters.Zip(other.Parameters).All(pair => SameSymbol.Are(pair.First.Type, pair.Second.Type));

    private static bool Fits(IMethodSymbol method) =>
        Counting.IsAboutIt(method, method.IsStatic ? 0 : -1, method.IsStatic && method.Parameters.Length > 0 ? method.Parameters[0].Type : method.ContainingType) && (!method.IsStatic || method.Parameters.Length > 0);

    private void Judge(IMethodSymbol get, IMethodSymbol put, List<CodeBody> bodies)
    {
        List<Evidence> shared = [];
        List<Evidence> let = [];
        List<Evidence> calls = [];
        foreach (CodeBody body in bodies)
        {
            List<IInvocationOperation> gets = CallsOf(get, body);
            List<IInvocationOperation> puts = CallsOf(put, body);
            // In and out in one go is what one does with a lock.
            if (gets.Exists(one => puts.Exists(other => TextOf(one, body) == TextOf(other, body) && IsInFinally(other))))
                return;
            foreach (IInvocationOperation call in gets)
            {
                calls.Add(body.At(call, $"'{get.Name}' is called"));
                if (TextOf(call, body) is string taken && SecondHolder(body, taken) is IOperation holder)
                    shared.Add(body.At(call, $"'{get.Name}' is called where '{CodeBody.Bare(holder).Syntax}' becomes another holder"));
            }

            foreach (IInvocationOperation call in puts)
            {
                calls.Add(body.At(call, $"'{put.Name}' is called"));
                if (TextOf(call, body) is string dropped && LetGo(body, call, dropped) is Evidence evidence)
                    let.Add(evidence);
            }
        }

        if (!calls.Exists(call => call.Why.Contains(get.Name, StringComparison.Ordinal)) || !calls.Exists(call => call.Why.Contains(put.Name, StringComparison.Ordinal)))
            return;
        bool decisive = shared.Count > 0 && let.Count > 0;
        // A name alone, and calls that would fit a lock as well, are not worth a person's time.
        if (shared.Count + let.Count == 0)
            return;
        (Confidence confidence, string? reason) = decisive ? (Confidence.Sure, (string?)null) : (Confidence.Likely, $"its code is not here; it is called like one, but {(shared.Count == 0 ? "nowhere is a second holder to be seen" : "nowhere is seen that a holder lets it go")}");
        _vocabulary.Add(new Proposal(Role.PageGet, get, confidence, reason, [.. shared, .. let.Take(1), .. calls.Where(call => call.Why.Contains(get.Name, StringComparison.Ordinal)).Take(2)]));
        _vocabulary.Add(new Proposal(Role.PagePut, put, confidence, reason, [.. let, .. shared.Take(1), .. calls.Where(call => call.Why.Contains(put.Name, StringComparison.Ordinal)).Take(2)]));
    }

    private static List<IInvocationOperation> CallsOf(IMethodSymbol method, CodeBody body) => [.. body.All.OfType<IInvocationOperation>().Where(call => SameSymbol.Are(call.TargetMethod, method) || call.TargetMethod.OverriddenMethod is IMethodSymbol overridden && SameSymbol.Are(overridden, method))];

    private static string? TextOf(IInvocationOperation call, CodeBody body) => Counting.CountedOperand(call) is IOperation operand ? body.TextOf(operand) : null;

    private static bool IsInFinally(IOperation operation)
    {
        for (IOperation? parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent.Parent is ITryOperation attempt && attempt.Finally == parent)
                return true;
        }

        return false;
    }

    /// <summary>What is stored besides, in the same code: the thing itself, or what it is a part of.</summary>
    private static IOperation? SecondHolder(CodeBody body, string taken)
    {
        foreach (IOperation operation in body.All)
        {
            switch (operation)
            {
                case ISimpleAssignmentOperation { IsRef: false } assignment when CodeBody.Bare(assignment.Target) is not (ILocalReferenceOperation or IDiscardOperation) && IsOf(body.TextOf(assignment.Value), taken) && body.TextOf(assignment.Target) != body.TextOf(assignment.Value):
                    return assignment.Target;
                case IInvocationOperation { TargetMethod.Name: "Add" or "Enqueue" or "Push" or "TryAdd" or "Append" } added when added.Arguments.Any(argument => IsOf(body.TextOf(argument.Value), taken)):
                    return added;
                case IReturnOperation { ReturnedValue: IOperation value } when CodeBody.Bare(value) is IObjectCreationOperation made && made.Arguments.Any(argument => IsOf(body.TextOf(argument.Value), taken)):
                    return value;
            }
        }

        return null;

        static bool IsOf(string stored, string taken) => stored == taken || taken.StartsWith(stored + ".", StringComparison.Ordinal);
    }

    /// <summary>The place is emptied, or goes through all of several and drops each, or it is the end of its holder.</summary>
    private static Evidence? LetGo(CodeBody body, IInvocationOperation call, string dropped)
    {
        if (body.All.OfType<ISimpleAssignmentOperation>().Any(assignment => body.TextOf(assignment.Target) == dropped && CodeBody.Bare(assignment.Value) is { ConstantValue: { HasValue: true, Value: null } } or IDefaultValueOperation))
            return body.At(call, $"'{call.TargetMethod.Name}' is called, and the place is emptied");
        if (Counting.CountedOperand(call) is IOperation operand && body.Behind(operand) is IMemberReferenceOperation { Instance: not null })
        {
            for (IOperation? parent = call.Parent; parent is not null; parent = parent.Parent)
            {
                if (parent is ILoopOperation)
                    return body.At(call, $"'{call.TargetMethod.Name}' is called for each that something holds");
            }

            if (body.Method is { Name: nameof(IDisposable.Dispose) or "Free" or "Destroy" } or { MethodKind: MethodKind.Destructor })
                return body.At(call, $"'{call.TargetMethod.Name}' is called where its holder ends");
        }

        return null;
    }
}
