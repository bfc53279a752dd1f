using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace FragApi;

/// <summary>
/// Freed buffers that still have their head, of one page: a few for each thread, and some for all, through which a thread
/// that allocates gets those of a thread that frees. A thread's own need no interlocked operation, which is what makes a small
/// buffer cheap.
/// </summary>
/// <remarks>
/// Nobody but its thread touches a shelf, until <see cref="Close"/>. That sets a flag, makes every processor see it,
/// and waits for whoever is at a shelf; who comes later sees the flag. The lock is for what all share; whoever finds it
/// taken does without: nobody waits here.
/// </remarks>
internal sealed class ReadyBuffers
{
    private const int PerThread = 15;
    private const int ForAll = 256;

    private readonly Lock _lock = new();
    private readonly SkBuff?[] _shared = new SkBuff?[ForAll];
    private int _sharedCount;
    private Shelf?[] _shelves = [];
    private bool _closed;

    /// <summary>How many there are: exact when no one is taking or keeping at the moment.</summary>
    public int Count
    {
        get
        {
            int count = Volatile.Read(ref _sharedCount);
            foreach (Shelf? shelf in Volatile.Read(ref _shelves))
                count += shelf is null ? 0 : shelf.Count;
            return count;
        }
    }

    /// <summary>One of them, or null: there is none for this thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SkBuff? Take()
    {
        Shelf?[] shelves = _shelves;
        int number = ThreadNumber.OfThread;
        return (uint)number < (uint)shelves.Length && shelves[number] is Shelf shelf ? shelf.Take() : TakeFirst();
    }

    /// <summary>Takes one over; false: there is no room for it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool Keep(SkBuff skb)
    {
        Shelf?[] shelves = _shelves;
        int number = ThreadNumber.OfThread;
        if ((uint)number >= (uint)shelves.Length || shelves[number] is not Shelf shelf)
            return MakeShelf() && Keep(skb);
        skb.Home = shelf;
        return shelf.Keep(skb);
    }

    /// <summary>From now on none is kept; those that are go to <paramref name="drop"/>.</summary>
    public void Close(Action<SkBuff> drop)
    {
        Shelf?[] shelves;
        lock (_lock)
        {
            _closed = true;
            shelves = _shelves;
        }

        if (shelves.Length == 0)
            return;
        foreach (Shelf? shelf in shelves)
            shelf?.Close();
        Interlocked.MemoryBarrierProcessWide();
        foreach (Shelf? shelf in shelves)
            shelf?.Empty(drop);
        lock (_lock)
        {
            for (; _sharedCount > 0; _shared[_sharedCount] = null)
                drop(_shared[--_sharedCount]!);
        }
    }

    /// <summary>A thread that has freed none yet, and perhaps never will, takes what others have freed.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private SkBuff? TakeFirst() => Volatile.Read(ref _sharedCount) > 0 && MakeShelf() ? Take() : null;

    /// <summary>A shelf for this thread. False: not now.</summary>
    private bool MakeShelf()
    {
        int number = ThreadNumber.Take();
        if (number == 0 || !_lock.TryEnter())
            return false;
        try
        {
            if (_closed)
                return false;
            Shelf?[] shelves = _shelves;
            if (number >= shelves.Length)
                Array.Resize(ref shelves, Math.Max(number + 1, shelves.Length * 2));
            shelves[number] ??= new Shelf(this, number);
            // Readers take no lock: what they see is complete.
            Volatile.Write(ref _shelves, shelves);
            return true;
        }
        finally
        {
            _lock.Exit();
        }
    }

    /// <summary>
    /// The lock is held for a few moves. Two threads that hand buffers on keep step, so that they often come at once: a
    /// second look is cheaper than a new page. A holder that is not running is not waited for.
    /// </summary>
    private bool TryEnter()
    {
        for (int tries = 0; tries < 3; tries++)
        {
            if (_lock.TryEnter())
                return true;
            Thread.SpinWait(10);
        }

        return false;
    }

    private void Refill(SkBuff?[] items, ref int count)
    {
        if (Volatile.Read(ref _sharedCount) == 0 || !TryEnter())
            return;
        for (int i = Math.Min(_sharedCount, PerThread / 2); i > 0; i--)
        {
            items[count++] = _shared[--_sharedCount];
            _shared[_sharedCount] = null;
        }

        _lock.Exit();
    }

    private void Spill(SkBuff?[] items, ref int count)
    {
        if (Volatile.Read(ref _sharedCount) == ForAll || !TryEnter())
            return;
        for (int i = Math.Min(ForAll - _sharedCount, PerThread / 2); i > 0; i--)
        {
            _shared[_sharedCount++] = items[--count];
            items[count] = null;
        }

        _lock.Exit();
    }

    /// <summary>What one thread has at hand. The first is by itself, so that taking it does not wait for a count.</summary>
    internal sealed class Shelf(ReadyBuffers all, int number)
    {
        private readonly SkBuff?[] _more = new SkBuff?[PerThread];
        private SkBuff? _first;
        private int _count;
        private bool _isBusy;
        private bool _isClosed;

        /// <summary>Whether it is this thread's; a buffer that is freed where it was freed the last time need not look for its shelf.</summary>
        public bool IsOfThread
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => number == ThreadNumber.OfThread;
        }

        /// <summary>How many are here.</summary>
        public int Count => Volatile.Read(ref _count) + (Volatile.Read(ref _first) is null ? 0 : 1);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public SkBuff? Take()
        {
            SkBuff? skb = null;
            Volatile.Write(ref _isBusy, true);
            if (!Volatile.Read(ref _isClosed))
            {
                skb = _first;
                if (skb is not null)
                    _first = null;
                else
                    skb = TakeAnother();
            }

            Volatile.Write(ref _isBusy, false);
            return skb;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool Keep(SkBuff skb)
        {
            bool kept = false;
            Volatile.Write(ref _isBusy, true);
            if (!Volatile.Read(ref _isClosed) && (_first is null || MakeRoom()))
            {
                _first = skb;
                kept = true;
            }

            Volatile.Write(ref _isBusy, false);
            return kept;
        }

        /// <summary>Its thread gets nothing from here any more, nor puts anything here, once it sees this.</summary>
        public void Close() => Volatile.Write(ref _isClosed, true);

        /// <summary>After <see cref="Close"/> was seen by all: waits for the thread, if it is here, and takes what is left.</summary>
        public void Empty(Action<SkBuff> drop)
        {
            SpinWait spin = default;
            while (Volatile.Read(ref _isBusy))
                spin.SpinOnce();
            for (; _count > 0; _more[_count] = null)
                drop(_more[--_count]!);
            if (_first is SkBuff first)
                drop(first);
            _first = null;
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private SkBuff? TakeAnother()
        {
            if (_count == 0)
                all.Refill(_more, ref _count);
            if (_count == 0)
                return null;
            SkBuff? skb = _more[--_count];
            _more[_count] = null;
            return skb;
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private bool MakeRoom()
        {
            if (_count == PerThread)
                all.Spill(_more, ref _count);
            if (_count == PerThread)
                return false;
            _more[_count++] = _first;
            return true;
        }
    }
}
