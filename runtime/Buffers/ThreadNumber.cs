using System;
using System.Collections.Generic;
using System.Threading;

namespace FragApi;

/// <summary>
/// A small number for each thread that asks, its own for as long as it lives; the number of a thread that has ended goes
/// to a later one. So that an array can have a place for each thread, and does not grow with the threads there ever were.
/// </summary>
internal static class ThreadNumber
{
    private static readonly Lock s_lock = new();
    private static readonly Stack<int> s_free = new();
    private static int s_last;

    [ThreadStatic]
    private static int t_number;

    [ThreadStatic]
    private static Lease? t_lease;

    /// <summary>The number of this thread, from 1 on; 0 when it has none yet.</summary>
    public static int OfThread => t_number;

    /// <summary>Gives this thread a number, if it has none yet; 0 when another thread is being given one at this moment.</summary>
    public static int Take()
    {
        if (t_lease is null && s_lock.TryEnter())
        {
            try
            {
                Lease lease = new(s_free.Count > 0 ? s_free.Pop() : ++s_last);
                t_lease = lease;
                t_number = lease.Number;
            }
            finally
            {
                s_lock.Exit();
            }
        }

        return t_number;
    }

    /// <summary>Reachable from its thread alone, so it is collected when that is gone.</summary>
    private sealed class Lease(int number)
    {
        ~Lease()
        {
            lock (s_lock)
                s_free.Push(Number);
        }

        public int Number => number;
    }
}
