using System;
using System.Diagnostics.CodeAnalysis;

namespace FragApi;

/// <content>Of buffers.</content>
internal static partial class Throw
{
    [DoesNotReturn]
    public static void FragmentOutOfRange(int f) =>
        throw new ArgumentOutOfRangeException(nameof(f), f, $"A buffer has at most {SkbSharedInfo.MaxFrags} fragments.");

    [DoesNotReturn]
    public static SkbSharedInfo BufferReleased() =>
        throw ReferenceMisuseException.Of(ReferenceMisuse.UsedAfterRelease, "buffer");

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
