using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

namespace FragApi;

/// <summary>
/// A bounded cache of idle objects: a small stack per core over a shared one, from which the small ones are filled and
/// into which they overflow. Counts what is out, on the side, under locks that are taken anyway. Never blocks: where a
/// shared lock is taken by another, the caller makes do without.
/// </summary>
internal sealed class CoreCache<T>
    where T : class
{
    private readonly Stripe[] _stripes;
    private readonly T?[] _shared;
    private int _sharedCount;
    private int _sharedLock;

    /// <summary>At most <paramref name="perCore"/> idle objects a core, and <paramref name="shared"/> for all.</summary>
    public CoreCache(int perCore, int shared)
    {
        _stripes = new Stripe[Environment.ProcessorCount];
        for (int i = 0; i < _stripes.Length; i++)
            _stripes[i] = new Stripe(perCore);
        _shared = new T?[shared];
    }

    /// <summary>Objects rented and not returned: exact when no one is renting or returning at the moment.</summary>
    public long Live
    {
        get
        {
            long live = 0;
            foreach (Stripe stripe in _stripes)
                live += Volatile.Read(ref stripe.Rented) - Volatile.Read(ref stripe.Returned);
            return live;
        }
    }

    /// <summary>An idle object, or null: the caller makes a new one then. Either way it counts as rented.</summary>
    public T? Rent()
    {
        Stripe stripe = Enter();
        stripe.Rented++;
        if (stripe.Count == 0)
            Refill(stripe);
        T? item = null;
        if (stripe.Count > 0)
        {
            int top = --stripe.Count;
            item = stripe.Items[top];
            stripe.Items[top] = null;
        }

        Volatile.Write(ref stripe.Lock, 0);
        return item;
    }

    /// <summary>Takes a rented object back. False: there is no room for it, and the caller disposes of it.</summary>
    public bool Return(T item)
    {
        Stripe stripe = Enter();
        stripe.Returned++;
        if (stripe.Count == stripe.Items.Length)
            Spill(stripe);
        bool kept = stripe.Count < stripe.Items.Length;
        if (kept)
            stripe.Items[stripe.Count++] = item;
        Volatile.Write(ref stripe.Lock, 0);
        return kept;
    }

    /// <summary>Counts something rented as returned, although it will never be rented again.</summary>
    public void Forget()
    {
        Stripe stripe = Enter();
        stripe.Returned++;
        Volatile.Write(ref stripe.Lock, 0);
    }

    /// <summary>Takes out one idle object, or null when there is none; what is rented stays rented.</summary>
    public T? Drain()
    {
        foreach (Stripe stripe in _stripes)
        {
            Lock(ref stripe.Lock);
            T? item = stripe.Count > 0 ? stripe.Items[--stripe.Count] : null;
            if (item is not null)
                stripe.Items[stripe.Count] = null;
            Volatile.Write(ref stripe.Lock, 0);
            if (item is not null)
                return item;
        }

        Lock(ref _sharedLock);
        T? last = _sharedCount > 0 ? _shared[--_sharedCount] : null;
        if (last is not null)
            _shared[_sharedCount] = null;
        Volatile.Write(ref _sharedLock, 0);
        return last;
    }

    private static void Lock(ref int flag)
    {
        // SpinOnce may sleep, and a sleep can be interrupted: nothing is held while it does.
        SpinWait spin = default;
        while (Interlocked.Exchange(ref flag, 1) != 0)
            spin.SpinOnce();
    }

    private Stripe Enter()
    {
        int core = Thread.GetCurrentProcessorId();
        Stripe[] stripes = _stripes;
        Stripe stripe = stripes[(int)((uint)core % (uint)stripes.Length)];
        if (Interlocked.Exchange(ref stripe.Lock, 1) == 0)
            return stripe;
        return EnterAny(core);
    }

    /// <summary>The thread was moved, or shares its core: any stripe will do.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Stripe EnterAny(int core)
    {
        SpinWait spin = default;
        while (true)
        {
            for (int i = 0; i < _stripes.Length; i++)
            {
                Stripe stripe = _stripes[(int)((uint)(core + i) % (uint)_stripes.Length)];
                if (Interlocked.Exchange(ref stripe.Lock, 1) == 0)
                    return stripe;
            }

            spin.SpinOnce();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Refill(Stripe stripe)
    {
        if (Volatile.Read(ref _sharedCount) == 0 || Interlocked.Exchange(ref _sharedLock, 1) != 0)
            return;
        int count = Math.Min(_sharedCount, Math.Max(1, stripe.Items.Length / 2));
        for (int i = 0; i < count; i++)
        {
            stripe.Items[stripe.Count++] = _shared[--_sharedCount];
            _shared[_sharedCount] = null;
        }

        Volatile.Write(ref _sharedLock, 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Spill(Stripe stripe)
    {
        if (Interlocked.Exchange(ref _sharedLock, 1) != 0)
            return;
        int count = Math.Min(_shared.Length - _sharedCount, (stripe.Items.Length + 1) / 2);
        for (int i = 0; i < count; i++)
        {
            _shared[_sharedCount++] = stripe.Items[--stripe.Count];
            stripe.Items[stripe.Count] = null;
        }

        Volatile.Write(ref _sharedLock, 0);
    }

    /// <summary>One core's stack and its counts; the padding keeps two cores off one cache line.</summary>
    [StructLayout(LayoutKind.Auto)]
    private sealed class Stripe(int capacity)
    {
        public readonly T?[] Items = new T?[capacity];
        public int Lock;
        public int Count;
        public long Rented;
        public long Returned;
#pragma warning disable CS0169 // never used: room
        private readonly Padding _padding;
#pragma warning restore CS0169
    }

    [StructLayout(LayoutKind.Sequential, Size = 128)]
    private struct Padding;
}
