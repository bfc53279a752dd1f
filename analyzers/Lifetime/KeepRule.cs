using System;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Lifetime;

/// <summary>FRAG4002: a buffer that came from elsewhere is kept without bound, and nothing orphaned its fragments.</summary>
internal static class KeepRule
{
    private static readonly string[] s_adders = { "Add", "AddFirst", "AddLast", "AddAfter", "AddBefore", "TryAdd", "Enqueue", "TryEnqueue", "Push", "Insert", "Append", "TryWrite", "WriteAsync", "Write" };

    public static void Check(Member member, Action<Diagnostic> report)
    {
        foreach (IOperation operation in member.Operations)
        {
            if (Kept(operation, member) is not IOperation kept)
                continue;
            kept = Member.Plain(kept);
            if (kept.Type is null || !(Container.IsContainer(kept.Type, member.Model) || Container.MayHold(kept.Type, member.Model)))
                continue;
            if (member.PlaceOf(kept) is StoragePath place && OriginOf(place, member) is IParameterSymbol received
                && !member.Model.Is(received, Role.KeepsFragments)
                && !IsSettled(place, operation, member)
                && !IsSettledByCallers(received, member))
            {
                report(Diagnostic.Create(Rules.KeptWithoutOrphaning, operation.Syntax.GetLocation(), Expressions.TextOf(kept.Syntax)));
            }
        }
    }

    /// <summary>What an operation stores where it may stay for long.</summary>
    private static IOperation? Kept(IOperation operation, Member member)
    {
        switch (operation)
        {
            case ISimpleAssignmentOperation { Target: IMemberReferenceOperation target } assignment when member.Model.Is(target.Member, Role.KeepsFragments):
                return assignment.Value;
            case ISimpleAssignmentOperation { Target: IArrayElementReferenceOperation { ArrayReference: IMemberReferenceOperation target } } assignment when member.Model.Is(target.Member, Role.KeepsFragments):
                return assignment.Value;
            case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Arguments.Length: > 0, Instance: IMemberReferenceOperation target } } assignment when member.Model.Is(target.Member, Role.KeepsFragments):
                return assignment.Value;
            case IInvocationOperation { Instance: IMemberReferenceOperation target } call when member.Model.Is(target.Member, Role.KeepsFragments) && Types.IsOfBaseLibrary(call.TargetMethod) && Array.IndexOf(s_adders, call.TargetMethod.Name) >= 0:
                return call.Arguments.Length > 0 ? call.Arguments[call.Arguments.Length - 1].Value : null;
            case IArgumentOperation { Parameter: IParameterSymbol parameter } argument when member.Model.Is(parameter, Role.KeepsFragments):
                return argument.Value;
            default:
                return null;
        }
    }

    /// <summary>The parameter that a buffer came in by; null for what was made here, or nobody knows where.</summary>
    private static IParameterSymbol? OriginOf(StoragePath place, Member member)
    {
        switch (place.Steps[0].Symbol)
        {
            case IParameterSymbol parameter:
                return member.WritesOf(parameter).Count == 0 && parameter.RefKind != RefKind.Out ? parameter : null;
            case ILocalSymbol { IsForEach: true } local:
                foreach (IOperation operation in member.Operations)
                {
                    if (operation is IForEachLoopOperation { LoopControlVariable: IVariableDeclaratorOperation variable } loop
                        && SymbolEqualityComparer.Default.Equals(variable.Symbol, local)
                        && member.PlaceOf(loop.Collection)?.Steps[0].Symbol is IParameterSymbol received)
                    {
                        return received;
                    }
                }

                return null;
            default:
                return null;
        }
    }

    /// <summary>Somewhere the fragments are orphaned, or it is asked whether that is needed: the author has seen to it.</summary>
    private static bool IsSettled(StoragePath place, IOperation keep, Member member)
    {
        foreach (IOperation operation in member.Operations)
        {
            if (operation.Syntax.SpanStart >= keep.Syntax.SpanStart && !SharesLoop(operation.Syntax, keep.Syntax))
                continue;
            if (Orphaned(operation, member) is StoragePath orphaned && (orphaned.Overlaps(place)))
                return true;
            if (Shared.IsPredicate(operation, member) is StoragePath asked && asked.Overlaps(place))
                return true;
            if (Flags.IsReference(operation, member.Model) && member.PlaceOf(((IMemberReferenceOperation)operation).Instance) is StoragePath flags && flags.Overlaps(place))
                return true;
        }

        return false;
    }

    private static bool SharesLoop(SyntaxNode one, SyntaxNode other)
    {
        for (SyntaxNode? node = one.Parent; node is not null && !Region.IsFunction(node); node = node.Parent)
        {
            if (Region.IsLoop(node) && node.Span.Contains(other.Span))
                return true;
        }

        return false;
    }

    /// <summary>The place of a buffer whose fragments a call orphans; null for any other operation.</summary>
    private static StoragePath? Orphaned(IOperation operation, Member member)
    {
        if (operation is not IInvocationOperation call || member.Model.RolesOf(call.TargetMethod).Get(Role.ReplacesFragments) is not { Orphans: true })
            return null;
        return Replaced.By(call, member)?.Place;
    }

    /// <summary>A private helper whose callers, which all stand in this file, have orphaned what they hand it.</summary>
    private static bool IsSettledByCallers(IParameterSymbol received, Member member)
    {
        if (received.ContainingSymbol is not IMethodSymbol { DeclaredAccessibility: Accessibility.Private or Accessibility.NotApplicable, MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } method)
            return false;
        bool any = false;
        foreach (Member caller in Callers.Of(method, member))
        {
            foreach (IOperation operation in caller.Operations)
            {
                if (operation is not IInvocationOperation call || !SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, method.OriginalDefinition))
                    continue;
                any = true;
                foreach (IArgumentOperation argument in call.Arguments)
                {
                    if (argument.Parameter?.Ordinal == received.Ordinal
                        && (caller.PlaceOf(argument.Value) is not StoragePath given || OriginOf(given, caller) is IParameterSymbol outer && !caller.Model.Is(outer, Role.KeepsFragments) && !IsSettled(given, call, caller)))
                    {
                        return false;
                    }
                }
            }
        }

        return any || Callers.AreElsewhere(method, member);
    }
}
