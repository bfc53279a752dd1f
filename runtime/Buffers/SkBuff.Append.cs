using System;
using System.Runtime.CompilerServices;

namespace FragApi;

/// <content>Fragments at the end.</content>
public sealed partial class SkBuff
{
    /// <summary>
    /// Makes received bytes fragment <paramref name="i"/>, the last one, and adds them to the lengths. The caller's reference
    /// on the page goes to the buffer.
    /// </summary>
    /// <param name="i">The fragment's index: that of the first one not in use.</param>
    /// <param name="page">The page the bytes are in.</param>
    /// <param name="offset">Where they start, in bytes from the start of the page.</param>
    /// <param name="size">How many they are; at least one.</param>
    /// <param name="trueSize">Memory that the buffer answers for from now on, in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not the next fragment, or there is none left, or the range is empty or not within the page. The reference stays the caller's.</exception>
    /// <exception cref="InvalidOperationException">The fragments are shared with clones. The reference stays the caller's.</exception>
    /// <remarks>Kernel: <c>skb_add_rx_frag</c>, which checks none of this.</remarks>
    public void AddRxFrag(int i, [Consumes] Page page, int offset, int size, int trueSize)
    {
        ArgumentNullException.ThrowIfNull(page);
        if (i != Info.NrFrags || i == SkbSharedInfo.MaxFrags)
            Throw.NotTheNextFragment(i, Info.NrFrags);
        CheckRange(page, offset, size);
        DowngradeManaged();
        RequireOwnArray();
        SkbFrag.Fill(this, i, page, offset, size);
        _len += size;
        _dataLen += size;
        TrueSize += trueSize;
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

    /// <summary>
    /// Accounts for <paramref name="delta"/> bytes in fragments that the caller has filled by hand: adds them to length,
    /// length in fragments, and memory answered for. Negative for fragments taken away.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The length in fragments would be negative, or too large for a number.</exception>
    /// <remarks>Kernel: <c>skb_len_add</c>.</remarks>
    public void AddLen(int delta)
    {
        _ = Info;
        if (delta < -_dataLen || delta > int.MaxValue - _len)
            Throw.NoRoom(nameof(DataLen), delta, _dataLen);
        _len += delta;
        _dataLen += delta;
        TrueSize += delta;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CheckRange(Page page, int offset, int size)
    {
        if (size <= 0 || (uint)offset > (uint)page.Size || size > page.Size - offset)
            Throw.RangeOutsidePage(offset, size, page.Size);
    }
}
