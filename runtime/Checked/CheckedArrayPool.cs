using System;
using System.Buffers;
using System.Collections.Generic;
using System.Numerics;
using System.Threading;

namespace FragApi;

/// <summary>
/// An <see cref="ArrayPool{T}"/> for tests and canaries, which catches what the others let pass: an array returned
/// twice, to the wrong pool, as the wrong type, or not at all; and one that is written to after its return. Each report has
/// the stacks of rental and return. Thread safe.
/// </summary>
/// <remarks>
/// <para>A watched array is new with each rental and never rented again, so that no misuse hides behind its next life; a
/// stack is recorded at each end. What is not watched (<see cref="CheckedPoolOptions.Sampling"/>) is rented from the pool
/// behind.</para>
/// <para><see cref="ArrayPool{T}.Shared"/> cannot be replaced: code has to be given this pool, or to get its pool from a
/// property that a test can set.</para>
/// </remarks>
/// <typeparam name="T">Of the elements.</typeparam>
public sealed class CheckedArrayPool<T> : ArrayPool<T>, IRentalOwner, IDisposable
{
    private const int SmallestLength = 16;
    private const int MostReports = 1000;
    private const long MostIdleElements = 16 << 20;

    private readonly ArrayPool<T> _inner;
    private readonly CheckedPoolOptions _options;
    private readonly Lock _lock = new();
    private readonly HashSet<Rental> _out = [];
    private readonly Queue<(T[] Array, Rental Rental)> _idle = new();
    private readonly List<PoolMisuseReport> _reports = [];
    private long _idleElements;

    /// <summary>A pool that watches every rental, and throws.</summary>
    public CheckedArrayPool()
        : this(new CheckedPoolOptions())
    {
    }

    /// <summary>A pool that watches as the options say.</summary>
    /// <param name="options">How closely to look.</param>
    /// <param name="inner">Where arrays come from that are not watched; by default <see cref="ArrayPool{T}.Shared"/>.</param>
    public CheckedArrayPool(CheckedPoolOptions options, ArrayPool<T>? inner = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _inner = inner ?? Shared;
    }

    /// <summary>
    /// Something was done wrong. Raised by the call that is wrong, for what was found later by the call that found it, and for
    /// a lost array on the finalizer's thread; exceptions of the handlers are dropped.
    /// </summary>
    public event Action<PoolMisuseReport>? Misused;

    /// <summary>Watched arrays that are out.</summary>
    public int Rented
    {
        get
        {
            lock (_lock)
                return _out.Count;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    public override T[] Rent(int minimumLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(minimumLength);
        if (_options.Sampling != 1 && Random.Shared.Next(_options.Sampling) != 0)
            return _inner.Rent(minimumLength);
        return minimumLength == 0 && !_options.ChecksTail ? [] : RentWatched(minimumLength);
    }

    /// <inheritdoc/>
    /// <remarks>What is returned against the rules goes nowhere: no other pool gets it.</remarks>
    /// <exception cref="ArgumentNullException">There is no array.</exception>
    /// <exception cref="PoolMisuseException">The array must not be returned here, or not again, or was written to behind the length that was asked for; unless the pool only reports.</exception>
    public override void Return(T[] array, bool clearArray = false)
    {
        ArgumentNullException.ThrowIfNull(array);
        Rental? rental = Rental.Of(array);
        if (array.GetType() != typeof(T[]))
            Found(rental, array, PoolMisuse.WrongType);
        else if (rental is null)
            ReturnUnwatched(array, clearArray);
        else if (!ReferenceEquals(rental.Pool, this))
            Found(rental, array, PoolMisuse.Foreign);
        else if (!rental.TryReturn(array))
            Found(rental, array, PoolMisuse.ReturnedTwice);
        else
            ReturnWatched(array, rental);
    }

    /// <summary>
    /// Looks through the returned arrays that are kept aside. All that was found until now, and each array that is still out,
    /// as not returned.
    /// </summary>
    public IReadOnlyList<PoolMisuseReport> Report()
    {
        VerifyIdle();
        lock (_lock)
        {
            List<PoolMisuseReport> all = [.. _reports];
            foreach (Rental rental in _out)
                all.Add(rental.Report(PoolMisuse.NotReturned, isHere: false));
            return all;
        }
    }

    /// <summary>Ends a test: throws if there is anything to <see cref="Report"/>, unless the pool only reports. The pool may still be used.</summary>
    /// <exception cref="PoolMisuseException">There is.</exception>
    public void Dispose()
    {
        IReadOnlyList<PoolMisuseReport> reports = Report();
        if (_options.Throws && reports.Count > 0)
            throw new PoolMisuseException(reports);
    }

    void IRentalOwner.Lost(Rental rental)
    {
        lock (_lock)
            _out.Remove(rental);
        Tell(rental.Report(PoolMisuse.NotReturned, isHere: false));
    }

    /// <summary>A call is wrong: says so.</summary>
    internal void Found(Rental? rental, T[] array, PoolMisuse misuse)
    {
        PoolMisuseReport report = rental?.Report(misuse, isHere: true)
            ?? new PoolMisuseReport(misuse, array.GetType().GetElementType()!, array.Length, 0, null, null, Environment.StackTrace);
        Tell(report);
        if (_options.Throws)
            throw new PoolMisuseException([report]);
    }

    private T[] RentWatched(int minimumLength)
    {
        VerifyOldest();
        T[] array = new T[LengthFor(minimumLength)];
        Rental rental = new(this, typeof(T), array.Length, minimumLength, _options.HasLines);
        if (_options.ChecksTail)
            Poison.Fill(array, minimumLength);
        lock (_lock)
            _out.Add(rental);
        rental.Watch(array);
        return array;
    }

    private void ReturnWatched(T[] array, Rental rental)
    {
        bool tailIsIntact = !_options.ChecksTail || Poison.IsIntact(array, rental.Requested);
        Poison.Fill(array, 0);
        lock (_lock)
        {
            _out.Remove(rental);
            _idle.Enqueue((array, rental));
            _idleElements += array.Length;
        }

        VerifyOldest();
        if (!tailIsIntact)
            Found(rental, array, PoolMisuse.WrittenBehindRequest);
    }

    private void ReturnUnwatched(T[] array, bool clearArray)
    {
        if (_options.Sampling != 1)
            _inner.Return(array, clearArray);
        else if (array.Length != 0)
            Found(null, array, PoolMisuse.Foreign);
    }

    /// <summary>As long as the shared pool's, and longer than asked for where the tail is to be seen.</summary>
    private int LengthFor(int minimumLength)
    {
        int least = Math.Max(minimumLength, SmallestLength - 1) + (_options.ChecksTail ? 1 : 0);
        return least > 1 << 30 ? least : (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(least, SmallestLength));
    }

    /// <summary>The array that was returned first of those kept aside goes to the end, or, when there are too many, away.</summary>
    private void VerifyOldest()
    {
        (T[] Array, Rental Rental) oldest;
        lock (_lock)
        {
            if (!_idle.TryDequeue(out oldest))
                return;
            _idleElements -= oldest.Array.Length;
        }

        if (!Poison.IsIntact(oldest.Array, 0))
        {
            Tell(oldest.Rental.Report(PoolMisuse.WrittenAfterReturn, isHere: false));
            return;
        }

        lock (_lock)
        {
            if (_idle.Count >= _options.KeptIdle || _idleElements + oldest.Array.Length > MostIdleElements)
                return;
            _idle.Enqueue(oldest);
            _idleElements += oldest.Array.Length;
        }
    }

    private void VerifyIdle()
    {
        int count;
        lock (_lock)
            count = _idle.Count;
        for (; count > 0; count--)
            VerifyOldest();
    }

    private void Tell(PoolMisuseReport report)
    {
        lock (_lock)
        {
            if (_reports.Count < MostReports)
                _reports.Add(report);
        }

        try
        {
            Misused?.Invoke(report);
        }
        catch (Exception)
        {
            // Whoever listens must not end the finalizer's thread, nor take part in the caller's work.
        }
    }
}
