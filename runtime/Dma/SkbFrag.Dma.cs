using System.Runtime.CompilerServices;

namespace FragApi;

/// <content>DMA. Offsets count from the fragment's first byte: the fragment's own offset is added in here, once.</content>
public partial struct SkbFrag
{
    /// <summary>
    /// Maps <paramref name="size"/> bytes, <paramref name="offset"/> bytes into the fragment, for DMA. The caller asks
    /// <see cref="DmaMapError"/> before it uses the result, keeps the fragment's reference until it has unmapped, and
    /// owes one <see cref="DmaUnmap"/> of the same size and direction.
    /// </summary>
    /// <exception cref="System.ArgumentOutOfRangeException">The range is not within the fragment.</exception>
    /// <exception cref="System.InvalidOperationException">The fragment has no page.</exception>
    /// <remarks>Kernel: <c>skb_frag_dma_map</c>, which does not check the range.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DmaAddress DmaMap(IDmaMapper device, in SkbFrag frag, int offset, int size, DmaDirection direction = DmaDirection.ToDevice)
    {
        if ((uint)offset > (uint)frag._size || (uint)size > (uint)(frag._size - offset))
            Throw.RangeOutsideFragment(offset, size, frag._size);
        return device.Map(frag._page.Page ?? Throw.NoPage(), frag._offset + offset, size, direction);
    }

    /// <summary>Maps the rest of the fragment from <paramref name="offset"/> on.</summary>
    /// <inheritdoc cref="DmaMap(IDmaMapper, in SkbFrag, int, int, DmaDirection)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DmaAddress DmaMap(IDmaMapper device, in SkbFrag frag, int offset = 0, DmaDirection direction = DmaDirection.ToDevice) =>
        DmaMap(device, in frag, offset, frag._size - offset, direction);

    /// <inheritdoc cref="DmaMap(IDmaMapper, in SkbFrag, int, int, DmaDirection)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DmaAddress DmaMap(IDmaMapper device, SkBuff skb, int f, int offset, int size, DmaDirection direction = DmaDirection.ToDevice) =>
        DmaMap(device, in skb.Info[f], offset, size, direction);

    /// <inheritdoc cref="DmaMap(IDmaMapper, in SkbFrag, int, DmaDirection)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DmaAddress DmaMap(IDmaMapper device, SkBuff skb, int f, int offset = 0, DmaDirection direction = DmaDirection.ToDevice) =>
        DmaMap(device, in skb.Info[f], offset, direction);

    /// <summary>Undoes a mapping: same address, same size in bytes, same direction.</summary>
    /// <remarks>Kernel: <c>dma_unmap_page</c>.</remarks>
    [PageUnmap]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void DmaUnmap(IDmaMapper device, DmaAddress address, int size, DmaDirection direction = DmaDirection.ToDevice) =>
        device.Unmap(address, size, direction);

    /// <summary>Whether a mapping failed; then there is nothing to unmap.</summary>
    /// <remarks>Kernel: <c>dma_mapping_error</c>.</remarks>
    [MapCheck]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool DmaMapError(IDmaMapper device, DmaAddress address) => device.MapError(address);
}
