using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Cli.Proposing;

/// <summary>What gives the address of a counted thing: that to which a fragment's offset is added.</summary>
internal sealed class AddressUses
{
    private readonly Dictionary<ISymbol, List<(Evidence Evidence, CodeBody Body)>> _uses = new(SameSymbol.Comparer);

    public void Add(ISymbol by, Evidence evidence, CodeBody body)
    {
        if (!_uses.TryGetValue(by, out List<(Evidence, CodeBody)>? uses))
            _uses.Add(by, uses = []);
        uses.Add((evidence, body));
    }

    /// <summary>The method or property that an expression takes the address of something with, and of what.</summary>
    public static (ISymbol By, IOperation Of)? Addressed(IOperation operation, CodeBody body) => body.Behind(operation) switch
    {
        IInvocationOperation { TargetMethod: IMethodSymbol method } call when IsAddress(method.ReturnType) && !Types.IsOfBaseLibrary(method) =>
            method.IsStatic
                ? call.Arguments.Length == 1 ? (method.OriginalDefinition, call.Arguments[0].Value) : null
                : call.Arguments.Length == 0 && call.Instance is IOperation instance ? (method.OriginalDefinition, instance)
                : call.Arguments.Length == 1 ? (method.OriginalDefinition, call.Arguments[0].Value) : null,
        IPropertyReferenceOperation { Instance: IOperation of, Property: { IsIndexer: false } property } when IsAddress(property.Type) => (property.OriginalDefinition, of),
        IFieldReferenceOperation { Instance: IOperation of, Field: var field } when IsAddress(field.Type) => (field.OriginalDefinition, of),
        _ => null,
    };

    /// <summary>Proposes them.</summary>
    public void Propose(Corpus corpus, Vocabulary vocabulary)
    {
        bool anyPointer = _uses.Keys.Any(by => IsPointer(TypeOf(by)));
        foreach ((ISymbol by, List<(Evidence Evidence, CodeBody Body)> uses) in _uses)
        {
            if (by is IFieldSymbol || IsGivenBack(by, uses.Select(use => use.Body)))
                continue;
            ImmutableArray<Evidence> evidence = [.. uses.Select(use => use.Evidence).DistinctBy(use => (use.File, use.Line))];
            if (IsPointer(TypeOf(by)))
                vocabulary.Add(new Proposal(Role.PageAddress, by, Confidence.Sure, null, evidence));
            else if (anyPointer)
                vocabulary.Add(new Proposal(Role.PagePhys, by, Confidence.Sure, null, evidence));
            else if (IsBus(by, uses.Select(use => use.Body)) is bool bus)
                vocabulary.Add(new Proposal(bus ? Role.PagePhys : Role.PageAddress, by, Confidence.Sure, null, evidence));
            else if (!vocabulary.Is(by, Role.PageAddress) && !vocabulary.Is(by, Role.PagePhys))
                vocabulary.Ask(new Question(by, [Role.PageAddress, Role.PagePhys], "an offset is added to it, and nothing says whether the processor or a device uses the sum", evidence));
        }
    }

    /// <summary>A number that is used as a pointer, or turned into one, is the processor's; null where that cannot be told.</summary>
    private static bool? IsBus(ISymbol by, IEnumerable<CodeBody> bodies)
    {
        foreach (IOperation operation in bodies.SelectMany(body => body.All))
        {
            if (operation is IConversionOperation { Type: IPointerTypeSymbol } conversion && FragApi.Analyzers.Bodies.Walk.All(conversion.Operand).Any(inner => inner is IMemberReferenceOperation member && SameSymbol.Are(member.Member, by) || inner is IInvocationOperation call && SameSymbol.Are(call.TargetMethod, by)))
                return false;
        }

        return null;
    }

    /// <summary>Whoever calls it goes on to give the address back: it is lent for a while, and not the page's own.</summary>
    private static bool IsGivenBack(ISymbol by, IEnumerable<CodeBody> bodies)
    {
        if (by is not IMethodSymbol method)
            return false;
        HashSet<ISymbol>? ends = null;
        foreach (CodeBody body in bodies.Distinct())
        {
            IEnumerable<ISymbol> here = body.All.OfType<IInvocationOperation>()
                .Where(call => call.TargetMethod.ReturnsVoid && SameSymbol.Are(call.TargetMethod.ContainingType, method.ContainingType) && call.TargetMethod.Parameters.Length == method.Parameters.Length && call.TargetMethod.Parameters.Zip(method.Parameters).All(pair => SameSymbol.Are(pair.First.Type, pair.Second.Type)))
                .Select(call => (ISymbol)call.TargetMethod.OriginalDefinition);
            ends = ends is null ? new HashSet<ISymbol>(here, SameSymbol.Comparer) : [.. ends.Intersect(here, SameSymbol.Comparer)];
        }

        return ends is { Count: > 0 };
    }

    internal static bool IsAddress(ITypeSymbol type) => IsPointer(type) || type.SpecialType is SpecialType.System_UInt64 or SpecialType.System_Int64;

    internal static bool IsPointer(ITypeSymbol? type) => type is IPointerTypeSymbol || type?.SpecialType is SpecialType.System_IntPtr or SpecialType.System_UIntPtr;

    private static ITypeSymbol? TypeOf(ISymbol by) => by switch
    {
        IMethodSymbol method => method.ReturnType,
        IPropertySymbol property => property.Type,
        _ => null,
    };
}
