using System;

namespace FragApi;

/// <content>Managed fragments: one reference for the whole array instead of one for each.</content>
public sealed partial class SkBuff
{
    /// <summary>
    /// The fragments that follow hold no references: <paramref name="owner"/> answers for all their pages until the array
    /// is gone. The array holds one reference on it, taken here.
    /// </summary>
    /// <exception cref="InvalidOperationException">There are fragments already, or clones share them.</exception>
    /// <remarks>Kernel: <c>SKBFL_MANAGED_FRAG_REFS</c> and the buffer's <c>ubuf_info</c>.</remarks>
    public void SetManaged(SkbFragDestructor owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        RequireOwnArray();
        SkbSharedInfo info = Info;
        if (info.NrFrags != 0 || (info.Flags & SkbFlags.Managed) != 0)
            Throw.NotEmpty();
        info.Manage(owner);
    }

    /// <summary>
    /// From now on each fragment holds a reference of its own: on its destructor; one without gets the array's owner for its
    /// destructor. The array's own reference on the owner is dropped. Everything here that changes fragments does this
    /// first; code that changes them by hand must.
    /// </summary>
    /// <exception cref="InvalidOperationException">Clones share the fragments.</exception>
    /// <remarks>Kernel: <c>skb_zcopy_downgrade_managed</c>.</remarks>
    public void DowngradeManaged()
    {
        SkbSharedInfo info = Info;
        if ((info.Flags & SkbFlags.Managed) == 0)
            return;
        RequireOwnArray();
        info.Downgrade();
    }

    /// <summary>Fragments that only this buffer shows and that hold their references: what one may change.</summary>
    private SkbSharedInfo OwnFragments()
    {
        Unclone();
        Info.Downgrade();
        return Info;
    }

    private void RequireOwnArray()
    {
        if (Info.DataRef != 1)
            Throw.FragmentsShared();
    }

    private void RequireOneUser()
    {
        if (Users > 1)
            Throw.BufferShared();
    }
}
