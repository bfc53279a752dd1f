using System;
using System.Collections.Generic;
using System.Linq;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Cli.Proposing;

/// <summary>Other names: methods and properties that pass what they are given on to one that has a role, and do nothing else with it.</summary>
internal sealed class Wrappers
{
    private readonly Corpus _corpus;
    private readonly Vocabulary _vocabulary;
    private readonly Role _role;

    private Wrappers(Corpus corpus, Vocabulary vocabulary, Role role)
    {
        _corpus = corpus;
        _vocabulary = vocabulary;
        _role = role;
    }

    /// <summary>Finds them, and those around them.</summary>
    /// <param name="corpus">The sources.</param>
    /// <param name="vocabulary">What is known; what is found goes there.</param>
    /// <param name="role">The role.</param>
    /// <param name="optionOf">What the role takes, of that which is wrapped.</param>
    public static void Find(Corpus corpus, Vocabulary vocabulary, Role role, Func<ISymbol, string?>? optionOf = null)
    {
        Wrappers wrappers = new(corpus, vocabulary, role);
        HashSet<ISymbol> seen = new(SameSymbol.Comparer);
        while (vocabulary.With(role, corpus).Where(known => seen.Add(known)).ToList() is { Count: > 0 } open)
        {
            foreach (CodeBody body in corpus.Naming(open.Select(known => known.Name)))
                wrappers.Look(body, optionOf);
        }
    }

    /// <summary>Finds those of gets and puts, and what they promise together; whoever calls that is one more.</summary>
    public static void OfCounts(Corpus corpus, Vocabulary vocabulary)
    {
        int before;
        do
        {
            before = vocabulary.Found.Count();
            Promises.Lift(corpus, vocabulary);
            Find(corpus, vocabulary, Role.PageGet);
            Find(corpus, vocabulary, Role.PagePut);
            Delegates(corpus, vocabulary);
            Promises.Lift(corpus, vocabulary);
        }
        while (vocabulary.Found.Count() != before);
    }

    /// <summary>Who keeps a promise of both ends by asking a part of it to do so, the same one both times.</summary>
    private static void Delegates(Corpus corpus, Vocabulary vocabulary)
    {
        ILookup<(INamedTypeSymbol, string), Proposal> ends = new[] { Role.PageGet, Role.PagePut }.SelectMany(role => new Wrappers(corpus, vocabulary, role).DelegatesOf())
            .ToLookup(end => (end.Proposal.Symbol.ContainingType, end.Part), end => end.Proposal);
        foreach (Proposal end in ends.SelectMany(part => part.Where(end => part.Any(other => other.Role != end.Role && Promises.IsOneOf((IMethodSymbol)end.Symbol, (IMethodSymbol)other.Symbol)))))
            vocabulary.Add(end);
    }

    private IEnumerable<(Proposal Proposal, string Part)> DelegatesOf()
    {
        foreach (CodeBody body in _corpus.Naming(_vocabulary.With(_role, _corpus).Select(known => known.Name)))
        {
            if (body.Method is not { MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation, IsStatic: false } method || _vocabulary.Is(method, _role))
                continue;
            if (body.All.OfType<IInvocationOperation>().Where(call => _vocabulary.IsSurely(call.TargetMethod, _role)).ToList() is not [IInvocationOperation call])
                continue;
            if (call.Instance is IOperation part && CodeBody.Bare(part) is IMemberReferenceOperation { Instance: IOperation instance } && body.OperandOf(instance) == -1
                && Counting.IsAboutIt(method, -1, method.ContainingType) && IsStraight(call, -1, body) && PassesOn(call, body) && !body.All.Any(operation => operation is IAssignmentOperation { Target: IMemberReferenceOperation }))
                yield return (new Proposal(_role, method, Confidence.Sure, null, [body.At(call, $"passes it on to '{part.Syntax}', which counts for it")]), body.TextOf(part));
        }
    }

    private void Look(CodeBody body, Func<ISymbol, string?>? optionOf)
    {
        if (body.Method is not { MethodKind: MethodKind.Ordinary or MethodKind.PropertyGet or MethodKind.ExplicitInterfaceImplementation } method || Descriptors.IsHidden(method))
            return;
        List<IOperation> calls = [.. body.All.Where(operation => CalledBy(operation) is ISymbol called && _vocabulary.Is(called, _role))];
        if (calls is not [IOperation call] || CalledBy(call) is not ISymbol target || PageOf(call) is not IOperation page || body.OperandOf(page) is not int operand)
            return;
        ISymbol symbol = method.AssociatedSymbol ?? method;
        if (_vocabulary.Is(symbol, _role) || symbol is IPropertySymbol && (Roles.Info(_role).Targets & RoleTargets.Property) == 0)
            return;
        if (!Fits(method, operand, call, page) || !IsStraight(call, operand, body) || !PassesOn(call, body) || !ReturnsIt(call, operand, body) || IsKept(body, operand, call))
            return;
        Confidence confidence = _vocabulary.IsSurely(target, _role) ? Confidence.Sure : Confidence.Likely;
        _vocabulary.Add(new Proposal(_role, symbol, confidence, confidence == Confidence.Sure ? null : $"what it calls is not sure either: {target.Name}",
            [body.At(call, $"passes what it is given on to '{target.ContainingType.Name}.{target.Name}', and does nothing else with it")])
        { Option = optionOf?.Invoke(target) });
    }

    private static ISymbol? CalledBy(IOperation operation) => operation switch
    {
        IInvocationOperation call => call.TargetMethod.OriginalDefinition,
        IPropertyReferenceOperation property => property.Property.OriginalDefinition,
        _ => null,
    };

    /// <summary>What a call is about: the counted thing, or the address of a mapping.</summary>
    private IOperation? PageOf(IOperation call) => call switch
    {
        IInvocationOperation invocation when _role is Role.PageUnmap or Role.MapCheck => MapShape.AddressOf(invocation),
        IInvocationOperation invocation => Counting.CountedOperand(invocation) is { Type: ITypeSymbol type } counted && _vocabulary.IsCounted(type) ? counted
            : invocation.Arguments.Select(argument => argument.Value).FirstOrDefault(value => CodeBody.Bare(value).Type is ITypeSymbol of && _vocabulary.IsCounted(of)) ?? Counting.CountedOperand(invocation),
        IPropertyReferenceOperation property => property.Instance,
        _ => null,
    };

    private bool Fits(IMethodSymbol method, int operand, IOperation call, IOperation page) => _role switch
    {
        Role.PageGet or Role.PagePut => Counting.IsAboutIt(method, operand, operand < 0 ? method.ContainingType : method.Parameters[operand].Type),
        Role.PageAddress or Role.PagePhys => method.Parameters.Length == (operand < 0 ? 0 : 1) && Returns(call),
        Role.PageMap => MapShape.IsShapedLikeMap(method, _vocabulary) && (method.ReturnsVoid || Returns(call)),
        Role.MapCheck => Returns(call) && Types.IsTruth(method.ReturnType),
        _ => true,
    };

    private static bool Returns(IOperation call)
    {
        IOperation at = call;
        while (at.Parent is IConversionOperation or IParenthesizedOperation or IConditionalAccessOperation)
            at = at.Parent;
        return at.Parent is IReturnOperation;
    }

    /// <summary>What comes out is what went in, or what the call says.</summary>
    private bool ReturnsIt(IOperation call, int operand, CodeBody body) =>
        _role is not (Role.PageGet or Role.PagePut) || body.All.OfType<IReturnOperation>().Select(result => result.ReturnedValue).OfType<IOperation>().All(value =>
            body.Behind(value) is IOperation bare && (bare == call || body.OperandOf(bare) == operand || Types.IsInteger(bare.Type) || bare.Type is { } type && Types.IsTruth(type) || bare.ConstantValue.HasValue || bare is IDefaultValueOperation || IsMadeFor(bare, operand, body)));

    // 'slab as ICounted', and the local of a pattern.
    private static bool IsMadeFor(IOperation bare, int operand, CodeBody body) =>
        bare is ILocalReferenceOperation { Local: ILocalSymbol local } && body.WritesOf(local).All(written => body.OperandOf(written) == operand);

    /// <summary>It is run whenever the method is, unless there is nothing to do it with.</summary>
    private static bool IsStraight(IOperation call, int operand, CodeBody body) =>
        body.All.Where(operation => operation == call || operation is IReturnOperation && operation.Syntax.Span.End <= call.Syntax.SpanStart).All(operation => DependsOnlyOn(operation, operand, body));

    private static bool DependsOnlyOn(IOperation operation, int operand, CodeBody body)
    {
        IOperation at = operation;
        for (IOperation? parent = operation.Parent; parent is not null; (at, parent) = (parent, parent.Parent))
        {
            switch (parent)
            {
                case ILoopOperation or IAnonymousFunctionOperation or ILocalFunctionOperation or ISwitchOperation or ISwitchExpressionOperation or ICatchClauseOperation:
                    return false;
                case IConditionalOperation conditional when conditional.Condition != at && !AsksOnlyOf(conditional.Condition, operand, body):
                    return false;
            }
        }

        return true;
    }

    /// <summary>Whether it is anything, or of the kind that counts; what else it is asked makes the call one of several ends.</summary>
    private static bool AsksOnlyOf(IOperation condition, int operand, CodeBody body) =>
        FragApi.Analyzers.Bodies.Walk.All(condition).Any(operation => body.OperandOf(operation) == operand)
        && FragApi.Analyzers.Bodies.Walk.All(condition).All(operation => operation is not (IInvocationOperation or IMemberReferenceOperation));

    /// <summary>Numbers go through as they came: a mapping of another part is another thing, and so are other numbers of references.</summary>
    private bool PassesOn(IOperation call, CodeBody body)
    {
        if (_role is not (Role.PageMap or Role.PageUnmap or Role.PageGet or Role.PagePut) || call is not IInvocationOperation invocation)
            return true;
        List<IOperation> numbers = [.. invocation.Arguments.Where(argument => argument.ArgumentKind != ArgumentKind.DefaultValue && Types.IsInteger(argument.Parameter?.Type)).Select(argument => argument.Value)];
        if (_role is Role.PageMap or Role.PageUnmap)
            return numbers.TrueForAll(number => body.OperandOf(number) is not null);
        IParameterSymbol? amount = null;
        foreach (IOperation number in numbers)
        {
            if (CodeBody.Bare(number) is IParameterReferenceOperation passed && body.OperandOf(passed) is not null)
                amount = passed.Parameter;
            else if (CodeBody.Bare(number).ConstantValue is not { HasValue: true, Value: 1 or 1L or 1u })
                return false;
        }

        return body.Method is IMethodSymbol method && Counting.SaysHowMany(method, PageOf(call) is IOperation page && body.OperandOf(page) is int operand ? operand : -1, amount);
    }

    /// <summary>What it is given goes somewhere else as well, or is changed: who keeps a reference that he takes is no get, and who clears what he drops no put.</summary>
    private bool IsKept(CodeBody body, int operand, IOperation call)
    {
        foreach (IOperation operation in body.All)
        {
            if (operation is not (IParameterReferenceOperation or IInstanceReferenceOperation) || body.OperandOf(operation) != operand)
                continue;
            IOperation at = operation;
            while (at.Parent is IConversionOperation or IParenthesizedOperation)
                at = at.Parent;
            switch (at.Parent)
            {
                case IArgumentOperation { Parent: IOperation around } when around != call && !Types.IsOfBaseLibrary((around as IInvocationOperation)?.TargetMethod):
                case ISimpleAssignmentOperation { Target: not ILocalReferenceOperation and not IDiscardOperation } assignment when assignment.Value == at:
                case IArrayInitializerOperation or ICollectionExpressionOperation or ITupleOperation:
                    return true;
                case IInvocationOperation { Instance: IOperation receiver } other when _role is Role.PageGet or Role.PagePut && receiver == at && other != call && other.TargetMethod.ContainingType.SpecialType != SpecialType.System_Object:
                case IMemberReferenceOperation { Parent: IAssignmentOperation or IIncrementOrDecrementOperation or IInvocationOperation } member when _role is Role.PageGet or Role.PagePut && IsChanged(member):
                    return true;
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Add" or "Enqueue" or "Push" or "TryAdd" or "TryWrite" or "AddLast" } } around } when around != call:
                    return true;
            }
        }

        return false;
    }

    private static bool IsChanged(IMemberReferenceOperation member) => member.Parent switch
    {
        IAssignmentOperation assignment => assignment.Target == member,
        IInvocationOperation call => call.Instance == member && call.TargetMethod.ContainingType.SpecialType is SpecialType.None,
        _ => true,
    };
}
