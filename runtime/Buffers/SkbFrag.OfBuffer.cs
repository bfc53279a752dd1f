using System;
using System.Runtime.CompilerServices;

// The accessor Page hides the type of that name in here.
using NativePage = FragApi.Page;

namespace FragApi;

/// <content>The same accessors by a buffer and the index of its fragment.</content>
public partial struct SkbFrag
{
    /// <inheritdoc cref="Page(in SkbFrag)"/>
    [return: Borrows]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static NativePage? Page(SkBuff skb, int f) => skb.Info[f]._page.Page;

    /// <inheritdoc cref="SetPage(ref SkbFrag, NativePage)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetPage(SkBuff skb, int f, NativePage? page) => SetPage(ref skb.Info[f], page);

    /// <summary>
    /// The same for a buffer's fragment, which becomes its last: the buffer has <paramref name="f"/> + 1 fragments
    /// afterwards, more or fewer than before. The buffer's lengths stay.
    /// </summary>
    /// <exception cref="System.ArgumentOutOfRangeException">There is no such fragment.</exception>
    /// <remarks>Kernel: <c>skb_fill_page_desc</c>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fill(SkBuff skb, int f, NativePage? page, int offset, int size) =>
        Fill(ref skb.Info.EndWith(f), page, offset, size);

    /// <inheritdoc cref="Ref(in SkbFrag)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Ref(SkBuff skb, int f) => Ref(in skb.Info[f]);

    /// <summary>
    /// Drops the reference of a buffer's fragment. Does nothing when the buffer's fragments are managed
    /// (<see cref="SkbFlags.Managed"/>): those hold none.
    /// </summary>
    /// <inheritdoc cref="Unref(in SkbFrag)" path="/exception"/>
    /// <remarks>Kernel: <c>skb_frag_unref</c>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unref(SkBuff skb, int f)
    {
        SkbSharedInfo info = skb.Info;
        if ((info.Flags & SkbFlags.Managed) == 0)
            Unref(in info[f]);
    }

    /// <inheritdoc cref="Destructor(in SkbFrag)"/>
    [FragmentDestructor]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SkbFragDestructor? Destructor(SkBuff skb, int f) => skb.Info[f]._page.Destructor;

    /// <inheritdoc cref="SetDestructor(ref SkbFrag, SkbFragDestructor)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetDestructor(SkBuff skb, int f, SkbFragDestructor? destructor) =>
        SetDestructor(ref skb.Info[f], destructor);

    /// <inheritdoc cref="Size(in SkbFrag)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Size(SkBuff skb, int f) => skb.Info[f]._size;

    /// <inheritdoc cref="SetSize(ref SkbFrag, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetSize(SkBuff skb, int f, int size) => skb.Info[f]._size = size;

    /// <inheritdoc cref="AddSize(ref SkbFrag, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddSize(SkBuff skb, int f, int delta) => skb.Info[f]._size += delta;

    /// <inheritdoc cref="Offset(in SkbFrag)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Offset(SkBuff skb, int f) => skb.Info[f]._offset;

    /// <inheritdoc cref="SetOffset(ref SkbFrag, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetOffset(SkBuff skb, int f, int offset) => skb.Info[f]._offset = offset;

    /// <inheritdoc cref="AddOffset(ref SkbFrag, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddOffset(SkBuff skb, int f, int delta) => skb.Info[f]._offset += delta;

    /// <inheritdoc cref="Address(in SkbFrag)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Address(SkBuff skb, int f) => Address(in skb.Info[f]);

    /// <inheritdoc cref="Phys(in SkbFrag)"/>
    public static ulong Phys(SkBuff skb, int f) => Phys(in skb.Info[f]);

    /// <inheritdoc cref="Span(in SkbFrag)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Span<byte> Span(SkBuff skb, int f) => Span(in skb.Info[f]);

    /// <inheritdoc cref="Memory(in SkbFrag)"/>
    public static Memory<byte> Memory(SkBuff skb, int f) => Memory(in skb.Info[f]);
}
