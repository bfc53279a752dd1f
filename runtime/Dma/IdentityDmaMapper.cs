namespace FragApi;

/// <summary>
/// For devices that share this process's address space (software devices, an IOMMU that maps one to one): a mapping's
/// address is the virtual address. Never fails, keeps nothing, needs no sync.
/// </summary>
public sealed class IdentityDmaMapper : IDmaSync
{
    private IdentityDmaMapper()
    {
    }

    /// <summary>There is nothing in it: one serves all.</summary>
    public static IdentityDmaMapper Instance { get; } = new();

    /// <inheritdoc/>
    /// <exception cref="System.ArgumentOutOfRangeException">The range is empty or not within the page.</exception>
    /// <exception cref="ReferenceMisuseException">The page was released.</exception>
    public DmaAddress Map([Borrows] Page page, int offset, int size, DmaDirection direction) =>
        new((ulong)DmaRange.Check(page, offset, size, direction));

    /// <inheritdoc/>
    public void Unmap(DmaAddress address, int size, DmaDirection direction)
    {
    }

    /// <inheritdoc/>
    public bool MapError(DmaAddress address) => address == DmaAddress.Error;

    /// <inheritdoc/>
    public void SyncForCpu(DmaAddress address, int size, DmaDirection direction)
    {
    }

    /// <inheritdoc/>
    public void SyncForDevice(DmaAddress address, int size, DmaDirection direction)
    {
    }
}
