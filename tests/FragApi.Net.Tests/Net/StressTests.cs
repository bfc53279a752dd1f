using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace FragApi.Net.Tests;

/// <summary>Many sockets at once, closed, reset, cancelled at any moment: nothing is lost, nothing fires twice.</summary>
public sealed class StressTests
{
    [ZeroCopyFact]
    public async Task Connections_that_end_in_every_way_leave_nothing_behind()
    {
        const int connections = 60;
        using PagePool pool = new();
        int made = 0;
        int fired = 0;
        Random seeds = new(42);
        List<Task> all = [];
        for (int i = 0; i < connections; i++)
        {
            Pair pair = new();
            all.Add(Sender(pair, new Random(seeds.Next())));
            all.Add(Reader(pair, new Random(seeds.Next())));
        }

        await Task.WhenAll(all).WaitAsync(TimeSpan.FromSeconds(120));
        Lab.Eventually(() => SkbSocket.Draining == 0, "the drains");
        Lab.Eventually(() => pool.LiveBuffers == 0 && pool.LivePages == 0, "the pool");
        Assert.Equal(made, fired);
        Assert.True(made > 1000, $"{made}");

        async Task Sender(Pair pair, Random random)
        {
            await Task.Yield();
            SkbSocket socket = new(pair.Client, new SkbSocketOptions { Mode = ZeroCopyMode.Always, CloseTimeout = TimeSpan.FromMilliseconds(random.Next(300)) });
            try
            {
                for (int i = random.Next(80); i >= 0; i--)
                {
                    SkBuff skb = Build(random);
                    try
                    {
                        using CancellationTokenSource cancel = new();
                        if (random.Next(10) == 0)
                            cancel.CancelAfter(random.Next(5));
                        await socket.SendAsync(skb, cancel.Token);
                    }
                    catch (OperationCanceledException)
                    {
                        socket.Resume();
                    }
                    finally
                    {
                        skb.Free();
                    }
                }
            }
            catch (SocketException)
            {
                // The reader went away.
            }

            switch (random.Next(3))
            {
                case 0:
                    socket.Dispose();
                    break;
                case 1:
                    socket.Close(TimeSpan.Zero);
                    break;
                default:
                    await socket.DisposeAsync();
                    break;
            }
        }

        async Task Reader(Pair pair, Random random)
        {
            await Task.Yield();
            byte[] bytes = new byte[100_000];
            try
            {
                for (int i = random.Next(200); i >= 0; i--)
                {
                    if (await pair.Server.ReceiveAsync(bytes, SocketFlags.None) == 0)
                        break;
                    if (random.Next(20) == 0)
                        await Task.Delay(random.Next(20));
                }
            }
            catch (SocketException)
            {
                // The sender went away.
            }

            pair.Server.Close(random.Next(2) == 0 ? 0 : -1);
        }

        SkBuff Build(Random random)
        {
            SkBuff skb = SkBuff.Alloc(64, pool);
            skb.Put(random.Next(64)).Clear();
            for (int f = random.Next(SkbSharedInfo.MaxFrags + 1); f > 0; f--)
            {
                Page page = pool.Acquire(random.Next(3));
                int once = 0;
                SkbFragDestructor destructor = new(_ =>
                {
                    Assert.Equal(1, Interlocked.Increment(ref once));
                    Interlocked.Increment(ref fired);
                    page.Put();
                });
                Interlocked.Increment(ref made);
                skb.AppendPage(page, 0, 1 + random.Next(page.Size), destructor);
                destructor.Unref();
            }

            return skb;
        }
    }
}
