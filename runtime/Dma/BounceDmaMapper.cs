using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;

namespace FragApi;

/// <summary>
/// For devices that reach only a part of memory: each mapping is a buffer in an arena of its own, and the bytes are copied
/// there and back. The arena is bounded, so a mapping can fail.
/// </summary>
/// <remarks>
/// <para>Kernel: <c>swiotlb</c>. As there, the page's bytes are copied in whatever the direction: what the device does not
/// write must come back as it was, and not as some earlier mapping left it.</para>
/// <para>Addresses start at <see cref="BaseAddress"/> and are not pointers: a device that mixes the two up fails at once.
/// <see cref="DeviceSpan"/> is the device's side.</para>
/// </remarks>
public sealed unsafe class BounceDmaMapper : IDmaSync, IDisposable
{
    /// <summary>The arena is handed out in slots of so many bytes.</summary>
    /// <remarks>Kernel: <c>IO_TLB_SIZE</c>.</remarks>
    public const int SlotSize = 2048;

    /// <summary>The device address of the arena's first byte.</summary>
    public const ulong BaseAddress = 0x1_0000_0000;

    private readonly Lock _lock = new();
    private readonly byte[] _slots;
    private readonly Dictionary<int, Mapping> _mappings = [];
    private byte* _arena;
    private int _next;

    /// <summary>Makes an arena.</summary>
    /// <param name="capacity">In bytes, at least <see cref="SlotSize"/>; rounded down to whole slots.</param>
    public BounceDmaMapper(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, SlotSize);
        _slots = new byte[capacity / SlotSize];
        _arena = (byte*)NativeMemory.AlignedAlloc((nuint)_slots.Length * SlotSize, (nuint)Page.UnitSize);
    }

    /// <summary>Mappings that were not undone yet.</summary>
    public int Mappings
    {
        get
        {
            lock (_lock)
                return _mappings.Count;
        }
    }

    /// <summary>Maps by copying into the arena. <see cref="DmaAddress.Error"/>: there is no room for so many bytes in a row.</summary>
    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty or not within the page.</exception>
    /// <exception cref="ReferenceMisuseException">The page was released.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public DmaAddress Map([Borrows] Page page, int offset, int size, DmaDirection direction)
    {
        nint source = DmaRange.Check(page, offset, size, direction);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_arena is null, this);
            int count = (size + SlotSize - 1) / SlotSize;
            int first = Find(count);
            if (first < 0)
                return DmaAddress.Error;
            _slots.AsSpan(first, count).Fill(1);
            _next = first + count;
            _mappings.Add(first, new Mapping(page, offset, size, direction));
            new Span<byte>((byte*)source, size).CopyTo(Slot(first, size));
            return new DmaAddress(BaseAddress + (ulong)first * SlotSize);
        }
    }

    /// <summary>Undoes <see cref="Map"/>, and copies what the device wrote into the page where the direction says that it did.</summary>
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no such mapping, or not of this size and direction. Nothing was changed.</exception>
    /// <exception cref="ReferenceMisuseException">The page was released before it was unmapped. The mapping is undone; nothing was copied.</exception>
    public void Unmap(DmaAddress address, int size, DmaDirection direction)
    {
        lock (_lock)
        {
            (int first, Mapping mapping, int skip) = Locate(address, size, direction);
            if (skip != 0 || mapping.Size != size || mapping.Direction != direction)
                throw new ArgumentException($"The mapping has {mapping.Size} bytes, {mapping.Direction}; it is to be unmapped as a whole.", nameof(size));
            _mappings.Remove(first);
            _slots.AsSpan(first, (size + SlotSize - 1) / SlotSize).Clear();
            if (direction != DmaDirection.ToDevice)
                Slot(first, size).CopyTo(mapping.Bytes);
        }
    }

    /// <inheritdoc/>
    public bool MapError(DmaAddress address) => address == DmaAddress.Error;

    /// <summary>Copies what the device wrote into the page.</summary>
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The range is not within one mapping that allows this direction.</exception>
    public void SyncForCpu(DmaAddress address, int size, DmaDirection direction)
    {
        lock (_lock)
        {
            (int first, Mapping mapping, int skip) = Locate(address, size, direction);
            if (direction != DmaDirection.ToDevice)
                Slot(first, mapping.Size).Slice(skip, size).CopyTo(mapping.Bytes[skip..]);
        }
    }

    /// <summary>Copies the page's bytes to where the device reads them.</summary>
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The range is not within one mapping that allows this direction.</exception>
    public void SyncForDevice(DmaAddress address, int size, DmaDirection direction)
    {
        lock (_lock)
        {
            (int first, Mapping mapping, int skip) = Locate(address, size, direction);
            if (direction != DmaDirection.FromDevice)
                mapping.Bytes.Slice(skip, size).CopyTo(Slot(first, mapping.Size)[skip..]);
        }
    }

    /// <summary>The bytes that the device sees, for one that is made of software; valid until the mapping is undone.</summary>
    /// <exception cref="ArgumentException">The range is not within one mapping.</exception>
    public Span<byte> DeviceSpan(DmaAddress address, int size)
    {
        lock (_lock)
        {
            (int first, Mapping mapping, int skip) = Locate(address, size, null);
            return Slot(first, mapping.Size).Slice(skip, size);
        }
    }

    /// <summary>Frees the arena; the device must be quiet. Mappings that were not undone are gone, and nothing is copied back.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            NativeMemory.AlignedFree(_arena);
            _arena = null;
            _mappings.Clear();
        }
    }

    private Span<byte> Slot(int first, int size) => new(_arena + (long)first * SlotSize, size);

    /// <summary>So many free slots in a row, next fit; -1 when there are none.</summary>
    private int Find(int count)
    {
        for (int pass = 0, from = _next; pass < 2; pass++, from = 0)
        {
            int run = 0;
            for (int i = from; i < _slots.Length; i++)
            {
                run = _slots[i] == 0 ? run + 1 : 0;
                if (run == count)
                    return i - count + 1;
            }
        }

        return -1;
    }

    private (int First, Mapping Mapping, int Skip) Locate(DmaAddress address, int size, DmaDirection? direction)
    {
        ObjectDisposedException.ThrowIf(_arena is null, this);
        ulong at = address.Value - BaseAddress;
        if (at < (ulong)_slots.Length * SlotSize)
        {
            int first = (int)(at / SlotSize);
            while (first > 0 && !_mappings.ContainsKey(first))
                first--;
            if (_mappings.TryGetValue(first, out Mapping mapping))
            {
                long skip = (long)at - (long)first * SlotSize;
                bool allowed = direction is not DmaDirection used || DmaRange.Allows(mapping.Direction, used);
                if (allowed && size > 0 && skip <= mapping.Size - size)
                    return (first, mapping, (int)skip);
            }
        }

        throw new ArgumentException($"{size} bytes at 0x{address.Value:x} are not within a mapping{(direction is null ? "" : $" that goes {direction}")}.", nameof(address));
    }

    private readonly record struct Mapping(Page Page, int Offset, int Size, DmaDirection Direction)
    {
        public Span<byte> Bytes => Page.Span.Slice(Offset, Size);
    }
}
