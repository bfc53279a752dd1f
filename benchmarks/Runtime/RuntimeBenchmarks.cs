using BenchmarkDotNet.Attributes;

namespace FragApi.Benchmarks;

/// <summary>What buffers cost, under BenchmarkDotNet, which knows the bytes and can show the machine code (<c>--disasm</c>).</summary>
[MemoryDiagnoser]
public class RuntimeBenchmarks
{
    private SkBuff _skb = null!;

    /// <summary>Makes a buffer of 17 fragments.</summary>
    [GlobalSetup]
    public void Setup() => _skb = Build();

    /// <summary>Frees it.</summary>
    [GlobalCleanup]
    public void Cleanup() => _skb.Free();

    /// <summary>A clone that is freed at once.</summary>
    [Benchmark]
    public void CloneAndFree() => _skb.Clone().Free();

    /// <summary>A buffer with room for a packet, freed at once.</summary>
    [Benchmark]
    public void AllocAndFree() => SkBuff.Alloc(1500).Free();

    /// <summary>A buffer of 17 pages, freed at once.</summary>
    [Benchmark]
    public void BuildSeventeenAndFree() => Build().Free();

    /// <summary>A reference on a fragment's page, by hand.</summary>
    [Benchmark(Baseline = true)]
    public void RawGetAndPut()
    {
        Page page = SkbFrag.Page(_skb, 3)!;
#pragma warning disable FRAG1001, FRAG1002 // the raw side of the comparison
        page.Get();
        page.Put();
#pragma warning restore FRAG1001, FRAG1002
    }

    /// <summary>The same by the accessors.</summary>
    [Benchmark]
    public void RefAndUnref()
    {
        SkbFrag.Ref(_skb, 3);
        SkbFrag.Unref(_skb, 3);
    }

    private static SkBuff Build()
    {
        SkBuff skb = SkBuff.Alloc(100);
        for (int f = 0; f < SkbSharedInfo.MaxFrags; f++)
            skb.AddRxFrag(f, PagePool.Shared.Acquire(), 0, Page.UnitSize, Page.UnitSize);
        return skb;
    }
}
