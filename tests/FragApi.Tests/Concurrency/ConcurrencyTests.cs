using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using FragApi.Testing;
using Xunit;
using Xunit.Abstractions;

namespace FragApi.Tests;

/// <summary>
/// Many threads on the same pages, destructors and clones: no count is lost, every destructor fires exactly once. Millions of
/// operations; more than 10^8 with <c>FRAGAPI_LONG=1</c>.
/// </summary>
public sealed class ConcurrencyTests(ITestOutputHelper output) : PoolTest(diagnostic: false)
{
    private static readonly int s_threads = Math.Max(4, Environment.ProcessorCount);
    private static readonly int s_operations = LongRun.IsOn ? 100_000_000 : 1_000_000;

    private long _created;
    private long _fired;
    private long _firedAgain;

    [Fact]
    public void GetsAndPutsOfTheSamePagesAndDestructors()
    {
        Page[] pages = [.. Enumerable.Range(0, 3).Select(_ => Pool.Acquire())];
        SkbFragDestructor[] destructors = [.. Enumerable.Range(0, 3).Select(_ => NewDestructor(null))];
        Run(s_operations * 2 / s_threads, (random, operations) =>
        {
            int[] held = new int[6];
            for (int i = 0; i < operations; i++)
            {
                int at = random.Next(6);
                // One more of this, or all of them back.
                if (held[at] < 5)
                {
                    held[at]++;
                    if (at < 3)
                        pages[at].Get();
                    else
                        destructors[at - 3].Ref();
                    continue;
                }

                i += 4;
                for (; held[at] > 0; held[at]--)
                {
                    if (at < 3)
                        pages[at].Put();
                    else
                        destructors[at - 3].Unref();
                }
            }

            for (int at = 0; at < 6; at++)
            {
                for (; held[at] > 0; held[at]--)
                {
                    if (at < 3)
                        pages[at].Put();
                    else
                        destructors[at - 3].Unref();
                }
            }
        });
        Assert.All(pages, page => Assert.Equal(1, page.Count));
        Assert.All(destructors, destructor => Assert.Equal(1, destructor.Count));
        Array.ForEach(pages, page => page.Put());
        Array.ForEach(destructors, destructor => destructor.Unref());
        EverythingIsBack();
    }

    [Fact]
    public void ClonesOfTheSameBuffers()
    {
        // A slot holds a buffer that nobody works on; whoever takes it out has it alone. Its clones are in other slots.
        SkBuff?[] slots = new SkBuff?[16];
        Run(s_operations * 3 / 10 / s_threads, (random, operations) =>
        {
            for (int i = 0; i < operations; i++)
            {
                SkBuff? skb = Interlocked.Exchange(ref slots[random.Next(slots.Length)], null);
                SkBuff? other = null;
                if (skb is null)
                    skb = NewBuffer(random);
                else if (skb.Len > 20_000)
                    skb.Trim(100);
                switch (random.Next(12))
                {
                    case 0 or 1 or 2:
                        other = skb.Clone();
                        break;
                    case 3 or 4:
                        skb.Free();
                        skb = null;
                        break;
                    case 5:
                        other = skb.PartialCopy(8);
                        break;
                    case 6:
                        skb.Unclone();
                        break;
                    case 7:
                        other = skb.Split(random.Next(skb.Len + 1));
                        break;
                    case 8:
                        skb.PullTail(random.Next(skb.DataLen + 1));
                        break;
                    case 9:
                        skb.OrphanFrags();
                        break;
                    case 10:
                        SkBuff? second = Interlocked.Exchange(ref slots[random.Next(slots.Length)], null);
                        if (second is not null && !skb.TryCoalesce(second))
                            other = second;
                        break;
                    default:
                        skb.Get();
                        skb.Free();
                        break;
                }

                foreach (SkBuff? back in new ReadOnlySpan<SkBuff?>([skb, other]))
                {
                    if (back is not null)
                        Interlocked.Exchange(ref slots[random.Next(slots.Length)], back)?.Free();
                }
            }
        });
        foreach (SkBuff? skb in slots)
            skb?.Free();
        EverythingIsBack();
    }

    [Fact]
    public void LastReferencesDroppedAtOnce()
    {
        int rounds = Math.Min(s_operations / 500, 50_000);
        SkbFragDestructor destructor = new(_ => Interlocked.Increment(ref _fired));
        using Barrier barrier = new(s_threads, _ =>
        {
            if (destructor.Count == 0)
                destructor.Rearm();
            for (int i = 1; i < s_threads; i++)
                destructor.Ref();
        });
        Run(rounds, (_, operations) =>
        {
            for (int i = 0; i < operations; i++)
            {
                Assert.True(barrier.SignalAndWait(TimeSpan.FromMinutes(1)));
                destructor.Unref();
            }
        });
        Assert.Equal(rounds, _fired);
        Assert.Equal(0, destructor.Count);
    }

    [Fact]
    public void LastPutAgainstAGet()
    {
        int rounds = s_operations / 100;
        Page page = Pool.Acquire();
        // Even: the page is ready; odd: the putter is done. Spinning, so that the two really meet.
        int turn = 0;
        Thread putter = new(() =>
        {
            for (int round = 0; round < rounds; round++)
            {
                Await(ref turn, round * 2);
                page.Put();
                Volatile.Write(ref turn, (round * 2) + 1);
            }
        });
        putter.Start();
        Random random = new(1);
        int gets = 0;
        for (int round = 0; round < rounds; round++)
        {
            Thread.SpinWait(random.Next(300));
            try
            {
                page.Get();
                page.Put();
                gets++;
            }
            catch (ReferenceMisuseException misuse) when (misuse.Misuse == ReferenceMisuse.Resurrected)
            {
                // The put was first.
            }

            Await(ref turn, (round * 2) + 1);
            Assert.Equal(0, page.Count);
            page = Pool.Acquire();
            Volatile.Write(ref turn, (round * 2) + 2);
        }

        putter.Join();
        page.Put();
        output.WriteLine($"{rounds} rounds, the get was first in {gets}");
        EverythingIsBack();
    }

    private static void Await(ref int turn, int value)
    {
        SpinWait spin = default;
        while (Volatile.Read(ref turn) != value)
            spin.SpinOnce(sleep1Threshold: -1);
    }

    private SkbFragDestructor NewDestructor(Page? page)
    {
        Interlocked.Increment(ref _created);
        int fired = 0;
        return new SkbFragDestructor(_ =>
        {
            Interlocked.Increment(ref _fired);
            if (Interlocked.Increment(ref fired) != 1)
                Interlocked.Increment(ref _firedAgain);
            page?.Put();
        });
    }

    private SkBuff NewBuffer(Random random)
    {
        SkBuff skb = SkBuff.Alloc(100, Pool);
        skb.Put(random.Next(50));
        Page page = Pool.Acquire();
        SkbFragDestructor destructor = NewDestructor(page);
        int frags = 1 + random.Next(4);
        if (random.Next(4) == 0)
        {
            skb.SetManaged(destructor);
            for (int f = 0; f < frags; f++)
            {
                SkbFrag.Fill(skb, f, page, f * 200, 100);
                skb.AddLen(100);
            }
        }
        else
        {
            for (int f = 0; f < frags; f++)
                skb.AppendPage(page, f * 200, 100, destructor);
            skb.AddRxFrag(frags, Pool.Acquire(), 0, 50, 50);
        }

        destructor.Unref();
        return skb;
    }

    private void Run(int each, Action<Random, int> work)
    {
        Exception? failure = null;
        using Barrier start = new(s_threads);
        Stopwatch watch = Stopwatch.StartNew();
        Thread[] threads = [.. Enumerable.Range(0, s_threads).Select(t => new Thread(() =>
        {
            try
            {
                // Together, or the first is done before the last begins.
                start.SignalAndWait();
                work(new Random(t), each);
            }
            catch (Exception thrown)
            {
                failure = thrown;
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        output.WriteLine($"{(long)each * s_threads:N0} operations on {s_threads} threads in {watch.ElapsedMilliseconds} ms");
        Assert.Null(failure);
    }

    private void EverythingIsBack()
    {
        output.WriteLine($"{_created} destructors, {_fired} fired, {_firedAgain} of them again");
        Assert.Equal(_created, _fired);
        Assert.Equal(0, _firedAgain);
        Assert.Equal((0, 0), (Pool.LivePages, Pool.LiveBuffers));
    }
}
