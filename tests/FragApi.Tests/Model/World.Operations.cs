using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace FragApi.Tests.Model;

/// <content>The operations, each with random operands, done to both sides.</content>
internal sealed partial class World
{
    private const int MostBuffers = 10;
    private const int MostBytes = 30_000;

    private void Step()
    {
        if (_live.Count == 0)
        {
            Do(nameof(Alloc), Alloc);
            return;
        }

        Pair a = Any();
        if (_live.Count > MostBuffers || a.Model.Len > MostBytes)
        {
            Do(nameof(Free), () => Free(a));
            return;
        }

        Pair b = Any();
        (string name, Action run)[] operations =
        [
            (nameof(Alloc), Alloc),
            (nameof(Build), Build),
            (nameof(Free), () => Free(a)),
            (nameof(SkBuff.Get), () => Get(a)),
            (nameof(SkBuff.Clone), () => Adopt(a.Real.Clone(), a.Model.Clone())),
            (nameof(SkBuff.Copy), () => Adopt(a.Real.Copy(), a.Model.Copy())),
            (nameof(SkBuff.PartialCopy), () => PartialCopy(a)),
            (nameof(SkBuff.ExpandHead), () => ExpandHead(a)),
            (nameof(SkBuff.Unclone), () => Both(a.Model.Unclone, a.Real.Unclone)),
            (nameof(SkBuff.Put), () => Put(a)),
            (nameof(SkBuff.Push), () => Push(a)),
            (nameof(SkBuff.Pull), () => Pull(a)),
            (nameof(SkBuff.PullTail), () => PullTail(a)),
            (nameof(SkBuff.MayPull), () => MayPull(a)),
            (nameof(SkBuff.Linearize), () => Both(() => a.Model.PullTail(a.Model.DataLen), a.Real.Linearize)),
            (nameof(SkBuff.Trim), () => Trim(a)),
            (nameof(SkBuff.Split), () => Split(a)),
            (nameof(SkBuff.ShiftFrom), () => Shift(a, b)),
            (nameof(SkBuff.ShiftFrom), () => Shift(b, a)),
            (nameof(Seam), Seam),
            (nameof(SkBuff.Segment), () => Segment(a)),
            (nameof(SkBuff.AddRxFrag), () => AddRxFrag(a)),
            (nameof(SkBuff.AddRxFrag), () => AddRxFrag(b)),
            (nameof(SkBuff.CoalesceRxFrag), () => CoalesceRxFrag(a)),
            (nameof(SkBuff.AppendPage), () => AppendPage(a)),
            (nameof(SkBuff.AppendPage), () => AppendPage(b)),
            (nameof(AppendMore), () => AppendMore(a)),
            (nameof(SkBuff.TryCoalesce), () => TryCoalesce(a, b)),
            (nameof(SkBuff.ZeroCopyFrom), () => ZeroCopy(a, b)),
            (nameof(SkBuff.OrphanFrags), () => OrphanFrags(a)),
            (nameof(SkBuff.EnsureWritable), () => EnsureWritable(a)),
            (nameof(SkBuff.StoreBits), () => StoreBits(a)),
            (nameof(SkBuff.CopyBits), () => CopyBits(a)),
            (nameof(SkBuff.Checksum), () => Checksum(a)),
            (nameof(SkBuff.SetManaged), SetManaged),
            (nameof(SkBuff.DowngradeManaged), () => Downgrade(a)),
            (nameof(SkbFlags.SharedFrag), () => ShareFrags(a)),
            (nameof(NewOwner), NewOwner),
            (nameof(EndSubmission), EndSubmission),
            (nameof(NewPage), NewPage),
            (nameof(DropPage), DropPage),
            (nameof(SkBuffQueue.Enqueue), () => Enqueue(a)),
            (nameof(SkBuffQueue.TryDequeue), Dequeue),
        ];
        (string name, Action run) chosen = operations[_random.Next(operations.Length)];
        Do(chosen.name, chosen.run);
    }

    private void Do(string name, Action run)
    {
        _trace.Enqueue(name);
        if (_trace.Count > 30)
            _trace.Dequeue();
        Operations[name] = Operations.GetValueOrDefault(name) + 1;
        run();
    }

    /// <summary>Where the model refuses, the library must refuse, and the comparison sees that nothing was changed.</summary>
    private bool Both(Action model, Action real)
    {
        try
        {
            model();
        }
        catch (Refused)
        {
            Refusals++;
            Assert.Throws<InvalidOperationException>(real);
            return false;
        }

        real();
        return true;
    }

    private Pair Any() => _live[_random.Next(_live.Count)];

    /// <summary>0 to <paramref name="limit"/>, and the two ends often.</summary>
    private int UpTo(int limit) => _random.Next(8) switch
    {
        0 => 0,
        1 => limit,
        _ => _random.Next(limit + 1),
    };

    private byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private void Adopt(SkBuff real, ModelBuffer model) => _live.Add(new Pair(real, model));

    private void Alloc()
    {
        int size = UpTo(600);
        int headroom = UpTo(size);
        SkBuff real = SkBuff.Alloc(size, _pool);
        ModelBuffer model = ModelBuffer.Alloc(size);
        real.Reserve(headroom);
        model.Reserve(headroom);
        Adopt(real, model);
    }

    private void Build()
    {
        ModelPage page = Acquire(0);
        int offset = _random.Next(1000);
        int size = UpTo(page.Bytes.Length - offset);
        _mine.Remove(page);
        Adopt(SkBuff.Build(page.Real!, offset, size), new ModelBuffer(page, offset, offset + size));
    }

    private void Free(Pair pair)
    {
        pair.Real.Free();
        if (--pair.Model.Users > 0)
            return;
        pair.Model.Array.Buffers--;
        _live.Remove(pair);
    }

    private void Get(Pair pair)
    {
        pair.Real.Get();
        pair.Model.Users++;
    }

    private void PartialCopy(Pair pair)
    {
        int headroom = UpTo(100);
        Adopt(pair.Real.PartialCopy(headroom), pair.Model.PartialCopy(headroom));
    }

    private void ExpandHead(Pair pair)
    {
        (int headroom, int tailroom) = (UpTo(200), UpTo(200));
        if (pair.Model.End - pair.Model.Start + headroom + tailroom < Page.UnitSize * 8)
            Both(() => pair.Model.ExpandHead(headroom, tailroom), () => pair.Real.ExpandHead(headroom, tailroom));
    }

    private void Put(Pair pair)
    {
        // Clones see the same head: whoever writes there has left them.
        if (pair.Model.IsCloned)
            return;
        byte[] bytes = Bytes(UpTo(int.Min(pair.Model.Tailroom, 300)));
        pair.Model.Put(bytes);
        bytes.CopyTo(pair.Real.Put(bytes.Length));
    }

    private void Push(Pair pair)
    {
        if (pair.Model.IsCloned)
            return;
        byte[] bytes = Bytes(UpTo(int.Min(pair.Model.Headroom, 100)));
        pair.Model.Push(bytes);
        bytes.CopyTo(pair.Real.Push(bytes.Length));
    }

    private void Pull(Pair pair)
    {
        int count = UpTo(int.Min(pair.Model.HeadLen, 100));
        pair.Model.Pull(count);
        pair.Real.Pull(count);
    }

    private void PullTail(Pair pair)
    {
        int count = UpTo(pair.Model.DataLen);
        Both(() => pair.Model.PullTail(count), () => pair.Real.PullTail(count));
    }

    private void MayPull(Pair pair)
    {
        int length = UpTo(pair.Model.Len + 1);
        bool fits = length <= pair.Model.Len;
        Both(
            () =>
            {
                if (fits && length > pair.Model.HeadLen)
                    pair.Model.PullTail(length - pair.Model.HeadLen);
            },
            () => Assert.Equal(fits, pair.Real.MayPull(length)));
    }

    private void Trim(Pair pair)
    {
        int length = UpTo(pair.Model.Len + 10);
        Both(() => pair.Model.Trim(length), () => pair.Real.Trim(length));
    }

    private void Split(Pair pair)
    {
        int length = UpTo(pair.Model.Len);
        ModelBuffer? model = null;
        SkBuff? real = null;
        if (Both(() => model = pair.Model.Split(length), () => real = pair.Real.Split(length)))
            Adopt(real!, model!);
    }

    private void Shift(Pair to, Pair from)
    {
        if (to == from)
            return;
        // Only a buffer without bytes in its head gives anything away.
        if (from.Model.HeadLen > 0 && _random.Next(3) > 0)
        {
            from.Real.Pull(from.Model.HeadLen);
            from.Model.Pull(from.Model.HeadLen);
        }

        int count = UpTo(from.Model.Len);
        int moved = 0;
        Both(() => moved = to.Model.ShiftFrom(from.Model, count), () => Assert.Equal(moved, to.Real.ShiftFrom(from.Real, count)));
    }

    /// <summary>Two buffers, one of which goes on where the other ends, perhaps for another owner; then the one into the other.</summary>
    private void Seam()
    {
        List<ModelOwner?> owners = [.. _owners.Where(owner => owner.Submitting), null];
        ModelOwner? first = owners[_random.Next(owners.Count)];
        List<ModelPage> pages = first?.Pages ?? _mine;
        if (pages.Count == 0)
            return;
        ModelPage page = pages[_random.Next(pages.Count)];
        owners = [.. owners.Where(owner => (owner?.Pages ?? _mine).Contains(page))];
        ModelOwner? second = owners[_random.Next(owners.Count)];
        Alloc();
        Pair to = _live[^1];
        Alloc();
        Pair from = _live[^1];
        Append(to, new ModelFrag(page, 100, 50, first));
        Append(from, new ModelFrag(page, 150, 60, second));
        if (_random.Next(2) == 0)
            Append(from, new ModelFrag(page, 10, 20, second));
        Shift(to, from);
    }

    private void Segment(Pair pair)
    {
        int header = UpTo(int.Min(pair.Model.Len, 60));
        int mss = int.Max(1, (pair.Model.Len - header + 3) / (1 + _random.Next(4)));
        using SkBuffQueue queue = new();
        List<ModelBuffer> models = pair.Model.Segment(header, mss);
        Assert.Equal(models.Count, pair.Real.Segment(header, mss, queue));
        Assert.Equal(models.Count, queue.Count);
        foreach (ModelBuffer model in models)
        {
            Assert.True(queue.TryDequeue(out SkBuff? real));
            Adopt(real, model);
        }
    }

    private void AddRxFrag(Pair pair)
    {
        if (pair.Model.Array.Frags.Count == SkbSharedInfo.MaxFrags)
            return;
        ModelPage page = Acquire(_random.Next(8) == 0 ? 1 : 0);
        int offset = _random.Next(page.Bytes.Length - 1);
        int size = 1 + UpTo(int.Min(page.Bytes.Length - offset - 1, 1500));
        if (Both(
            () =>
            {
                if (pair.Model.IsCloned)
                    throw new Refused();
                pair.Model.Downgrade();
                pair.Model.Array.Frags.Add(new ModelFrag(page, offset, size, null));
            },
            () => pair.Real.AddRxFrag(pair.Real.Info.NrFrags, page.Real!, offset, size, size)))
        {
            _mine.Remove(page);
        }
    }

    private void CoalesceRxFrag(Pair pair)
    {
        if (pair.Model.Array.Frags.Count == 0)
            return;
        int f = _random.Next(pair.Model.Array.Frags.Count);
        ModelFrag frag = pair.Model.Array.Frags[f];
        int room = frag.Page.Bytes.Length - frag.Offset - frag.Size;
        if (room == 0)
            return;
        int size = 1 + UpTo(int.Min(room - 1, 200));
        Learn(frag.Page, frag.Offset + frag.Size, size);
        Both(
            () =>
            {
                if (pair.Model.IsCloned)
                    throw new Refused();
                pair.Model.Downgrade();
                pair.Model.Array.Frags[f] = pair.Model.Array.Frags[f] with { Size = frag.Size + size };
            },
            () => pair.Real.CoalesceRxFrag(f, size, size));
    }

    private void AppendPage(Pair pair)
    {
        ModelOwner? owner = _owners.Count > 0 && _random.Next(3) > 0 ? _owners[_random.Next(_owners.Count)] : null;
        // An owner that is no longer submitting may be gone at any time, for a caller without a reference.
        if (owner is not null && !owner.Submitting)
            return;
        List<ModelPage> pages = owner?.Pages ?? _mine;
        if (pages.Count == 0)
            return;
        ModelPage page = pages[_random.Next(pages.Count)];
        int offset = _random.Next(page.Bytes.Length - 1);
        int size = 1 + UpTo(int.Min(page.Bytes.Length - offset - 1, 1500));
        Append(pair, new ModelFrag(page, offset, size, owner));
    }

    /// <summary>Appends where the last fragment ends, so that the two may merge.</summary>
    private void AppendMore(Pair pair)
    {
        if (pair.Model.Array.Frags.Count == 0)
            return;
        ModelFrag last = pair.Model.Array.Frags[^1];
        int offset = last.Offset + last.Size;
        if (offset == last.Page.Bytes.Length)
            return;
        bool mayRef = last.Owner is null ? pair.Model.Array.ManagedBy is null : last.Owner.Submitting;
        // Sometimes for another owner, or for none, where those keep the page too.
        ModelOwner? owner = last.Owner;
        if (_owners.FirstOrDefault(other => other.Submitting && other.Pages.Contains(last.Page)) is ModelOwner other && _random.Next(2) == 0)
            (owner, mayRef) = (other, true);
        if (!mayRef)
            return;
        int size = 1 + UpTo(int.Min(last.Page.Bytes.Length - offset - 1, 100));
        Learn(last.Page, offset, size);
        Append(pair, new ModelFrag(last.Page, offset, size, owner));
    }

    /// <summary>
    /// Bytes that no buffer shows may be whatever was there before. Those that some buffer shows were compared a moment
    /// ago, so this forgives nothing.
    /// </summary>
    private static void Learn(ModelPage page, int offset, int size) =>
        page.Real!.Span.Slice(offset, size).CopyTo(page.Bytes.AsSpan(offset));

    private void Append(Pair pair, ModelFrag frag)
    {
        bool appended = false;
        Both(
            () => appended = pair.Model.AppendPage(frag),
            () => Assert.Equal(appended, pair.Real.AppendPage(frag.Page.Real!, frag.Offset, frag.Size, frag.Owner?.Real)));
    }

    private void TryCoalesce(Pair to, Pair from)
    {
        if (to == from)
            return;
        bool coalesced = to.Model.TryCoalesce(from.Model);
        Assert.Equal(coalesced, to.Real.TryCoalesce(from.Real));
        if (coalesced && --from.Model.Users == 0)
        {
            from.Model.Array.Buffers--;
            _live.Remove(from);
        }
    }

    private void ZeroCopy(Pair to, Pair from)
    {
        // What is copied goes into a head that clones see.
        if (to == from || to.Model.IsCloned)
            return;
        int length = UpTo(from.Model.Len);
        int header = UpTo(int.Min(int.Min(length, to.Model.Tailroom), 80));
        bool appended = false;
        Both(
            () => appended = to.Model.ZeroCopyFrom(from.Model, length, header),
            () => Assert.Equal(appended, to.Real.ZeroCopyFrom(from.Real, length, header)));
    }

    private void OrphanFrags(Pair pair) => Both(
        () =>
        {
            if (pair.Model.HasOwners)
                pair.Model.CopyFragments();
        },
        pair.Real.OrphanFrags);

    private void EnsureWritable(Pair pair)
    {
        // A page that this leaves the clones with has their references besides.
        bool wasCloned = pair.Model.IsCloned;
        Both(
            () =>
            {
                if (wasCloned || pair.Model.HeadIsSeen)
                    pair.Model.ExpandHead(0, 0);
                ModelArray array = pair.Model.Array;
                bool special = array.SharedFrag || pair.Model.HasOwners;
                bool isPrivate = special ? array.Frags.Count == 0 : array.Frags.All(frag => !wasCloned && CountOf(frag.Page) == 1);
                if (!isPrivate)
                    pair.Model.CopyFragments();
            },
            pair.Real.EnsureWritable);
    }

    private void StoreBits(Pair pair)
    {
        int offset = UpTo(pair.Model.Len);
        byte[] bytes = Bytes(UpTo(int.Min(pair.Model.Len - offset, 50)));
        Both(() => pair.Model.StoreBits(offset, bytes), () => pair.Real.StoreBits(offset, bytes));
    }

    private void CopyBits(Pair pair)
    {
        int offset = UpTo(pair.Model.Len);
        byte[] bytes = new byte[UpTo(pair.Model.Len - offset)];
        pair.Real.CopyBits(offset, bytes);
        Assert.True(pair.Model.Content().AsSpan(offset, bytes.Length).SequenceEqual(bytes));
    }

    private void Checksum(Pair pair)
    {
        int offset = UpTo(pair.Model.Len);
        int length = UpTo(pair.Model.Len - offset);
        ushort seed = (ushort)_random.Next(0x10000);
        ulong sum = seed;
        byte[] content = pair.Model.Content();
        for (int i = 0; i < length; i++)
            sum += (ulong)content[offset + i] << (i % 2 == 0 ? 8 : 0);
        while (sum > ushort.MaxValue)
            sum = (sum & ushort.MaxValue) + (sum >> 16);
        Assert.Equal((ushort)sum, pair.Real.Checksum(offset, length, seed));
    }
}
