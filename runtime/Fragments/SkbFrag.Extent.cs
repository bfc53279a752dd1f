using System.Runtime.CompilerServices;

namespace FragApi;

/// <content>Where a fragment starts and how long it is. These touch the fragment alone, never the buffer's lengths.</content>
public partial struct SkbFrag
{
    /// <summary>The fragment's length, in bytes.</summary>
    /// <remarks>Kernel: <c>skb_frag_size</c>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Size(in SkbFrag frag) => frag._size;

    /// <summary>Sets the fragment's length, in bytes.</summary>
    /// <remarks>Kernel: <c>skb_frag_size_set</c>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetSize(ref SkbFrag frag, int size) => frag._size = size;

    /// <summary>Adds to the fragment's length; a negative <paramref name="delta"/> shortens it.</summary>
    /// <remarks>Kernel: <c>skb_frag_size_add</c>, <c>skb_frag_size_sub</c>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddSize(ref SkbFrag frag, int delta) => frag._size += delta;

    /// <summary>Where the fragment starts, in bytes from the start of its page. May exceed <see cref="FragApi.Page.UnitSize"/>: a page has an order.</summary>
    /// <remarks>Kernel: <c>skb_frag_off</c>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Offset(in SkbFrag frag) => frag._offset;

    /// <summary>Sets where the fragment starts, in bytes from the start of its page.</summary>
    /// <remarks>Kernel: <c>skb_frag_off_set</c>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetOffset(ref SkbFrag frag, int offset) => frag._offset = offset;

    /// <summary>Moves the fragment's start; a negative <paramref name="delta"/> moves it towards the start of the page. The length stays.</summary>
    /// <remarks>Kernel: <c>skb_frag_off_add</c>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddOffset(ref SkbFrag frag, int delta) => frag._offset += delta;
}
