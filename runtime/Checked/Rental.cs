using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading;

namespace FragApi;

/// <summary>A pool that is told of what was rented from it and is lost.</summary>
internal interface IRentalOwner
{
    void Lost(Rental rental);
}

/// <summary>What is known of one array that was rented from a checked pool. It does not keep the array alive.</summary>
internal sealed class Rental(IRentalOwner pool, Type elementType, int length, int requested, bool withLines)
{
    // An array finds its rental, in whatever pool and however late; a sentinel and its array go together.
    private static readonly ConditionalWeakTable<Array, Sentinel> s_sentinels = [];

    private readonly StackTrace _rentedAt = new(withLines);
    private StackTrace? _returnedAt;

    public IRentalOwner Pool => pool;

    public int Requested => requested;

    public bool IsReturned => Volatile.Read(ref _returnedAt) is not null;

    /// <summary>The rental of an array; null: it is from no checked pool.</summary>
    public static Rental? Of(Array array) => s_sentinels.TryGetValue(array, out Sentinel? sentinel) ? sentinel.Rental : null;

    /// <summary>From now on the array is watched.</summary>
    public void Watch(Array array) => s_sentinels.Add(array, new Sentinel(this));

    /// <summary>The array comes back. True once; who gets false is one return too many. The stack of the first is the mark.</summary>
    public bool TryReturn(Array array)
    {
        if (IsReturned || Interlocked.CompareExchange(ref _returnedAt, new StackTrace(withLines), null) is not null)
            return false;
        if (s_sentinels.TryGetValue(array, out Sentinel? sentinel))
            GC.SuppressFinalize(sentinel);
        return true;
    }

    public PoolMisuseReport Report(PoolMisuse misuse, bool isHere) => new(
        misuse,
        elementType,
        length,
        requested,
        _rentedAt.ToString(),
        Volatile.Read(ref _returnedAt)?.ToString(),
        isHere ? new StackTrace(withLines).ToString() : null);

    /// <summary>Is collected with its array.</summary>
    private sealed class Sentinel(Rental rental)
    {
        ~Sentinel() => rental.Pool.Lost(rental);

        public Rental Rental => rental;
    }
}
