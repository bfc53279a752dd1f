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
        RequireOwnFragments();
        SkbSharedInfo info = Info;
        if (info.NrFrags != 0)
            Throw.NotEmpty();
        owner.Ref();
        info.ManagedBy = owner;
        info.Flags |= SkbFlags.Managed;
    }

    /// <summary>
    /// From now on each fragment holds a reference of its own. Everything here that changes fragments does this first;
    /// code that changes them by hand must.
    /// </summary>
    /// <exception cref="InvalidOperationException">Clones share the fragments.</exception>
    /// <remarks>Kernel: <c>skb_zcopy_downgrade_managed</c>.</remarks>
    public void DowngradeManaged()
    {
        SkbSharedInfo info = Info;
        if ((info.Flags & SkbFlags.Managed) == 0)
            return;
        RequireOwnArray();
        info.RefFrags(0, info.NrFrags);
        // The owner is told when the array is gone, not now: its pages are in use until then.
        info.Flags &= ~SkbFlags.Managed;
    }
}
