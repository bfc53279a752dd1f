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

/// <summary>One row of the table: the shape before, the operation after, and what must hold.</summary>
internal sealed class RewriteRow
{
    public RewriteRow(Shape shape, DiagnosticDescriptor rule, FragmentOperation operation, string before, string after, params DeclineReason[] unless)
    {
        Shape = shape;
        Rule = rule;
        Operation = operation;
        Before = before;
        After = after;
        Unless = ImmutableArray.Create(unless);
    }

    public Shape Shape { get; }

    public DiagnosticDescriptor Rule { get; }

    /// <summary>The accessor that stands in for the raw form.</summary>
    public FragmentOperation Operation { get; }

    /// <summary>The raw form, in the terms of the documentation's example (<c>skb.Info.Frags[i]</c> and a <c>ref Frag frag</c>).</summary>
    public string Before { get; }

    public string After { get; }

    /// <summary>What keeps this row from being applied, beyond what keeps every row (see <see cref="RewriteTable.Always"/>).</summary>
    public ImmutableArray<DeclineReason> Unless { get; }
}

/// <summary>
/// Every rewrite of the package. The planner takes the operation from here, the documentation its examples, and the
/// tests run each row as it stands.
/// </summary>
internal static class RewriteTable
{
    /// <summary>What keeps every row from being applied.</summary>
    public static readonly ImmutableArray<DeclineReason> Always = ImmutableArray.Create(
        DeclineReason.NoAccessor, DeclineReason.NoAccessorFits, DeclineReason.TypeDiffers, DeclineReason.NotAVariable, DeclineReason.NotAssigned, DeclineReason.ConditionalFragment,
        DeclineReason.EvaluationOrder, DeclineReason.AwaitInside, DeclineReason.CommentInside, DeclineReason.DirectiveInside, DeclineReason.ExpressionTree);

    public static readonly ImmutableArray<RewriteRow> Rows = ImmutableArray.Create(
        new RewriteRow(Shape.Get, Rules.RawGet, FragmentOperation.Ref,
            "Mm.GetPage(skb.Info.Frags[i].Page);", "SkbFrag.Ref(skb, i);",
            DeclineReason.ResultUsed, DeclineReason.ConditionalPage, DeclineReason.ConditionalFragment, DeclineReason.ArgumentLeft, DeclineReason.MayChange),
        new RewriteRow(Shape.Put, Rules.RawPut, FragmentOperation.Unref,
            "Mm.PutPage(skb.Info.Frags[i].Page);", "SkbFrag.Unref(skb, i);",
            DeclineReason.ResultUsed, DeclineReason.ConditionalPage, DeclineReason.ConditionalFragment, DeclineReason.ArgumentLeft, DeclineReason.MayChange),
        new RewriteRow(Shape.Map, Rules.RawMap, FragmentOperation.DmaMap,
            "dma = Pci.MapPage(pdev, frag.Page, frag.Offset + done, len, PciDir.ToDevice);", "dma = SkbFrag.DmaMap(pdev.Dev, frag, done, len, DmaDir.ToDevice);",
            DeclineReason.OffsetMissing, DeclineReason.OffsetTwice, DeclineReason.OffsetSubtracted, DeclineReason.Narrowed, DeclineReason.OffsetUnknown,
            DeclineReason.OffsetOtherReader, DeclineReason.OffsetOtherMap, DeclineReason.WholeFragmentOnly, DeclineReason.FamilyDiffers,
            DeclineReason.NoDevice, DeclineReason.NoDirection, DeclineReason.ConditionalPage, DeclineReason.ConditionalFragment, DeclineReason.ArgumentLeft, DeclineReason.MayChange),
        new RewriteRow(Shape.Address, Rules.RawAddress, FragmentOperation.Address,
            "va = Mm.PageAddress(frag.Page) + frag.Offset;", "va = SkbFrag.Address(frag);",
            DeclineReason.OffsetMissing, DeclineReason.OffsetTwice, DeclineReason.OffsetSubtracted, DeclineReason.Narrowed, DeclineReason.OffsetElsewhere, DeclineReason.OffsetUnknown, DeclineReason.OffsetRuns,
            DeclineReason.ConditionalPage, DeclineReason.ConditionalFragment, DeclineReason.ArgumentLeft, DeclineReason.MayChange),
        new RewriteRow(Shape.Phys, Rules.RawAddress, FragmentOperation.Phys,
            "pa = Mm.PageToPhys(frag.Page) + frag.Offset;", "pa = SkbFrag.Phys(frag);",
            DeclineReason.OffsetMissing, DeclineReason.OffsetTwice, DeclineReason.OffsetSubtracted, DeclineReason.Narrowed, DeclineReason.OffsetElsewhere, DeclineReason.OffsetUnknown, DeclineReason.OffsetRuns,
            DeclineReason.ConditionalPage, DeclineReason.ConditionalFragment, DeclineReason.ArgumentLeft, DeclineReason.MayChange),
        new RewriteRow(Shape.StoreAll, Rules.RawStore, FragmentOperation.Fill,
            "frag.Page = page; frag.Offset = start; frag.Size = len;", "SkbFrag.Fill(ref frag, page, start, len);",
            DeclineReason.ValueUsed, DeclineReason.Initializer),
        new RewriteRow(Shape.StorePage, Rules.RawStore, FragmentOperation.SetPage,
            "frag.Page = page;", "SkbFrag.SetPage(ref frag, page);",
            DeclineReason.ValueUsed, DeclineReason.CompoundStore, DeclineReason.Deconstruction, DeclineReason.Initializer, DeclineReason.NullRefused),
        new RewriteRow(Shape.ReadPage, Rules.RawRead, FragmentOperation.Page,
            "Consume(frag.Page);", "Consume(SkbFrag.Page(frag));",
            DeclineReason.InPlace, DeclineReason.InPattern, DeclineReason.BareMember),
        new RewriteRow(Shape.ReadOffset, Rules.RawExtent, FragmentOperation.Offset,
            "start = frag.Offset;", "start = SkbFrag.Offset(frag);",
            DeclineReason.InPattern, DeclineReason.BareMember, DeclineReason.SlotReference),
        new RewriteRow(Shape.StoreOffset, Rules.RawExtent, FragmentOperation.SetOffset,
            "frag.Offset = start;", "SkbFrag.SetOffset(ref frag, start);",
            DeclineReason.ValueUsed, DeclineReason.CompoundStore, DeclineReason.Deconstruction, DeclineReason.Initializer),
        new RewriteRow(Shape.AddOffset, Rules.RawExtent, FragmentOperation.AddOffset,
            "frag.Offset += n;", "SkbFrag.AddOffset(ref frag, n);",
            DeclineReason.ValueUsed),
        new RewriteRow(Shape.SubtractOffset, Rules.RawExtent, FragmentOperation.AddOffset,
            "frag.Offset -= n;", "SkbFrag.AddOffset(ref frag, -n);",
            DeclineReason.ValueUsed),
        new RewriteRow(Shape.ReadSize, Rules.RawExtent, FragmentOperation.Size,
            "len = frag.Size;", "len = SkbFrag.Size(frag);",
            DeclineReason.InPattern, DeclineReason.BareMember, DeclineReason.SlotReference),
        new RewriteRow(Shape.StoreSize, Rules.RawExtent, FragmentOperation.SetSize,
            "frag.Size = len;", "SkbFrag.SetSize(ref frag, len);",
            DeclineReason.ValueUsed, DeclineReason.CompoundStore, DeclineReason.Deconstruction, DeclineReason.Initializer),
        new RewriteRow(Shape.AddSize, Rules.RawExtent, FragmentOperation.AddSize,
            "frag.Size += n;", "SkbFrag.AddSize(ref frag, n);",
            DeclineReason.ValueUsed),
        new RewriteRow(Shape.SubtractSize, Rules.RawExtent, FragmentOperation.AddSize,
            "frag.Size -= n;", "SkbFrag.AddSize(ref frag, -n);",
            DeclineReason.ValueUsed));

    private static readonly RewriteRow[] s_byShape = Rows.OrderBy(row => row.Shape).ToArray();

    /// <summary>The row of a shape; there is one for each.</summary>
    public static RewriteRow Row(Shape shape) => s_byShape[(int)shape];
}
