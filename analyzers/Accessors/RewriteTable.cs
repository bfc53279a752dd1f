using System.Collections.Immutable;
using System.Linq;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Accessors;

/// <summary>The raw shapes.</summary>
internal enum Shape
{
    Get,
    Put,
    Map,
    Address,
    Phys,
    StorePage,
    StoreAll,
    ReadPage,
    ReadOffset,
    StoreOffset,
    AddOffset,
    SubtractOffset,
    ReadSize,
    StoreSize,
    AddSize,
    SubtractSize,
}

/// <summary>How a raw form uses the fragment.</summary>
internal enum Form
{
    /// <summary>A call that is handed the page.</summary>
    Call,

    /// <summary>A part is read.</summary>
    Read,

    /// <summary>A part is stored, or changed in a way that no row adds up.</summary>
    Store,

    /// <summary><c>+=</c> and <c>++</c>.</summary>
    Add,

    /// <summary><c>-=</c> and <c>--</c>.</summary>
    Subtract,

    /// <summary>All parts are stored, one by one or by an initializer.</summary>
    StoreAll,
}

/// <summary>One row of the table: the shape before, the operation after, and what must hold.</summary>
internal sealed class RewriteRow
{
    public RewriteRow(Shape shape, DiagnosticDescriptor rule, Form form, FragmentOperation operation, string before, string after, params DeclineReason[] unless)
    {
        Shape = shape;
        Rule = rule;
        Form = form;
        Operation = operation;
        Before = before;
        After = after;
        Unless = ImmutableArray.Create(unless);
    }

    public Shape Shape { get; }

    public DiagnosticDescriptor Rule { get; }

    public Form Form { get; }

    /// <summary>The accessor that stands in for the raw form.</summary>
    public FragmentOperation Operation { get; }

    /// <summary>The raw form, in the terms of the documentation's example (<c>skb.Info.Frags[i]</c> and a <c>ref Frag frag</c>).</summary>
    public string Before { get; }

    public string After { get; }

    /// <summary>What keeps this row from being applied, beyond what keeps every row (see <see cref="RewriteTable.Always"/>).</summary>
    public ImmutableArray<DeclineReason> Unless { get; }

    /// <summary>The planner may decline for this reason; the tests hold it to that.</summary>
    public bool Names(DeclineReason reason) => Unless.Contains(reason) || RewriteTable.Always.Contains(reason);
}

/// <summary>
/// Every rewrite of the package. The planner takes the operation from here, the documentation its examples, and the
/// tests run each row as it stands.
/// </summary>
internal static class RewriteTable
{
    /// <summary>What keeps every row from being applied.</summary>
    public static readonly ImmutableArray<DeclineReason> Always = ImmutableArray.Create(
        DeclineReason.NoAccessor, DeclineReason.NoAccessorFits, DeclineReason.OtherMember, DeclineReason.TypeDiffers, DeclineReason.ArgumentDiffers, DeclineReason.NotAVariable, DeclineReason.NotAssigned, DeclineReason.ConditionalFragment,
        DeclineReason.EvaluationOrder, DeclineReason.AwaitInside, DeclineReason.CommentInside, DeclineReason.DirectiveInside, DeclineReason.ExpressionTree);

    private static readonly DeclineReason[] s_count = { DeclineReason.ResultUsed, DeclineReason.ConditionalPage, DeclineReason.MethodGroup, DeclineReason.ArgumentLeft, DeclineReason.MayChange };

    private static readonly DeclineReason[] s_address =
    {
        DeclineReason.OffsetMissing, DeclineReason.OffsetTwice, DeclineReason.OffsetSubtracted, DeclineReason.Narrowed, DeclineReason.OffsetElsewhere, DeclineReason.OffsetUnknown, DeclineReason.OffsetRuns,
        DeclineReason.ConditionalPage, DeclineReason.MethodGroup, DeclineReason.ArgumentLeft, DeclineReason.MayChange,
    };

    private static readonly DeclineReason[] s_read = { DeclineReason.InPattern, DeclineReason.BareMember, DeclineReason.SlotReference };

    private static readonly DeclineReason[] s_store = { DeclineReason.ValueUsed, DeclineReason.CompoundStore, DeclineReason.Deconstruction, DeclineReason.Initializer, DeclineReason.BareMember };

    private static readonly DeclineReason[] s_add = { DeclineReason.ValueUsed, DeclineReason.CompoundStore, DeclineReason.MayChange, DeclineReason.BareMember };

    public static readonly ImmutableArray<RewriteRow> Rows = ImmutableArray.Create(
        new RewriteRow(Shape.Get, Rules.RawGet, Form.Call, FragmentOperation.Ref,
            "Mm.GetPage(skb.Info.Frags[i].Page);", "SkbFrag.Ref(skb, i);", s_count),
        new RewriteRow(Shape.Put, Rules.RawPut, Form.Call, FragmentOperation.Unref,
            "Mm.PutPage(skb.Info.Frags[i].Page);", "SkbFrag.Unref(skb, i);", s_count),
        new RewriteRow(Shape.Map, Rules.RawMap, Form.Call, FragmentOperation.DmaMap,
            "dma = Pci.MapPage(pdev, frag.Page, frag.Offset + done, len, PciDir.ToDevice);", "dma = SkbFrag.DmaMap(pdev.Dev, frag, done, len, DmaDir.ToDevice);",
            DeclineReason.OffsetMissing, DeclineReason.OffsetTwice, DeclineReason.OffsetSubtracted, DeclineReason.Narrowed, DeclineReason.OffsetUnknown,
            DeclineReason.OffsetOtherReader, DeclineReason.OffsetOtherMap, DeclineReason.WholeFragmentOnly, DeclineReason.FamilyDiffers, DeclineReason.FamilyUnknown,
            DeclineReason.NoDevice, DeclineReason.NoDirection, DeclineReason.ResultUsed, DeclineReason.ConditionalPage, DeclineReason.MethodGroup, DeclineReason.ArgumentLeft, DeclineReason.MayChange),
        new RewriteRow(Shape.Address, Rules.RawAddress, Form.Call, FragmentOperation.Address,
            "va = Mm.PageAddress(frag.Page) + frag.Offset;", "va = SkbFrag.Address(frag);", s_address),
        new RewriteRow(Shape.Phys, Rules.RawAddress, Form.Call, FragmentOperation.Phys,
            "pa = Mm.PageToPhys(frag.Page) + frag.Offset;", "pa = SkbFrag.Phys(frag);", s_address),
        new RewriteRow(Shape.StoreAll, Rules.RawStore, Form.StoreAll, FragmentOperation.Fill,
            "frag.Page = page; frag.Offset = start; frag.Size = len;", "SkbFrag.Fill(ref frag, page, start, len);",
            DeclineReason.Initializer, DeclineReason.NullRefused),
        new RewriteRow(Shape.StorePage, Rules.RawStore, Form.Store, FragmentOperation.SetPage,
            "frag.Page = page;", "SkbFrag.SetPage(ref frag, page);",
            DeclineReason.ValueUsed, DeclineReason.CompoundStore, DeclineReason.Deconstruction, DeclineReason.BareMember, DeclineReason.NullRefused),
        new RewriteRow(Shape.ReadPage, Rules.RawRead, Form.Read, FragmentOperation.Page,
            "Consume(frag.Page);", "Consume(SkbFrag.Page(frag));",
            DeclineReason.InPlace, DeclineReason.InPattern, DeclineReason.BareMember),
        new RewriteRow(Shape.ReadOffset, Rules.RawExtent, Form.Read, FragmentOperation.Offset,
            "start = frag.Offset;", "start = SkbFrag.Offset(frag);", s_read),
        new RewriteRow(Shape.StoreOffset, Rules.RawExtent, Form.Store, FragmentOperation.SetOffset,
            "frag.Offset = start;", "SkbFrag.SetOffset(ref frag, start);", s_store),
        new RewriteRow(Shape.AddOffset, Rules.RawExtent, Form.Add, FragmentOperation.AddOffset,
            "frag.Offset += n;", "SkbFrag.AddOffset(ref frag, n);", s_add),
        new RewriteRow(Shape.SubtractOffset, Rules.RawExtent, Form.Subtract, FragmentOperation.AddOffset,
            "frag.Offset -= n;", "SkbFrag.AddOffset(ref frag, -n);", s_add),
        new RewriteRow(Shape.ReadSize, Rules.RawExtent, Form.Read, FragmentOperation.Size,
            "len = frag.Size;", "len = SkbFrag.Size(frag);", s_read),
        new RewriteRow(Shape.StoreSize, Rules.RawExtent, Form.Store, FragmentOperation.SetSize,
            "frag.Size = len;", "SkbFrag.SetSize(ref frag, len);", s_store),
        new RewriteRow(Shape.AddSize, Rules.RawExtent, Form.Add, FragmentOperation.AddSize,
            "frag.Size += n;", "SkbFrag.AddSize(ref frag, n);", s_add),
        new RewriteRow(Shape.SubtractSize, Rules.RawExtent, Form.Subtract, FragmentOperation.AddSize,
            "frag.Size -= n;", "SkbFrag.AddSize(ref frag, -n);", s_add));

    /// <summary>The rules that the rows come under.</summary>
    public static readonly ImmutableArray<string> RuleIds = Rows.Select(row => row.Rule.Id).Distinct().ToImmutableArray();

    private static readonly RewriteRow[] s_byShape = Rows.OrderBy(row => row.Shape).ToArray();

    /// <summary>The row of a shape; there is one for each.</summary>
    public static RewriteRow Row(Shape shape) => s_byShape[(int)shape];

    /// <summary>The row of what is done to one part.</summary>
    public static RewriteRow Row(Form form, FragmentParts part)
    {
        foreach (RewriteRow row in Rows)
        {
            if (row.Form == form && row.Operation.Info().Touches == part)
                return row;
        }

        // A page is no number: what would be added to it is a store of another one.
        return Row(Form.Store, part);
    }

    /// <summary>The rule that the raw form of an operation breaks.</summary>
    public static DiagnosticDescriptor RuleOf(FragmentOperation operation)
    {
        foreach (RewriteRow row in Rows)
        {
            if (row.Operation == operation)
                return row.Rule;
        }

        return Rules.RawExtent;
    }
}
