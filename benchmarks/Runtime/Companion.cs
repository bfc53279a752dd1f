using System;
using System.Threading;

namespace FragApi.Benchmarks;

/// <summary>A second thread that does the same at the same time.</summary>
internal sealed class Companion : IDisposable
{
    private readonly Barrier _barrier = new(2);
    private readonly Thread _thread;
    private Func<int, long>? _work;
    private int _count;

    public Companion()
    {
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Does the work on both threads.</summary>
    public long Together(int count, Func<int, long> work)
    {
        _count = count;
        _work = work;
        _barrier.SignalAndWait();
        work(count);
        _barrier.SignalAndWait();
        return 0;
    }

    public void Dispose()
    {
        _work = null;
        _barrier.SignalAndWait();
        _thread.Join();
        _barrier.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            _barrier.SignalAndWait();
            if (_work is null)
                return;
            _work(_count);
            _barrier.SignalAndWait();
        }
    }
}
