namespace FragApi;

/// <summary>
/// A mapper whose mappings can be handed to and fro while they last. What the device wrote is seen by the processor only
/// after <see cref="SyncForCpu"/> (or an unmap), and the reverse after <see cref="SyncForDevice"/>.
/// </summary>
/// <remarks>Kernel: <c>dma_sync_single_range_for_cpu</c>, <c>dma_sync_single_range_for_device</c>.</remarks>
public interface IDmaSync : IDmaMapper
{
    /// <summary>The processor is about to read <paramref name="size"/> bytes from <paramref name="address"/> on, within one mapping of that direction.</summary>
    void SyncForCpu(DmaAddress address, int size, DmaDirection direction);

    /// <summary>The device is about to use <paramref name="size"/> bytes from <paramref name="address"/> on, within one mapping of that direction.</summary>
    void SyncForDevice(DmaAddress address, int size, DmaDirection direction);
}
