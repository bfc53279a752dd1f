using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Cli.Proposing;

/// <summary>
/// Types that count references, from what their code does: one method adds one to an integer of the object, another takes one
/// away, and where none is left the object is freed; or it starts with one, and whoever adds one refuses to bring it back.
/// </summary>
internal sealed class Counting
{
    private readonly Corpus _corpus;
    private readonly Vocabulary _vocabulary;
    private readonly ZeroEnd _zero;

    private Counting(Corpus corpus, Vocabulary vocabulary)
    {
        _corpus = corpus;
        _vocabulary = vocabulary;
        _zero = new ZeroEnd(corpus);
    }

    public static void Find(Corpus corpus, Vocabulary vocabulary) => new Counting(corpus, vocabulary).Find();

    private void Find()
    {
        foreach (IGrouping<ISymbol, CountStep> count in Steps().GroupBy(step => step.Count, SameSymbol.Comparer))
        {
            foreach (Proposal end in Of(count.Key, [.. count]))
                _vocabulary.Add(end);
        }
    }

    private List<CountStep> Steps()
    {
        IReadOnlyList<CodeBody> bodies = CountCandidates.In(_corpus);
        CountHelpers helpers = new(bodies);
        if (helpers.Any)
            bodies = [.. bodies.Concat(_corpus.Naming(helpers.Names)).Distinct()];
        return [.. bodies.SelectMany(body => CountStep.In(body, helpers)).Where(step => !step.Count.IsStatic)];
    }

    private IEnumerable<Proposal> Of(ISymbol count, List<CountStep> steps)
    {
        List<(IMethodSymbol Method, CountStep Step)> gets = [.. Ends(count, steps, 1)];
        List<(IMethodSymbol Method, CountStep Step)> puts = [.. Ends(count, steps, -1)];
        if (gets.Count == 0 || puts.Count == 0)
            yield break;

        bool tells = false;
        List<(IMethodSymbol Method, Evidence Free)> frees = [];
        foreach ((IMethodSymbol method, CountStep step) in puts)
        {
            if (_zero.Frees(step, out bool told) is Evidence free)
                frees.Add((method, free));
            tells |= told;
        }

        Evidence? one = StartsAt(count, out bool startsElse);
        Evidence? guard = gets.Select(get => _zero.GuardsAgainstZero(get.Step)).FirstOrDefault(found => found is not null);
        if (frees.Count == 0 && tells && CallersFree(puts.Select(put => put.Method)) is Evidence byCaller)
            frees.Add((puts[0].Method, byCaller));
        if (frees.Count == 0 && (one is null || guard is null) || startsElse && one is null)
            yield break;
        // What begins with nothing may be a nesting; there it has to be the memory itself that goes.
        if (one is null && guard is null && (!frees.Exists(free => Freeing.IsDecisive(free.Free)) || gets.TrueForAll(get => get.Method.ReturnType.SpecialType == SpecialType.System_Boolean)))
            yield break;
        // What is added to where the object moves on is a depth or a position; a reference is taken of an object as it is.
        if (guard is null && steps.Exists(step => step is { Sign: > 0, Body.Method.MethodKind: MethodKind.Ordinary } && step.Body.OperandOf(step.Instance) == -1 && step.Body.All.Any(operation => ChangesAnother(operation, step, -1))))
            yield break;
        _vocabulary.CountMembers.Add(count);
        if (one is not null)
            _vocabulary.BeginWithOne[count.ContainingType.OriginalDefinition] = one;
        string type = count.ContainingType.Name;
        (Confidence confidence, string? reason) = one is not null || guard is not null
            ? (Confidence.Sure, null)
            : (Confidence.Likely, $"{type}.{count.Name} does not begin with one: it may count something else than references");
        foreach ((IMethodSymbol method, CountStep step) in gets)
        {
            ImmutableArray<Evidence> evidence = [step.Body.At(step.Operation, $"adds one to {type}.{count.Name}"), .. frees.Select(free => free.Free).Take(1), .. Some(one), .. Some(guard)];
            // An attribute on a get says that there is a reference afterwards.
            yield return method.ReturnType.SpecialType == SpecialType.System_Boolean
                ? new Proposal(Role.PageGet, method, Confidence.Likely, "it says whether it took a reference, which [PageGet] cannot: bind it only where nobody goes on after a 'false'", evidence)
                : new Proposal(Role.PageGet, method, confidence, reason, evidence);
        }

        foreach ((IMethodSymbol method, CountStep step) in puts)
        {
            yield return new Proposal(Role.PagePut, method, confidence, reason,
                [step.Body.At(step.Operation, $"takes one from {type}.{count.Name}"), .. frees.Where(free => SameSymbol.Are(free.Method, method)).Select(free => free.Free), .. Some(one), .. Some(guard)]);
        }

        static IEnumerable<Evidence> Some(Evidence? evidence) => evidence is null ? [] : [evidence];
    }

    /// <summary>The methods whose business it is to step the count of the one object that they are called on or passed.</summary>
    private IEnumerable<(IMethodSymbol Method, CountStep Step)> Ends(ISymbol count, List<CountStep> steps, int sign)
    {
        foreach (IGrouping<ISymbol, CountStep> method in steps.GroupBy(step => step.Body.Symbol, SameSymbol.Comparer))
        {
            if (method.Key is not IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation } symbol || method.Any(step => step.Sign != sign))
                continue;
            CountStep first = method.First();
            if (first.Body.OperandOf(first.Instance) is int operand && IsAboutIt(symbol, operand, count.ContainingType) && SaysHowMany(symbol, operand, first.Amount) && !method.Any(IsRepeated) && (sign < 0 || DoesNothingElse(first, operand)))
                yield return (symbol, first);
        }
    }

    /// <summary>It goes up or down as often as a loop says: a position, and no reference.</summary>
    private static bool IsRepeated(CountStep step)
    {
        for (IOperation? parent = step.Operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is ILoopOperation)
                return step.Operation is not IInvocationOperation { TargetMethod.Name: "CompareExchange" };
        }

        return false;
    }

    /// <summary>Who takes a reference leaves the object as it is: what begins or moves on does more.</summary>
    private bool DoesNothingElse(CountStep step, int operand)
    {
        foreach (IOperation operation in step.Body.All)
        {
            switch (operation)
            {
                case IAssignmentOperation when ChangesAnother(operation, step, operand):
                case IInvocationOperation { Instance: IOperation receiver } call when call != step.Operation && !Types.IsOfBaseLibrary(call.TargetMethod) && IsOfObject(receiver, step.Body, operand) && !OnlyLooks(call.TargetMethod):
                    return false;
            }
        }

        return true;
    }

    /// <summary>Another member of the object is set.</summary>
    private static bool ChangesAnother(IOperation operation, CountStep step, int operand) =>
        operation is IAssignmentOperation assignment && CodeBody.Bare(assignment.Target) is IMemberReferenceOperation { Instance: IOperation instance } member && step.Body.OperandOf(instance) == operand && !SameSymbol.Are(member.Member, step.Count);

    /// <summary>It asks, and throws at most: what is made for an exception does nothing to the object.</summary>
    private bool OnlyLooks(IMethodSymbol method, int depth = 2)
    {
        List<CodeBody> bodies = [.. _corpus.Of(method)];
        return depth > 0 && bodies.Count > 0 && bodies.TrueForAll(body => body.All.Where(operation => !IsThrown(operation)).All(operation => operation switch
        {
            IAssignmentOperation { Target: IMemberReferenceOperation } or IIncrementOrDecrementOperation => false,
            IInvocationOperation { Instance: not null } call => call.TargetMethod.ContainingType.SpecialType is SpecialType.System_Object or SpecialType.System_String || OnlyLooks(call.TargetMethod, depth - 1),
            _ => true,
        }));
    }

    private static bool IsThrown(IOperation operation)
    {
        for (IOperation? parent = operation; parent is not null; parent = parent.Parent)
        {
            if (parent is IThrowOperation)
                return true;
        }

        return false;
    }

    private static bool IsOfObject(IOperation receiver, CodeBody body, int operand)
    {
        IOperation bare = body.Behind(receiver);
        return body.OperandOf(bare) == operand || bare is IMemberReferenceOperation { Instance: IOperation instance } && body.OperandOf(instance) == operand;
    }

    /// <summary>Nothing but the object and a number goes in, nothing but the object, a number or a truth comes out: adding to a collection is something else.</summary>
    internal static bool IsAboutIt(IMethodSymbol method, int operand, ITypeSymbol type)
    {
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (parameter.Ordinal != operand && !Types.IsInteger(parameter.Type) && parameter.Type.SpecialType != SpecialType.System_Boolean && !(parameter.Type.SpecialType is SpecialType.System_Object or SpecialType.System_String && parameter.IsOptional) && !IsCaller(parameter))
                return false;
        }

        return method.ReturnsVoid || Types.IsTruth(method.ReturnType) || Types.IsInteger(method.ReturnType) || IsItself(method, operand, type);
    }

    /// <summary>A number that is passed is how many they are, as the rules take it to be; one that need not be passed is something else.</summary>
    internal static bool SaysHowMany(IMethodSymbol method, int operand, IParameterSymbol? amount) =>
        method.Parameters.Where(parameter => parameter.Ordinal != operand && Types.IsInteger(parameter.Type)).All(parameter =>
            parameter.Type.SpecialType is not (SpecialType.System_IntPtr or SpecialType.System_UIntPtr) && (SameSymbol.Are(parameter, amount) ? !parameter.IsOptional : parameter.IsOptional || IsCaller(parameter)));

    private static bool IsItself(IMethodSymbol method, int operand, ITypeSymbol type) =>
        SameSymbol.Are(method.ReturnType, type) || operand >= 0 && SameSymbol.Are(method.ReturnType, method.Parameters[operand].Type) || method.ReturnType.TypeKind == TypeKind.Interface && type.AllInterfaces.Any(contract => SameSymbol.Are(contract, method.ReturnType));

    private static bool IsCaller(IParameterSymbol parameter) => parameter.GetAttributes().Any(attribute => attribute.AttributeClass?.Name.StartsWith("Caller", StringComparison.Ordinal) == true);

    /// <summary>Where the count begins: with one, as the references of an object do, or with what somebody else says.</summary>
    private Evidence? StartsAt(ISymbol count, out bool startsElse)
    {
        Evidence? one = null;
        startsElse = false;
        foreach (CodeBody body in _corpus.Naming([count.Name]))
        {
            if (body.Root is IFieldInitializerOperation { InitializedFields: var fields } field && fields.Any(initialized => SameSymbol.Are(initialized, count)))
                Look(field.Value, body, ref one, ref startsElse);
            if (body.Root is IPropertyInitializerOperation { InitializedProperties: var properties } property && properties.Any(initialized => SameSymbol.Are(initialized, count)))
                Look(property.Value, body, ref one, ref startsElse);
            foreach (IOperation operation in body.All)
            {
                // Where an object sets itself back to one, it may as well begin another document.
                if (operation is ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Member: ISymbol member } target } assignment && SameSymbol.Are(member, count) && (body.Method is null or { MethodKind: MethodKind.Constructor } || body.OperandOf(target.Instance) != -1))
                    Look(assignment.Value, body, ref one, ref startsElse);
                else if (operation is IInvocationOperation { Arguments: { Length: 2 } arguments, TargetMethod: { Name: "Write" or "Exchange", ContainingNamespace: var space } } && space?.ToDisplayString() == "System.Threading" && CodeBody.Bare(arguments[0].Value) is IMemberReferenceOperation written && SameSymbol.Are(written.Member, count))
                    Look(arguments[1].Value, body, ref one, ref startsElse);
            }
        }

        return one;

        void Look(IOperation value, CodeBody body, ref Evidence? one, ref bool startsElse)
        {
            IOperation bare = CodeBody.Bare(value);
            if (bare.ConstantValue is { HasValue: true, Value: 1 or 1L or 1u or 1ul or (short)1 or (ushort)1 or (byte)1 })
                one ??= body.At(value, $"{count.ContainingType.Name}.{count.Name} begins with one, the maker's");
            else if (bare is IObjectCreationOperation { Arguments: [IArgumentOperation first] } && Types.IsInteger(first.Parameter?.Type ?? bare.Type))
                Look(first.Value, body, ref one, ref startsElse);
            else if (bare is IParameterReferenceOperation && body.Method is { MethodKind: MethodKind.Constructor })
                startsElse = true;
        }
    }

    /// <summary>A put that says whether it was the last leaves the freeing to whoever called it.</summary>
    private Evidence? CallersFree(IEnumerable<IMethodSymbol> puts)
    {
        HashSet<ISymbol> ends = new(puts, SameSymbol.Comparer);
        foreach (CodeBody body in _corpus.Naming(ends.Select(end => end.Name)))
        {
            foreach (IInvocationOperation call in body.All.OfType<IInvocationOperation>().Where(call => ends.Contains(call.TargetMethod)))
            {
                IOperation at = call;
                while (at.Parent is IConversionOperation or IParenthesizedOperation)
                    at = at.Parent;
                IOperation? freed = CountedOperand(call);
                if (at.Parent is IConditionalOperation conditional && conditional.Condition == at && freed is not null && FreesOperand(conditional.WhenTrue, body, body.TextOf(freed)))
                    return body.At(call, $"frees it where '{call.TargetMethod.Name}' says that it was the last");
            }
        }

        return null;
    }

    private static bool FreesOperand(IOperation branch, CodeBody body, string text) =>
        FragApi.Analyzers.Bodies.Walk.All(branch).Any(operation => operation is IInvocationOperation call && (call.Arguments.Any(argument => body.TextOf(argument.Value) == text) || call.Instance is IOperation instance && body.TextOf(instance).StartsWith(text, StringComparison.Ordinal) && call.TargetMethod.Name == "Dispose"));

    /// <summary>What a call of a get or a put is about: its receiver, or what is passed in its place.</summary>
    internal static IOperation? CountedOperand(IInvocationOperation call)
    {
        foreach (IArgumentOperation argument in call.Arguments)
        {
            if (argument.Parameter is { RefKind: not RefKind.Out } parameter && !Types.IsInteger(parameter.Type) && parameter.Type.TypeKind is not (TypeKind.Enum or TypeKind.Delegate) && parameter.Type.SpecialType is SpecialType.None or SpecialType.System_Object)
                return argument.Value;
        }

        return call.Instance;
    }
}
