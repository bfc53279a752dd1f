using System;

namespace FragApi;

/// <content>Content from one buffer to another, without copying fragments' bytes.</content>
public sealed partial class SkBuff
{
    /// <summary>
    /// Keeps the first <paramref name="length"/> bytes and returns a new buffer with the rest. Fragments move with their
    /// references; a fragment that is cut is in both, with a reference for each. The caller owes the new buffer a
    /// <see cref="Free"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The content is shorter.</exception>
    /// <exception cref="InvalidOperationException">The buffer has more than one user and must leave clones.</exception>
    /// <remarks>Kernel: <c>skb_split</c>.</remarks>
    [return: Owned]
    [TransfersFragments]
    [ReplacesFragments]
    public SkBuff Split(int length)
    {
        if ((uint)length > (uint)_len)
            Throw.NoRoom(nameof(Len), length, _len);
        SkbSharedInfo info = OwnFragments();
        int headLen = HeadLen;
        int headRest = Math.Max(headLen - length, 0);
        SkBuff rest = AllocHead(0, headRest);
        HeadSpan[(headLen - headRest)..].CopyTo(rest.Put(headRest));

        // From here on no byte moves: find where the fragments part.
        int left = Math.Max(length - headLen, 0);
        int first = 0;
        while (left > 0 && SkbFrag.Size(in info[first]) <= left)
            left -= SkbFrag.Size(in info[first++]);
        if (left > 0)
        {
            try
            {
                SkbFrag cut = info.Share(first);
                SkbFrag.AddOffset(ref cut, left);
                SkbFrag.AddSize(ref cut, -left);
                rest.Info.Add(in cut);
                rest.Info.Carry(info.Flags);
            }
            catch
            {
                rest.Free();
                throw;
            }

            SkbFrag.SetSize(ref info[first], left);
            first++;
        }

        info.MoveTo(rest.Info, first);
        int moved = _len - length - headRest;
        rest.AddLen(moved);
        AddLen(-moved);
        _len -= headRest;
        _tail -= headRest;
        return rest;
    }

    /// <summary>
    /// Moves the first <paramref name="count"/> bytes of <paramref name="source"/>, all of them in fragments, to the end of
    /// this buffer. Returns <paramref name="count"/>; or 0, and nothing changed: the source has bytes in its head, or this
    /// buffer has too few free fragments. The source stays the caller's, even when it is empty.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The source's content is shorter.</exception>
    /// <exception cref="InvalidOperationException">A buffer has more than one user and must leave clones.</exception>
    /// <remarks>Kernel: <c>skb_shift</c>.</remarks>
    [TransfersFragments]
    [ReplacesFragments]
    public int ShiftFrom([Borrows] SkBuff source, int count)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfEqual(source, this);
        _ = Info;
        _ = source.Info;
        if ((uint)count > (uint)source.Len)
            Throw.NoRoom(nameof(Len), count, source.Len);
        if (count == 0 || source.HeadLen != 0)
            return 0;
        SkbSharedInfo from = source.OwnFragments();
        SkbSharedInfo to = OwnFragments();

        // Fragments that move whole; then, perhaps, one that is cut. The first of them may grow our last one instead.
        int left = count;
        int whole = 0;
        while (left > 0 && SkbFrag.Size(in from[whole]) <= left)
            left -= SkbFrag.Size(in from[whole++]);
        bool merge = Continues(to, in from[0]);
        bool cutIsAdded = left > 0 && (whole > 0 || !merge);
        int added = whole + (cutIsAdded ? 1 : 0) - (merge && whole > 0 ? 1 : 0);
        if (to.NrFrags + added > SkbSharedInfo.MaxFrags)
            return 0;
        if (cutIsAdded)
            SkbFrag.Ref(in from[whole]);

        // Nothing can fail any more.
        SkbFrag merged = from[0];
        if (merge)
            SkbFrag.AddSize(ref to[to.NrFrags - 1], Math.Min(SkbFrag.Size(in merged), count));
        for (int f = merge ? 1 : 0; f < whole; f++)
            to.Add(in from[f]);
        if (cutIsAdded)
        {
            SkbFrag cut = from[whole];
            SkbFrag.SetSize(ref cut, left);
            to.Add(in cut);
        }

        if (left > 0)
        {
            SkbFrag.AddOffset(ref from[whole], left);
            SkbFrag.AddSize(ref from[whole], -left);
        }

        to.Carry(from.Flags);
        AddLen(count);
        source.AddLen(-count);
        from.Forget(0, whole);
        if (merge && whole > 0)
            SkbFrag.Unref(in merged);
        return count;
    }

    /// <summary>Whether the last fragment ends where <paramref name="next"/> starts, in the same page, for the same owner.</summary>
    private static bool Continues(SkbSharedInfo to, in SkbFrag next)
    {
        if (to.NrFrags == 0)
            return false;
        ref readonly SkbFrag last = ref to[to.NrFrags - 1];
        return ReferenceEquals(SkbFrag.Page(in last), SkbFrag.Page(in next))
            && ReferenceEquals(SkbFrag.Destructor(in last), SkbFrag.Destructor(in next))
            && SkbFrag.Offset(in last) + SkbFrag.Size(in last) == SkbFrag.Offset(in next);
    }
}
