using System;
using System.Collections.Generic;
using System.Linq;

namespace Drivers.Kernel;

/// <summary>
/// What the drivers did, line by line. A line names pages, sizes and the number of a direction, never the family of
/// functions that was called: a map by accessor and the same map by hand leave the same line.
/// </summary>
public static class Recorder
{
    private static readonly List<string> s_lines = [];
    private static readonly HashSet<int> s_failingMaps = [];
    private static readonly HashSet<int> s_failingAllocs = [];
    private static int s_maps;
    private static int s_allocs;
    private static int s_skbs;
    private static int s_counted;

    /// <summary>Every line since the start.</summary>
    public static IReadOnlyList<string> Lines => s_lines;

    /// <summary>References that were miscounted, as lines.</summary>
    public static int Violations { get; private set; }

    /// <summary>Adds a line.</summary>
    public static void Log(string line) => s_lines.Add(line);

    /// <summary>Adds a line about a miscounted reference.</summary>
    public static void Violation(string line)
    {
        Violations++;
        s_lines.Add("VIOLATION " + line);
    }

    /// <summary>Forgets every page and buffer, so that numbers start at 1 again.</summary>
    public static void Reset()
    {
        Mm.Reset();
        s_skbs = 0;
        s_counted = 0;
        FailMaps();
        FailAllocs();
    }

    /// <summary>From now on, the n-th mappings fail (1 is the next one).</summary>
    public static void FailMaps(params int[] nths)
    {
        s_maps = 0;
        s_failingMaps.Clear();
        s_failingMaps.UnionWith(nths);
    }

    /// <summary>From now on, the n-th page allocations fail (1 is the next one).</summary>
    public static void FailAllocs(params int[] nths)
    {
        s_allocs = 0;
        s_failingAllocs.Clear();
        s_failingAllocs.UnionWith(nths);
    }

    /// <summary>Adds the final state of a buffer: its lengths, then each fragment in use.</summary>
    public static void State(SkBuff skb)
    {
        Log($"  skb#{skb.Id} len {skb.Len} data {skb.DataLen} frags {skb.Info.NrFrags} flags {(int)skb.Info.Flags}");
        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            ref readonly Frag frag = ref skb.Info.Frags[i];
            Log($"    frag {i}: {Name(SkbFrag.Page(frag))} +{SkbFrag.Offset(frag)} {SkbFrag.Size(frag)}");
        }
    }

    /// <summary>Adds the count of every page that is new since the last call, or in use.</summary>
    public static void Counts()
    {
        IEnumerable<Page> pages = Mm.Pages.Where(page => page.Id > s_counted || page.Count > 0);
        if (pages.Any())
            Log("  counts " + string.Join(' ', pages.Select(page => $"#{page.Id}={page.Count}")));
        s_counted = Mm.Pages.Count;
    }

    /// <summary>Every page must be free by now; those that are not count as violations.</summary>
    public static void AllFree()
    {
        foreach (Page page in Mm.Pages.Where(page => page.Count != 0))
            Violation($"page#{page.Id} is left with {page.Count} references");
    }

    /// <summary>A page as the log names it.</summary>
    public static string Name(Page? page) => page is null ? "none" : page.Id < 0 ? $"tag {~page.Id}" : $"page#{page.Id}";

    /// <summary>A bus or physical address as the log names it.</summary>
    public static string Name(ulong bus)
    {
        if (bus == Dma.Error)
            return "error";
        long offset = (long)(bus & ((1ul << Mm.Apart) - 1));
        ulong above = bus >> Mm.Apart;
        ulong heads = (ulong)Mm.HeadPhys >> Mm.Apart;
        return above >= heads ? $"head#{above - heads}+{offset}" : above == 0 ? $"0x{bus:x}" : $"page#{above}+{offset}";
    }

    /// <summary>A virtual address as the log names it.</summary>
    public static string Name(nint address) => Name(Mm.VirtToPhys(address));

    internal static bool MapFails() => s_failingMaps.Contains(++s_maps);

    internal static bool AllocFails() => s_failingAllocs.Contains(++s_allocs);

    internal static int NextSkb() => ++s_skbs;
}
