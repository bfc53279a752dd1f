using System;
using System.Collections.Generic;

namespace Scenarios;

/// <summary>
/// The classic back end: a guest's frames behind pages of the host, marked foreign, with the destructor that the allocator
/// calls instead of freeing them. What they free goes to a ring, from which a batch at a time is unmapped and answered.
/// </summary>
internal sealed class ForeignNetback<TConfig>
    where TConfig : struct, IKernelConfig
{
    public const int Slots = 32;

    /// <summary>HZ/2: how long the stack may have a page before it is copied.</summary>
    public const double CopyAfter = 500;
    private const double SweepEvery = 100;
    private const double BatchEvery = 1;

    private readonly EventClock<double> _time;
    private readonly PageAllocator<TConfig> _allocator;
    private readonly Slot?[] _slots = new Slot?[Slots];
    private readonly Queue<Slot> _deallocRing = new();

    public ForeignNetback(EventClock<double> time, PageAllocator<TConfig> allocator)
    {
        _time = time;
        _allocator = allocator;
    }

    /// <summary>Frames unmapped, and the batches they went in.</summary>
    public int Unmapped { get; private set; }

    public int Batches { get; private set; }

    /// <summary>Pages that were copied because the stack had them for long.</summary>
    public int DelayedCopies { get; private set; }

    /// <summary>Times that a page was old and could not be copied, because somebody had its address.</summary>
    public int Busy { get; private set; }

    /// <summary>Starts looking for old pages, until that time.</summary>
    public void CopyOldPages(double until)
    {
        if (_time.Now >= until)
            return;
        foreach (Slot? slot in _slots)
        {
            if (slot is { IsBack: false } && _time.Now - slot.Since >= CopyAfter)
                TryCopy(slot);
        }

        _time.After(SweepEvery, () => CopyOldPages(until));
    }

    /// <summary>Maps a guest's frame. The reference on the page goes to the stack; <paramref name="answer"/> gives the frame back to the guest.</summary>
    public KernelPage Map(int index, long[] frame, Action answer)
    {
        KernelPage page = new(frame);
        Slot slot = new(index, page, _time.Now, answer);
        _slots[index] = slot;
        page.SetForeign(_ => Destroy(slot));
        return page;
    }

    /// <summary>The frame is not the host's any more: the guest gets its answer.</summary>
    public void Unmap(int index)
    {
        Slot slot = _slots[index]!;
        _slots[index] = null;
        Unmapped++;
        slot.Answer();
    }

    private void Destroy(Slot slot)
    {
        slot.IsBack = true;
        _deallocRing.Enqueue(slot);
        if (_deallocRing.Count == 1)
            _time.After(BatchEvery, UnmapBatch);
    }

    private void UnmapBatch()
    {
        Batches++;
        while (_deallocRing.TryDequeue(out Slot? slot))
        {
            // The page description is the slot's again: count back to 1.
            slot.Page.Count = 1;
            Unmap(slot.Index);
        }
    }

    /// <summary>Copies the frame behind a page that the stack goes on using, and gives the guest's back.</summary>
    private void TryCopy(Slot slot)
    {
        KernelPage page = slot.Page;
        if (page.AddressTaken > 0)
        {
            Busy++;
            return;
        }

        DelayedCopies++;
        page.Frame = (long[])page.Frame.Clone();
        // It flows on with a destructor that makes it an ordinary page, and frees it.
        page.SetForeign(old =>
        {
            old.Flags &= ~PageFlags.Foreign;
            old.Index = null;
            _allocator.Free(old);
        });
        slot.IsBack = true;
        Unmap(slot.Index);
    }

    private sealed class Slot(int index, KernelPage page, double since, Action answer)
    {
        public int Index => index;

        public KernelPage Page => page;

        public double Since => since;

        public Action Answer => answer;

        public bool IsBack { get; set; }
    }
}
