using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FragApi;

/// <summary>Room for a buffer's fragments, in place. The one place that knows how they lie in memory.</summary>
[FragmentAccessor]
[InlineArray(SkbSharedInfo.MaxFrags)]
internal struct FragArray
{
    private SkbFrag _first;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Span<SkbFrag> AsSpan(ref FragArray array, int count) =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<FragArray, SkbFrag>(ref array), count);

    /// <summary>One of them; the index is not checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref SkbFrag At(ref FragArray array, int index) => ref Unsafe.Add(ref Unsafe.As<FragArray, SkbFrag>(ref array), index);
}
