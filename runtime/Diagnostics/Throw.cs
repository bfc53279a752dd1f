using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace FragApi;

/// <summary>Throw statements out of line, so that the hot path stays small enough to inline.</summary>
internal static class Throw
{
    [DoesNotReturn]
    public static void OrderOutOfRange(int order) =>
        throw new ArgumentOutOfRangeException(nameof(order), order, $"The order of a page is 0 to {Page.MaxOrder}.");

    [DoesNotReturn]
    public static void PoolDisposed() => throw new ObjectDisposedException(nameof(PagePool));

    [DoesNotReturn]
    public static void FragmentOutOfRange(int f) =>
        throw new ArgumentOutOfRangeException(nameof(f), f, $"A buffer has at most {SkbSharedInfo.MaxFrags} fragments.");

    [DoesNotReturn]
    public static Page NoPage() => throw new InvalidOperationException("The fragment has no page.");

    [DoesNotReturn]
    public static SkbSharedInfo BufferReleased() =>
        throw ReferenceMisuseException.Of(ReferenceMisuse.UsedAfterRelease, "buffer");

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void RangeOutsideFragment(int offset, int size, int length)
    {
        if (offset < 0 || offset > length)
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"The fragment has {length} bytes.");
        throw new ArgumentOutOfRangeException(nameof(size), size, $"The fragment has {length} bytes, {length - offset} of them from offset {offset} on.");
    }

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

    [DoesNotReturn]
    public static void HeadTooLarge(long size) =>
        throw new ArgumentOutOfRangeException(nameof(size), size, $"A head has 0 to {Page.UnitSize << Page.MaxOrder} bytes.");

    [DoesNotReturn]
    public static void NoRoom(string what, int count, int room) =>
        throw new ArgumentOutOfRangeException(nameof(count), count, $"{what} is {room} bytes.");

    [DoesNotReturn]
    public static void NotEmpty() => throw new InvalidOperationException("The buffer is not empty.");

    [DoesNotReturn]
    public static void FragmentsShared() =>
        throw new InvalidOperationException("The fragments are shared with clones, or managed: unclone or downgrade first.");

    [DoesNotReturn]
    public static void NotTheNextFragment(int i, int count) =>
        throw new ArgumentOutOfRangeException(nameof(i), i, $"The buffer has {count} of at most {SkbSharedInfo.MaxFrags} fragments.");

    [DoesNotReturn]
    public static void TooLongForHead(long size) =>
        throw new InvalidOperationException($"A head has at most {Page.UnitSize << Page.MaxOrder} bytes; {size} are needed.");

    [DoesNotReturn]
    public static void TooManyBytes(int size) =>
        throw new InvalidOperationException($"{SkbSharedInfo.MaxFrags} pages of the largest order do not hold {size} bytes.");

    [DoesNotReturn]
    public static void BufferShared() => throw new InvalidOperationException("The buffer has more than one user.");

    [DoesNotReturn]
    public static void Queued() => throw new InvalidOperationException("A queue has the buffer.");

    [DoesNotReturn]
    public static void SharedBytes() =>
        throw new InvalidOperationException("Others see these bytes: call EnsureWritable first.");

    [DoesNotReturn]
    public static void RangeOutsideContent(int offset, int length, int content)
    {
        if (offset < 0 || offset > content)
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"The content has {content} bytes.");
        throw new ArgumentOutOfRangeException(nameof(length), length, $"The content has {content - offset} bytes from offset {offset} on.");
    }
}
