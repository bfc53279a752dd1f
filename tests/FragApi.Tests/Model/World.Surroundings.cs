using System;
using System.Linq;
using Xunit;

namespace FragApi.Tests.Model;

/// <content>What buffers live among: owners and their destructors, managed arrays, pages of the test's own, a queue.</content>
internal sealed partial class World
{
    /// <summary>A new buffer of managed fragments.</summary>
    private void SetManaged()
    {
        ModelOwner? owner = _owners.FirstOrDefault(owner => owner.Submitting);
        if (owner is null)
            return;
        Alloc();
        Pair pair = _live[^1];
        pair.Real.SetManaged(owner.Real);
        pair.Model.Array.ManagedBy = owner;
        int count = _random.Next(5);
        for (int f = 0; f < count; f++)
        {
            ModelPage page = owner.Pages[_random.Next(owner.Pages.Count)];
            int offset = _random.Next(page.Bytes.Length - 1);
            int size = 1 + _random.Next(int.Min(page.Bytes.Length - offset - 1, 500) + 1);
            bool counted = _random.Next(2) == 0;
            SkbFrag.Fill(pair.Real, f, page.Real, offset, size);
            if (counted)
                SkbFrag.SetDestructor(pair.Real, f, owner.Real);
            pair.Real.AddLen(size);
            pair.Model.Array.Frags.Add(new ModelFrag(page, offset, size, counted ? owner : null));
        }
    }

    private void Downgrade(Pair pair) => Both(
        () =>
        {
            if (pair.Model.Array.ManagedBy is null)
                return;
            if (pair.Model.IsCloned)
                throw new Refused();
            pair.Model.Downgrade();
        },
        pair.Real.DowngradeManaged);

    private void ShareFrags(Pair pair)
    {
        pair.Real.Info.Flags |= SkbFlags.SharedFrag;
        pair.Model.Array.SharedFrag = true;
    }

    private void NewOwner()
    {
        if (_owners.Count > 6)
            return;
        ModelOwner owner = new();
        int pages = 1 + _random.Next(3);
        for (int i = 0; i < pages; i++)
        {
            ModelPage page = Acquire(0);
            _mine.Remove(page);
            owner.Pages.Add(page);
        }

        // Two owners of one page: bytes of theirs that meet must not merge.
        if (_owners.Count > 0 && _random.Next(2) == 0)
        {
            ModelPage page = _owners[0].Pages[0];
            page.Real!.Get();
            owner.Pages.Add(page);
        }

        owner.Real = new SkbFragDestructor(
            _ =>
            {
                owner.Fired++;
                owner.Pages.ForEach(page => page.Real!.Put());
            },
            owner);
        _owners.Add(owner);
    }

    private void EndSubmission()
    {
        ModelOwner? owner = _owners.FirstOrDefault(owner => owner.Submitting);
        if (owner is null)
            return;
        owner.Submitting = false;
        owner.Real.Unref();
    }

    private void NewPage()
    {
        if (_mine.Count < 6)
            Acquire(0);
    }

    private void DropPage()
    {
        if (_mine.Count == 0)
            return;
        ModelPage page = _mine[_random.Next(_mine.Count)];
        _mine.Remove(page);
        page.Real!.Put();
    }

    private void Enqueue(Pair pair)
    {
        if (_queued.Count == 3)
            return;
        _live.Remove(pair);
        if (_random.Next(2) == 0)
        {
            _queue.Enqueue(pair.Real);
            _queued.Add(pair);
        }
        else
        {
            _queue.EnqueueFirst(pair.Real);
            _queued.Insert(0, pair);
        }

        Assert.Throws<InvalidOperationException>(() => _queue.Enqueue(pair.Real));
    }

    private void Dequeue()
    {
        if (_queued.Count == 0)
        {
            Assert.False(_queue.TryDequeue(out _));
            return;
        }

        int at = _random.Next(2) == 0 ? 0 : _random.Next(_queued.Count);
        Pair pair = _queued[at];
        _queued.RemoveAt(at);
        if (at > 0)
        {
            Assert.True(_queue.Unlink(pair.Real));
        }
        else
        {
            Assert.Same(pair.Real, _queue.Peek());
            Assert.True(_queue.TryDequeue(out SkBuff? real));
            Assert.Same(pair.Real, real);
        }

        Assert.False(_queue.Unlink(pair.Real));
        _live.Add(pair);
    }

    private ModelPage Acquire(int order)
    {
        Page real = _pool.Acquire(order);
        ModelPage page = new(real.Size) { Real = real };
        _random.NextBytes(page.Bytes);
        page.Bytes.CopyTo(real.Span);
        _mine.Add(page);
        return page;
    }
}
