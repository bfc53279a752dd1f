using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Obligations;

/// <summary>What a member of a <see cref="Wrapper"/> does to the object that it is called on, by itself or through others of its type.</summary>
internal sealed class WrapperMember
{
    /// <summary>Of which nothing is known: the object may be anywhere.</summary>
    public static readonly WrapperMember Unknown = new() { Leaks = true, CallsOut = true };

    /// <summary>It does nothing to what the object holds.</summary>
    public static readonly WrapperMember Harmless = new() { CallsOut = true };

    /// <summary>The object is given to others, or may be used later.</summary>
    public bool Leaks { get; set; }

    /// <summary>Its result is the object.</summary>
    public bool ReturnsItself { get; set; }

    /// <summary>Which of the fields it releases, on some way at least.</summary>
    public int Released { get; set; }

    /// <summary>It releases what the object holds, on some way at least.</summary>
    public bool Releases => Released != 0;

    /// <summary>It puts something new into the object.</summary>
    public bool Acquires { get; set; }

    /// <summary>It does so on every way.</summary>
    public bool Fills { get; set; }

    /// <summary>Of a constructor, the other one that it calls first.</summary>
    public IMethodSymbol? FilledBy { get; set; }

    /// <summary>It takes out what the object holds.</summary>
    public bool Clears { get; set; }

    /// <summary>It writes to a field of the object.</summary>
    public bool Changes { get; set; }

    /// <summary>It counts in a field of the object.</summary>
    public bool Counts { get; set; }

    /// <summary>It works on what the object holds.</summary>
    public bool Touches { get; set; }

    /// <summary>It asks something, or may throw, before it goes on.</summary>
    public bool Tests { get; set; }

    /// <summary>It calls code that is neither the library's nor its type's.</summary>
    public bool CallsOut { get; set; }

    /// <summary>It goes on when it has returned: until what it returns was awaited.</summary>
    public bool IsDeferred { get; set; }

    /// <summary>Its result shows what the object holds.</summary>
    public bool Shows { get; set; }

    /// <summary>The object is done with afterwards.</summary>
    public bool IsEnd { get; set; }

    /// <summary>The flags of the object by which it decides whether to go on; null for none.</summary>
    public HashSet<ISymbol>? Asked { get; set; }

    /// <summary>The fields of the object that it writes to; null for none.</summary>
    public HashSet<ISymbol>? Written { get; set; }

    /// <summary>Whether it goes on is decided by what was said when the object was made: 'if (!_leaveOpen) …'.</summary>
    public bool IsConditional => Asked is not null && (Written is null || !Asked.IsSubsetOf(Written));

    /// <summary>What a call says; made when it is asked for.</summary>
    public MethodContract? Contract { get; set; }

    /// <summary>What becomes of the object, nobody can say.</summary>
    public bool IsUnclear => Leaks || !IsEnd && (Clears || Releases && !Acquires);

    /// <summary>Works on what the object holds without a question: on one that was disposed of it cannot be right.</summary>
    public bool IsUse => Touches && !Tests && !Acquires && !IsUnclear;

    /// <summary>What a member of an object does that this one's object holds, and releases.</summary>
    public void AddInner(WrapperMember called)
    {
        Leaks |= called.IsUnclear;
        Acquires |= called.Acquires;
        Touches |= called.Touches || called.Shows;
        Tests |= called.Tests;
        CallsOut = true;
    }

    /// <summary>What another member does that this one calls.</summary>
    public void Add(WrapperMember called)
    {
        Leaks |= called.Leaks || called.IsDeferred;
        Released |= called.Released;
        Acquires |= called.Acquires;
        Clears |= called.Clears;
        Changes |= called.Changes;
        Counts |= called.Counts;
        Touches |= called.Touches;
        Tests |= called.Tests;
        CallsOut |= called.CallsOut;
        Asked = Join(Asked, called.Asked);
        Written = Join(Written, called.Written);
    }

    private static HashSet<ISymbol>? Join(HashSet<ISymbol>? own, HashSet<ISymbol>? called)
    {
        if (own is null || called is null)
            return own ?? called;
        HashSet<ISymbol> both = new(own, SymbolEqualityComparer.Default);
        both.UnionWith(called);
        return both;
    }
}
