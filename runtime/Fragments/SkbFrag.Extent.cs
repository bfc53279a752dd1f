using System.Runtime.CompilerServices;

namespace FragApi;

/// <content>Where a fragment starts and how long it is. These touch the fragment alone, never the buffer's lengths.</content>
public partial struct SkbFrag
{
    /// <summary>The fragment's length, in bytes.</summary>
    /// <remarks>Kernel: <c>skb_frag_size</c>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Size(in SkbFrag frag) => frag._size;

    /// <inheritdoc cref="Size(in SkbFrag)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Size(SkBuff skb, int f) => skb.Info[f]._size;

    /// <summary>Sets the fragment's length, in bytes.</summary>
    /// <remarks>Kernel: <c>skb_frag_size_set</c>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetSize(ref SkbFrag frag, int size) => frag._size = size;

    /// <inheritdoc cref="SetSize(ref SkbFrag, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetSize(SkBuff skb, int f, int size) => skb.Info[f]._size = size;

    /// <summary>Adds to the fragment's length; a negative <paramref name="delta"/> shortens it.</summary>
    /// <remarks>Kernel: <c>skb_frag_size_add</c>, <c>skb_frag_size_sub</c>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddSize(ref SkbFrag frag, int delta) => frag._size += delta;

    /// <inheritdoc cref="AddSize(ref SkbFrag, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddSize(SkBuff skb, int f, int delta) => skb.Info[f]._size += delta;

    /// <summary>Where the fragment starts, in bytes from the start of its page. May exceed <see cref="FragApi.Page.UnitSize"/>: a page has an order.</summary>
    /// <remarks>Kernel: <c>skb_frag_off</c>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Offset(in SkbFrag frag) => frag._offset;

    /// <inheritdoc cref="Offset(in SkbFrag)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Offset(SkBuff skb, int f) => skb.Info[f]._offset;

    /// <summary>Sets where the fragment starts, in bytes from the start of its page.</summary>
    /// <remarks>Kernel: <c>skb_frag_off_set</c>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetOffset(ref SkbFrag frag, int offset) => frag._offset = offset;

    /// <inheritdoc cref="SetOffset(ref SkbFrag, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetOffset(SkBuff skb, int f, int offset) => skb.Info[f]._offset = offset;

    /// <summary>Moves the fragment's start; a negative <paramref name="delta"/> moves it towards the start of the page. The length stays.</summary>
    /// <remarks>Kernel: <c>skb_frag_off_add</c>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddOffset(ref SkbFrag frag, int delta) => frag._offset += delta;

    /// <inheritdoc cref="AddOffset(ref SkbFrag, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddOffset(SkBuff skb, int f, int delta) => skb.Info[f]._offset += delta;
}
