using System;
using System.Runtime.CompilerServices;

namespace FragApi;

/// <content>A fragment's bytes: everything here starts at the fragment's own offset and is valid while its reference is held.</content>
public partial struct SkbFrag
{
    /// <summary>Virtual address of the fragment's first byte: the page's address plus the fragment's offset.</summary>
    /// <exception cref="InvalidOperationException">The fragment has no page.</exception>
    /// <exception cref="ReferenceMisuseException">The page was released.</exception>
    /// <remarks>Kernel: <c>skb_frag_address</c>. Pages of a pool always have an address: <c>_address_safe</c> is the same.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Address(in SkbFrag frag) => (frag._page.Page ?? Throw.NoPage()).Address + frag._offset;

    /// <summary>
    /// Physical address of the fragment's first byte. What follows it within the same page of the system follows it
    /// there too; the next page of the system may be anywhere.
    /// </summary>
    /// <exception cref="InvalidOperationException">The fragment has no page.</exception>
    /// <exception cref="ReferenceMisuseException">The page was released.</exception>
    /// <exception cref="NotSupportedException">This process may not know: see <see cref="PhysicalMemory"/>.</exception>
    /// <remarks>Kernel: <c>skb_frag_phys</c>.</remarks>
    public static ulong Phys(in SkbFrag frag) =>
        PhysicalMemory.TryTranslate(Address(in frag), out ulong physical) ? physical : Throw.NoPhysicalAddress();

    /// <summary>The fragment's bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The fragment reaches past the end of its page.</exception>
    /// <exception cref="InvalidOperationException">The fragment has no page.</exception>
    /// <exception cref="ReferenceMisuseException">The page was released.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Span<byte> Span(in SkbFrag frag) =>
        (frag._page.Page ?? Throw.NoPage()).Span.Slice(frag._offset, frag._size);

    /// <summary>The fragment's bytes as memory. Holds no reference: the fragment's keeps it valid.</summary>
    /// <inheritdoc cref="Span(in SkbFrag)" path="/exception"/>
    public static Memory<byte> Memory(in SkbFrag frag) =>
        (frag._page.Page ?? Throw.NoPage()).Memory.Slice(frag._offset, frag._size);
}
