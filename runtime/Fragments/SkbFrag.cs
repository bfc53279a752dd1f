using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

// The accessor Page hides the type of that name in here.
using NativePage = FragApi.Page;

namespace FragApi;

/// <summary>
/// One fragment of a buffer: <c>size</c> bytes that start <c>offset</c> bytes into a page. Its static members are the
/// only way in. Each has two forms: one takes the buffer and the fragment's index, the other the fragment itself.
/// Copying a fragment copies the handle and takes no reference.
/// </summary>
/// <remarks>Kernel: <c>skb_frag_t</c> and its accessors, <c>include/linux/skbuff.h</c>.</remarks>
[Fragment(Accessor = typeof(SkbFrag))]
[FragmentAccessor]
[StructLayout(LayoutKind.Auto)]
public partial struct SkbFrag
{
    [FragmentPage]
    private FragPage _page;

    [FragmentOffset]
    private int _offset;

    [FragmentSize]
    private int _size;

    /// <summary>The fragment's page, borrowed: no reference is taken. Null when it has none.</summary>
    /// <remarks>Kernel: <c>skb_frag_page</c>.</remarks>
    [return: Borrows]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static NativePage? Page(in SkbFrag frag) => frag._page.Page;

    /// <summary>
    /// Stores the page alone. Takes no reference, drops none on the old page, leaves offset and size. The fragment has no
    /// destructor afterwards: the old one answered for the old page.
    /// </summary>
    /// <remarks>Kernel: <c>skb_frag_set_page</c> (3.2 to 6.1).</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetPage(ref SkbFrag frag, NativePage? page) => frag._page = new FragPage(page, null);

    /// <summary>
    /// Stores page, offset and size, in bytes, at once. Takes no reference: the caller's goes to the fragment. The fragment
    /// has no destructor afterwards. Nothing is checked.
    /// </summary>
    /// <remarks>Kernel: <c>skb_frag_fill_page_desc</c>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fill(ref SkbFrag frag, NativePage? page, int offset, int size)
    {
        frag._page = new FragPage(page, null);
        frag._offset = offset;
        frag._size = size;
    }

    /// <summary>Copies the page from one fragment to another, with its destructor; offset and size stay, and no reference is taken.</summary>
    /// <remarks>Kernel: <c>skb_frag_page_copy</c>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CopyPage(ref SkbFrag to, in SkbFrag from) => to._page = from._page;

    /// <summary>
    /// Takes a reference: on the fragment's destructor where it has one, else on its page. The caller owes one
    /// <see cref="Unref(in SkbFrag)"/>.
    /// </summary>
    /// <exception cref="ReferenceMisuseException">The page was released, or the destructor destroyed.</exception>
    /// <exception cref="System.InvalidOperationException">The fragment has no page.</exception>
    /// <remarks>Kernel: <c>__skb_frag_ref</c>, which does not look at managed fragments either.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Ref(in SkbFrag frag)
    {
        if (frag._page.Destructor is SkbFragDestructor destructor)
            destructor.Ref();
        else
            (frag._page.Page ?? Throw.NoPage()).Get();
    }

    /// <summary>
    /// Drops a reference: on the fragment's destructor where it has one, else on its page. The fragment still names
    /// the page afterwards. Does so whatever the buffer's flags: see <see cref="Unref(SkBuff, int)"/>.
    /// </summary>
    /// <exception cref="ReferenceMisuseException">There is no reference to drop.</exception>
    /// <exception cref="System.InvalidOperationException">The fragment has no page.</exception>
    /// <remarks>Kernel: <c>__skb_frag_unref</c>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unref(in SkbFrag frag)
    {
        if (frag._page.Destructor is SkbFragDestructor destructor)
            destructor.Unref();
        else
            (frag._page.Page ?? Throw.NoPage()).Put();
    }

    /// <summary>The fragment's destructor, borrowed; null when it counts on its page.</summary>
    [FragmentDestructor]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SkbFragDestructor? Destructor(in SkbFrag frag) => frag._page.Destructor;

    /// <summary>
    /// From now on the fragment counts on <paramref name="destructor"/>, or on its page when that is null. Takes and
    /// drops no reference: set it before the fragment's own <see cref="Ref(in SkbFrag)"/>, never in between.
    /// </summary>
    /// <remarks>Source: <c>skb_frag_set_destructor</c> of the destructor series.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetDestructor(ref SkbFrag frag, SkbFragDestructor? destructor) =>
        frag._page = new FragPage(frag._page.Page, destructor);
}
