using System;

namespace FragApi;

/// <content>Letting the owners go: the fragments' bytes in pages of the buffer's own.</content>
public sealed partial class SkBuff
{
    /// <summary>Whether an owner waits for some fragment: it has a destructor, or the array is managed.</summary>
    /// <remarks>Kernel: <c>skb_zcopy</c>.</remarks>
    public bool HasOwners
    {
        get
        {
            SkbSharedInfo info = Info;
            if ((info.Flags & SkbFlags.Managed) != 0)
                return true;
            foreach (ref readonly SkbFrag frag in info.Frags)
            {
                if (SkbFrag.Destructor(in frag) is not null)
                    return true;
            }

            return false;
        }
    }

    /// <summary>
    /// Before keeping a buffer for long: where an owner waits for some fragment, all fragments are copied into fresh pages
    /// and the old ones dropped, so that the owners hear. What was fetched from the fragments before is stale.
    /// </summary>
    /// <exception cref="InvalidOperationException">The buffer has more than one user, or more bytes than its fragments could hold.</exception>
    /// <remarks>Kernel: <c>skb_orphan_frags_rx</c>, <c>skb_copy_ubufs</c>.</remarks>
    [ReplacesFragments(Orphans = true)]
    public void OrphanFrags()
    {
        if (HasOwners)
            CopyFragments();
    }

    /// <summary>
    /// Before writing in place: afterwards nobody else sees head or fragments. Leaves clones; copies the head where its page
    /// has other references, and the fragments where anybody might see them: the flags say so, they have owners, or there
    /// are other references on a page.
    /// </summary>
    /// <exception cref="InvalidOperationException">The buffer has more than one user, or more bytes than its fragments could hold.</exception>
    /// <remarks>Kernel: <c>skb_cow_data</c>.</remarks>
    [ReplacesFragments(Orphans = true)]
    public void EnsureWritable()
    {
        if (IsCloned || HeadIsSeen)
            ExpandHead(0, 0);
        if (!FragmentsArePrivate())
            CopyFragments();
    }

    /// <summary>
    /// Whether the head's page has other references: it may be a fragment elsewhere (<see cref="ZeroCopyFrom"/>), and bytes
    /// behind this buffer's content may be those of another.
    /// </summary>
    private bool HeadIsSeen => HeadPage.Count != 1;

    private bool FragmentsArePrivate()
    {
        SkbSharedInfo info = Info;
        if ((info.Flags & (SkbFlags.SharedFrag | SkbFlags.Managed)) != 0 || HasOwners)
            return info.NrFrags == 0;
        foreach (ref readonly SkbFrag frag in info.Frags)
        {
            if (SkbFrag.Page(in frag) is { Count: not 1 })
                return false;
        }

        return true;
    }

    private void CopyFragments()
    {
        RequireOneUser();
        PagePool pool = Pool;
        int order = 0;
        while ((long)(Page.UnitSize << order) * SkbSharedInfo.MaxFrags < _dataLen)
        {
            if (++order > Page.MaxOrder)
                Throw.TooManyBytes(_dataLen);
        }

        int unit = Page.UnitSize << order;
        FragArray pages = default;
        int count = 0;
        try
        {
            for (int done = 0; done < _dataLen; done += unit)
            {
                int size = Math.Min(unit, _dataLen - done);
                SkbFrag.Fill(ref pages[count], pool.Acquire(order), 0, size);
                count++;
                CopyBits(HeadLen + done, SkbFrag.Span(in pages[count - 1]));
            }

            Unclone();
        }
        catch
        {
            for (int f = 0; f < count; f++)
                SkbFrag.Unref(in pages[f]);
            throw;
        }

        Info.Replace(FragArray.AsSpan(ref pages, count));
    }
}
