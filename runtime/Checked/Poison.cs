using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FragApi;

/// <summary>A pattern that shows writes. Elements that hold references get none but zeros: the garbage collector reads them.</summary>
internal static class Poison
{
    private const byte Pattern = 0xDB;

    /// <summary>Fills the array from <paramref name="first"/> on.</summary>
    public static void Fill<T>(T[] array, int first)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            Array.Clear(array, first, array.Length - first);
        else
            Bytes(array, first).Fill(Pattern);
    }

    /// <summary>Whether the array is as <see cref="Fill"/> has left it.</summary>
    public static bool IsIntact<T>(T[] array, int first) =>
        !((ReadOnlySpan<byte>)Bytes(array, first)).ContainsAnyExcept(RuntimeHelpers.IsReferenceOrContainsReferences<T>() ? (byte)0 : Pattern);

    /// <summary>References are read as bytes here and never written as such. Of very long arrays only as much as a span can hold.</summary>
    private static Span<byte> Bytes<T>(T[] array, int first)
    {
        if (first >= array.Length)
            return [];
        long length = (long)(array.Length - first) * Unsafe.SizeOf<T>();
        ref T start = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(array), first);
        return MemoryMarshal.CreateSpan(ref Unsafe.As<T, byte>(ref start), (int)Math.Min(length, int.MaxValue));
    }
}
