using System;
using System.Collections.Generic;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Lifetime;

/// <summary>
/// FRAG4003 and FRAG4004: which names for fragments were taken before the array was replaced, and which containers are
/// known to be shared, path by path.
/// </summary>
internal sealed class SharingWalker : FactWalker
{
    private const int Bound = 0;

    private readonly Member _member;
    private readonly Dictionary<int, Container> _containers = new();
    private readonly Dictionary<int, (int Container, bool Negated)> _answers = new();

    public SharingWalker(BodyGraph graph, Member member)
        : base(graph) => _member = member;

    /// <summary>Uses of stale names, by the use.</summary>
    public Dictionary<SyntaxNode, (string Container, IOperation Replaced)> Stale { get; } = new();

    /// <summary>Changes of shared fragments, by the change.</summary>
    public Dictionary<SyntaxNode, (string Container, IOperation Asked)> Changed { get; } = new();

    /// <summary>The member does something that this walker follows.</summary>
    public static bool Applies(Member member)
    {
        foreach (IOperation operation in member.Operations)
        {
            if (operation is IInvocationOperation call && (member.Model.Is(call.TargetMethod, Role.ReplacesFragments) || member.Model.Is(call.TargetMethod, Role.FragmentsShared))
                || operation is IPropertyReferenceOperation property && member.Model.Is(property.Property, Role.FragmentsShared))
            {
                return true;
            }
        }

        return false;
    }

    protected override void Visit(IOperation operation)
    {
        switch (operation)
        {
            case ILocalReferenceOperation local:
                Use(local);
                break;
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment when assignment.IsRef || target.Local.RefKind == RefKind.None:
                Change(assignment);
                Write(target.Local);
                Bind(target, assignment.Value);
                Answer(target.Local, assignment.Value);
                break;
            case IAssignmentOperation assignment:
                Change(assignment);
                Written(assignment.Target);
                break;
            case IIncrementOrDecrementOperation increment:
                Change(increment);
                Written(increment.Target);
                break;
            case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument:
                Written(argument.Value);
                break;
            case IInvocationOperation call:
                Call(call);
                break;
        }
    }

    /// <summary>A name for fragments is used that points to what was there before.</summary>
    private void Use(ILocalReferenceOperation local)
    {
        if (local.Parent is ISimpleAssignmentOperation assignment && assignment.Target == local && (assignment.IsRef || local.Local.RefKind == RefKind.None))
            return;
        int key = FindKey(local.Local);
        if (key < 0 || !_containers.TryGetValue(key, out Container? container) || Known[key] is not int value || value <= Bound || Stale.ContainsKey(local.Syntax) || local.Parent is IPropertyReferenceOperation { Property.Name: "Length" or "IsEmpty" or "Count" })
            return;
        Stale[local.Syntax] = (container.Name, Site(value - 1));
        Known = Known.Without(key); // said once
    }

    private void Bind(ILocalReferenceOperation target, IOperation value)
    {
        ILocalSymbol local = target.Local;
        if (!Container.HoldsFragments(local.Type, _member.Model) || local.RefKind == RefKind.None && Container.IsFragment(local.Type, _member.Model))
            return;
        // The graph shows an enumerator; the collection is in the source.
        IOperation? taken = local.IsForEach ? _member.AliasOf(target) : value.Kind == OperationKind.FlowCaptureReference ? null : value;
        if (Container.Of(taken, _member) is not Container container)
            return;
        int key = KeyOf(local);
        _containers[key] = container;
        Known = Known.With(key, Bound);
    }

    /// <summary>The answer to the question whether others see the fragments, kept in a local.</summary>
    private void Answer(ILocalSymbol local, IOperation value)
    {
        if (local.Type.SpecialType != SpecialType.System_Boolean)
            return;
        bool negated = Stripped(ref value);
        if (Shared.IsPredicate(value, _member) is not StoragePath place)
            return;
        int key = KeyOf(local);
        _answers[key] = (KeyOf(place), negated);
        _questions[KeyOf(place)] = value;
        Known = Known.With(key, 1);
    }

    private readonly Dictionary<int, IOperation> _questions = new();

    private static bool Stripped(ref IOperation condition)
    {
        bool negated = false;
        while (true)
        {
            condition = Member.Plain(condition);
            switch (condition)
            {
                case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, OperatorMethod: null } not:
                    condition = not.Operand;
                    negated = !negated;
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals, RightOperand.ConstantValue: { HasValue: true, Value: bool constant } } test:
                    condition = test.LeftOperand;
                    negated ^= constant == (test.OperatorKind == BinaryOperatorKind.NotEquals);
                    break;
                case IIsPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: bool constant } } } pattern:
                    condition = pattern.Value;
                    negated ^= !constant;
                    break;
                default:
                    return negated;
            }
        }
    }

    protected override void Learn(IOperation condition, bool outcome)
    {
        outcome ^= Stripped(ref condition);
        if (Shared.IsPredicate(condition, _member) is StoragePath place)
        {
            int key = KeyOf(place);
            _questions[key] = condition;
            Known = outcome ? Known.With(key, SiteOf(condition)) : Known.Without(key);
            return;
        }

        switch (condition)
        {
            case ILocalReferenceOperation local when FindKey(local.Local) is int answer && answer >= 0 && Known[answer] is not null && _answers.TryGetValue(answer, out (int Container, bool Negated) about):
                // A 'no' is never a 'yes' later on the same path, whatever becomes of the container in between.
                Known = outcome != about.Negated ? Known.With(about.Container, SiteOf(_questions[about.Container])) : Known.Without(about.Container).Without(answer);
                break;
            case IInvocationOperation call when call.Type?.SpecialType == SpecialType.System_Boolean && !outcome:
                Revive(call); // it says that it failed: the old array may well be there still
                break;
            case IBinaryOperation { LeftOperand: IOperation left, OperatorKind: BinaryOperatorKind.NotEquals or BinaryOperatorKind.LessThan } test when Member.Plain(left) is IInvocationOperation status && test.RightOperand.ConstantValue.HasValue && outcome:
                Revive(status);
                break;
            case IBinaryOperation { LeftOperand: IOperation left, OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.GreaterThanOrEqual } test when Member.Plain(left) is IInvocationOperation status && test.RightOperand.ConstantValue.HasValue && !outcome:
                Revive(status);
                break;
        }
    }

    private void Revive(IInvocationOperation call)
    {
        if (!_member.Model.Is(call.TargetMethod, Role.ReplacesFragments))
            return;
        int site = SiteOf(call);
        foreach ((int key, int value) in Known.All)
        {
            if (_containers.ContainsKey(key) && value == site + 1)
                Known = Known.With(key, Bound);
        }
    }

    private void Call(IInvocationOperation call)
    {
        if (_member.Model.Is(call.TargetMethod, Role.ReplacesFragments))
        {
            if (Replaced.By(call, _member) is Container replaced)
            {
                int site = SiteOf(call);
                foreach ((int key, int value) in Known.All)
                {
                    if (_containers.TryGetValue(key, out Container? container) && container.Place.Overlaps(replaced.Place))
                        Known = value == Bound ? Known.With(key, site + 1) : Known;
                    else if (About(key) is StoragePath place && place.Overlaps(replaced.Place))
                        Known = Known.Without(key);
                }
            }

            return;
        }

        if (Shared.IsPredicate(call, _member) is not null)
            return;
        if (_member.Code.AccessorOf(call, out INamedTypeSymbol? type) is Accessor accessor)
        {
            if (accessor.Operation.Info().Changes && Locator.OfAccessorCall(call, accessor, type!) is Locator locator && OfVariable(locator) is Container container)
                Report(call, container);
            return;
        }

        if (_member.Model.Is(call.TargetMethod, Role.PagePut) && PageOf(call) is Container put)
        {
            Report(call, put);
            return;
        }

        if (Types.IsOfBaseLibrary(call.TargetMethod) || Code.HandsOutContainer(call.TargetMethod, _member.Model))
            return;
        // Whoever gets the container may make it private.
        Forget(call.Instance);
        foreach (IArgumentOperation argument in call.Arguments)
            Forget(argument.Value);
    }

    private Container? OfVariable(Locator fragment) =>
        fragment.Index is null
            ? Container.Of(_member.Code.Semantics.GetOperation(fragment.Expression, _member.Code.Cancellation), _member)
            : Container.Of(fragment, _member);

    private Container? PageOf(IInvocationOperation call)
    {
        if (call.Instance is not null && PageSource.Of(call.Instance, _member.Code) is PageSource receiver)
            return Container.Of(receiver.Fragment, _member);
        foreach (IArgumentOperation argument in call.Arguments)
        {
            if (PageSource.Of(argument.Value, _member.Code) is PageSource page)
                return Container.Of(page.Fragment, _member);
        }

        return null;
    }

    private void Forget(IOperation? given)
    {
        if (Container.Holding(given, _member) is not Container container)
            return;
        foreach ((int key, _) in Known.All)
        {
            if (About(key) is StoragePath place && place.Overlaps(container.Place))
                Known = Known.Without(key);
        }
    }

    /// <summary>What a fact is about that says who sees the fragments: the container itself, or the one whose answer a local keeps.</summary>
    private StoragePath? About(int key) => (_answers.TryGetValue(key, out (int Container, bool Negated) answer) ? Key(answer.Container) : Key(key)) as StoragePath;

    /// <summary>A store that changes fragments: a part, a whole one, or how many there are.</summary>
    private void Change(IOperation operation)
    {
        IOperation target = operation switch
        {
            IAssignmentOperation assignment => assignment.Target,
            IIncrementOrDecrementOperation increment => increment.Target,
            _ => operation,
        };
        if (target is IMemberReferenceOperation member && _member.Model.Is(member.Member, Role.FragmentCount))
        {
            if (Container.Holding(member.Instance, _member) is Container counted)
                Report(operation, counted);
            return;
        }

        if (target is ILocalReferenceOperation { Local.RefKind: RefKind.None } || operation is ISimpleAssignmentOperation { IsRef: true })
            return;
        bool part = _member.Code.IsPart(target, Role.FragmentPage, out IMemberReferenceOperation of) || _member.Code.IsPart(target, Role.FragmentOffset, out of) || _member.Code.IsPart(target, Role.FragmentSize, out of);
        if (!part && !Container.IsFragment(target.Type, _member.Model))
            return;
        if (Container.Of(part ? of.Instance : target, _member) is Container container)
            Report(operation, container);
    }

    private void Report(IOperation change, Container container)
    {
        foreach ((int key, int value) in Known.All)
        {
            if (Key(key) is StoragePath shared && !_containers.ContainsKey(key) && container.Place.Overlaps(shared) && !_member.Code.IsAccessorCode(change.Syntax) && !Changed.ContainsKey(change.Syntax))
            {
                Changed[change.Syntax] = (container.Name, Site(value));
                Known = Known.Without(key); // said once on a path
                return;
            }
        }
    }

    private void Written(IOperation target)
    {
        ISymbol? symbol = target switch
        {
            ILocalReferenceOperation { Local: { RefKind: RefKind.None } local } => local,
            IParameterReferenceOperation { Parameter: { RefKind: RefKind.None } parameter } => parameter,
            IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation } member => member.Member,
            IDeclarationExpressionOperation { Expression: ILocalReferenceOperation declared } => declared.Local,
            _ => null,
        };
        if (symbol is not null)
            Write(symbol);
        if (target.Type is INamedTypeSymbol type && (Container.IsContainer(type, _member.Model) || Container.MayHold(type, _member.Model)) && _member.PlaceOf(target) is StoragePath place)
        {
            foreach ((int key, _) in Known.All)
            {
                if (About(key) is StoragePath shared && shared.Overlaps(place))
                    Known = Known.Without(key);
            }
        }
    }

    /// <summary>A name gets another value: paths that it is in mean something else now.</summary>
    private void Write(ISymbol symbol)
    {
        foreach ((int key, _) in Known.All)
        {
            bool gone = _containers.TryGetValue(key, out Container? container) ? container.Place.IsNamedBy(symbol) || SymbolEqualityComparer.Default.Equals(Key(key) as ISymbol, symbol)
                : About(key) is StoragePath place && place.IsNamedBy(symbol) || SymbolEqualityComparer.Default.Equals(Key(key) as ISymbol, symbol);
            if (gone)
                Known = Known.Without(key);
        }
    }

    public void ReportAll(Action<Diagnostic> report)
    {
        foreach (KeyValuePair<SyntaxNode, (string Container, IOperation Replaced)> stale in Stale)
        {
            report(new FlowReport()
                .At(stale.Value.Replaced.Syntax.GetLocation(), "replaced here")
                .Create(Rules.StaleFragment, stale.Key.GetLocation(), Expressions.TextOf(stale.Key), stale.Value.Container, NameOf(stale.Value.Replaced)));
        }

        foreach (KeyValuePair<SyntaxNode, (string Container, IOperation Asked)> changed in Changed)
        {
            report(new FlowReport()
                .At(changed.Value.Asked.Syntax.GetLocation(), "shared, says this")
                .Create(Rules.ChangedWhileShared, changed.Key.GetLocation(), Expressions.TextOf(changed.Key), changed.Value.Container, NameOf(changed.Value.Asked)));
        }
    }

    private static string NameOf(IOperation operation) => operation switch
    {
        IInvocationOperation call => call.TargetMethod.Name,
        IPropertyReferenceOperation property => property.Property.Name,
        _ => Expressions.TextOf(operation.Syntax),
    };
}
