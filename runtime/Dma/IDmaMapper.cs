using System.Runtime.CompilerServices;

namespace FragApi;

/// <summary>Which way a DMA transfer goes; the values are the kernel's.</summary>
public enum DmaDirection
{
    /// <summary>Both ways.</summary>
    Bidirectional = 0,

    /// <summary>From memory to the device.</summary>
    ToDevice = 1,

    /// <summary>From the device to memory.</summary>
    FromDevice = 2,
}

/// <summary>An address that a device understands. It is no pointer, and says nothing about physical memory.</summary>
/// <param name="Value">The address.</param>
public readonly record struct DmaAddress(ulong Value)
{
    /// <summary>The address by which mappers say that a mapping failed. Ask <see cref="IDmaMapper.MapError"/>.</summary>
    public static DmaAddress Error => new(ulong.MaxValue);

    /// <summary>The address <paramref name="bytes"/> further on in the same mapping.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DmaAddress operator +(DmaAddress address, int bytes) => new(address.Value + (ulong)(long)bytes);
}

/// <summary>
/// A device's view of memory: maps parts of pages, so that the device can reach them. The device is the mapper itself.
/// Thread safe.
/// </summary>
/// <remarks>Kernel: <c>dma_map_page</c>, <c>dma_unmap_page</c>, <c>dma_mapping_error</c>.</remarks>
public interface IDmaMapper
{
    /// <summary>
    /// Maps <paramref name="size"/> bytes that start <paramref name="offset"/> bytes into <paramref name="page"/>. The
    /// caller asks <see cref="MapError"/> before it uses the result, keeps its reference on the page until it has
    /// unmapped, and owes one <see cref="Unmap"/> of the same size and direction, unless the mapping failed.
    /// </summary>
    [PageMap]
    DmaAddress Map([Borrows] Page page, int offset, int size, DmaDirection direction);

    /// <summary>Undoes <see cref="Map"/>: same address, same size in bytes, same direction.</summary>
    [PageUnmap]
    void Unmap(DmaAddress address, int size, DmaDirection direction);

    /// <summary>Whether the mapping that gave <paramref name="address"/> failed; then there is nothing to unmap.</summary>
    [MapCheck]
    bool MapError(DmaAddress address);
}
