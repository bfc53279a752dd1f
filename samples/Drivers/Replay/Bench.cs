using System;
using System.Collections.Generic;
using Drivers.Kernel;

namespace Drivers.Replay;

/// <summary>What a scenario needs to drive a driver: devices, buffers of several shapes, and steps with a header each.</summary>
internal sealed class Bench
{
    // Offsets and sizes of the fragments: none; one; several with offsets; one that spans pages.
    private static readonly (int Offset, int Size)[][] s_shapes =
    [
        [],
        [(0, 512)],
        [(128, 700), (1000, 3000), (2048, 64)],
        [(300, 6000)],
    ];

    public PciDev Pci { get; } = new("0000:01:00.0");

    public Device Dev => Pci.Dev;

    public NetDevice Net { get; } = new("eth0");

    /// <summary>A buffer with fresh pages, which belong to the buffer.</summary>
    public SkBuff Skb(int head, params (int Offset, int Size)[] frags)
    {
        SkBuff skb = new(head);
        foreach ((int offset, int size) in frags)
        {
            int order = 0;
            while (offset + size > Mm.PageSize << order)
                order++;
            skb.AddRxFrag(skb.Info.NrFrags, Mm.AllocPage(order), offset, size, size);
        }

        return skb;
    }

    /// <summary>A buffer whose fragments are pieces of one page.</summary>
    public SkBuff SharedPageSkb(int head, params (int Offset, int Size)[] frags)
    {
        SkBuff skb = new(head);
        Page page = Mm.AllocPage()!;
        foreach ((int offset, int size) in frags)
        {
            if (skb.Info.NrFrags > 0)
                page.Get();
            skb.AddRxFrag(skb.Info.NrFrags, page, offset, size, size);
        }

        return skb;
    }

    /// <summary>Fresh pages, which belong to the scenario.</summary>
    public Page[] Pages(int count)
    {
        Page[] pages = new Page[count];
        for (int i = 0; i < count; i++)
            pages[i] = Mm.AllocPage()!;
        return pages;
    }

    public void Put(IEnumerable<Page> pages)
    {
        foreach (Page page in pages)
            page.Put();
    }

    /// <summary>Runs one call of a driver's function under a header.</summary>
    public void Step(string function, Action run)
    {
        Recorder.Log($"== {function}");
        run();
        Recorder.FailMaps();
        Recorder.FailAllocs();
        Recorder.Counts();
    }

    /// <summary>The same, for what the function returns.</summary>
    public void Step<T>(string function, Func<T> run) =>
        Step(function, () =>
        {
            T result = run();
            Recorder.Log($"returns {result}");
        });

    /// <summary>Sends buffers of every shape; then one of three fragments with each of its mappings failing in turn.</summary>
    public void Send(string function, Func<SkBuff, Tx> xmit, Action? clean = null)
    {
        foreach ((int, int)[] shape in s_shapes)
            SendOne($"{function}, {shape.Length} fragments", Skb(64, shape), xmit, clean);

        for (int failing = 1; failing <= 4; failing++)
        {
            SkBuff skb = Skb(64, s_shapes[2]);
            Recorder.FailMaps(failing);
            SendOne($"{function}, mapping {failing} fails", skb, xmit, clean);
        }
    }

    /// <summary>Sends one buffer and lets the hardware complete it.</summary>
    public void SendOne(string function, SkBuff skb, Func<SkBuff, Tx> xmit, Action? clean = null) =>
        Step(function, () =>
        {
            Recorder.State(skb);
            Tx result = xmit(skb);
            Recorder.Log($"returns {result}");
            if (result == Tx.Busy)
                skb.Free();
            clean?.Invoke();
        });
}
