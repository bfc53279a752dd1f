using System;
using System.Collections.Immutable;

namespace FragApi.Analyzers.Vocabulary;

/// <summary>The raw parts of a fragment.</summary>
[Flags]
internal enum FragmentParts
{
    None = 0,
    Page = 1,
    Offset = 2,
    Size = 4,
    All = Page | Offset | Size,
}

/// <summary>What an operation does with the fragment: one row of <see cref="Operations"/>.</summary>
internal sealed class OperationInfo
{
    public OperationInfo(FragmentOperation operation, FragmentParts reads = FragmentParts.None, FragmentParts stores = FragmentParts.None, bool isGetter = false, bool shifts = false, bool addsOffset = false, int references = 0, FragmentParts takes = FragmentParts.None)
    {
        Operation = operation;
        Reads = reads;
        Stores = stores;
        IsGetter = isGetter;
        Shifts = shifts;
        AddsOffset = addsOffset;
        References = references;
        Takes = takes;
    }

    public FragmentOperation Operation { get; }

    /// <summary>The parts that its outcome is made of.</summary>
    public FragmentParts Reads { get; }

    /// <summary>The parts that it changes.</summary>
    public FragmentParts Stores { get; }

    /// <summary>Every part that it has to do with.</summary>
    public FragmentParts Touches => Reads | Stores;

    /// <summary>Evaluating it changes nothing, and gives the same again.</summary>
    public bool IsGetter { get; }

    /// <summary>It adds to what is there, and does not replace it.</summary>
    public bool Shifts { get; }

    /// <summary>It counts from the fragment's own offset, which its caller must not add again.</summary>
    public bool AddsOffset { get; }

    /// <summary>By how much it changes the page's reference count.</summary>
    public int References { get; }

    /// <summary>
    /// The parts that it has a parameter each for: the page first, then integers in the order of the enum. What stores
    /// one integer takes that one's new value.
    /// </summary>
    public FragmentParts Takes { get; }

    /// <summary>The part that it gives as it is; none where its outcome is something else.</summary>
    public FragmentParts Gives => IsGetter && !AddsOffset ? Reads : FragmentParts.None;

    /// <summary>It makes a mapping for a device.</summary>
    public bool Maps => AddsOffset && !IsGetter;

    /// <summary>The role of a page's own operation that does the same, where it takes or drops a reference or maps; null of others.</summary>
    public Role? OfPage => References > 0 ? Role.PageGet : References < 0 ? Role.PagePut : Maps ? Role.PageMap : null;

    /// <summary>It changes one of these parts.</summary>
    public bool StoresIn(FragmentParts parts) => (Stores & parts) != FragmentParts.None;

    /// <summary>Afterwards the fragment is another one, or its page may be gone.</summary>
    public bool Changes => Stores != FragmentParts.None || References < 0;
}

/// <summary>The operations of accessors, with what each of them does. Rules and rewrites ask these columns, and name no operation.</summary>
internal static class Operations
{
    private const FragmentParts Address = FragmentParts.Page | FragmentParts.Offset;

    /// <summary>In order of <see cref="FragmentOperation"/>.</summary>
    public static readonly ImmutableArray<OperationInfo> All = ImmutableArray.Create(
        new OperationInfo(FragmentOperation.Ref, reads: FragmentParts.Page, references: 1),
        new OperationInfo(FragmentOperation.Unref, reads: FragmentParts.Page, references: -1),
        new OperationInfo(FragmentOperation.Page, reads: FragmentParts.Page, isGetter: true),
        new OperationInfo(FragmentOperation.SetPage, stores: FragmentParts.Page, takes: FragmentParts.Page),
        new OperationInfo(FragmentOperation.Address, reads: Address, isGetter: true, addsOffset: true),
        new OperationInfo(FragmentOperation.Phys, reads: Address, isGetter: true, addsOffset: true),
        new OperationInfo(FragmentOperation.DmaMap, reads: Address, addsOffset: true, takes: FragmentParts.Offset | FragmentParts.Size),
        new OperationInfo(FragmentOperation.Size, reads: FragmentParts.Size, isGetter: true),
        new OperationInfo(FragmentOperation.SetSize, stores: FragmentParts.Size, takes: FragmentParts.Size),
        new OperationInfo(FragmentOperation.AddSize, stores: FragmentParts.Size, shifts: true, takes: FragmentParts.Size),
        new OperationInfo(FragmentOperation.Offset, reads: FragmentParts.Offset, isGetter: true),
        new OperationInfo(FragmentOperation.SetOffset, stores: FragmentParts.Offset, takes: FragmentParts.Offset),
        new OperationInfo(FragmentOperation.AddOffset, stores: FragmentParts.Offset, shifts: true, takes: FragmentParts.Offset),
        new OperationInfo(FragmentOperation.Fill, stores: Address | FragmentParts.Size, takes: Address | FragmentParts.Size));

    public static OperationInfo Info(this FragmentOperation operation) => All[(int)operation];

    /// <summary>The part that a role stands for; none for other roles.</summary>
    public static FragmentParts PartOf(Role role) => role switch
    {
        Role.FragmentPage => FragmentParts.Page,
        Role.FragmentOffset => FragmentParts.Offset,
        Role.FragmentSize => FragmentParts.Size,
        _ => FragmentParts.None,
    };

    /// <summary>The role of a single part.</summary>
    public static Role RoleOf(FragmentParts part) => part switch
    {
        FragmentParts.Page => Role.FragmentPage,
        FragmentParts.Offset => Role.FragmentOffset,
        _ => Role.FragmentSize,
    };
}
