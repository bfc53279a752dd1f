using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FragApi;

/// <summary>Room for a buffer's fragments, in place.</summary>
[InlineArray(SkbSharedInfo.MaxFrags)]
internal struct FragArray
{
    private SkbFrag _first;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Span<SkbFrag> AsSpan(ref FragArray array, int count) =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<FragArray, SkbFrag>(ref array), count);
}
