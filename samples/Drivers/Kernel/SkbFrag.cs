using FragApi;

namespace Drivers.Kernel;

/// <summary>
/// The accessors of <see cref="Frag"/>: with <see cref="Frag"/> itself, the only code that knows how a fragment holds
/// its page. The forms with a buffer and an index act on that buffer's fragment.
/// </summary>
[FragmentAccessor]
public static class SkbFrag
{
    /// <summary>The fragment's page, borrowed: no reference is taken. Null when it has none.</summary>
    public static Page? Page(in Frag frag) => frag.Page;

    /// <inheritdoc cref="Page(in Frag)"/>
    public static Page? Page(SkBuff skb, int f) => skb.Info.Frags[f].Page;

    /// <summary>Stores the page alone. Takes no reference, drops none on the old page, leaves offset and size.</summary>
    public static void SetPage(ref Frag frag, Page? page) => frag.Page = page;

    /// <inheritdoc cref="SetPage(ref Frag, Page)"/>
    public static void SetPage(SkBuff skb, int f, Page? page) => skb.Info.Frags[f].Page = page;

    /// <summary>Takes a reference on the fragment's page; the caller owes one <see cref="Unref(in Frag)"/>.</summary>
    public static void Ref(in Frag frag) => Mm.GetPage(frag.Page);

    /// <inheritdoc cref="Ref(in Frag)"/>
    public static void Ref(SkBuff skb, int f) => Mm.GetPage(skb.Info.Frags[f].Page);

    /// <summary>Drops a reference on the fragment's page; the fragment still names the page afterwards.</summary>
    public static void Unref(in Frag frag) => Mm.PutPage(frag.Page);

    /// <inheritdoc cref="Unref(in Frag)"/>
    public static void Unref(SkBuff skb, int f) => Mm.PutPage(skb.Info.Frags[f].Page);

    /// <summary>Virtual address of the fragment's first byte: the page's address plus the fragment's offset.</summary>
    public static nint Address(in Frag frag) => Mm.PageAddress(frag.Page) + frag.PageOffset;

    /// <inheritdoc cref="Address(in Frag)"/>
    public static nint Address(SkBuff skb, int f) => Address(in skb.Info.Frags[f]);

    /// <summary>Physical address of the fragment's first byte.</summary>
    public static ulong Phys(in Frag frag) => Mm.PageToPhys(frag.Page) + (ulong)frag.PageOffset;

    /// <inheritdoc cref="Phys(in Frag)"/>
    public static ulong Phys(SkBuff skb, int f) => Phys(in skb.Info.Frags[f]);

    /// <summary>
    /// Maps <paramref name="size"/> bytes, <paramref name="offset"/> bytes into the fragment, for DMA. The caller
    /// checks the result with <see cref="Dma.MappingError"/> and owes one <see cref="Dma.UnmapPage"/> of the same size
    /// and direction.
    /// </summary>
    public static ulong DmaMap(Device? dev, in Frag frag, int offset, int size, DmaDir dir) =>
        Dma.MapPage(dev, frag.Page, frag.PageOffset + offset, size, dir);

    /// <summary>The fragment's length, in bytes.</summary>
    public static int Size(in Frag frag) => frag.Size;

    /// <inheritdoc cref="Size(in Frag)"/>
    public static int Size(SkBuff skb, int f) => skb.Info.Frags[f].Size;

    /// <summary>Sets the length of the fragment; the buffer's own lengths stay.</summary>
    public static void SetSize(ref Frag frag, int size) => frag.Size = size;

    /// <summary>Adds to the length of the fragment; negative numbers shorten it.</summary>
    public static void AddSize(ref Frag frag, int delta) => frag.Size += delta;

    /// <summary>Where the fragment starts, in bytes from the start of the page; may exceed the size of one page.</summary>
    public static int Offset(in Frag frag) => frag.PageOffset;

    /// <inheritdoc cref="Offset(in Frag)"/>
    public static int Offset(SkBuff skb, int f) => skb.Info.Frags[f].PageOffset;

    /// <summary>Sets where the fragment starts.</summary>
    public static void SetOffset(ref Frag frag, int offset) => frag.PageOffset = offset;

    /// <summary>Moves the fragment's start; negative numbers move it towards the start of the page.</summary>
    public static void AddOffset(ref Frag frag, int delta) => frag.PageOffset += delta;

    /// <summary>Stores page, offset and size at once. Takes no reference: the caller's goes to the fragment.</summary>
    public static void Fill(ref Frag frag, Page? page, int offset, int size)
    {
        frag.Page = page;
        frag.PageOffset = offset;
        frag.Size = size;
    }

    /// <summary>The same for a buffer's fragment; the count of fragments stays (see <see cref="SkBuff.FillPageDesc"/>).</summary>
    public static void Fill(SkBuff skb, int f, Page? page, int offset, int size) =>
        Fill(ref skb.Info.Frags[f], page, offset, size);
}
