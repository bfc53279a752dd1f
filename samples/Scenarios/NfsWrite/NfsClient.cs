using System;
using System.Linq;
using FragApi;

namespace Scenarios;

/// <summary>Holds back some of the server's replies.</summary>
internal static class Outage
{
    public const int OneIn = 4;

    /// <summary>Milliseconds.</summary>
    public const double Delay = 60;
}

/// <summary>The program: fill the buffer, write it, fill it with something else.</summary>
internal sealed class NfsClient
{
    public const int Writes = 400;
    public const byte Content = 0xAA;
    private const byte Reuse = 0x55;
    private const int PagesPerBlock = 2;

    private readonly EventClock<double> _time = new();
    private readonly PagePool _pool;
    private readonly NfsServer _server;
    private readonly Completion _completion;
    private readonly Random _random;
    private double _inWrite;

    public NfsClient(PagePool pool, NfsServer server, Completion completion, Random random)
    {
        _pool = pool;
        _server = server;
        _completion = completion;
        _random = random;
    }

    public static int BlockSize => PagesPerBlock * Page.UnitSize;

    public int Retransmissions { get; private set; }

    /// <summary>Milliseconds of simulated time from a write()'s call to its return.</summary>
    public double MeanWrite => _inWrite / Writes;

    public void WriteAll()
    {
        RpcTransport? transport = null;
        using SendQueue queue = new(_time, _random, _server, () => Reply(transport!));
        transport = new RpcTransport(_time, _pool, queue, _completion);
        Page[] buffer = [.. Enumerable.Range(0, PagesPerBlock).Select(_ => _pool.Acquire())];
        try
        {
            for (int i = 0; i < Writes; i++)
                WriteOne(transport, buffer);
            Retransmissions = transport.Retransmissions;
        }
        finally
        {
            foreach (Page page in buffer)
                page.Put();
        }
    }

    private void WriteOne(RpcTransport transport, Page[] buffer)
    {
        Fill(buffer, Content);
        double start = _time.Now;
        bool returned = false;
        transport.Write(buffer, () =>
        {
            _inWrite += _time.Now - start;
            returned = true;
            Fill(buffer, Reuse);
        });

        // The program has other things to do before its next write: the stack comes to rest.
        _time.RunToEnd();
        if (!returned)
            throw new InvalidOperationException("write() did not return");
    }

    private void Reply(RpcTransport transport)
    {
        int xid = _server.Receive();
        double delay = 1 + (_random.Next(Outage.OneIn) == 0 ? Outage.Delay : 0);
        _time.After(delay, () => transport.Replied(xid));
    }

    private static void Fill(Page[] pages, byte value)
    {
        foreach (Page page in pages)
            page.Span.Fill(value);
    }
}
