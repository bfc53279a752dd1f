using System;
using System.Collections.Generic;
using System.Linq;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Lifetime;

/// <summary>Descriptors that go from one container to another, and nothing in the member carries the flags.</summary>
internal sealed class LostFlags
{
    private LostFlags(DescriptorCopy copy, Flags from, Flags to, List<DescriptorCopy> more)
    {
        Copy = copy;
        From = from;
        To = to;
        More = more;
    }

    /// <summary>The first copy between the two.</summary>
    public DescriptorCopy Copy { get; }

    /// <summary>The container that the fragments come from.</summary>
    public Container Source => Copy.From!;

    /// <summary>The container that they go to.</summary>
    public Container Target => Copy.To!;

    public Flags From { get; }

    public Flags To { get; }

    /// <summary>The other copies between the same two.</summary>
    public List<DescriptorCopy> More { get; }

    public Diagnostic ToDiagnostic()
    {
        FlowReport report = new();
        foreach (DescriptorCopy copy in More)
            report.At(copy.Operation.Syntax.GetLocation(), "copied here, too");
        return report.Create(Rules.FlagsLost, Copy.Operation.Syntax.GetLocation(), Source.Name, Target.Name, From.Member.Name);
    }

    /// <summary>What is lost in one member; the analyzer reports it, the fix merges it.</summary>
    public static List<LostFlags> In(Member member)
    {
        List<LostFlags> lost = new();
        HashSet<(StoragePath, StoragePath)> fine = new();
        foreach (DescriptorCopy copy in DescriptorCopy.In(member))
        {
            if (copy.From is not Container source || copy.To is not Container target || fine.Contains((source.Place, target.Place)))
                continue;
            LostFlags? known = lost.Find(other => other.Source.Place.Equals(source.Place) && other.Target.Place.Equals(target.Place));
            if (known is not null)
            {
                if (known.Copy.Operation.Syntax != copy.Operation.Syntax)
                    known.More.Add(copy);
            }
            else if (Flags.Of(source, member.Model) is Flags from && Flags.Of(target, member.Model) is Flags to
                && !IsExempt(copy.Operation, member) && !Carry.IsCarried(copy, from, member))
            {
                lost.Add(new LostFlags(copy, from, to, new List<DescriptorCopy>()));
            }
            else
            {
                fine.Add((source.Place, target.Place));
            }
        }

        return lost;
    }

    private static bool IsExempt(IOperation operation, Member member)
    {
        if (member.Code.IsAccessorCode(operation.Syntax))
            return true;
        for (ISymbol? symbol = member.Code.Semantics.GetEnclosingSymbol(operation.Syntax.SpanStart); symbol is not null and not INamedTypeSymbol; symbol = symbol.ContainingSymbol)
        {
            // It says of itself that it carries them, perhaps by ways that cannot be seen.
            if (member.Model.Is(symbol, Role.TransfersFragments))
                return true;
        }

        return false;
    }
}

/// <summary>Whether a member carries the flags from one container to the other, before or after the copy, or knows that there are none.</summary>
internal static class Carry
{
    private const int Depth = 3;

    public static bool IsCarried(DescriptorCopy copy, Flags flags, Member member)
    {
        Container from = copy.From!;
        Container to = copy.To!;
        bool asked = false;
        bool set = false;
        foreach (IOperation operation in member.Operations)
        {
            switch (operation)
            {
                case IAssignmentOperation assignment when Flags.IsOf(assignment.Target, to, member) || assignment.Target is ILocalReferenceOperation { Local.RefKind: not RefKind.None } alias && member.AliasOf(alias) is IOperation slot && Flags.IsOf(Member.Plain(slot), to, member):
                    if (Flags.Mentions(assignment.Value, part => Flags.IsOf(part, from, member) || IsPredicate(part, from, member), member))
                        return true;
                    ulong? bits = Flags.BitsOf(Member.Plain(assignment.Value));
                    if (bits is null ? assignment.Value is IInvocationOperation : (bits & flags.Mask) == flags.Mask)
                        return true;
                    set |= (bits & flags.Mask) != 0;
                    break;
                case IAssignmentOperation { Value: IOperation value, Target: IOperation target } when IsWhole(target, value, from, to, member):
                    return true;
                case IInvocationOperation call when call != copy.Operation && IsHelper(call.TargetMethod, call.Instance, call.Arguments.Select(argument => argument.Value), from, to, member):
                    return true;
                case IObjectCreationOperation creation when IsHelper(creation.Constructor, PlaceOfResult(creation, to, member), creation.Arguments.Select(argument => argument.Value), from, to, member):
                    return true;
            }

            asked |= IsPredicate(operation, from, member);
            if (!Flags.IsOf(operation, from, member) || operation.Parent is IAssignmentOperation written && written.Target == operation)
                continue;
            if (Flags.IsPartial(operation, flags.Mask))
                asked = true;
            else if (!GoesElsewhere(operation, to, member))
                return true; // it was looked at: what the author then knows, nobody else does
        }

        return asked && set || IsAskedBefore(copy, from, member);
    }

    /// <summary>Its value is stored in the flags of a third container.</summary>
    private static bool GoesElsewhere(IOperation read, Container to, Member member)
    {
        for (IOperation? at = read.Parent; at is not null and not IBlockOperation; at = at.Parent)
        {
            if (at is IAssignmentOperation assignment && Flags.IsReference(assignment.Target, member.Model))
                return !Flags.IsOf(assignment.Target, to, member);
        }

        return false;
    }

    private static bool IsPredicate(IOperation operation, Container container, Member member) =>
        Shared.IsPredicate(operation, member) is StoragePath place && (place.Overlaps(container.Place) || container.Place.IsWithin(place));

    /// <summary>Whether others see the source was asked, and what hangs on the answer leaves or holds the copy.</summary>
    private static bool IsAskedBefore(DescriptorCopy copy, Container from, Member member)
    {
        foreach (IOperation operation in member.Operations)
        {
            if (operation.Syntax.SpanStart < copy.Operation.Syntax.SpanStart && IsPredicate(operation, from, member))
                return true;
        }

        return false;
    }

    private static bool IsWhole(IOperation target, IOperation value, Container from, Container to, Member member)
    {
        if (target.Type is not INamedTypeSymbol type || !Container.IsContainer(type, member.Model) && !Container.MayHold(type, member.Model))
            return false;
        return member.PlaceOf(target) is StoragePath into && to.Place.IsWithin(into)
            && Flags.Mentions(value, part => part is not ILiteralOperation && IsObject(part, from, member), member);
    }

    private static IOperation? PlaceOfResult(IObjectCreationOperation creation, Container to, Member member)
    {
        IOperation value = creation;
        while (value.Parent is IConversionOperation conversion)
            value = conversion;
        IOperation? target = value.Parent switch
        {
            ISimpleAssignmentOperation assignment => assignment.Target,
            _ => null,
        };
        if (target is not null)
            return target;
        return value.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } && to.Place.Mentions(declarator.Symbol) ? creation : null;
    }

    private static bool IsObject(IOperation operation, Container container, Member member) =>
        operation.Type is INamedTypeSymbol { SpecialType: SpecialType.None } type
        && !Container.HoldsFragments(type, member.Model)
        && (Container.IsContainer(type, member.Model) || Container.MayHold(type, member.Model))
        && member.PlaceOf(operation) is StoragePath place
        && container.Place.IsWithin(place);

    /// <summary>A call that is given both containers: one whose body is not seen may carry the flags, one that is seen does or does not.</summary>
    private static bool IsHelper(IMethodSymbol? method, IOperation? receiver, IEnumerable<IOperation> arguments, Container from, Container to, Member member)
    {
        if (method is null || Types.IsOfBaseLibrary(method))
            return false;
        bool seesFrom = false;
        bool seesTo = receiver is IObjectCreationOperation;
        bool flagsFrom = false;
        bool flagsTo = false;
        foreach (IOperation given in receiver is null or IObjectCreationOperation ? arguments : arguments.Concat(new[] { receiver }))
        {
            IOperation value = Member.Plain(given);
            seesFrom |= IsObject(value, from, member);
            seesTo |= IsObject(value, to, member);
            flagsTo |= Flags.IsOf(value, to, member);
            flagsFrom |= Flags.Mentions(value, part => Flags.IsOf(part, from, member), member, depth: 1);
        }

        if (flagsFrom && (flagsTo || seesTo))
            return true;
        if (!seesFrom || !seesTo || member.Code.Model.Is(method, Role.FragmentAccessor) || member.Model.IsHomeOfAccessors(method.ContainingType))
            return false;
        return member.Model.Is(method, Role.TransfersFragments) || (Bodies(method, member, Depth, SetsFlags) ?? true);
    }

    /// <summary>Asks the bodies of a method; null when none of them can be seen.</summary>
    private static bool? Bodies(IMethodSymbol method, Member member, int depth, Func<IOperation, Member, bool> asks)
    {
        bool? answer = null;
        foreach (SyntaxReference reference in method.DeclaringSyntaxReferences)
        {
            if (reference.SyntaxTree != member.Code.Semantics.SyntaxTree)
                return null; // in another file: no semantic model to be had here
            answer ??= false;
            SyntaxNode declaration = reference.GetSyntax(member.Code.Cancellation);
            foreach (IOperation root in MemberCode.Roots(declaration, member.Code.Semantics, member.Code.Cancellation))
            {
                foreach (IOperation operation in Walk.All(root))
                {
                    if (asks(operation, member))
                        return true;
                    if (depth > 1 && operation is IInvocationOperation call && !SymbolEqualityComparer.Default.Equals(call.TargetMethod, method) && !Types.IsOfBaseLibrary(call.TargetMethod) && TakesContainers(call, member) && (member.Model.Is(call.TargetMethod, Role.TransfersFragments) || Bodies(call.TargetMethod, member, depth - 1, asks) != false))
                        return true;
                }
            }
        }

        return answer;
    }

    private static bool TakesContainers(IInvocationOperation call, Member member)
    {
        int taken = 0;
        foreach (IOperation? given in call.Arguments.Select(argument => (IOperation?)argument.Value).Concat(new[] { call.Instance }))
        {
            if (given is not null && Member.Plain(given).Type is INamedTypeSymbol type && (Container.IsContainer(type, member.Model) || Container.MayHold(type, member.Model)))
                taken++;
        }

        return taken >= 2;
    }

    private static bool SetsFlags(IOperation operation, Member member) =>
        operation is IAssignmentOperation assignment
        && (Flags.IsReference(assignment.Target, member.Model) && Flags.BitsOf(Member.Plain(assignment.Value)) is null
            || Container.IsContainer(assignment.Target.Type, member.Model) && assignment.Value is not IObjectCreationOperation);
}
