using System;
using System.Runtime.CompilerServices;

namespace FragApi;

/// <content>Fragments at the end: appending, and growing the last one.</content>
public sealed partial class SkBuff
{
    /// <summary>
    /// Makes received bytes fragment <paramref name="i"/>, the last one, and adds them to the lengths. The caller's reference
    /// on the page goes to the buffer.
    /// </summary>
    /// <param name="i">The fragment's index; there are <paramref name="i"/> + 1 afterwards.</param>
    /// <param name="page">The page the bytes are in.</param>
    /// <param name="offset">Where they start, in bytes from the start of the page.</param>
    /// <param name="size">How many they are; at least one.</param>
    /// <param name="trueSize">Memory that the buffer answers for from now on, in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such fragment, or the range is empty or not within the page. The reference stays the caller's.</exception>
    /// <exception cref="InvalidOperationException">The fragments are shared with clones, or managed. The reference stays the caller's.</exception>
    /// <remarks>Kernel: <c>skb_add_rx_frag</c>, which checks none of this.</remarks>
    public void AddRxFrag(int i, [Consumes] Page page, int offset, int size, int trueSize)
    {
        ArgumentNullException.ThrowIfNull(page);
        CheckRange(page, offset, size);
        RequireOwnFragments();
        SkbFrag.Fill(this, i, page, offset, size);
        _len += size;
        _dataLen += size;
        TrueSize += trueSize;
    }

    /// <summary>Grows fragment <paramref name="i"/> by bytes that follow it in its page. Takes no reference: give back the caller's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such fragment, or it would reach past the end of its page.</exception>
    /// <exception cref="InvalidOperationException">The fragments are shared with clones, or managed.</exception>
    /// <remarks>Kernel: <c>skb_coalesce_rx_frag</c>.</remarks>
    public void CoalesceRxFrag(int i, int size, int trueSize)
    {
        SkbSharedInfo info = Info;
        if ((uint)i >= (uint)info.NrFrags)
            Throw.FragmentOutOfRange(i);
        ref SkbFrag frag = ref info[i];
        CheckRange(SkbFrag.Page(in frag) ?? Throw.NoPage(), SkbFrag.Offset(in frag) + SkbFrag.Size(in frag), size);
        RequireOwnFragments();
        SkbFrag.AddSize(ref frag, size);
        _len += size;
        _dataLen += size;
        TrueSize += trueSize;
    }

    /// <summary>
    /// Whether bytes at <paramref name="offset"/> of <paramref name="page"/> can grow the last fragment, when
    /// <paramref name="i"/> fragments are in use: same page, contiguous, equal destructors, and counted the same way.
    /// </summary>
    /// <remarks>Kernel: <c>skb_can_coalesce</c>, and the destructor series' condition.</remarks>
    public bool CanCoalesce(int i, Page page, int offset, SkbFragDestructor? destructor = null)
    {
        SkbSharedInfo info = Info;
        if (i <= 0 || (info.Flags & SkbFlags.Managed) != 0)
            return false;
        ref SkbFrag last = ref info[i - 1];
        return ReferenceEquals(SkbFrag.Page(in last), page)
            && ReferenceEquals(SkbFrag.Destructor(in last), destructor)
            && SkbFrag.Offset(in last) + SkbFrag.Size(in last) == offset;
    }

    /// <summary>
    /// Appends bytes of a page that the caller keeps: takes a reference of its own, on <paramref name="destructor"/> where
    /// there is one, else on the page; or grows the last fragment, which needs none. False: all fragments are in use, and
    /// nothing was changed.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty or not within the page.</exception>
    /// <exception cref="InvalidOperationException">The fragments are shared with clones.</exception>
    /// <remarks>Kernel: <c>skb_append_pagefrags</c>, and the lengths besides.</remarks>
    public bool AppendPage([Borrows] Page page, int offset, int size, SkbFragDestructor? destructor = null)
    {
        ArgumentNullException.ThrowIfNull(page);
        CheckRange(page, offset, size);
        RequireOwnArray();
        SkbSharedInfo info = Info;
        int i = info.NrFrags;
        if (CanCoalesce(i, page, offset, destructor))
        {
            SkbFrag.AddSize(ref info[i - 1], size);
        }
        else
        {
            if (i == SkbSharedInfo.MaxFrags)
                return false;
            DowngradeManaged();
            SkbFrag added = default;
            SkbFrag.Fill(ref added, page, offset, size);
            SkbFrag.SetDestructor(ref added, destructor);
            SkbFrag.Ref(in added);
            info[i] = added;
            info.NrFrags = i + 1;
        }

        _len += size;
        _dataLen += size;
        TrueSize += size;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CheckRange(Page page, int offset, int size)
    {
        if (size <= 0 || (uint)offset > (uint)page.Size || size > page.Size - offset)
            Throw.RangeOutsidePage(offset, size, page.Size);
    }

    private void RequireOwnArray()
    {
        if (Info.DataRef != 1)
            Throw.FragmentsShared();
    }

    private void RequireOwnFragments()
    {
        if (Info.IsShared)
            Throw.FragmentsShared();
    }
}
