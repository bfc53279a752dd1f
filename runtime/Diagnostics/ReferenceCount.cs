using System.Runtime.CompilerServices;
using System.Threading;

namespace FragApi;

/// <summary>Something with a reference count, which can say what a misuse of it means.</summary>
internal interface ICounted
{
    ReferenceMisuseException Misused(ReferenceMisuse misuse);
}

/// <summary>
/// The arithmetic of every reference count. Compare and swap, never a plain add: a call that fails must not change the
/// count for a moment, because another call could succeed on the strength of that.
/// </summary>
internal static class ReferenceCount
{
    /// <summary>One more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Get(ref int count, ICounted owner)
    {
        int before = Volatile.Read(ref count);
        if (before <= 0 || before == int.MaxValue || Interlocked.CompareExchange(ref count, before + 1, before) != before)
            GetSlow(ref count, owner);
    }

    /// <summary>One less; true when that was the last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Put(ref int count, ICounted owner)
    {
        int before = Volatile.Read(ref count);
        if (before > 0 && Interlocked.CompareExchange(ref count, before - 1, before) == before)
            return before == 1;
        return PutSlow(ref count, owner);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void GetSlow(ref int count, ICounted owner)
    {
        while (true)
        {
            int before = Volatile.Read(ref count);
            if (before <= 0)
                throw owner.Misused(ReferenceMisuse.Resurrected);
            if (before == int.MaxValue)
                throw owner.Misused(ReferenceMisuse.Overflow);
            if (Interlocked.CompareExchange(ref count, before + 1, before) == before)
                return;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool PutSlow(ref int count, ICounted owner)
    {
        while (true)
        {
            int before = Volatile.Read(ref count);
            if (before <= 0)
                throw owner.Misused(ReferenceMisuse.PutBelowZero);
            if (Interlocked.CompareExchange(ref count, before - 1, before) == before)
                return before == 1;
        }
    }
}
