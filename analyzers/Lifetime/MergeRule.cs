using System;
using System.Collections.Generic;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Lifetime;

/// <summary>FRAG4008: a fragment grows by what lies behind it on the same page, and nobody asked whether both have one destructor.</summary>
internal static class MergeRule
{
    public static void Check(Member member, Action<Diagnostic> report)
    {
        List<(StoragePath Fragment, SyntaxNode Test)>? equal = null;
        foreach (IOperation operation in member.Operations)
        {
            if (ComparedPages(operation, member) is not { Count: > 0 } pages)
                continue;
            equal ??= new List<(StoragePath, SyntaxNode)>();
            foreach (StoragePath page in pages)
                equal.Add((page, operation.Syntax));
        }

        if (equal is null || LooksAtDestructors(member))
            return;
        foreach (IOperation operation in member.Operations)
        {
            if (Grown(operation, member) is not IOperation fragment
                || Member.Plain(fragment).Type is not INamedTypeSymbol type
                || !HasDestructor(type, member.Model)
                || member.PlaceOf(fragment) is not StoragePath grown
                || member.Code.IsAccessorCode(operation.Syntax))
            {
                continue;
            }

            foreach ((StoragePath compared, SyntaxNode test) in equal)
            {
                if (compared.Equals(grown) && test.Span.End <= operation.Syntax.SpanStart && !IsDecidedElsewhere(test, member))
                {
                    report(Diagnostic.Create(Rules.MergedWithoutDestructor, operation.Syntax.GetLocation(), Expressions.TextOf(fragment.Syntax)));
                    break;
                }
            }
        }
    }

    /// <summary>The fragments whose page an operation compares with another page.</summary>
    private static List<StoragePath>? ComparedPages(IOperation operation, Member member)
    {
        (IOperation One, IOperation Other)? compared = operation switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } binary => (binary.LeftOperand, binary.RightOperand),
            IInvocationOperation { TargetMethod.Name: "ReferenceEquals" or "Equals", Instance: null, Arguments: { Length: 2 } arguments } => (arguments[0].Value, arguments[1].Value),
            IInvocationOperation { TargetMethod.Name: "Equals", Instance: IOperation receiver, Arguments: { Length: 1 } arguments } => (receiver, arguments[0].Value),
            _ => null,
        };
        if (compared is not (IOperation one, IOperation other) || IsNull(one) || IsNull(other))
            return null;
        List<StoragePath> places = new();
        foreach (IOperation side in new[] { one, other })
        {
            IOperation page = Member.Plain(side);
            if (PageSource.Of(page, member.Code) is not PageSource source)
                continue;
            // A page type that has the destructor in it compares both.
            if (page.Type is INamedTypeSymbol type && DestructorIn(type, member.Model))
                return null;
            if (source.Fragment.Index is null && member.Code.Semantics.GetOperation(source.Fragment.Expression, member.Code.Cancellation) is IOperation fragment && member.PlaceOf(fragment) is StoragePath place)
                places.Add(place);
        }

        return places;
    }

    private static bool IsNull(IOperation operation) => Member.Plain(operation).ConstantValue is { HasValue: true, Value: null };

    /// <summary>The fragment whose size an operation adds to.</summary>
    private static IOperation? Grown(IOperation operation, Member member)
    {
        switch (operation)
        {
            case ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add } sum when member.Code.IsPart(sum.Target, Role.FragmentSize, out IMemberReferenceOperation part):
                return part.Instance;
            case ISimpleAssignmentOperation assignment when member.Code.IsPart(assignment.Target, Role.FragmentSize, out IMemberReferenceOperation part)
                && Member.Plain(assignment.Value) is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum && AddsTo(part, sum, member):
                return part.Instance;
            case IInvocationOperation call when member.Code.AccessorOf(call, out _) is Accessor accessor && accessor.Operation.Info().Stores == FragmentParts.Size:
                IOperation? fragment = accessor.OnReceiver ? call.Instance : null;
                bool grows = false;
                foreach (IArgumentOperation argument in call.Arguments)
                {
                    if (argument.Parameter is not IParameterSymbol parameter || parameter.Ordinal >= accessor.Parts.Length)
                        continue;
                    if (accessor.Parts[parameter.Ordinal] == Part.Fragment)
                        fragment = argument.Value;
                    else if (accessor.Parts[parameter.Ordinal] == Part.Value)
                        grows = accessor.Operation.Info().Shifts ? !IsNegative(argument.Value) : Member.Plain(argument.Value) is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add };
                }

                return grows ? fragment : null;
            default:
                return null;
        }
    }

    private static bool AddsTo(IMemberReferenceOperation part, IBinaryOperation sum, Member member)
    {
        foreach (Term term in OffsetSum.Of(sum))
        {
            if (term.Positive && member.Code.IsPart(term.Leaf, Role.FragmentSize, out IMemberReferenceOperation own)
                && member.PlaceOf(own.Instance) is StoragePath one && member.PlaceOf(part.Instance) is StoragePath other && one.Equals(other))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNegative(IOperation value)
    {
        value = Member.Plain(value);
        return value is IUnaryOperation { OperatorKind: UnaryOperatorKind.Minus } || value.ConstantValue is { HasValue: true, Value: < 0 };
    }

    /// <summary>Somewhere in the member destructors are read or compared.</summary>
    private static bool LooksAtDestructors(Member member)
    {
        foreach (IOperation operation in member.Operations)
        {
            ISymbol? symbol = operation switch
            {
                IMemberReferenceOperation reference => reference.Member,
                IInvocationOperation call => call.TargetMethod,
                _ => null,
            };
            if (symbol is not null && member.Model.Is(symbol, Role.FragmentDestructor))
                return true;
        }

        return false;
    }

    /// <summary>The test stands in a condition together with a call about fragments or containers, which may compare more than pages.</summary>
    private static bool IsDecidedElsewhere(SyntaxNode test, Member member)
    {
        SyntaxNode condition = test;
        while (condition.Parent is Microsoft.CodeAnalysis.CSharp.Syntax.ExpressionSyntax outer)
            condition = outer;
        foreach (IOperation operation in member.Operations)
        {
            if (operation is not IInvocationOperation { Type.SpecialType: SpecialType.System_Boolean } call || !condition.Span.Contains(call.Syntax.Span) || Types.IsOfBaseLibrary(call.TargetMethod) || call.Syntax == test)
                continue;
            foreach (IArgumentOperation argument in call.Arguments)
            {
                if (Container.HoldsFragments(Member.Plain(argument.Value).Type, member.Model) || Container.Holding(argument.Value, member) is not null)
                    return true;
            }

            if (call.Instance is not null && (Container.HoldsFragments(call.Instance.Type, member.Model) || Container.Holding(call.Instance, member) is not null))
                return true;
        }

        return false;
    }

    /// <summary>Fragments of that type have destructors: in themselves, by their accessors, or by what a binding file says.</summary>
    private static bool HasDestructor(INamedTypeSymbol fragment, FragmentModel model)
    {
        if (DestructorIn(fragment, model) || model.AccessorsOf(fragment).Type is INamedTypeSymbol accessors && DestructorIn(accessors, model))
            return true;
        foreach (ISymbol member in fragment.GetMembers())
        {
            ITypeSymbol? held = member switch
            {
                IFieldSymbol { IsStatic: false } field => field.Type,
                IPropertySymbol { IsStatic: false } property => property.Type,
                _ => null,
            };
            if (held is INamedTypeSymbol { SpecialType: SpecialType.None } named && DestructorIn(named, model))
                return true;
        }

        return false;
    }

    private static bool DestructorIn(INamedTypeSymbol type, FragmentModel model)
    {
        for (INamedTypeSymbol? at = type; at is { SpecialType: SpecialType.None }; at = at.BaseType)
        {
            foreach (ISymbol member in at.GetMembers())
            {
                if (member is IFieldSymbol or IPropertySymbol or IMethodSymbol && model.Is(member, Role.FragmentDestructor))
                    return true;
            }
        }

        return false;
    }
}
