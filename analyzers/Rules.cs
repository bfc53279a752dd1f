using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers;

/// <summary>
/// Every diagnostic of the package: the one home of ids, titles, messages and severities. The README table, the rule
/// index, the severity presets and the titles of the rule pages are generated from here.
/// </summary>
/// <remarks>
/// A default severity is a claim about false alarms: <i>warning</i> means that a careful reader agrees practically
/// every time, <i>info</i> that it is worth a look.
/// </remarks>
public static class Rules
{
    /// <summary>FRAG1xxx: raw use of a fragment where an accessor belongs.</summary>
    public const string AccessorCategory = "FragApi.Accessors";

    /// <summary>FRAG2xxx: who owns a reference.</summary>
    public const string OwnershipCategory = "FragApi.Ownership";
    /// <summary>FRAG3xxx: mappings for DMA.</summary>
    public const string DmaCategory = "FragApi.Dma";

    /// <summary>FRAG4xxx: what a container's fragments owe their owners.</summary>
    public const string LifetimeCategory = "FragApi.Lifetime";

    /// <summary>FRAG9xxx: the binding file.</summary>
    public const string BindingCategory = "FragApi.Binding";

    private const string HelpLink = "https://github.com/fragapi/fragapi/blob/main/docs/rules/{0}.md";

    /// <summary>FRAG1001.</summary>
    public static readonly DiagnosticDescriptor RawGet = Accessor(
        "FRAG1001",
        "Reference taken on a fragment's page by hand",
        "'{0}' takes a reference on the page of '{1}' by hand; {2}",
        "A reference that is taken on the page, and not on the fragment, is invisible to the owner of the fragment: a destructor cannot count it.");

    /// <summary>FRAG1002.</summary>
    public static readonly DiagnosticDescriptor RawPut = Accessor(
        "FRAG1002",
        "Reference dropped on a fragment's page by hand",
        "'{0}' drops a reference on the page of '{1}' by hand; {2}",
        "A reference that is dropped on the page, and not on the fragment, bypasses the fragment's destructor and its pool.");

    /// <summary>FRAG1003.</summary>
    public static readonly DiagnosticDescriptor RawMap = Accessor(
        "FRAG1003",
        "Fragment's page DMA-mapped by hand",
        "'{0}' maps the page of '{1}' for DMA by hand; {2}",
        "A mapping by hand has to add the fragment's own offset, exactly once; the accessor does.");

    /// <summary>FRAG1004.</summary>
    public static readonly DiagnosticDescriptor RawAddress = Accessor(
        "FRAG1004",
        "Address computed from a fragment's page by hand",
        "'{0}' computes an address from the page of '{1}' by hand; {2}",
        "The address of a page is not the address of the fragment: the fragment's offset has to be added, exactly once; the accessor does.");

    /// <summary>FRAG1005.</summary>
    public static readonly DiagnosticDescriptor RawStore = Accessor(
        "FRAG1005",
        "Fragment's page stored by hand",
        "'{0}' stores the page of '{1}' by hand; {2}",
        "Whoever stores a page into a fragment has to go through the accessor, or the page type cannot be sealed.");

    /// <summary>FRAG1006.</summary>
    public static readonly DiagnosticDescriptor RawRead = Accessor(
        "FRAG1006",
        "Fragment's page read by hand",
        "'{0}' reads the page of '{1}' by hand; {2}",
        "Whoever reads a fragment's page has to go through the accessor, or the page type cannot be sealed.");

    /// <summary>FRAG1007.</summary>
    public static readonly DiagnosticDescriptor RawExtent = Accessor(
        "FRAG1007",
        "Fragment's offset or size used by hand",
        "'{0}' uses the offset or the size of '{1}' by hand; {2}",
        "Fields without an accessor keep their raw uses for years; the representation cannot change under them.");

    /// <summary>FRAG1008.</summary>
    public static readonly DiagnosticDescriptor PageSlotEscapes = Accessor(
        "FRAG1008",
        "Fragment's page slot handed out by reference or reinterpreted",
        "'{0}' hands out the storage of a fragment's page: {1}; no accessor can stand in for it, rewrite it by hand",
        "A reference or a pointer to the page slot, or a reinterpreting cast of the descriptor, goes past every accessor and past the sealed page type, and breaks when the layout changes.");

    /// <summary>FRAG1009.</summary>
    public static readonly DiagnosticDescriptor HandleAsAddress = Accessor(
        "FRAG1009",
        "Page handle used as a data address, or the reverse",
        "'{0}' {1}; a page handle is not the address of the page's data",
        "The handle of a page names the page's metadata, not its contents: copying or mapping from it sends somebody else's memory.");

    /// <summary>FRAG1010.</summary>
    public static readonly DiagnosticDescriptor Unsealed = Accessor(
        "FRAG1010",
        "Sealed page unwrapped outside an accessor",
        "'{0}' opens a sealed fragment page outside an accessor; use the accessor, or mark this code [FragmentAccessor]",
        "The sealed page keeps raw uses from compiling only as long as nobody but the accessors opens it.");

    /// <summary>FRAG1011.</summary>
    public static readonly DiagnosticDescriptor RawUseInDisabledText = Create(
        "FRAG1011",
        "Raw fragment use in text disabled by #if",
        "'{0}' in text that is disabled here looks like a raw use of a fragment's page; convert it by hand, or build with the symbol defined",
        AccessorCategory,
        DiagnosticSeverity.Info,
        "The compiler does not bind disabled text, so no rewrite can be proved right there, and the sealed page does not stop it either: it breaks on the day that the symbol is defined.");

    /// <summary>FRAG2001.</summary>
    public static readonly DiagnosticDescriptor Leak = Ownership(
        "FRAG2001",
        "Owned reference never released",
        "'{0}' takes {1} that is never {2}",
        "What arrives with a reference has to be released, handed over or stored on every path; this is not, on any.");

    /// <summary>FRAG2001, of what the garbage collector gets hold of in the end.</summary>
    public static readonly DiagnosticDescriptor LeakOfPooled = Variant(Leak, DiagnosticSeverity.Info);

    /// <summary>FRAG2002.</summary>
    public static readonly DiagnosticDescriptor LeakOnPath = Ownership(
        "FRAG2002",
        "Owned reference not released on some path",
        "'{0}' takes {1} that is not {2} on the path that leaves in line {3}",
        "The reference is released on some paths and forgotten on another; the related locations walk that path.");

    /// <summary>FRAG2002, of what the garbage collector gets hold of in the end.</summary>
    public static readonly DiagnosticDescriptor LeakOnPathOfPooled = Variant(LeakOnPath, DiagnosticSeverity.Info);

    /// <summary>FRAG2003.</summary>
    public static readonly DiagnosticDescriptor ReleasedTwice = Ownership(
        "FRAG2003",
        "Reference released twice, or after it was handed over",
        "'{0}' releases {1} that was {2} before",
        "Whoever releases a reference that is not his any more takes it from somebody else, who then works on freed memory.");

    /// <summary>FRAG2003, of a reference that may never have been taken.</summary>
    public static readonly DiagnosticDescriptor ReleasedUntaken = Variant(ReleasedTwice, DiagnosticSeverity.Warning, "'{0}' releases a reference even where '{1}' has thrown and taken none");

    /// <summary>FRAG2004.</summary>
    public static readonly DiagnosticDescriptor UsedAfterRelease = Ownership(
        "FRAG2004",
        "Used after it was released or handed over",
        "'{0}' uses {1} that was {2} before",
        "After the last reference is gone the memory belongs to whoever gets it next.");

    /// <summary>FRAG2005.</summary>
    public static readonly DiagnosticDescriptor Overwritten = Ownership(
        "FRAG2005",
        "Overwritten while still owned",
        "'{0}' is overwritten while it holds {1} that was not {2}",
        "The only name of a reference is given to something else, so that nobody can release it any more.");

    /// <summary>FRAG2005, of what the garbage collector gets hold of in the end.</summary>
    public static readonly DiagnosticDescriptor OverwrittenPooled = Variant(Overwritten, DiagnosticSeverity.Info);

    /// <summary>FRAG2006.</summary>
    public static readonly DiagnosticDescriptor Discarded = Ownership(
        "FRAG2006",
        "Owned result discarded",
        "'{0}' takes {1} that nobody holds: it cannot be {2}",
        "The result of an acquisition carries a reference; where the result is thrown away, so is the only way to release it.");

    /// <summary>FRAG2006, of what the garbage collector gets hold of in the end.</summary>
    public static readonly DiagnosticDescriptor DiscardedPooled = Variant(Discarded, DiagnosticSeverity.Info);

    /// <summary>FRAG2007.</summary>
    public static readonly DiagnosticDescriptor BorrowedReleased = Ownership(
        "FRAG2007",
        "Borrowed reference released or handed over",
        "'{0}' {1} a reference that is only borrowed",
        "A borrowed reference belongs to somebody else, who will release it; whoever wants to keep it takes a reference of his own first.");

    /// <summary>FRAG2007, of one that the caller is told not to release.</summary>
    public static readonly DiagnosticDescriptor ReturnedAsBorrowed = Variant(BorrowedReleased, DiagnosticSeverity.Warning, "'{0}' returns {1} of its own as a borrowed one: nobody will release it");

    /// <summary>FRAG2008.</summary>
    public static readonly DiagnosticDescriptor NotConsumed = Ownership(
        "FRAG2008",
        "Consumed parameter not consumed on some exit",
        "'{0}' is taken over by contract, but neither released nor handed on on the path that leaves in line {1}",
        "A callee that takes a reference over has to do so on every exit, or the caller's count is wrong on some.");

    /// <summary>FRAG2009.</summary>
    public static readonly DiagnosticDescriptor FieldNotReleased = Ownership(
        "FRAG2009",
        "Owned field never released by its type",
        "'{0}' holds a reference that '{1}' never releases",
        "A field marked [Owned] means that its type owes a release; nothing in the type releases it, hands it over or passes it on.");

    /// <summary>FRAG2010.</summary>
    public static readonly DiagnosticDescriptor CopiedWithoutReference = Ownership(
        "FRAG2010",
        "Fragment descriptor copied without taking a reference",
        "'{0}' copies a fragment of '{1}' without taking a reference on its page",
        "Two descriptors of one page, and one reference: the first that is released frees the page under the other.");

    /// <summary>FRAG2011.</summary>
    public static readonly DiagnosticDescriptor LeakOnException = Create(
        "FRAG2011",
        "Not released when an exception escapes from a call",
        "'{0}' takes {1} that is not {2} when '{3}' throws",
        OwnershipCategory,
        DiagnosticSeverity.Info,
        "Between the acquisition and the release stands a call that may throw, and nothing releases on that way out.",
        isEnabledByDefault: false);

    /// <summary>FRAG2012.</summary>
    public static readonly DiagnosticDescriptor WrongPool = Ownership(
        "FRAG2012",
        "Returned to a pool it did not come from",
        "'{0}' returns {1} that came from '{2}'",
        "A pool that is given what it did not hand out loses count of what it did, or frees memory with the wrong allocator.");

    /// <summary>FRAG2013.</summary>
    public static readonly DiagnosticDescriptor ReleasedWhileUsed = Ownership(
        "FRAG2013",
        "Released while an operation still uses it",
        "'{0}' releases {1} that '{2}' may still use: nobody has waited for it",
        "An asynchronous operation goes on after the call that started it has returned; what it reads or writes belongs to somebody else by then.");

    /// <summary>FRAG2014.</summary>
    public static readonly DiagnosticDescriptor FieldKeepsReleased = Ownership(
        "FRAG2014",
        "Field keeps what was released",
        "'{0}' leaves in '{1}' what it releases: {2}",
        "A field that still shows what was released leads the next call to release it again, or to use what is somebody else's.");

    /// <summary>FRAG2015.</summary>
    public static readonly DiagnosticDescriptor RentedLength = Create(
        "FRAG2015",
        "Length of a rented array taken for the length of the data",
        "'{0}' takes all of '{1}', which may be longer than the '{2}' that was asked for",
        OwnershipCategory,
        DiagnosticSeverity.Info,
        "A pool hands out arrays that are at least as long as asked for; behind the data stands what somebody else left there.");

    /// <summary>FRAG2016.</summary>
    public static readonly DiagnosticDescriptor ReturnedUncleared = Create(
        "FRAG2016",
        "Array of references returned without being cleared",
        "'{0}' returns an array of references, and nothing here clears it",
        OwnershipCategory,
        DiagnosticSeverity.Info,
        "What the array refers to is kept alive by the pool until somebody else writes over it, and can be seen by whoever rents the array next.",
        isEnabledByDefault: false);

    /// <summary>FRAG2001 as an info, with <c>frag_strict = true</c>: what could not be decided.</summary>
    public static readonly DiagnosticDescriptor NotTracked = Variant(Leak, DiagnosticSeverity.Info, "not tracked: what '{0}' takes escapes through '{1}'");

    /// <summary>FRAG2001 as an info, with <c>frag_strict = true</c>: how much could not be decided, and why, once per compilation.</summary>
    public static readonly DiagnosticDescriptor NotTrackedSummary = Variant(Leak, DiagnosticSeverity.Info, "{0} acquisitions, {1} of them not tracked to the end{2}", WellKnownDiagnosticTags.CompilationEnd);
    /// <summary>FRAG3001.</summary>
    public static readonly DiagnosticDescriptor MapLeaked = Dma(
        "FRAG3001",
        "Mapping never unmapped, or not on some path",
        "The mapping that '{0}' makes is not unmapped {1}",
        "A mapping that nobody undoes holds bounce buffers and translations until the machine restarts, and the device may go on writing to a page that is somebody else's by then.");

    /// <summary>FRAG3002.</summary>
    public static readonly DiagnosticDescriptor MapUnchecked = Dma(
        "FRAG3002",
        "Mapping used before it is checked",
        "The mapping that '{0}' makes is used here, and nothing checked whether it failed",
        "Mapping fails when translations run out; the address of a failed mapping sends the device to memory that is not the buffer's.");

    /// <summary>FRAG3003.</summary>
    public static readonly DiagnosticDescriptor UnmapDiffers = Dma(
        "FRAG3003",
        "Unmap differs from its map",
        "'{0}' undoes a mapping that was made with another {1}: {2} there, {3} here",
        "An unmap has to name the family, the size and the direction of its map; otherwise translations stay behind, or the caches are not brought in step.");

    /// <summary>FRAG3004.</summary>
    public static readonly DiagnosticDescriptor OffsetWrong = Dma(
        "FRAG3004",
        "Fragment's offset added twice, or lost",
        "The offset of '{0}' is {1} here: {2}",
        "A fragment starts at its offset within the page, to be added exactly once: accessors add it, raw functions do not.");

    /// <summary>FRAG3005.</summary>
    public static readonly DiagnosticDescriptor PutBeforeUnmap = Dma(
        "FRAG3005",
        "Page released before it is unmapped",
        "'{0}' releases a page that is still mapped; it is unmapped only afterwards",
        "Between the release and the unmap the page may belong to somebody else, and the device still reads or writes it.");

    /// <summary>FRAG3006.</summary>
    public static readonly DiagnosticDescriptor UnmappedTwice = Dma(
        "FRAG3006",
        "Unmapped twice",
        "'{0}' undoes a mapping that is undone already",
        "The second unmap takes down whatever was mapped at that address in between: somebody else's transfer.");

    /// <summary>FRAG4001.</summary>
    public static readonly DiagnosticDescriptor FlagsLost = Lifetime(
        "FRAG4001",
        "Descriptors copied between containers without their flags",
        "Fragments of '{0}' are copied to '{1}', and '{2}' does not go with them",
        "The flags say that others still read or write the pages. A container that has the fragments and not the flags is written in place, and the pages are not its own.");

    /// <summary>FRAG4002.</summary>
    public static readonly DiagnosticDescriptor KeptWithoutOrphaning = Lifetime(
        "FRAG4002",
        "Container kept for long without orphaning its fragments",
        "'{0}' may be kept here without bound, and its fragments still have an owner that waits for them; orphan them first",
        "Whoever sent the pages waits until the last fragment lets go of them. What is kept without bound holds the sender up without bound.");

    /// <summary>FRAG4003.</summary>
    public static readonly DiagnosticDescriptor StaleFragment = Lifetime(
        "FRAG4003",
        "Fragment reference or span used after the array was replaced",
        "'{0}' was taken from the fragments of '{1}' before '{2}' replaced them",
        "A reference, a span or a pointer into a container's fragments goes on pointing to the old ones; what it reads was released, what it writes is lost.");

    /// <summary>FRAG4004.</summary>
    public static readonly DiagnosticDescriptor ChangedWhileShared = Lifetime(
        "FRAG4004",
        "Fragments changed while shared or managed",
        "'{0}' changes the fragments of '{1}' where '{2}' has said that others use them, too",
        "Clones read the same fragments, and managed fragments are not counted by this container: both need a private array before anything is changed.");

    /// <summary>FRAG4005.</summary>
    public static readonly DiagnosticDescriptor AppendUnchecked = Lifetime(
        "FRAG4005",
        "Fragment appended without a bound check",
        "A fragment is appended to '{0}' at '{1}', and nothing checked that there is room for it",
        "A container has room for a fixed number of fragments; who sends decides how many there are. An append has to ask first.");

    /// <summary>FRAG4006.</summary>
    public static readonly DiagnosticDescriptor PartlyFilled = Lifetime(
        "FRAG4006",
        "Fragment's page set, its offset or size never",
        "A fragment of '{0}' is appended with a page but without {1}; set all three with Fill",
        "What is not set is left over from the fragment that was there before: the wrong bytes are sent, or none.");

    /// <summary>FRAG4007.</summary>
    public static readonly DiagnosticDescriptor ReleasedInFlight = Lifetime(
        "FRAG4007",
        "Buffer released before its zero-copy send completed",
        "'{0}' is released here, and the send that '{1}' started may still read it",
        "A zero-copy send goes on reading the buffer after it has returned. Who gets the buffer next writes into what is sent.");

    /// <summary>FRAG4008.</summary>
    public static readonly DiagnosticDescriptor MergedWithoutDestructor = Lifetime(
        "FRAG4008",
        "Fragments merged without comparing destructors",
        "'{0}' grows because the pages are equal, and the destructors were not compared",
        "Two fragments of one page may have different owners. Merged, one of them is told too late, and the other one never.");

    /// <summary>FRAG9001.</summary>
    public static readonly DiagnosticDescriptor MalformedBinding = Binding(
        "FRAG9001",
        "Malformed line in a binding file",
        "Malformed binding: {0}",
        "A line of a binding file is: keyword, documentation comment id, then key=value options; '#' starts a comment.");

    /// <summary>FRAG9002.</summary>
    public static readonly DiagnosticDescriptor UnresolvedBinding = Binding(
        "FRAG9002",
        "Binding that resolves to nothing",
        "Unresolved binding: {0}",
        "The documentation comment id names no symbol of this compilation or of its references, so the line binds nothing.");

    /// <summary>FRAG9003.</summary>
    public static readonly DiagnosticDescriptor ContradictoryBinding = Binding(
        "FRAG9003",
        "Contradictory binding",
        "Contradictory binding: {0}",
        "Two roles were given that cannot both hold, or a role that does not fit its symbol; the first one stands.");

    /// <summary>All of them, in order of id.</summary>
    public static readonly ImmutableArray<DiagnosticDescriptor> All = ImmutableArray.Create(
        RawGet, RawPut, RawMap, RawAddress, RawStore, RawRead, RawExtent,
        PageSlotEscapes, HandleAsAddress, Unsealed, RawUseInDisabledText,
        Leak, LeakOnPath, ReleasedTwice, UsedAfterRelease, Overwritten, Discarded, BorrowedReleased, NotConsumed,
        FieldNotReleased, CopiedWithoutReference, LeakOnException, WrongPool, ReleasedWhileUsed, FieldKeepsReleased, RentedLength, ReturnedUncleared,
        MapLeaked, MapUnchecked, UnmapDiffers, OffsetWrong, PutBeforeUnmap, UnmappedTwice,
        FlagsLost, KeptWithoutOrphaning, StaleFragment, ChangedWhileShared, AppendUnchecked, PartlyFilled, ReleasedInFlight, MergedWithoutDestructor,
        MalformedBinding, UnresolvedBinding, ContradictoryBinding);

    private static DiagnosticDescriptor Accessor(string id, string title, string message, string description) =>
        Create(id, title, message, AccessorCategory, DiagnosticSeverity.Warning, description);

    private static DiagnosticDescriptor Ownership(string id, string title, string message, string description) =>
        Create(id, title, message, OwnershipCategory, DiagnosticSeverity.Warning, description);

    /// <summary>The same rule, reported with another severity where the claim about it is a weaker one.</summary>
    private static DiagnosticDescriptor Variant(DiagnosticDescriptor rule, DiagnosticSeverity severity, string? message = null, params string[] tags) =>
        Create(rule.Id, rule.Title.ToString(), message ?? rule.MessageFormat.ToString(), rule.Category, severity, rule.Description.ToString(), tags: tags);
    private static DiagnosticDescriptor Dma(string id, string title, string message, string description) =>
        Create(id, title, message, DmaCategory, DiagnosticSeverity.Warning, description);

    private static DiagnosticDescriptor Lifetime(string id, string title, string message, string description) =>
        Create(id, title, message, LifetimeCategory, DiagnosticSeverity.Warning, description);

    private static DiagnosticDescriptor Binding(string id, string title, string message, string description) =>
        Create(id, title, message, BindingCategory, DiagnosticSeverity.Warning, description);

    private static DiagnosticDescriptor Create(
        string id, string title, string message, string category, DiagnosticSeverity severity, string description, bool isEnabledByDefault = true, params string[] tags)
    {
#pragma warning disable RS0030 // the one home of descriptors
        return new DiagnosticDescriptor(id, title, message, category, severity, isEnabledByDefault, description, string.Format(HelpLink, id), tags);
#pragma warning restore RS0030
    }
}
