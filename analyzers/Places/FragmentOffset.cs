using System.Collections.Generic;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Places;

/// <summary>Why a sum does not simply add the fragment's own offset.</summary>
internal enum OffsetFault
{
    None,

    /// <summary>It is not in the sum.</summary>
    Missing,

    /// <summary>A local may hold it, and may not.</summary>
    Unknown,

    /// <summary>It is in the sum more than once.</summary>
    Twice,

    /// <summary>It is cut down before it is added.</summary>
    Narrowed,

    /// <summary>It is taken off.</summary>
    Subtracted,
}

/// <summary>How a sum adds the fragment's own offset.</summary>
internal readonly struct FragmentOffset
{
    private FragmentOffset(Term? term, IOperation? leaf, IOperation? part, LocalWrite? seed, LocalWrite? copied, OffsetFault fault = OffsetFault.None, string? local = null)
    {
        Leaf = leaf;
        Copied = copied;
        Term = term;
        Part = part;
        Seed = seed;
        Fault = fault;
        Local = local;
    }

    public Term? Term { get; }

    /// <summary>Where the offset is read: in the sum, or in what a local in the sum got.</summary>
    public IOperation? Leaf { get; }

    /// <summary>The raw read of the offset that the conversion makes superfluous: in the sum, or in what seeds the local.</summary>
    public IOperation? Part { get; }

    /// <summary>The local in the sum starts at the offset and moves on from there; this is where it starts.</summary>
    public LocalWrite? Seed { get; }

    /// <summary>The local in the sum still holds the offset just as it was copied here; the conversion reads the local no more.</summary>
    public LocalWrite? Copied { get; }

    public OffsetFault Fault { get; }

    /// <summary>The local that nothing certain is known of.</summary>
    public string? Local { get; }

    /// <summary>Finds the one term that is the fragment's offset.</summary>
    /// <param name="sum">The sum.</param>
    /// <param name="besides">A term that is known to be something else: the address itself.</param>
    /// <param name="fragment">The fragment.</param>
    /// <param name="code">The member.</param>
    public static FragmentOffset Find(IOperation sum, IOperation? besides, Locator fragment, Code code)
    {
        List<FragmentOffset> found = new();
        string? unknown = null;
        foreach (Term term in OffsetSum.Of(sum))
        {
            if (term.Leaf == besides)
                continue;
            if (IsOffset(term.Leaf, fragment, code))
                found.Add(new FragmentOffset(term, term.Leaf, term.Leaf, null, null));
            else if (term.Leaf is ILocalReferenceOperation local)
                FindThroughLocal(term, local, fragment, code, found, ref unknown);
        }

        if (found.Count == 0)
            return new FragmentOffset(null, null, null, null, null, unknown is null ? OffsetFault.Missing : OffsetFault.Unknown, unknown);
        FragmentOffset only = found[0];
        if (found.Count > 1)
            return only.But(OffsetFault.Twice);
        if (only.Term!.IsCut)
            return only.But(OffsetFault.Narrowed);
        return only.Term.Positive ? only : only.But(OffsetFault.Subtracted);
    }

    private FragmentOffset But(OffsetFault fault) => new(Term, Leaf, Part, Seed, Copied, fault);

    /// <summary>The member that a part, raw or handed out by an accessor, lies in; null when that is not known.</summary>
    public static ISymbol? MemberOf(IOperation part, Role role, Code code) => part switch
    {
        IMemberReferenceOperation raw => raw.Member,
        IInvocationOperation call when code.AccessorOf(call, out INamedTypeSymbol? type) is Accessor accessor => AccessorReach.Of(accessor, type!.OriginalDefinition, code.Model).OnlyTouched(role),
        _ => null,
    };

    /// <summary>The raw part with that role, or its accessor, of that fragment.</summary>
    public static bool IsPartOf(IOperation operation, Role role, Locator fragment, Code code)
    {
        if (code.IsPart(operation, role, out IMemberReferenceOperation part))
            return Locator.OfPart(part) is Locator raw && code.IsPure(raw) && raw.IsSameAs(fragment);
        return operation is IInvocationOperation call
            && code.AccessorOf(call, out INamedTypeSymbol? type) is Accessor used
            && used.Operation.Info().Gives == Operations.PartOf(role)
            && Locator.OfAccessorCall(call, used, type!) is Locator laundered
            && code.IsPure(laundered)
            && laundered.IsSameAs(fragment);
    }

    private static bool IsOffset(IOperation operation, Locator fragment, Code code) =>
        IsPartOf(operation, Role.FragmentOffset, fragment, code);

    private static void FindThroughLocal(Term term, ILocalReferenceOperation local, Locator fragment, Code code, List<FragmentOffset> found, ref string? unknown)
    {
        bool mayHold = false;
        foreach (LocalWrite write in code.Flow.UsesOf(local.Local).Writes)
        {
            if (write.Value is not null && TermOf(write.Value, fragment, code) is not null)
                mayHold = true;
        }

        if (!mayHold)
            return;

        LocalWrite? seed = code.Flow.Reaching(local, throughIncrements: true);
        if (seed?.Value is null
            || !code.Flow.MeansTheSameAt(fragment, seed.Syntax)
            || code.Flow.ChangeBetween(seed.Syntax, local.Syntax, fragment) is not null)
        {
            unknown = local.Local.Name;
            return;
        }

        if (TermOf(seed.Value, fragment, code) is not Term start)
            return; // here it holds something else
        if (start.IsCut)
        {
            unknown = local.Local.Name;
            return;
        }

        bool copy = start.Sum is null && code.Flow.Reaching(local) == seed;
        found.Add(copy ? new FragmentOffset(term, start.Leaf, null, null, seed) : new FragmentOffset(term, start.Leaf, start.Leaf, seed, null));
    }

    /// <summary>The term of a seed that is the fragment's offset.</summary>
    public static Term? TermOf(IOperation value, Locator fragment, Code code)
    {
        Term? found = null;
        foreach (Term term in OffsetSum.Of(value))
        {
            if (!IsOffset(term.Leaf, fragment, code))
                continue;
            if (found is not null || !term.Positive)
                return null;
            found = term;
        }

        return found;
    }
}
