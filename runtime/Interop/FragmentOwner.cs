using System;
using System.Buffers;
using System.Threading;

namespace FragApi;

/// <summary>
/// A fragment's bytes for code that knows <see cref="Memory{T}"/> and nothing of fragments. It holds a reference of its own,
/// so the buffer may go; the reference is dropped on dispose, or with the last pin after it.
/// </summary>
public sealed unsafe class FragmentOwner : MemoryManager<byte>
{
    // A copy of the descriptor: the array it was in may be recycled.
    private readonly SkbFrag _frag;
    private readonly int _length;
    private int _disposed;

    /// <summary>Takes a reference on fragment <paramref name="f"/>, which this object owes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The buffer has no such fragment.</exception>
    /// <exception cref="ReferenceMisuseException">The buffer was freed.</exception>
    [Owned]
    public FragmentOwner([Borrows] SkBuff skb, int f)
    {
        ArgumentNullException.ThrowIfNull(skb);
        ReadOnlySpan<SkbFrag> frags = skb.Info.Frags;
        ArgumentOutOfRangeException.ThrowIfNegative(f);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(f, frags.Length);
        _length = SkbFrag.Span(in frags[f]).Length;
        SkbFrag.Ref(in frags[f]);
        _frag = frags[f];
    }

    /// <inheritdoc/>
    public override Memory<byte> Memory => CreateMemory(_length);

    /// <summary>The fragment's bytes.</summary>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        return SkbFrag.Span(in _frag);
    }

    /// <summary>The address of a byte. The memory does not move; a pin is one more reference, dropped by <see cref="Unpin"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such byte.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        ArgumentOutOfRangeException.ThrowIfNegative(elementIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(elementIndex, _length);
        SkbFrag.Ref(in _frag);
        return new MemoryHandle((byte*)SkbFrag.Address(in _frag) + elementIndex, pinnable: this);
    }

    /// <inheritdoc/>
    public override void Unpin() => SkbFrag.Unref(in _frag);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // Without a finalizer: whoever forgets it leaks a page, and the pool's live counter says so.
        if (disposing && Interlocked.Exchange(ref _disposed, 1) == 0)
            SkbFrag.Unref(in _frag);
    }
}
