using System;
using System.Collections.Generic;
using FragApi;

namespace Drivers.Kernel;

/// <summary>Pages: allocation, references, addresses. Every operation is recorded.</summary>
public static class Mm
{
    /// <summary>The size of one page, in bytes.</summary>
    public const int PageSize = 1 << PageShift;

    /// <summary>log2 of <see cref="PageSize"/>.</summary>
    public const int PageShift = 12;

    // A page with order may be long, so pages lie 1 MiB apart in every simulated address space.
    internal const int Apart = 20;
    private const long PageBase = 0x7f00_0000_0000;
    private const long HeadBase = 0x7e00_0000_0000;
    internal const long HeadPhys = 0x0100_0000_0000;

    private static readonly List<Page> s_pages = [];
    private static readonly Dictionary<int, byte[]> s_heads = [];

    /// <summary>Allocates 2^<paramref name="order"/> pages; the caller owns the one reference. Null when there are none left.</summary>
    [return: Owned(When = When.NotNull)]
    public static Page? AllocPage(int order = 0, bool highMem = false)
    {
        if (Recorder.AllocFails())
        {
            Recorder.Log("alloc fails");
            return null;
        }

        Page page = new(s_pages.Count + 1, order, highMem);
        s_pages.Add(page);
        Recorder.Log($"alloc page#{page.Id} order {order}");
        return page;
    }

    /// <summary>Takes a reference; the caller owes one <see cref="PutPage"/>.</summary>
    [PageGet]
    public static void GetPage(this Page? page)
    {
        ArgumentNullException.ThrowIfNull(page);
        if (page.Count == 0)
            Recorder.Violation($"page#{page.Id} is free and comes back to life");
        page.Count++;
        Recorder.Log($"get page#{page.Id} -> {page.Count}");
    }

    /// <summary>Drops a reference; the last one frees the page.</summary>
    [PagePut]
    public static void PutPage(this Page? page)
    {
        ArgumentNullException.ThrowIfNull(page);
        if (page.Count == 0)
        {
            Recorder.Violation($"page#{page.Id} is put below zero");
            return;
        }

        page.Count--;
        Recorder.Log($"put page#{page.Id} -> {page.Count}");
    }

    /// <summary>
    /// Gives a page straight back to the allocator. Not a <see cref="PutPage"/>: nobody else may hold it.
    /// </summary>
    public static void FreePage(Page? page)
    {
        ArgumentNullException.ThrowIfNull(page);
        if (page.Count != 1)
            Recorder.Violation($"page#{page.Id} is freed with {page.Count} references");
        page.Count = 0;
        Recorder.Log($"free page#{page.Id}");
    }

    /// <summary>Virtual address of the page's first byte.</summary>
    [PageAddress]
    public static nint PageAddress(this Page? page)
    {
        ArgumentNullException.ThrowIfNull(page);
        Recorder.Log($"address page#{page.Id}");
        return Virtual(page);
    }

    /// <summary>Physical address of the page's first byte.</summary>
    [PagePhys]
    public static ulong PageToPhys(Page? page)
    {
        ArgumentNullException.ThrowIfNull(page);
        Recorder.Log($"phys page#{page.Id}");
        return Physical(page);
    }

    /// <summary>The page's frame number: its physical address in pages.</summary>
    public static ulong PageToPfn(Page? page)
    {
        ArgumentNullException.ThrowIfNull(page);
        Recorder.Log($"pfn page#{page.Id}");
        return Physical(page) >> PageShift;
    }

    /// <summary>Whether the page has to be mapped with <see cref="Kmap"/> before its bytes can be touched.</summary>
    public static bool PageHighMem(Page? page)
    {
        ArgumentNullException.ThrowIfNull(page);
        return page.HighMem;
    }

    /// <summary>Gives one page an address; the caller owes one <see cref="Kunmap"/>. The address is good for that page only.</summary>
    public static nint Kmap(Page? page, int nth = 0)
    {
        ArgumentNullException.ThrowIfNull(page);
        Recorder.Log($"kmap page#{page.Id} nth {nth}");
        return Virtual(page) + (nth << PageShift);
    }

    /// <summary>Takes the address of <see cref="Kmap"/> back.</summary>
    public static void Kunmap(Page? page)
    {
        ArgumentNullException.ThrowIfNull(page);
        Recorder.Log($"kunmap page#{page.Id}");
    }

    /// <summary>Physical address behind a virtual one.</summary>
    public static ulong VirtToPhys(nint address) =>
        (ulong)(address >= PageBase ? address - PageBase : address - HeadBase + HeadPhys);

    /// <summary>Virtual address behind a physical one.</summary>
    public static nint PhysToVirt(ulong phys) =>
        (nint)((long)phys >= HeadPhys ? HeadBase + (long)phys - HeadPhys : PageBase + (long)phys);

    /// <summary>The page that <paramref name="address"/> lies in; no reference is taken.</summary>
    public static Page VirtToPage(nint address) => s_pages[(int)((address - PageBase) >> Apart) - 1];

    /// <summary>The bytes behind a simulated virtual address.</summary>
    public static Span<byte> Span(nint address, int length)
    {
        bool page = address >= PageBase;
        long from = address - (page ? PageBase : HeadBase);
        int id = (int)(from >> Apart);
        byte[] bytes = page ? s_pages[id - 1].Bytes : s_heads[id];
        return bytes.AsSpan((int)(from & ((1 << Apart) - 1)), length);
    }

    internal static nint Virtual(Page page) => (nint)(PageBase + ((long)page.Id << Apart));

    internal static ulong Physical(Page page) => (ulong)page.Id << Apart;

    internal static nint NewHead(int id, int size)
    {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++)
            bytes[i] = (byte)(id * 17 + i);
        s_heads[id] = bytes;
        return (nint)(HeadBase + ((long)id << Apart));
    }

    internal static IReadOnlyList<Page> Pages => s_pages;

    internal static void Reset()
    {
        s_pages.Clear();
        s_heads.Clear();
    }
}
