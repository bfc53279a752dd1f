using System;
using System.Diagnostics.CodeAnalysis;

namespace FragApi;

/// <summary>Throw statements out of line, so that the hot path stays small enough to inline. Each folder adds its own.</summary>
internal static partial class Throw
{
    [DoesNotReturn]
    public static void OrderOutOfRange(int order) =>
        throw new ArgumentOutOfRangeException(nameof(order), order, $"The order of a page is 0 to {Page.MaxOrder}.");

    [DoesNotReturn]
    public static void PoolDisposed() => throw new ObjectDisposedException(nameof(PagePool));

    [DoesNotReturn]
    public static ulong NoPhysicalAddress() =>
        throw new NotSupportedException("This process may not know where its memory is in physical memory.");

    [DoesNotReturn]
    public static void RangeOutsidePage(int offset, int size, int length)
    {
        if (offset < 0 || offset > length)
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"The page has {length} bytes.");
        throw new ArgumentOutOfRangeException(nameof(size), size, $"A fragment has at least one byte, and the page has {length - offset} from offset {offset} on.");
    }
}
