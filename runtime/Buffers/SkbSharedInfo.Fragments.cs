using System;

namespace FragApi;

/// <content>
/// What happens to the fragments as a whole. Everything here either succeeds or changes nothing, and leaves the array
/// consistent before it drops a reference: that may run an owner's code.
/// </content>
public sealed partial class SkbSharedInfo
{
    /// <summary>The fragments hold no references from now on; <paramref name="owner"/> gets one for all.</summary>
    internal void Manage(SkbFragDestructor owner)
    {
        owner.Ref();
        _managedBy = owner;
        _flags |= SkbFlags.Managed;
    }

    /// <summary>Managed fragments take references of their own; the array's on their owner is dropped.</summary>
    internal void Downgrade()
    {
        if (!IsManaged)
            return;
        FragArray counted = default;
        Span<SkbFrag> own = FragArray.AsSpan(ref counted, _nrFrags);
        ShareInto(own, 0);
        own.CopyTo(FragArray.AsSpan(ref _frags, _nrFrags));
        _flags &= ~SkbFlags.Managed;
        SkbFragDestructor? owner = _managedBy;
        _managedBy = null;
        owner?.Unref();
    }

    /// <summary>
    /// A copy of a fragment with a reference of its own. Where the array is managed, the copy counts on the array's owner,
    /// so that the owner hears of it, unless it has a destructor already.
    /// </summary>
    internal SkbFrag Share(int f)
    {
        SkbFrag copy = this[f];
        if (IsManaged && _managedBy is not null && SkbFrag.Destructor(in copy) is null)
            SkbFrag.SetDestructor(ref copy, _managedBy);
        SkbFrag.Ref(in copy);
        return copy;
    }

    /// <summary>Copies of all fragments of this array at the end of another; flags travel.</summary>
    internal void ShareWith(SkbSharedInfo other)
    {
        ShareInto(FragArray.AsSpan(ref other._frags, MaxFrags).Slice(other._nrFrags, _nrFrags), 0);
        other._nrFrags += _nrFrags;
        if (_nrFrags > 0)
            other.Carry(_flags);
    }

    /// <summary>Moves the fragments from <paramref name="first"/> on to the end of another array, with their references; flags travel.</summary>
    internal void MoveTo(SkbSharedInfo other, int first)
    {
        Span<SkbFrag> moved = FragArray.AsSpan(ref _frags, _nrFrags)[first..];
        moved.CopyTo(FragArray.AsSpan(ref other._frags, MaxFrags)[other._nrFrags..]);
        other._nrFrags += moved.Length;
        if (moved.Length > 0)
            other.Carry(_flags);
        moved.Clear();
        _nrFrags = first;
    }

    /// <summary>Takes over the flags that travel with fragments. Managed fragments never travel as such: see <see cref="Share"/>.</summary>
    internal void Carry(SkbFlags flags) => _flags |= flags & SkbFlags.SharedFrag;

    /// <summary>Adds a fragment at the end, with its reference.</summary>
    internal void Add(in SkbFrag frag)
    {
        this[_nrFrags] = frag;
        _nrFrags++;
    }

    /// <summary>Removes fragments and drops their references. The array must not be managed.</summary>
    internal void Remove(int first, int count)
    {
        if (count == 0)
            return;
        FragArray removed = default;
        Span<SkbFrag> gone = FragArray.AsSpan(ref removed, count);
        FragArray.AsSpan(ref _frags, _nrFrags).Slice(first, count).CopyTo(gone);
        Forget(first, count);
        Drop(gone);
    }

    /// <summary>Removes fragments whose references are others' by now.</summary>
    internal void Forget(int first, int count)
    {
        Span<SkbFrag> all = FragArray.AsSpan(ref _frags, _nrFrags);
        all[(first + count)..].CopyTo(all[first..]);
        all[^count..].Clear();
        _nrFrags -= count;
    }

    /// <summary>
    /// Private fragments in place of those that are here, which are dropped; whatever was special about the old ones is
    /// over.
    /// </summary>
    internal void Replace(ReadOnlySpan<SkbFrag> fresh)
    {
        FragArray removed = _frags;
        Span<SkbFrag> old = FragArray.AsSpan(ref removed, _nrFrags);
        bool managed = IsManaged;
        SkbFragDestructor? owner = _managedBy;
        FragArray.AsSpan(ref _frags, MaxFrags).Clear();
        fresh.CopyTo(FragArray.AsSpan(ref _frags, MaxFrags));
        _nrFrags = fresh.Length;
        _flags &= ~(SkbFlags.SharedFrag | SkbFlags.Managed);
        _managedBy = null;
        owner?.Unref();
        if (!managed)
            Drop(old);
    }

    /// <summary>The head is another page from now on. Returns the old one, whose reference is the caller's.</summary>
    internal Page ReplaceHead(Page head)
    {
        Page old = Head;
        _head = head;
        return old;
    }

    /// <summary>The same fragments, with references of their own, around another head, whose reference it takes over.</summary>
    internal SkbSharedInfo CopyAround(Page head)
    {
        PagePool pool = Head.Pool;
        SkbSharedInfo copy = pool.RentInfo();
        copy.Init(head);
        try
        {
            ShareWith(copy);
        }
        catch
        {
            copy._head = null;
            copy._dataRef = 0;
            pool.ReturnInfo(copy);
            throw;
        }

        copy.Carry(_flags);
        copy._gsoSize = _gsoSize;
        copy._gsoSegs = _gsoSegs;
        return copy;
    }

    /// <summary>
    /// Drops the references of fragments that are in no array any more. One that has none to drop does not save the rest; one
    /// whose page was taken back holds none.
    /// </summary>
    private static void Drop(Span<SkbFrag> frags)
    {
        if (TryDrop(frags) is ReferenceMisuseException failure)
            throw failure;
    }

    private static ReferenceMisuseException? TryDrop(Span<SkbFrag> frags)
    {
        ReferenceMisuseException? failure = null;
        foreach (ref readonly SkbFrag frag in frags)
        {
            try
            {
                if (SkbFrag.Page(in frag) is not null || SkbFrag.Destructor(in frag) is not null)
                    SkbFrag.Unref(in frag);
            }
            catch (ReferenceMisuseException misuse)
            {
                failure ??= misuse;
            }
        }

        return failure;
    }

    private void ShareInto(Span<SkbFrag> to, int first)
    {
        int taken = 0;
        try
        {
            for (; taken < to.Length; taken++)
                to[taken] = Share(first + taken);
        }
        catch
        {
            Drop(to[..taken]);
            to.Clear();
            throw;
        }
    }

    /// <summary>The last buffer is gone: fragments first, their owner next, the head last. Nothing idle keeps a page in use or an owner's object alive.</summary>
    private void Release(SkBuff? last)
    {
        Page head = Head;
        PagePool pool = head.Pool;
        SkbFragDestructor? owner = _managedBy;
        Span<SkbFrag> frags = FragArray.AsSpan(ref _frags, _nrFrags);
        ReferenceMisuseException? failure = IsManaged ? null : TryDrop(frags);
        frags.Clear();
        _nrFrags = 0;
        _managedBy = null;
        bool headIsIdle = false;
        try
        {
            owner?.Unref();
        }
        catch (ReferenceMisuseException misuse)
        {
            failure ??= misuse;
        }

        try
        {
            headIsIdle = head.PutLast();
        }
        catch (ReferenceMisuseException misuse)
        {
            failure ??= misuse;
        }

        if (headIsIdle)
        {
            if (head.Order != 0 || last is null)
                TakeApart(last);
            else if (!last.TryKeep(this))
                last.TakeApart();
        }
        else
        {
            _head = null;
            pool.ReturnInfo(this);
            if (last is not null)
                pool.ReturnBuffer(last);
        }

        if (failure is not null)
            throw failure;
    }
}
