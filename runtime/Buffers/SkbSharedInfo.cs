using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace FragApi;

/// <summary>
/// What a buffer shares with its clones: the page its head is in, and the fragments. It belongs to the buffers that show
/// it, and is recycled with the last of them: do not keep it longer than the buffer.
/// </summary>
/// <remarks>
/// Kernel: <c>struct skb_shared_info</c>. Everything that a packet touches on its way, up to and including the first
/// fragment, lies within 64 bytes; a test measures it.
/// </remarks>
[FragmentContainer]
public sealed partial class SkbSharedInfo : ICounted
{
    /// <summary>The most fragments a buffer has.</summary>
    /// <remarks>Kernel: <c>MAX_SKB_FRAGS</c>.</remarks>
    public const int MaxFrags = 17;

    private Page? _head;
    private SkbFragDestructor? _managedBy;
    private int _dataRef;
    private int _nrFrags;
    private SkbFlags _flags;
    private ushort _gsoSize;
    private ushort _gsoSegs;
    private FragArray _frags;

    internal SkbSharedInfo()
    {
    }

    /// <summary>Buffers that show these fragments. More than one: the array is shared, and must not be changed.</summary>
    public int DataRef => Volatile.Read(ref _dataRef);

    /// <summary>How many fragments are in use. Setting it takes and drops no reference.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 0 to <see cref="MaxFrags"/>.</exception>
    [FragmentCount]
    public int NrFrags
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _nrFrags;
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set
        {
            if ((uint)value > MaxFrags)
                Throw.FragmentOutOfRange(value);
            _nrFrags = value;
        }
    }

    /// <summary>What is special about the fragments. <see cref="SkbFlags.SharedFrag"/> goes with them wherever they go.</summary>
    [FragmentFlags(SkbFlags.SharedFrag)]
    public SkbFlags Flags
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _flags;
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => _flags = value;
    }

    /// <summary>Payload bytes a segment of this buffer has, or 0. A word for the stack; this library only carries it.</summary>
    public ushort GsoSize { get => _gsoSize; set => _gsoSize = value; }

    /// <summary>Segments that this buffer stands for, or 0. A word for the stack; this library only carries it.</summary>
    public ushort GsoSegs { get => _gsoSegs; set => _gsoSegs = value; }

    /// <summary>Whether other buffers show these fragments too, or they hold no references of their own.</summary>
    [FragmentsShared]
    public bool IsShared => DataRef != 1 || (_flags & SkbFlags.Managed) != 0;

    /// <summary>The fragments in use.</summary>
    public ReadOnlySpan<SkbFrag> Frags => FragArray.AsSpan(ref _frags, _nrFrags);

    /// <summary>A fragment, by reference, for the accessors of <see cref="SkbFrag"/>; in use or not.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 0 to <see cref="MaxFrags"/> - 1.</exception>
    public ref SkbFrag this[int f]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if ((uint)f >= MaxFrags)
                Throw.FragmentOutOfRange(f);
            return ref FragArray.At(ref _frags, f);
        }
    }

    internal Page Head => _head!;

    private bool IsManaged => (_flags & SkbFlags.Managed) != 0;

    internal void Init(Page head)
    {
        _head = head;
        _nrFrags = 0;
        _flags = SkbFlags.None;
        _gsoSize = 0;
        _gsoSegs = 0;
        Volatile.Write(ref _dataRef, 1);
    }

    /// <summary>A fragment that is the last one from now on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref SkbFrag EndWith(int f)
    {
        if ((uint)f >= MaxFrags)
            Throw.FragmentOutOfRange(f);
        _nrFrags = f + 1;
        return ref FragArray.At(ref _frags, f);
    }

    internal void GetDataRef() => ReferenceCount.Get(ref _dataRef, this);

    /// <summary>A buffer lets go; the last one drops what the fragments and the head hold.</summary>
    internal void PutDataRef()
    {
        if (ReferenceCount.Put(ref _dataRef, this))
            Release(null);
    }

    /// <summary>The same for <paramref name="skb"/>, which goes back to the pool: the last one with this and the head around it, where there is room.</summary>
    internal void PutDataRef(SkBuff skb)
    {
        if (ReferenceCount.Put(ref _dataRef, this))
            Release(skb);
        else
            Head.Pool.ReturnBuffer(skb);
    }

    /// <summary>
    /// Idle with an idle head from now on, if one buffer shows this, nothing but a head of one page is in it, and nobody else
    /// has that. False: it is not so, and nothing was changed.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryRetire()
    {
        if (Volatile.Read(ref _dataRef) != 1 || _nrFrags != 0 || _managedBy is not null || _head!.Order != 0 || !_head.TryPutOnly())
            return false;
        _dataRef = 0;
        return true;
    }

    /// <summary>In use again, with the head it has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Resume(PagePool pool)
    {
        pool.HandOut(_head!);
        _flags = SkbFlags.None;
        _gsoSize = 0;
        _gsoSegs = 0;
        Volatile.Write(ref _dataRef, 1);
    }

    /// <summary>Idle, with its buffer and an idle head: each goes back to the pool by itself.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void TakeApart(SkBuff? skb)
    {
        Page head = Head;
        PagePool pool = head.Pool;
        _head = null;
        pool.ReturnInfo(this);
        if (skb is not null)
            pool.ReturnBuffer(skb);
        pool.Release(head);
    }

    ReferenceMisuseException ICounted.Misused(ReferenceMisuse misuse) => ReferenceMisuseException.Of(misuse, "buffer's data");
}
