using System;
using System.Collections.Generic;

namespace Scenarios;

/// <summary>
/// A host under one kernel: its own programs allocate and free pages all the time, while a guest's frames go through its
/// stack, a few of which somebody keeps for seconds.
/// </summary>
internal sealed class ForeignRun<TConfig>
    where TConfig : struct, IKernelConfig
{
    private const double Length = 4000;
    private const int HostPagesPerMillisecond = 20;
    private const long HostData = -1;

    private readonly EventClock<double> _time = new();
    private readonly Random _random;
    private readonly PageAllocator<TConfig> _allocator = new();
    private readonly ForeignNetback<TConfig> _netback;
    private readonly long[][] _frames = new long[ForeignNetback<TConfig>.Slots][];
    private readonly Stack<int> _free = new();
    private long _number;

    private ForeignRun(Random random, bool copyOldPages)
    {
        _random = random;
        _netback = new ForeignNetback<TConfig>(_time, _allocator);
        for (int slot = 0; slot < _frames.Length; slot++)
        {
            _frames[slot] = new long[KernelPage.Words];
            _free.Push(slot);
        }

        if (copyOldPages)
            _netback.CopyOldPages(2 * Length);
        for (double at = 0; at < Length; at++)
            _time.After(at, EachMillisecond);
        _time.RunToEnd();
        AllAnswered = _free.Count == _frames.Length;
    }

    public PageAllocator<TConfig> Allocator => _allocator;

    public ForeignNetback<TConfig> Netback => _netback;

    /// <summary>Frames of the guest into which the host's programs wrote.</summary>
    public int Overwritten { get; private set; }

    /// <summary>Frames that the stack read, and read wrong.</summary>
    public int Read { get; private set; }

    public int WrongReads { get; private set; }

    /// <summary>Times that the guest had something to send and all its frames were away.</summary>
    public int Stalls { get; private set; }

    /// <summary>Milliseconds that the guest waited longest for a frame.</summary>
    public double MostAway { get; private set; }

    public bool AllAnswered { get; }

    public static ForeignRun<TConfig> Of(ScenarioContext context, bool copyOldPages) => new(context.Random(), copyOldPages);

    private void EachMillisecond()
    {
        for (int i = 0; i < HostPagesPerMillisecond; i++)
        {
            KernelPage page = _allocator.Alloc();
            page.Frame.AsSpan().Fill(HostData);
            _time.After(_random.NextDouble() * 5, () => _allocator.Put(page));
        }

        Send();
    }

    private void Send()
    {
        if (!_free.TryPop(out int slot))
        {
            Stalls++;
            return;
        }

        long[] frame = _frames[slot];
        long number = ++_number;
        frame.AsSpan().Fill(number);
        double start = _time.Now;
        KernelPage page = _netback.Map(slot, frame, () =>
        {
            MostAway = Math.Max(MostAway, _time.Now - start);
            _free.Push(slot);
        });

        // Most frames leave within milliseconds; one in fifty waits for a program that does not read.
        bool kept = _random.Next(50) == 0;
        double hold = kept ? 3000 : 0.2 + (2 * _random.NextDouble());
        if (kept && _random.Next(2) == 0)
        {
            page.AddressTaken++;
            _time.After(1000, () => page.AddressTaken--);
        }

        _time.After(hold, () => Consume(slot, page, number));
    }

    private void Consume(int slot, KernelPage page, long number)
    {
        Read++;
        if (page.Frame.AsSpan().ContainsAnyExcept(number))
            WrongReads++;
        _allocator.Put(page);
        // The buffer's own destructor answers. That the page went into the pool of all pages, it does not see.
        if (!TConfig.HasForeignPages)
            _netback.Unmap(slot);
        _time.After(20, () => Check(slot));
    }

    /// <summary>The guest never wrote what the host's programs write.</summary>
    private void Check(int slot)
    {
        if (_frames[slot].AsSpan().Contains(HostData))
            Overwritten++;
    }
}
