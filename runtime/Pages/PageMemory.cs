using System;
using System.Buffers;

namespace FragApi;

/// <summary>A page as <see cref="Memory{T}"/>. Holds no reference: the caller's keeps it valid.</summary>
internal sealed unsafe class PageMemory(Page page) : MemoryManager<byte>
{
    public override Span<byte> GetSpan() => page.Span;

    /// <summary>The memory does not move; what is pinned is the page, by a reference until <see cref="Unpin"/>.</summary>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)page.Size, nameof(elementIndex));
        page.Get();
        return new MemoryHandle((byte*)page.Address + elementIndex, pinnable: this);
    }

    public override void Unpin() => page.Put();

    protected override void Dispose(bool disposing)
    {
    }
}
