using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace FragApi;

/// <content>Of fragments.</content>
internal static partial class Throw
{
    [DoesNotReturn]
    public static Page NoPage() => throw new InvalidOperationException("The fragment has no page.");

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void RangeOutsideFragment(int offset, int size, int length)
    {
        if (offset < 0 || offset > length)
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"The fragment has {length} bytes.");
        throw new ArgumentOutOfRangeException(nameof(size), size, $"The fragment has {length} bytes, {length - offset} of them from offset {offset} on.");
    }
}
