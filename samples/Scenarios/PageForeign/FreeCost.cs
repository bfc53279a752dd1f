using System;
using System.Diagnostics;

namespace Scenarios;

/// <summary>Nanoseconds to put an ordinary page, with and without the question whether it is foreign.</summary>
internal static class FreeCost
{
    private const int Pages = 4096;

    public static (double Mainline, double Xen) Measure(ScenarioContext context)
    {
        Workload<MainlineConfig> mainline = new(context.Random());
        Workload<XenConfig> xen = new(context.Random());
        double least = double.MaxValue;
        double leastXen = double.MaxValue;
        TimeSpan budget = context.Measure(0.5);
        long start = Stopwatch.GetTimestamp();
        // In turns, so that what disturbs one disturbs the other; the first turns warm up, the least disturbed counts.
        for (int turn = 0; turn < 60 || Stopwatch.GetElapsedTime(start) < budget; turn++)
        {
            double one = mainline.FreeAll();
            double other = xen.FreeAll();
            if (turn < 40)
                continue;
            least = Math.Min(least, one);
            leastXen = Math.Min(leastXen, other);
        }

        return (least, leastXen);
    }

    private sealed class Workload<TConfig>
        where TConfig : struct, IKernelConfig
    {
        private readonly PageAllocator<TConfig> _allocator = new();
        private readonly KernelPage[] _pages = new KernelPage[Pages];
        private readonly int[] _order = new int[Pages];

        public Workload(Random random)
        {
            // Frames are of no interest here, and would fill the memory.
            for (int i = 0; i < Pages; i++)
            {
                _pages[i] = new KernelPage([]);
                _order[i] = i;
            }

            random.Shuffle(_order);
        }

        /// <summary>Puts every page once, in an order that is not theirs in memory. Nanoseconds for one.</summary>
        public double FreeAll()
        {
            long start = Stopwatch.GetTimestamp();
            foreach (int i in _order)
                _allocator.Put(_pages[i]);
            double each = Stopwatch.GetElapsedTime(start).TotalNanoseconds / Pages;
            for (int i = 0; i < Pages; i++)
                _pages[i] = _allocator.Alloc();
            return each;
        }
    }
}
