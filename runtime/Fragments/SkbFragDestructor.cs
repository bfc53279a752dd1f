using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading;

namespace FragApi;

/// <summary>
/// Tells the owner of pages when the stack has really let go of them. A fragment that has a destructor counts on it
/// and not on its page, through clones, pulls, splits and segments, until the last such fragment is gone; then
/// <c>destroy</c> runs, once, on the thread that dropped the last reference.
/// </summary>
/// <remarks>
/// <para>A new destructor has one reference, the creator's, for the time of the submission: the creator sets it on
/// fragments (<see cref="SkbFrag.SetDestructor(SkBuff, int, SkbFragDestructor?)"/>, then
/// <see cref="SkbFrag.Ref(SkBuff, int)"/>), hands the buffer on, and drops its own reference, on success and on failure.
/// The references on the pages stay the owner's all along; destroy is the place to drop them.</para>
/// <para>Source: the <c>skb_frag_destructor</c> series (Ian Campbell, 2011-2012), never merged.</para>
/// </remarks>
public sealed class SkbFragDestructor : ICounted
{
    private readonly Action<SkbFragDestructor> _destroy;
    private int _count = 1;

    /// <summary>A destructor with one reference, which is the caller's.</summary>
    /// <param name="destroy">Runs when the last reference is dropped, on that thread. It should be short, and not throw.</param>
    /// <param name="data">A word for <paramref name="destroy"/>.</param>
    [Owned]
    public SkbFragDestructor(Action<SkbFragDestructor> destroy, object? data = null)
    {
        ArgumentNullException.ThrowIfNull(destroy);
        _destroy = destroy;
        Data = data;
    }

    /// <summary>
    /// A destroy function threw. The exception goes here and not to whoever dropped the last reference, who is not its
    /// author; while nobody listens it goes to <see cref="Trace"/>. Exceptions of the handlers themselves are dropped.
    /// </summary>
    public static event Action<SkbFragDestructor, Exception>? DestroyFailed;

    /// <summary>A word for the destroy function.</summary>
    public object? Data { get; set; }

    /// <summary>References at this moment; 0 once it was destroyed. For tests and diagnostics.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Takes a reference; the caller, who holds one already, owes one <see cref="Unref"/> more.</summary>
    /// <exception cref="ReferenceMisuseException">It was destroyed, or has 2^31 - 1 references.</exception>
    [PageGet]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Ref() => ReferenceCount.Get(ref _count, this);

    /// <summary>Drops a reference that the caller holds; the last one runs destroy before this returns.</summary>
    /// <exception cref="ReferenceMisuseException">There is no reference to drop.</exception>
    [PagePut]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Unref()
    {
        if (ReferenceCount.Put(ref _count, this))
            Destroy();
    }

    /// <summary>
    /// Makes a destroyed destructor new again, with one reference that is the caller's, so that an owner who sends the
    /// same pages again and again needs no new object for each. May be called from destroy itself.
    /// </summary>
    /// <exception cref="ReferenceMisuseException">It still has references.</exception>
    [Owned]
    public void Rearm()
    {
        if (Interlocked.CompareExchange(ref _count, 1, 0) != 0)
            throw new ReferenceMisuseException(ReferenceMisuse.UsedAfterRelease, "A destructor was armed again before it was destroyed.");
    }

    ReferenceMisuseException ICounted.Misused(ReferenceMisuse misuse) => ReferenceMisuseException.Of(misuse, "destructor");

    private void Destroy()
    {
        try
        {
            _destroy(this);
        }
        catch (Exception failure)
        {
            Report(failure);
        }
    }

    private void Report(Exception failure)
    {
        try
        {
            if (DestroyFailed is { } handlers)
                handlers(this, failure);
            else
                Trace.TraceError("The destroy function of a fragment destructor threw: {0}", failure);
        }
        catch (Exception)
        {
            // Nobody is left to tell.
        }
    }
}
