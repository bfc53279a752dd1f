using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;

namespace FragApi;

/// <summary>
/// Watches another mapper, in the manner of the kernel's DMA-API debugging: mappings used or undone without a check,
/// undone twice, with another size or direction, after their page was released, or never. For tests and for hunting: every
/// mapping remembers a stack.
/// </summary>
/// <remarks>
/// <para>A check is <see cref="MapError"/>. A failed mapping that nobody checked counts as unchecked too.</para>
/// <para>Kernel: <c>kernel/dma/debug.c</c>, which reports an unchecked mapping at its unmap; here every use counts.</para>
/// </remarks>
public sealed class CheckedDmaMapper : IDmaSync, IDisposable
{
    // Enough to tell "twice" from "never" for whoever makes the mistake; not a history.
    private const int Remembered = 256;

    private readonly IDmaMapper _inner;
    private readonly bool _throws;
    private readonly Lock _lock = new();
    private readonly Dictionary<DmaAddress, List<Entry>> _mappings = [];
    private readonly Queue<Entry> _undone = [];
    private readonly List<Entry> _failedUnchecked = [];
    private readonly List<DmaViolation> _violations = [];
    private bool _disposed;

    /// <summary>Watches <paramref name="inner"/>, which stays its owner's to dispose.</summary>
    /// <param name="inner">The mapper that does the work.</param>
    /// <param name="throws">True: a misuse throws <see cref="DmaMisuseException"/> and is not carried out. False: it goes on <see cref="Violations"/>, and what makes sense is carried out.</param>
    public CheckedDmaMapper(IDmaMapper inner, bool throws = true)
    {
        ArgumentNullException.ThrowIfNull(inner);
        _inner = inner;
        _throws = throws;
    }

    /// <summary>Misuses so far, where they do not throw.</summary>
    public IReadOnlyList<DmaViolation> Violations
    {
        get
        {
            lock (_lock)
                return [.. _violations];
        }
    }

    /// <summary>Mappings that were not undone yet.</summary>
    public int Mappings
    {
        get
        {
            lock (_lock)
            {
                int count = 0;
                foreach (List<Entry> entries in _mappings.Values)
                    count += entries.Count;
                return count;
            }
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty or not within the page.</exception>
    /// <exception cref="ReferenceMisuseException">The page was released.</exception>
    public DmaAddress Map([Borrows] Page page, int offset, int size, DmaDirection direction)
    {
        DmaRange.Check(page, offset, size, direction);
        DmaAddress address = _inner.Map(page, offset, size, direction);
        Entry entry = new(page, address, size, direction, new StackTrace(1, fNeedFileInfo: true));
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_inner.MapError(address))
                _failedUnchecked.Add(entry);
            else if (_mappings.TryGetValue(address, out List<Entry>? same))
                same.Add(entry); // The same bytes may be mapped more than once.
            else
                _mappings.Add(address, [entry]);
        }

        return address;
    }

    /// <inheritdoc/>
    /// <exception cref="DmaMisuseException">There is no such mapping; or not of this size and direction; or nobody checked it; or its page was released.</exception>
    public void Unmap(DmaAddress address, int size, DmaDirection direction)
    {
        Entry? entry;
        lock (_lock)
        {
            entry = Find(address, size, direction, whole: true);
            if (entry is null)
                return;
            if (entry.Page.Count == 0)
                Report(DmaMisuse.PageReleased, entry, $"the page was released before {entry} was unmapped.");
            List<Entry> same = _mappings[entry.Address];
            same.Remove(entry);
            if (same.Count == 0)
                _mappings.Remove(entry.Address);
            entry.UnmappedAt = new StackTrace(1, fNeedFileInfo: true);
            _undone.Enqueue(entry);
            if (_undone.Count > Remembered)
                _undone.Dequeue();
        }

        _inner.Unmap(entry.Address, entry.Size, entry.Direction);
    }

    /// <inheritdoc/>
    public bool MapError(DmaAddress address)
    {
        bool failed = _inner.MapError(address);
        lock (_lock)
        {
            if (failed)
            {
                if (_failedUnchecked.Count > 0)
                    _failedUnchecked.RemoveAt(_failedUnchecked.Count - 1);
            }
            else if (_mappings.TryGetValue(address, out List<Entry>? same))
            {
                // Of several at one address, the newest that was not checked.
                (same.FindLast(static entry => !entry.IsChecked) ?? same[^1]).IsChecked = true;
            }
        }

        return failed;
    }

    /// <summary>
    /// Says that the device transfers <paramref name="size"/> bytes from <paramref name="address"/> on. For devices made of
    /// software: a real one asks nobody.
    /// </summary>
    /// <exception cref="DmaMisuseException">The bytes are not within a mapping, or one that nobody checked, or not of this direction.</exception>
    public void Use(DmaAddress address, int size, DmaDirection direction)
    {
        lock (_lock)
            Find(address, size, direction, whole: false);
    }

    /// <inheritdoc/>
    /// <exception cref="DmaMisuseException">As for <see cref="Use"/>.</exception>
    public void SyncForCpu(DmaAddress address, int size, DmaDirection direction)
    {
        Use(address, size, direction);
        (_inner as IDmaSync)?.SyncForCpu(address, size, direction);
    }

    /// <inheritdoc/>
    /// <exception cref="DmaMisuseException">As for <see cref="Use"/>.</exception>
    public void SyncForDevice(DmaAddress address, int size, DmaDirection direction)
    {
        Use(address, size, direction);
        (_inner as IDmaSync)?.SyncForDevice(address, size, direction);
    }

    /// <summary>Ends the watch, and reports every mapping that is left and every failed one that nobody checked.</summary>
    /// <exception cref="DmaMisuseException">There are some. They stay mapped.</exception>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
            List<DmaViolation> left = [];
            foreach (List<Entry> entries in _mappings.Values)
            {
                foreach (Entry entry in entries)
                    left.Add(entry.Violation(DmaMisuse.Leaked, $"{entry} was never unmapped."));
            }

            foreach (Entry entry in _failedUnchecked)
                left.Add(entry.Violation(DmaMisuse.Unchecked, $"a mapping of {entry.Size} bytes failed, and nobody asked."));
            _violations.AddRange(left);
            if (_throws && left.Count > 0)
                throw new DmaMisuseException(left);
        }
    }

    /// <summary>The mapping that is meant; null after a report that leaves none.</summary>
    private Entry? Find(DmaAddress address, int size, DmaDirection direction, bool whole)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Entry? entry = whole ? Exactly(address, size, direction) : Around(address, size, direction);
        if (entry is null)
        {
            ReportMissing(address, size);
            return null;
        }

        if (!entry.IsChecked)
        {
            Report(DmaMisuse.Unchecked, entry, $"{entry} is used, but nobody asked whether it had failed.");
            entry.IsChecked = true; // Once is enough.
        }

        if (whole ? entry.Size != size : !entry.Holds(address, size))
            Report(DmaMisuse.WrongSize, entry, $"{entry} does not have {size} bytes from 0x{address.Value:x} on{(whole ? ", neither more nor less" : "")}.");
        if (whole ? entry.Direction != direction : !DmaRange.Allows(entry.Direction, direction))
            Report(DmaMisuse.WrongDirection, entry, $"{entry} does not go {direction}.");
        return entry;
    }

    private Entry? Exactly(DmaAddress address, int size, DmaDirection direction)
    {
        if (!_mappings.TryGetValue(address, out List<Entry>? same))
            return null;
        return same.FindLast(entry => entry.Size == size && entry.Direction == direction) ?? same[^1];
    }

    private Entry? Around(DmaAddress address, int size, DmaDirection direction)
    {
        Entry? best = null;
        foreach (List<Entry> entries in _mappings.Values)
        {
            foreach (Entry entry in entries)
            {
                if (!entry.Holds(address, 1))
                    continue;
                if (entry.Holds(address, size) && DmaRange.Allows(entry.Direction, direction))
                    return entry;
                best = entry;
            }
        }

        return best;
    }

    private void ReportMissing(DmaAddress address, int size)
    {
        if (_inner.MapError(address))
        {
            Report(new DmaViolation(DmaMisuse.UsedAfterFailure, address, "the mapping had failed: there is nothing to use or unmap.", null, null));
            return;
        }

        Entry? before = null;
        foreach (Entry entry in _undone)
        {
            if (entry.Address == address)
                before = entry;
        }

        if (before is null)
            Report(new DmaViolation(DmaMisuse.NotMapped, address, $"{size} bytes at 0x{address.Value:x} are not mapped.", null, null));
        else
            Report(DmaMisuse.UnmappedTwice, before, $"{before} was unmapped before.");
    }

    private void Report(DmaMisuse misuse, Entry entry, string message) => Report(entry.Violation(misuse, message));

    private void Report(DmaViolation violation)
    {
        if (_throws)
            throw new DmaMisuseException(violation);
        _violations.Add(violation);
    }

    private sealed class Entry(Page page, DmaAddress address, int size, DmaDirection direction, StackTrace mappedAt)
    {
        public Page Page => page;

        public DmaAddress Address => address;

        public int Size => size;

        public DmaDirection Direction => direction;

        public bool IsChecked { get; set; }

        public StackTrace? UnmappedAt { get; set; }

        public bool Holds(DmaAddress at, int count) =>
            at.Value - address.Value < (ulong)size && (long)(at.Value - address.Value) + count <= size && count > 0;

        public DmaViolation Violation(DmaMisuse misuse, string message) =>
            new(misuse, address, message, mappedAt.ToString(), UnmappedAt?.ToString());

        public override string ToString() => $"the mapping of {size} bytes at 0x{address.Value:x} ({direction})";
    }
}
