using System.Threading.Tasks;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>FRAG3001, 3002, 3005 and 3006: what happens to a mapping on its way through a body.</summary>
public sealed class DmaPathTests
{
    private const string Map = "MapPage(dev, page, 0, len, ToDevice)";

    public static TheoryData<string> Leaked =>
    [
        "{|FRAG3001:" + Map + "|};",
        "Action act = () => { i++; {|FRAG3001:" + Map + "|}; };",
        "long m = {|FRAG3001:" + Map + "|};",
        "long m = {|FRAG3001:" + Map + "|}; if (MappingError(dev, m)) return;",
        "long m = {|FRAG3001:" + Map + "|}; if (MappingError(dev, m)) return; if (b) return; UnmapPage(dev, m, len, ToDevice);",
        "long m = {|FRAG3001:" + Map + "|}; if (MappingError(dev, m)) return; if (b) throw new InvalidOperationException(); UnmapPage(dev, m, len, ToDevice);",
        "long m = {|FRAG3001:" + Map + "|}; if (MappingError(dev, m)) return; if (b) UnmapPage(dev, m, len, ToDevice);",
        "for (int j = 0; j < n; j++) { long m = {|FRAG3001:" + Map + "|}; if (MappingError(dev, m)) return; }",
        "long m = 0; for (int j = 0; j < n; j++) { m = {|FRAG3001:" + Map + "|}; if (MappingError(dev, m)) return; } UnmapPage(dev, m, len, ToDevice);",
        "if (!TryMapPage(dev, page, 0, len, ToDevice, out long m)) return; if (b) return; UnmapPage(dev, m, len, ToDevice);".Replace("TryMapPage(dev, page, 0, len, ToDevice, out long m)", "{|FRAG3001:TryMapPage(dev, page, 0, len, ToDevice, out long m)|}"),
        "long m = {|FRAG3001:SkbFrag.DmaMap(dev, frag, 0, len, ToDevice)|}; if (MappingError(dev, m)) return;",
        "long m = {|FRAG3001:" + Map + "|}; bool bad = MappingError(dev, m); if (!bad) return;",
        "long m = {|FRAG3001:" + Map + "|}; if (CheckMapping(dev, m) != 0) return; if (b) return; UnmapPage(dev, m, len, ToDevice);",
        "long m = " + Map + "; long z = {|FRAG3001:" + Map + "|}; if (MappingError(dev, m)) return; UnmapPage(dev, m, len, ToDevice);",
        "Console.WriteLine({|FRAG3001:" + Map + "|});".Replace("Console.WriteLine({|FRAG3001:" + Map + "|})", "long m = {|FRAG3001:" + Map + "|}; Console.WriteLine($\"mapped {m}\")"),
        "Action a = () => { long m = {|FRAG3001:" + Map.Replace("page", "null").Replace("len", "64") + "|}; if (MappingError(dev, m)) return; };",
    ];

    [Theory]
    [MemberData(nameof(Leaked))]
    public Task Nobody_unmaps(string statements) => DmaSnippet.FlagsAsync(statements);

    public static TheoryData<string> NotLeaked =>
    [
        "long m = " + Map + "; if (MappingError(dev, m)) return; UnmapPage(dev, m, len, ToDevice);",
        "long m = " + Map + "; if (!MappingError(dev, m)) UnmapPage(dev, m, len, ToDevice);",
        "long m = " + Map + "; bool bad = MappingError(dev, m); if (bad) return; UnmapPage(dev, m, len, ToDevice);",
        "long m = " + Map + "; int err = CheckMapping(dev, m); if (err != 0) return; UnmapPage(dev, m, len, ToDevice);",
        "long m = " + Map + "; if (MappingError(dev, m)) goto Out; UnmapPage(dev, m, len, ToDevice); Out: return;",
        "long m = " + Map + "; if (MappingError(dev, m)) return; net.Post(m, len);",
        "long m = " + Map + "; if (MappingError(dev, m)) return; ring[head].Addr = m;",
        "long m = " + Map + "; if (MappingError(dev, m)) return; pending = m;",
        "maps[i] = " + Map + "; if (MappingError(dev, maps[i])) return;",
        "pending = " + Map + "; if (MappingError(dev, pending)) pending = 0;",
        "long m = " + Map + "; if (MappingError(dev, m)) return; try { net.Log(\"\"); } finally { UnmapPage(dev, m, len, ToDevice); }",
        "long m = " + Map + "; if (m == Dma.Error) return; UnmapPage(dev, m, len, ToDevice);",
        "long m = " + Map + "; if (m != 0) UnmapPage(dev, m, len, ToDevice);",
        "bool mapped = false; long m = 0; if (b) { m = " + Map + "; if (MappingError(dev, m)) return; mapped = true; } if (mapped) UnmapPage(dev, m, len, ToDevice);",
        "long m = 0; if (b) { m = " + Map + "; if (MappingError(dev, m)) return; } if (b) UnmapPage(dev, m, len, ToDevice);",
        "if (!TryMapPage(dev, page, 0, len, ToDevice, out long m)) return; UnmapPage(dev, m, len, ToDevice);",
        "long m = " + Map + "; if (MappingError(dev, m)) return; long z = m; UnmapPage(dev, z, len, ToDevice);",
        "for (int j = 0; j < n; j++) { long m = " + Map + "; if (MappingError(dev, m)) return; UnmapPage(dev, m, len, ToDevice); }",
        "List<long> all = new List<long>(); for (int j = 0; j < n; j++) { long m = " + Map + "; if (MappingError(dev, m)) return; all.Add(m); }",
        "long m = " + Map + "; if (MappingError(dev, m)) return; Desc d = new Desc { Addr = m, Len = len }; ring[head] = d;",
        "long m = " + Map + "; if (MappingError(dev, m)) return; Action undo = () => UnmapPage(dev, m, 64, ToDevice);",
        "long m = " + Map + "; if (MappingError(dev, m)) throw new InvalidOperationException(); UnmapPage(dev, m, len, ToDevice);",
        "long m = " + Map + "; if (MappingError(dev, m)) { return; } (ring[0].Addr, ring[0].Len) = (m, len);",
        "long m = " + Map + "; if (Bad(m)) return; UnmapPage(dev, m, len, ToDevice);",
        "long m = " + Map + "; if (MappingError(dev, m)) return; Undo(m, len);",
        // Called for its own sake: to see it throw.
        "Action act = () => { " + Map + "; };",
    ];

    private const string Helpers = """
        bool Bad(long m) { return MappingError(dev, m); }
        void Undo(long m, int len) { UnmapPage(dev, m, len, ToDevice); }
        """;

    [Theory]
    [MemberData(nameof(NotLeaked))]
    public Task Unmapped_or_handed_on(string statements) => DmaSnippet.SilentAsync(statements, Helpers);

    [Fact]
    public Task A_mapping_that_is_returned_is_the_callers() => DmaSnippet.MembersAsync("""
        long Map(Page page, int len)
        {
            return MapPage(dev, page, 0, len, ToDevice);
        }

        bool TryMap(Page page, int len, out long mapping)
        {
            mapping = MapPage(dev, page, 0, len, ToDevice);
            return !MappingError(dev, mapping);
        }

        long MapChecked(Page page, int len)
        {
            long m = MapPage(dev, page, 0, len, ToDevice);
            if (MappingError(dev, m))
                throw new InvalidOperationException();
            return m;
        }
        """);

    public static TheoryData<string> Unchecked =>
    [
        "long m = " + Map + "; net.Post({|FRAG3002:m|}, len);",
        "net.Post({|FRAG3002:" + Map + "|}, len);",
        "ring[head].Addr = {|FRAG3002:" + Map + "|};",
        "long m = " + Map + "; ring[head].Addr = {|FRAG3002:m|};",
        "ring[head] = new Desc { Addr = {|FRAG3002:" + Map + "|}, Len = len };",
        "long m = " + Map + "; if (b) { if (MappingError(dev, m)) return; } net.Post({|FRAG3002:m|}, len);",
        "for (int j = 0; j < n; j++) { long m = SkbFrag.DmaMap(dev, skb.Info.Frags[j], 0, len, ToDevice); net.Post({|FRAG3002:m|}, len); }",
        "long m = " + Map + "; if (MappingError(dev, m)) return; net.Post(m, len); m = " + Map + "; net.Post({|FRAG3002:m|}, len);",
        "pending = {|FRAG3002:" + Map + "|};",
        "long m = " + Map + "; long z = m; net.Post({|FRAG3002:z|}, len);",
        "int slot = net.Post({|FRAG3002:SkbFrag.DmaMap(dev, frag, 0, len, ToDevice)|}, len); if (slot < 0) return;",
        "long m = Pci.MapPage(pdev, page, 0, len, PciDir.ToDevice); net.Post({|FRAG3002:m|}, len); if (b) Pci.UnmapPage(pdev, m, len, PciDir.ToDevice);",
    ];

    [Theory]
    [MemberData(nameof(Unchecked))]
    public Task Used_and_never_checked(string statements) => DmaSnippet.FlagsAsync(statements);

    public static TheoryData<string> IsChecked =>
    [
        "long m = " + Map + "; if (MappingError(dev, m)) return; net.Post(m, len);",
        // Checked after the store, as tg3 does
        "long m = " + Map + "; ring[head].Addr = m; if (MappingError(dev, m)) return; head++;",
        "maps[i] = " + Map + "; if (MappingError(dev, maps[i])) return; net.Post(maps[i], len);",
        "ring[head].Addr = " + Map + "; if (MappingError(dev, ring[head].Addr)) return;",
        // By goto
        "long m = " + Map + "; if (MappingError(dev, m)) goto Fail; net.Post(m, len); return; Fail: net.Log(\"\");",
        // Inverted
        "long m = " + Map + "; if (!MappingError(dev, m)) { net.Post(m, len); return; } net.Log(\"\");",
        "long m = " + Map + "; if (!MappingError(dev, m)) net.Post(m, len); else net.Log(\"\");",
        // A status in a temporary
        "long m = " + Map + "; bool failed = MappingError(dev, m); if (failed) return; net.Post(m, len);",
        "long m = " + Map + "; int err = CheckMapping(dev, m); if (err != 0) return; net.Post(m, len);",
        "long m = " + Map + "; bool ok = !MappingError(dev, m); if (ok && b) net.Post(m, len); else if (ok) UnmapPage(dev, m, len, ToDevice);",
        // Wrappers and helpers
        "long m = " + Map + "; if (Bad(m)) return; net.Post(m, len);",
        "long m = " + Map + "; ThrowIfBad(m); net.Post(m, len);",
        "PostChecked(" + Map + ", len);",
        "long m = " + Map + "; PostChecked(m, len);",
        "long m = " + Map + "; if (VeryBad(m)) return; net.Post(m, len);",
        // A check of the author's own
        "long m = " + Map + "; if (m == Dma.Error) return; net.Post(m, len);",
        "long m = " + Map + "; if (m is Dma.Error) return; net.Post(m, len);",
        // Loop-carried: checked at the next turn
        "long last = 0; for (int j = 0; j < n; j++) { long m = " + Map + "; if (j > 0 && MappingError(dev, last)) { UnmapPage(dev, m, len, ToDevice); return; } net.Post(m, len); last = m; }",
        "long m = 0; for (int j = 0; j < n; j++) { if (j > 0 && MappingError(dev, m)) break; m = " + Map + "; net.Post(m, len); }",
        "for (int j = 0; j < n; j++) maps[j] = " + Map + "; for (int j = 0; j < n; j++) if (MappingError(dev, maps[j])) return;",
        "for (int j = 0; j < n; j++) maps[j] = " + Map + "; foreach (long m in maps) if (MappingError(dev, m)) return;",
        // Not used at all, but undone
        "long m = " + Map + "; UnmapPage(dev, m, len, ToDevice);",
        "if (!TryMapPage(dev, page, 0, len, ToDevice, out long m)) return; net.Post(m, len);",
        "long m = " + Map + "; net.Log($\"{m}\"); if (MappingError(dev, m)) return; net.Post(m, len);",
    ];

    private const string Checkers = """
        bool Bad(long m) { return MappingError(dev, m); }
        bool VeryBad(long m) { return Bad(m); }
        void ThrowIfBad(long m) { if (MappingError(dev, m)) throw new InvalidOperationException(); }
        void PostChecked(long m, int len) { if (MappingError(dev, m)) return; net.Post(m, len); }
        """;

    [Theory]
    [MemberData(nameof(IsChecked))]
    public Task Checked_somehow(string statements) => DmaSnippet.SilentAsync(statements, Checkers);

    [Fact]
    public Task What_is_stored_may_be_checked_by_another_member() => DmaSnippet.MembersAsync("""
        void MapAll(Page[] pages, int len)
        {
            for (int j = 0; j < pages.Length; j++)
                maps[j] = MapPage(dev, pages[j], 0, len, ToDevice);
        }

        bool AllMapped()
        {
            foreach (long m in maps)
            {
                if (MappingError(dev, m))
                    return false;
            }

            return true;
        }
        """);

    /// <summary>32 of 57 sites of Linux 3.6 never asked; the cure asks, and unwinds.</summary>
    [Fact]
    public async Task B23_a_transmit_path_that_never_asks()
    {
        await DmaSnippet.MembersAsync("""
            public void Xmit(SkBuff skb)
            {
                for (int j = 0; j < skb.Info.NrFrags; j++)
                {
                    ref Frag frag = ref skb.Info.Frags[j];
                    long m = SkbFrag.DmaMap(dev, frag, 0, frag.Size, ToDevice);
                    ring[head].Addr = {|FRAG3002:m|};
                    ring[head].Len = frag.Size;
                    head++;
                }
            }
            """);
        await DmaSnippet.MembersAsync("""
            public bool Xmit(SkBuff skb)
            {
                int first = head;
                int j;
                for (j = 0; j < skb.Info.NrFrags; j++)
                {
                    ref Frag frag = ref skb.Info.Frags[j];
                    long m = SkbFrag.DmaMap(dev, frag, 0, frag.Size, ToDevice);
                    if (MappingError(dev, m))
                        goto Unwind;
                    ring[head].Addr = m;
                    ring[head].Len = frag.Size;
                    head++;
                }

                return true;

            Unwind:
                while (--j >= 0)
                {
                    head--;
                    UnmapPage(dev, ring[head].Addr, ring[head].Len, ToDevice);
                }

                head = first;
                return false;
            }
            """);
    }

    /// <summary>A ladder as kernel code has it: each label undoes one step more.</summary>
    [Fact]
    public Task An_unwind_ladder() => DmaSnippet.MembersAsync("""
        public bool Open(Page one, Page two, Page three, int len)
        {
            long a = MapPage(dev, one, 0, len, ToDevice);
            if (MappingError(dev, a))
                goto Fail;
            long z = MapPage(dev, two, 0, len, ToDevice);
            if (MappingError(dev, z))
                goto UndoFirst;
            long y = MapPage(dev, three, 0, len, ToDevice);
            if (MappingError(dev, y))
                goto UndoSecond;
            net.Post(a, len);
            net.Post(z, len);
            net.Post(y, len);
            return true;

        UndoSecond:
            UnmapPage(dev, z, len, ToDevice);
        UndoFirst:
            UnmapPage(dev, a, len, ToDevice);
        Fail:
            return false;
        }
        """);

    [Fact]
    public Task An_unwind_ladder_with_a_missing_rung() => DmaSnippet.MembersAsync("""
        public bool Open(Page one, Page two, int len)
        {
            long a = {|FRAG3001:MapPage(dev, one, 0, len, ToDevice)|};
            if (MappingError(dev, a))
                goto Fail;
            long z = MapPage(dev, two, 0, len, ToDevice);
            if (MappingError(dev, z))
                goto Fail;
            net.Post(a, len);
            net.Post(z, len);
            return true;

        Fail:
            return false;
        }
        """);

    [Fact]
    public Task An_unmap_that_waits_for_the_completion() => DmaSnippet.MembersAsync("""
        public void Start(Page page, int len)
        {
            long m = MapPage(dev, page, 0, len, ToDevice);
            if (MappingError(dev, m))
                return;
            pending = m;
        }

        public void Completed(int len)
        {
            UnmapPage(dev, pending, len, ToDevice);
            pending = 0;
        }
        """);

    public static TheoryData<string> Twice =>
    [
        "long m = " + Map + "; if (MappingError(dev, m)) return; UnmapPage(dev, m, len, ToDevice); {|FRAG3006:UnmapPage(dev, m, len, ToDevice)|};",
        "long m = " + Map + "; if (MappingError(dev, m)) return; if (b) UnmapPage(dev, m, len, ToDevice); {|FRAG3006:UnmapPage(dev, m, len, ToDevice)|};",
        "long m = ring[i].Addr; UnmapPage(dev, m, len, ToDevice); {|FRAG3006:UnmapPage(dev, m, len, ToDevice)|};",
        "long m = " + Map + "; if (MappingError(dev, m)) return; long z = m; UnmapPage(dev, z, len, ToDevice); {|FRAG3006:UnmapPage(dev, m, len, ToDevice)|};",
        "long m = " + Map + "; if (MappingError(dev, m)) return; try { UnmapPage(dev, m, len, ToDevice); } finally { {|FRAG3006:UnmapPage(dev, m, len, ToDevice)|}; }",
        "long m = " + Map + "; if (MappingError(dev, m)) return; if (b) { UnmapPage(dev, m, len, ToDevice); goto Out; } net.Post(m, len); return; Out: {|FRAG3006:UnmapPage(dev, m, len, ToDevice)|};",
    ];

    [Theory]
    [MemberData(nameof(Twice))]
    public Task Undone_already(string statements) => DmaSnippet.FlagsAsync(statements);

    public static TheoryData<string> Once =>
    [
        "long m = " + Map + "; if (MappingError(dev, m)) return; if (b) UnmapPage(dev, m, len, ToDevice); else UnmapPage(dev, m, len, ToDevice);",
        "long m = " + Map + "; if (MappingError(dev, m)) return; if (b) { UnmapPage(dev, m, len, ToDevice); return; } UnmapPage(dev, m, len, ToDevice);",
        "bool mapped = true; long m = ring[i].Addr; if (b) { UnmapPage(dev, m, len, ToDevice); mapped = false; } if (mapped) UnmapPage(dev, m, len, ToDevice);",
        "long m = ring[i].Addr; UnmapPage(dev, m, len, ToDevice); m = ring[i + 1].Addr; UnmapPage(dev, m, len, ToDevice);",
        "UnmapPage(dev, ring[i].Addr, len, ToDevice); i++; UnmapPage(dev, ring[i].Addr, len, ToDevice);",
        "for (int j = 0; j < n; j++) { long m = maps[j]; UnmapPage(dev, m, len, ToDevice); }",
        "for (int j = 0; j < n; j++) UnmapPage(dev, maps[j], len, ToDevice);",
        "while (--i >= 0) UnmapPage(dev, maps[i], len, ToDevice);",
        "foreach (long m in maps) UnmapPage(dev, m, len, ToDevice);",
        "long m = " + Map + "; if (MappingError(dev, m)) return; UnmapPage(dev, m, len, ToDevice); m = " + Map + "; if (MappingError(dev, m)) return; UnmapPage(dev, m, len, ToDevice);",
        "UnmapPage(dev, pending, len, ToDevice); pending = 0;",
        "long m = ring[i].Addr; if (m != 0) { UnmapPage(dev, m, len, ToDevice); m = 0; } if (m != 0) UnmapPage(dev, m, len, ToDevice);",
    ];

    [Theory]
    [MemberData(nameof(Once))]
    public Task Undone_once_on_each_path(string statements) => DmaSnippet.SilentAsync(statements);

    public static TheoryData<string> PutFirst =>
    [
        "long m = " + Map + "; if (MappingError(dev, m)) return; {|FRAG3005:Mm.PutPage(page)|}; UnmapPage(dev, m, len, ToDevice);",
        "long m = " + Map + "; if (MappingError(dev, m)) return; {|FRAG3005:page.Put()|}; UnmapPage(dev, m, len, ToDevice);",
        "long m = SkbFrag.DmaMap(dev, frag, 0, len, ToDevice); if (MappingError(dev, m)) return; {|FRAG3005:SkbFrag.Unref(frag)|}; UnmapPage(dev, m, len, ToDevice);",
        "long m = MapPage(dev, frag.Page, frag.Offset, len, ToDevice); if (MappingError(dev, m)) return; {|FRAG3005:Mm.PutPage(frag.Page)|}; UnmapPage(dev, m, len, ToDevice);",
        "long m = " + Map + "; if (MappingError(dev, m)) return; if (b) {|FRAG3005:Mm.PutPage(page)|}; UnmapPage(dev, m, len, ToDevice);",
    ];

    [Theory]
    [MemberData(nameof(PutFirst))]
    public Task The_page_goes_before_its_mapping(string statements) => DmaSnippet.FlagsAsync(statements);

    public static TheoryData<string> PutAfter =>
    [
        "long m = " + Map + "; if (MappingError(dev, m)) return; UnmapPage(dev, m, len, ToDevice); Mm.PutPage(page);",
        "long m = " + Map + "; if (MappingError(dev, m)) { Mm.PutPage(page); return; } UnmapPage(dev, m, len, ToDevice);",
        "Page other = Mm.AllocPage(); long m = " + Map + "; if (MappingError(dev, m)) return; Mm.PutPage(other); UnmapPage(dev, m, len, ToDevice);",
        "Mm.GetPage(page); long m = " + Map + "; if (MappingError(dev, m)) return; Mm.PutPage(page); UnmapPage(dev, m, len, ToDevice);",
        "long m = " + Map + "; if (MappingError(dev, m)) return; net.Post(m, len); Mm.PutPage(page);",
        "long m = " + Map + "; if (MappingError(dev, m)) return; page = Mm.AllocPage(); Mm.PutPage(page); UnmapPage(dev, m, len, ToDevice);",
    ];

    [Theory]
    [MemberData(nameof(PutAfter))]
    public Task The_page_goes_after_its_mapping_or_is_another(string statements) => DmaSnippet.SilentAsync(statements);

    [Fact]
    public Task Functions_that_map_for_others_owe_nothing() => DmaSnippet.FileAsync("""
        using FragApi;
        using Net;

        static class Bus
        {
            static long s_last;

            [PageMap]
            public static long Map(Device dev, Page page, int offset, int size, DmaDir dir)
            {
                s_last = Dma.MapPage(dev, page, offset, size, dir);
                return s_last;
            }
        }
        """);
}
