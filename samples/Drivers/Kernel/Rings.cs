namespace Drivers.Kernel;

/// <summary>One slot of a ring of descriptors, as the hardware reads it.</summary>
public struct Desc
{
    /// <summary>Bus address of the bytes.</summary>
    public ulong Addr;

    /// <summary>How many bytes.</summary>
    public int Len;

    /// <summary>Command and status bits.</summary>
    public uint Flags;
}

/// <summary>A ring of descriptors, shared with the hardware. Writes are recorded.</summary>
public sealed class DescRing(int count)
{
    private readonly Desc[] _slots = new Desc[count];

    /// <summary>Slots in the ring.</summary>
    public int Count => _slots.Length;

    /// <summary>The slot the driver fills next; counts on without wrapping.</summary>
    public int Head { get; private set; }

    /// <summary>A slot; the number wraps.</summary>
    public ref Desc this[int slot] => ref _slots[slot % _slots.Length];

    /// <summary>Fills the next slot and returns its number.</summary>
    public int Post(ulong addr, int len, uint flags = 0)
    {
        Write(Head, addr, len, flags);
        return Head++;
    }

    /// <summary>Fills a slot.</summary>
    public void Write(int slot, ulong addr, int len, uint flags = 0)
    {
        this[slot] = new Desc { Addr = addr, Len = len, Flags = flags };
        Recorder.Log($"desc {slot} {Recorder.Name(addr)} {len} flags {flags:x}");
    }

    /// <summary>Goes back to a slot, as a driver does that gives up half way.</summary>
    public void Rewind(int slot) => Head = slot;
}

/// <summary>
/// A ring of descriptors to send, with what each slot has mapped and the buffer that is done when the slot is.
/// </summary>
public sealed class TxRing(Device? dev, int count = 64)
{
    private readonly DescRing _ring = new(count);
    private readonly bool[] _pages = new bool[count];
    private readonly SkBuff?[] _skbs = new SkBuff?[count];

    /// <summary>The slot the driver fills next.</summary>
    public int Head => _ring.Head;

    /// <summary>The oldest slot that is not complete.</summary>
    public int Tail { get; private set; }

    /// <summary>Free slots.</summary>
    public int Room => _ring.Count - (Head - Tail);

    /// <summary>A slot; the number wraps.</summary>
    public ref Desc this[int slot] => ref _ring[slot];

    /// <summary>Fills the next slot with a mapping that is undone as a page's, or as a single buffer's.</summary>
    public int Post(ulong addr, int len, bool page, uint flags = 0)
    {
        int slot = _ring.Post(addr, len, flags);
        _pages[slot % _ring.Count] = page;
        return slot;
    }

    /// <summary>The buffer is done when the slot last filled is.</summary>
    public void Attach(SkBuff skb) => _skbs[(Head - 1) % _ring.Count] = skb;

    /// <summary>Undoes every slot from <paramref name="first"/> on.</summary>
    public void Unwind(int first)
    {
        for (int slot = Head - 1; slot >= first; slot--)
            Unmap(slot);
        _ring.Rewind(first);
    }

    /// <summary>The hardware has sent everything: undoes the mappings and frees the buffers.</summary>
    public void Complete()
    {
        for (; Tail < Head; Tail++)
        {
            Unmap(Tail);
            ref SkBuff? skb = ref _skbs[Tail % _ring.Count];
            skb?.Free();
            skb = null;
        }
    }

    private void Unmap(int slot)
    {
        ref Desc desc = ref _ring[slot];
        if (desc.Addr == Dma.Error)
            return;
        if (_pages[slot % _ring.Count])
            Dma.UnmapPage(dev, desc.Addr, desc.Len, DmaDir.ToDevice);
        else
            Dma.UnmapSingle(dev, desc.Addr, desc.Len, DmaDir.ToDevice);
    }
}
