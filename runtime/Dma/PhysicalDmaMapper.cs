using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;

namespace FragApi;

/// <summary>
/// For real devices without an IOMMU, driven from user space: a mapping's address is the physical address. Linux, for a
/// process that may see it (<c>CAP_SYS_ADMIN</c>); see <see cref="IsSupported"/>.
/// </summary>
/// <remarks>
/// <para>What is mapped is written to once, so that it is there, and locked, so that it is not swapped out. The system may
/// still move locked memory (compaction, NUMA balancing): a driver that must rule that out has the system set up for it, or
/// maps through a device driver that pins. That is no different from other user-space drivers.</para>
/// <para>A range over several pages of the system fails unless they follow each other in physical memory too.</para>
/// </remarks>
public sealed unsafe class PhysicalDmaMapper : IDmaSync
{
    private readonly Lock _lock = new();
    private readonly Dictionary<nint, int> _locked = [];
    private readonly Dictionary<ulong, Stack<nint>> _mappings = [];

    /// <summary>Makes a mapper.</summary>
    /// <exception cref="PlatformNotSupportedException">This process may not know where its memory is.</exception>
    public PhysicalDmaMapper()
    {
        if (!IsSupported)
            throw new PlatformNotSupportedException("This process may not know where its memory is: that takes Linux, /proc/self/pagemap and CAP_SYS_ADMIN.");
    }

    /// <summary>Whether this process may know where its memory is.</summary>
    public static bool IsSupported { get; } = Probe();

    /// <summary>
    /// Maps by looking the pages up. <see cref="DmaAddress.Error"/>: the range is not in one piece, cannot be locked (see
    /// <c>RLIMIT_MEMLOCK</c>), or is not there.
    /// </summary>
    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty or not within the page.</exception>
    /// <exception cref="ReferenceMisuseException">The page was released.</exception>
    public DmaAddress Map([Borrows] Page page, int offset, int size, DmaDirection direction)
    {
        nint start = DmaRange.Check(page, offset, size, direction);
        lock (_lock)
        {
            if (!TryLock(start, size))
                return DmaAddress.Error;
            if (!TryTranslate(start, size, out ulong physical))
            {
                Unlock(start, size);
                return DmaAddress.Error;
            }

            if (!_mappings.TryGetValue(physical, out Stack<nint>? mapped))
                _mappings.Add(physical, mapped = new Stack<nint>());
            mapped.Push(start);
            return new DmaAddress(physical);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no such mapping.</exception>
    public void Unmap(DmaAddress address, int size, DmaDirection direction)
    {
        lock (_lock)
        {
            if (!_mappings.TryGetValue(address.Value, out Stack<nint>? mapped))
                throw new ArgumentException($"Nothing is mapped at 0x{address.Value:x}.", nameof(address));
            Unlock(mapped.Pop(), size);
            if (mapped.Count == 0)
                _mappings.Remove(address.Value);
        }
    }

    /// <inheritdoc/>
    public bool MapError(DmaAddress address) => address == DmaAddress.Error;

    /// <summary>Nothing to do: the machines that .NET runs on keep their caches coherent.</summary>
    /// <inheritdoc/>
    public void SyncForCpu(DmaAddress address, int size, DmaDirection direction) => Thread.MemoryBarrier();

    /// <summary>Nothing to do: the machines that .NET runs on keep their caches coherent.</summary>
    /// <inheritdoc/>
    public void SyncForDevice(DmaAddress address, int size, DmaDirection direction) => Thread.MemoryBarrier();

    private static bool Probe()
    {
        int here = 1;
        return PhysicalMemory.TryTranslate((nint)(&here), out _);
    }

    private static nint First(nint address) => address & -(nint)Page.UnitSize;

    private static bool TryTranslate(nint start, int size, out ulong physical)
    {
        if (!PhysicalMemory.TryTranslate(start, out physical))
            return false;
        for (nint unit = First(start) + Page.UnitSize; unit < start + size; unit += Page.UnitSize)
        {
            if (!PhysicalMemory.TryTranslate(unit, out ulong next) || next != physical + (ulong)(unit - start))
                return false;
        }

        return true;
    }

    private bool TryLock(nint start, int size)
    {
        for (nint unit = First(start); unit < start + size; unit += Page.UnitSize)
        {
            // Memory that was only read may be the page of zeros that all share. Adding nothing is a write.
            Interlocked.Or(ref *(int*)unit, 0);
            ref int count = ref CollectionsMarshal.GetValueRefOrAddDefault(_locked, unit, out _);
            if (count++ == 0 && MemoryLock.Take(unit, (nuint)Page.UnitSize) != 0)
            {
                _locked.Remove(unit);
                Unlock(start, (int)(unit - start));
                return false;
            }
        }

        return true;
    }

    // Locks do not nest in the kernel, so they are counted here.
    private void Unlock(nint start, int size)
    {
        for (nint unit = First(start); unit < start + size; unit += Page.UnitSize)
        {
            ref int count = ref CollectionsMarshal.GetValueRefOrNullRef(_locked, unit);
            if (--count != 0)
                continue;
            _locked.Remove(unit);
            MemoryLock.Drop(unit, (nuint)Page.UnitSize);
        }
    }
}
