using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace FragApi.Net.Tests;

/// <summary>
/// A pool, buffers made from it, and what became of them. On dispose every page must be back, every buffer freed, and
/// every destructor have fired exactly once.
/// </summary>
internal sealed class Lab(bool stacks = true) : IDisposable
{
    private readonly List<Owner> _owners = [];

    public PagePool Pool { get; } = stacks ? PagePool.CreateDiagnostic() : new PagePool();

    /// <summary>Destructors that have fired.</summary>
    public int Fired => _owners.Sum(static owner => Volatile.Read(ref owner.Fired));

    /// <summary>Destructors there are.</summary>
    public int Destructors => _owners.Count;

    /// <summary>
    /// A buffer with a head and some fragments, a page each, filled from <paramref name="seed"/> on. Each fragment has a
    /// destructor, which puts its page.
    /// </summary>
    public SkBuff Buffer(int head, int frags, int fragSize, byte seed = 1)
    {
        SkBuff skb = SkBuff.Alloc(Math.Max(head, 1), Pool);
        Span<byte> space = skb.Put(head);
        for (int i = 0; i < space.Length; i++)
            space[i] = (byte)(seed + i);
        int order = BitOperations.Log2((uint)Math.Max(1, fragSize - 1) / (uint)Page.UnitSize * 2 + 1);
        for (int f = 0; f < frags; f++)
        {
            Page page = Pool.Acquire(order);
            Span<byte> bytes = page.Span[..fragSize];
            for (int i = 0; i < bytes.Length; i++)
                bytes[i] = (byte)(seed + f * 31 + i * 7);
            Owner owner = new(page);
            _owners.Add(owner);
            Assert.True(skb.AppendPage(page, 0, fragSize, owner.Destructor));
            owner.Destructor.Unref();
        }

        return skb;
    }

    /// <summary>A buffer's bytes.</summary>
    public static byte[] Content(SkBuff skb)
    {
        byte[] bytes = skb.HeadSpan.ToArray();
        for (int f = 0; f < skb.Info.NrFrags; f++)
            bytes = [.. bytes, .. SkbFrag.Span(skb, f)];
        return bytes;
    }

    /// <summary>Waits for what another thread is about to do.</summary>
    public static void Eventually(Func<bool> condition, string what)
    {
        Stopwatch time = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(time.Elapsed < TimeSpan.FromSeconds(20), $"Waited in vain: {what}.");
            Thread.Sleep(1);
        }
    }

    public void Dispose()
    {
        Eventually(() => Pool.LiveBuffers == 0 && Pool.LivePages == 0, $"{Pool.LiveBuffers} buffers and {Pool.LivePages} pages are live");
        Assert.All(_owners, static owner => Assert.Equal(1, owner.Fired));
        Pool.Dispose();
    }

    private sealed class Owner
    {
        public int Fired;

        public Owner(Page page) => Destructor = new SkbFragDestructor(_ =>
        {
            Interlocked.Increment(ref Fired);
            page.Put();
        });

        public SkbFragDestructor Destructor { get; }
    }
}

/// <summary>Two connected TCP sockets over loopback.</summary>
internal sealed class Pair : IDisposable
{
    public Pair(string server = "127.0.0.1", string? client = null, int receiveBuffer = 0)
    {
        IPAddress at = IPAddress.Parse(server);
        using Socket listener = new(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (at.AddressFamily == AddressFamily.InterNetworkV6)
            listener.DualMode = true;
        if (receiveBuffer != 0)
            listener.ReceiveBufferSize = receiveBuffer;
        listener.Bind(new IPEndPoint(at, 0));
        listener.Listen();
        IPAddress target = IPAddress.Parse(client ?? server);
        if (target.IsIPv4MappedToIPv6)
        {
            Client = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
        }
        else
        {
            Client = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        }

        Client.Connect(target, ((IPEndPoint)listener.LocalEndPoint!).Port);
        Server = listener.Accept();
        // A test that gets stuck fails; it does not hang.
        Server.ReceiveTimeout = 60_000;
        Client.SendTimeout = 60_000;
    }

    public Socket Client { get; }

    public Socket Server { get; }

    /// <summary>Reads exactly so many bytes on the server's side.</summary>
    public byte[] Read(int count)
    {
        byte[] bytes = new byte[count];
        Server.ReceiveTimeout = 20_000;
        for (int done = 0; done < count;)
        {
            int got = Server.Receive(bytes.AsSpan(done));
            Assert.NotEqual(0, got);
            done += got;
        }

        return bytes;
    }

    /// <summary>The same after the receive buffer was opened: a small one makes the sender wait and then crawl.</summary>
    public byte[] ReadFast(int count)
    {
        Server.ReceiveBufferSize = 1 << 20;
        return Read(count);
    }

    /// <summary>Reads on until the peer closes; null when it resets the connection.</summary>
    public async Task<long?> ReadToEnd()
    {
        byte[] bytes = new byte[65536];
        long total = 0;
        try
        {
            while (await Server.ReceiveAsync(bytes, SocketFlags.None) is int got and not 0)
                total += got;
            return total;
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.ConnectionReset)
        {
            return null;
        }
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }
}
