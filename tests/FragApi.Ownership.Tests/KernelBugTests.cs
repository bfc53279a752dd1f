using System.Threading.Tasks;
using FragApi.Analyzers.Ownership;
using FragApi.Testing;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>
/// Bugs of Linux drivers and of its network stack, each with a number of its own, written as C# code of the same
/// shape: the buggy form is flagged, the fixed form is silent. B2, B3, B19's index and B28 are bugs of raw access, and
/// stand in FragApi.Analyzers.Tests.
/// </summary>
/// <remarks>
/// <para>Only found with more than the bug itself shows, and written so here: B8, B9 and B10 when somebody asked whether
/// the fragments are managed (or, B8 and B9, when a reference is plainly missing or borrowed); B11, B12, B13 when the
/// completion is a parameter that says that it is borrowed; B14 and B15 with the reference in one local,
/// not in an array.</para>
/// <para>Not found, see <see cref="NotFound"/>: B7 (the writer never asks, and a splice path never sets the flag), B8 when
/// nobody asks and the source is emptied, B18 when a pool's page goes to the plain put, B22 (a fragment of size 0), B25's
/// second half (put from the wrong base index), B27 (one page of a compound fragment), and B29 (fragments refilled while
/// a clone is in flight, and nobody asked: no annotation says that a call makes a clone).</para>
/// </remarks>
public sealed class KernelBugTests
{
    /// <summary>B1, e1000: the offset of the loop was re-based to 0, and the workaround for a full buffer still added it to the page's address.</summary>
    [Theory]
    [InlineData("{|FRAG3004:Mm.PageToPhys(SkbFrag.Page(skb.Info.Frags[f])) + offset + size - 1|}")]
    [InlineData("SkbFrag.Phys(skb.Info.Frags[f]) + offset + size - 1")]
    public Task B01_offset_rebased_and_read_twice(string end) => DmaSnippet.MembersAsync($$"""
        int TxMap(SkBuff skb, int maxPerTxd, bool pcix)
        {
            int count = 0;
            for (int f = 0; f < skb.Info.NrFrags; f++)
            {
                int len = SkbFrag.Size(skb.Info.Frags[f]);
                int offset = 0;
                while (len != 0)
                {
                    int size = Math.Min(len, maxPerTxd);
                    long end = {{end}};
                    if (pcix && (end & 4) == 0 && size > 4)
                        size -= 4;
                    long dma = SkbFrag.DmaMap(dev, skb.Info.Frags[f], offset, size, ToDevice);
                    if (MappingError(dev, dma))
                        return -1;
                    ring[head].Addr = dma;
                    ring[head].Len = size;
                    len -= size;
                    offset += size;
                    count++;
                }
            }

            return count;
        }
        """);

    /// <summary>B4, tempesta#54: the page was mapped and read from its start; the tests had offset 0.</summary>
    [Theory]
    [InlineData("{|FRAG3004:Mm.PageAddress(SkbFrag.Page(frag))|}")]
    [InlineData("SkbFrag.Address(frag)")]
    public Task B04_page_read_without_the_offset(string data) => DmaSnippet.MembersAsync($$"""
        static long Chunk(SkBuff skb, long to)
        {
            for (int j = 0; j < skb.Info.NrFrags; j++)
            {
                ref readonly Frag frag = ref skb.Info.Frags[j];
                Mm.Copy(to, {{data}}, SkbFrag.Size(frag));
                to += SkbFrag.Size(frag);
            }

            return to;
        }
        """);

    /// <summary>B5 (CVE-2026-46300): coalescing copied the descriptors in one go and not the flag that says that the pages are shared.</summary>
    [Theory]
    [InlineData("{|FRAG4001:Array.Copy(from.Info.Frags, 0, to.Info.Frags, to.Info.NrFrags, from.Info.NrFrags)|};")]
    [InlineData("Array.Copy(from.Info.Frags, 0, to.Info.Frags, to.Info.NrFrags, from.Info.NrFrags); to.Info.Flags |= from.Info.Flags & Tx.Shared;")]
    public Task B05_coalesced_without_the_flag(string copy) => LifetimeSnippet.MembersAsync($$"""
        bool TryCoalesce(SkBuff to, SkBuff from, int delta)
        {
            if (to.Info.NrFrags + from.Info.NrFrags >= SharedInfo.Max)
                return false;
            {{copy}}
            to.Info.NrFrags += from.Info.NrFrags;
            from.Info.NrFrags = 0;
            to.Len += delta;
            return true;
        }
        """);

    private const string CopyFlags = "to.Info.Flags |= from.Info.Flags & (Tx.ZeroCopy | Tx.Shared);";

    /// <summary>B6 (CVE-2026-43503): the same omission wherever buffers are cloned, shifted, received, split and segmented.</summary>
    [Theory]
    [InlineData("for (int j = 0; j < from.Info.NrFrags; j++) { *to.Info.Frags[j] = from.Info.Frags[j]*; SkbFrag.Ref(from, j); } to.Info.NrFrags = from.Info.NrFrags;", CopyFlags)] // a copy with a head of its own
    [InlineData("for (int at = 0; at < from.Info.NrFrags && k < SharedInfo.Max; at++) { *to.Info.Frags[k++] = from.Info.Frags[at]*; } to.Info.NrFrags = k;", CopyFlags)] // shifted to the one before
    [InlineData("ref Frag last = ref to.Info.Frags[k]; ref Frag first = ref from.Info.Frags[0]; *last = first*; last.Size = len; SkbFrag.Ref(last); first.Offset += len; first.Size -= len;", CopyFlags)] // shifted in part
    [InlineData("*from.Info.Frags.AsSpan(1, n).CopyTo(to.Info.Frags.AsSpan(k))*; to.Info.NrFrags += n; from.Info.NrFrags = 0;", CopyFlags)] // received in a batch
    [InlineData("SkbFrag.Fill(ref to.Info.Frags[0], page, 0, len); *from.Info.Used.CopyTo(to.Info.Frags.AsSpan(1))*; to.Info.NrFrags = n;", "to.Info.Flags |= from.Info.Flags & Tx.Shared;")] // received, with the head as a page
    [InlineData("for (int j = i; j < from.Info.NrFrags; j++) *to.Info.Frags[j - i] = from.Info.Frags[j]*; to.Info.NrFrags = from.Info.NrFrags - i; from.Info.NrFrags = i;", "to.Info.Flags = from.Info.Flags;")] // split
    [InlineData("foreach (ref readonly Frag frag in from.Info.Used) { *to.Info.Frags[k] = frag*; SkbFrag.Ref(to, k++); } to.Info.Frags[0].Offset += len; SkbFrag.AddSize(ref to.Info.Frags[0], -len);", "if (Skb.HasShared(from)) to.Info.Flags |= Tx.Shared;")] // segmented
    public async Task B06_copied_without_the_flag(string copy, string flags)
    {
        await LifetimeSnippet.FlagsAsync(Mark(copy, "FRAG4001"));
        await LifetimeSnippet.SilentAsync(copy.Replace("*", "") + "\n" + flags);
    }

    // What is between stars is marked; nothing in these sources multiplies.
    private static string Mark(string statements, string id)
    {
        int first = statements.IndexOf('*');
        int last = statements.LastIndexOf('*');
        return $"{statements[..first]}{{|{id}:{statements[(first + 1)..last]}|}}{statements[(last + 1)..]}";
    }

    /// <summary>B7 (CVE-2026-43284): a cipher in place is right once the writer asks and makes what is shared private; that it asks is not enough.</summary>
    [Theory]
    [InlineData("if (Skb.HasShared(skb)) net.Log(\"shared\"); {|FRAG4004:SkbFrag.SetPage(ref skb.Info.Frags[0], trailer)|};")]
    [InlineData("if (Skb.HasShared(skb) && !skb.Linearize()) return; SkbFrag.SetPage(ref skb.Info.Frags[0], trailer);")]
    public Task B07_written_in_place_though_shared(string body) => LifetimeSnippet.MembersAsync($$"""
        void EspInput(SkBuff skb, Page trailer)
        {
            {{body}}
        }
        """);

    /// <summary>B8 (CVE-2026-46323): the fragments of a managed buffer, which hold no references, went over to another buffer.</summary>
    [Theory]
    [InlineData("if (from.IsManaged()) net.Log(\"managed\");", "{|FRAG4004:from.Info.NrFrags = 0|};")]
    [InlineData("if (from.IsManaged()) return false;", "from.Info.NrFrags = 0;")]
    [InlineData("if (from.IsManaged()) Downgrade(from);", "from.Info.NrFrags = 0;")]
    public Task B08_managed_fragments_received(string ask, string empty) => LifetimeSnippet.MembersAsync($$"""
        bool Receive(SkBuff to, SkBuff from)
        {
            if (to.Info.NrFrags + from.Info.NrFrags > SharedInfo.Max)
                return false;
            {{ask}}
            for (int j = 0; j < from.Info.NrFrags; j++)
                to.Info.Frags[to.Info.NrFrags++] = from.Info.Frags[j];
            to.Info.Flags |= from.Info.Flags;
            {{empty}}
            return true;
        }

        {{Downgrade}}
        """);

    // Takes the references that the owner held for all; what it does inside of itself, it may.
    private const string Downgrade = """
        [FragmentAccessor]
        static void Downgrade(SkBuff skb)
        {
            skb.Info.Flags &= ~Tx.ZeroCopy;
            for (int j = 0; j < skb.Info.NrFrags; j++)
                SkbFrag.Ref(skb, j);
        }
        """;

    /// <summary>B8 again: the source keeps its fragments, and the target took no references.</summary>
    [Theory]
    [InlineData("for (int j = 0; j < from.Info.NrFrags; j++) { {|FRAG2010:to.Info.Frags[at] = from.Info.Frags[j]|}; at++; }")]
    [InlineData("for (int j = 0; j < from.Info.NrFrags; j++) { to.Info.Frags[at] = from.Info.Frags[j]; SkbFrag.Ref(from, j); at++; }")]
    public Task B08_no_reference_taken(string copy)
    {
        CSharpAnalyzerVerifier<DescriptorCopyAnalyzer>.Test test = new();
        test.TestState.Sources.Add($$"""
            using Net;

            class Gro
            {
                static void Receive(SkBuff to, SkBuff from)
                {
                    int at = to.Info.NrFrags;
                    {{copy}}
                    to.Info.NrFrags = at;
                }
            }
            """);
        return test.RunAsync();
    }

    /// <summary>B9 (CVE-2026-93105): references of managed fragments were dropped; the cure takes them before anything changes.</summary>
    [Theory]
    [InlineData("bool managed = skb.IsManaged(); if (managed) net.Log(\"managed\");", "{|FRAG4004:SkbFrag.Unref(skb, j)|};", "{|FRAG4004:skb.Info.NrFrags = keep|};")]
    [InlineData("if (skb.IsManaged()) Downgrade(skb);", "SkbFrag.Unref(skb, j);", "skb.Info.NrFrags = keep;")]
    public Task B09_managed_fragments_dropped(string ask, string drop, string count) => LifetimeSnippet.MembersAsync($$"""
        void Trim(SkBuff skb, int keep)
        {
            {{ask}}
            for (int j = keep; j < skb.Info.NrFrags; j++)
                {{drop}}
            {{count}}
        }

        {{Downgrade}}
        """);

    /// <summary>B9 as ownership: what is only borrowed is put.</summary>
    [Theory]
    [InlineData("void Trim([Borrows] Page managed, int size, int keep) { if (size > keep) {|FRAG2007:PutPage(managed)|}; }")]
    [InlineData("void Trim([Borrows] Page managed, int size, int keep) { if (size <= keep) return; GetPage(managed); PutPage(managed); }")]
    public Task B09_borrowed_page_put(string members) => Own.MembersAsync(members);

    /// <summary>B10: a header was carved off, and the managed references were not taken before.</summary>
    [Theory]
    [InlineData("bool managed = skb.IsManaged();", "{|FRAG4004:info.Frags[0].Offset += off - pos|};")]
    [InlineData("bool managed = skb.IsManaged(); if (managed && Skb.ExpandHead(skb, 0) != 0) return -1;", "info.Frags[0].Offset += off - pos;")]
    public Task B10_header_carved(string ask, string carve) => LifetimeSnippet.MembersAsync($$"""
        int CarveInsideNonlinear(SkBuff skb, int off, int pos)
        {
            {{ask}}
            if (managed)
                net.Log("managed");
            SharedInfo info = skb.Info;
            {{carve}}
            info.Frags[0].Size -= off - pos;
            skb.Len -= off;
            return 0;
        }
        """);

    // A buffer's word about its completion: lent by the caller for the source's sake, taken over by the target.
    private const string Completions = """
        class Ubuf { int _count; [PageGet] public void Get() { _count++; } [PagePut] public void Put() { _count--; } public int Id; }
        class Skb { object _kept; public int Len; public void SetZcopy([Consumes] Ubuf ubuf) { _kept = ubuf; } }
        static class Ubufs { [return: Owned] public static Ubuf Alloc() { return new Ubuf(); } public static bool CopyPages(Skb skb) { return skb.Len > 0; } }

        """;

    /// <summary>B11: the carved buffer got the completion of the old one, and nobody counted it: the first free completed for both.</summary>
    [Theory]
    [InlineData("void Carve(Skb to, Skb from, [Borrows] Ubuf ubuf) { to.Len = from.Len; {|FRAG2007:to.SetZcopy(ubuf)|}; }")]
    [InlineData("void Carve(Skb to, Skb from, [Borrows] Ubuf ubuf) { to.Len = from.Len; ubuf.Get(); to.SetZcopy(ubuf); }")]
    public Task B11_completion_copied_uncounted(string members) => Own.MembersAsync(Completions + members);

    /// <summary>B12: the path on which the copy failed completed what belongs to the source.</summary>
    [Theory]
    [InlineData("bool Clone(Skb to, [Borrows] Ubuf ubuf) { if (!Ubufs.CopyPages(to)) { {|FRAG2007:ubuf.Put()|}; return false; } ubuf.Get(); to.SetZcopy(ubuf); return true; }")]
    [InlineData("bool Clone(Skb to, [Borrows] Ubuf ubuf) { if (!Ubufs.CopyPages(to)) return false; ubuf.Get(); to.SetZcopy(ubuf); return true; }")]
    [InlineData("bool Clone(Skb to, [Borrows] Ubuf ubuf) { ubuf.Get(); if (!Ubufs.CopyPages(to)) { ubuf.Put(); return false; } to.SetZcopy(ubuf); return true; }")]
    public Task B12_failure_completes_the_source(string members) => Own.MembersAsync(Completions + members);

    /// <summary>B13: a clone only borrows the state that it shares; clearing it through the clone is not its business.</summary>
    [Theory]
    [InlineData("void Clear(Skb clone, [Borrows] Ubuf shared, bool success) { if (shared == null) return; if (success) _n++; {|FRAG2007:shared.Put()|}; }")]
    [InlineData("void Clear(Skb clone, [Borrows] Ubuf shared, bool success) { if (shared == null) return; if (success) _n++; clone.Len = 0; }")]
    public Task B13_shared_state_cleared_through_a_clone(string members) => Own.MembersAsync(Completions + members);

    /// <summary>B14, vhost: the completion ran once for each clone, and there was one reference.</summary>
    [Theory]
    [InlineData("void Done(List<Skb> clones) { var ubuf = Ubufs.Alloc(); foreach (var clone in clones) { clone.Len = 0; {|FRAG2003:ubuf.Put()|}; } }")]
    [InlineData("void Done(List<Skb> clones) { var ubuf = Ubufs.Alloc(); foreach (var clone in clones) { clone.Len = 0; } ubuf.Put(); }")]
    [InlineData("void Done(List<Skb> clones) { var ubuf = Ubufs.Alloc(); foreach (var clone in clones) { ubuf.Get(); clone.SetZcopy(ubuf); } ubuf.Put(); }")]
    public Task B14_completed_once_per_clone(string members) => Own.MembersAsync(Completions + members);

    /// <summary>B15 (CVE-2026-43494), rds: the error path put the pages and left the count; the purge put them again.</summary>
    [Theory]
    [InlineData("int FromUser(bool fault) { int nents = 1; var page = Alloc(); if (fault) { page.Put(); } {|FRAG2003:Purge(page, nents)|}; return nents; }")]
    [InlineData("int FromUser(bool fault) { int nents = 1; var page = Alloc(); if (fault) { page.Put(); } if (nents > 0) {|FRAG2003:page.Put()|}; return nents; }")]
    [InlineData("int FromUser(bool fault) { int nents = 1; var page = Alloc(); if (fault) { page.Put(); nents = 0; } if (nents > 0) page.Put(); return nents; }")]
    [InlineData("int FromUser(bool fault) { int nents = 1; var page = Alloc(); if (fault) { page.Put(); return 0; } Purge(page, nents); return nents; }")]
    [InlineData("int FromUser(bool fault) { int nents = 1; var page = Alloc(); if (fault) _n++; Purge(page, nents); return nents; }")]
    public Task B15_error_path_and_purge(string members) => Own.MembersAsync(members + " static void Purge(Page page, int nents) { if (nents > 1) page.Touch(); page.Put(); }");

    /// <summary>B16: a pointer to a fragment, taken before the fragments were orphaned, was read in the loop behind.</summary>
    [Theory]
    [InlineData("Span<Frag> frags = skb.Info.Used; if (!skb.Orphan()) return -1;", "{|FRAG4003:frags|}[j]")]
    [InlineData("if (!skb.Orphan()) return -1; Span<Frag> frags = skb.Info.Used;", "frags[j]")]
    [InlineData("Span<Frag> frags = skb.Info.Used; if (!skb.Orphan()) return -1; frags = skb.Info.Used;", "frags[j]")]
    public Task B16_cached_across_orphaning(string fetch, string frag) => LifetimeSnippet.MembersAsync($$"""
        int SegmentLength(SkBuff skb, int count)
        {
            int length = 0;
            {{fetch}}
            for (int j = 0; j < count; j++)
                length += {{frag}}.Size;
            return length;
        }
        """);

    /// <summary>B17: segments shared the fragments of a zero-copy head and lived on; the cure orphans the head's fragments first.</summary>
    [Theory]
    [InlineData("", "{|FRAG4002:backlog.Add(head)|};")]
    [InlineData("if (Skb.OrphanFrags(head) != 0) return -1;", "backlog.Add(head);")]
    public Task B17_segmented_without_orphaning(string orphan, string keep) => LifetimeSnippet.MembersAsync($$"""
        int Segment(SkBuff head, int mss)
        {
            {{orphan}}
            int segments = 0;
            for (int at = 0; at < head.Len; at += mss)
                segments++;
            if (segments > 1)
                {{keep}}
            return segments;
        }
        """);

    /// <summary>B18: a page of one pool was given back to another.</summary>
    [Theory]
    [InlineData("readonly Pool _rx = new(), _skb = new(); void Poll(bool drop) { var page = _rx.Rent(); page.Touch(); if (drop) {|FRAG2012:_skb.Return(page)|}; else _rx.Return(page); }")]
    [InlineData("readonly Pool _rx = new(), _skb = new(); void Poll(bool drop) { var page = _rx.Rent(); page.Touch(); if (drop) _n++; _rx.Return(page); }")]
    public Task B18_another_family(string members) => Own.MembersAsync(members);

    /// <summary>B19, netback: the count said 1, and of the first fragment only the page was there: what it held before was taken for its place.</summary>
    [Theory]
    [InlineData("{|FRAG4006:SkbFrag.SetPage(ref info.Frags[0], page)|};")]
    [InlineData("SkbFrag.Fill(ref info.Frags[0], page, 0, size);")]
    public Task B19_first_fragment_uninitialised(string set) => LifetimeSnippet.MembersAsync($$"""
        void BuildTx(SharedInfo info, Page page, int size)
        {
            {{set}}
            info.NrFrags = 1;
            pendingSize = size;
        }

        int pendingSize;
        """);

    /// <summary>B20, AF_XDP with zero copy: page and size were set, the offset never.</summary>
    [Theory]
    [InlineData("{|FRAG4006:frag.Page = page|}; frag.Size = size;")]
    [InlineData("frag.Page = page; frag.Offset = 256; frag.Size = size;")]
    public Task B20_offset_never_set(string set) => LifetimeSnippet.MembersAsync($$"""
        bool AddXskFrag(SharedInfo info, Page page, int size)
        {
            if (info.NrFrags == SharedInfo.Max)
                return false;
            ref Frag frag = ref info.Frags[info.NrFrags];
            {{set}}
            info.NrFrags++;
            return true;
        }
        """);

    /// <summary>B21: five drivers appended what the other side sent and never looked at the room.</summary>
    [Theory]
    [InlineData("do { *SkbFrag.Fill(ref skb.Info.Frags[skb.Info.NrFrags++], net.Alloc(), 0, 2048)*; len -= 2048; } while (len > 0);", "skb.Info.NrFrags >= SharedInfo.Max")] // atlantic: descriptors chained by the device
    [InlineData("if (len > 0) { *SkbFrag.Fill(skb, skb.Info.NrFrags, page, 0, len)*; skb.Info.NrFrags++; }", "skb.Info.NrFrags >= SharedInfo.Max")] // cdc-phonet, f_phonet: one per transfer
    [InlineData("int nr = skb.Info.NrFrags; *skb.Info.Frags[nr] = new Frag { Page = page, Offset = n, Size = len }*; skb.Info.NrFrags = nr + 1;", "skb.Info.NrFrags == skb.Info.Frags.Length")] // t7xx: one per buffer
    [InlineData("SharedInfo shared = skb.Info; ref Frag f = ref shared.Frags[shared.NrFrags++]; *f.Page = page*; f.Offset = 0; f.Size = len;", "skb.Info.NrFrags > SharedInfo.Max - 1")] // thunderbolt: as many as the header says
    public async Task B21_appended_without_room(string append, string full)
    {
        await LifetimeSnippet.FlagsAsync(Mark(append, "FRAG4005"));
        await LifetimeSnippet.SilentAsync($"if ({full}) return;\n{append.Replace("*", "")}");
    }

    /// <summary>B23: most drivers gave the device what came of the mapping; those that checked did it at once, in the next turn, or in a helper.</summary>
    [Theory]
    [InlineData("long dma = SkbFrag.DmaMap(dev, skb.Info.Frags[j], 0, size, ToDevice); ring[j].Addr = {|FRAG3002:dma|};")]
    [InlineData("ring[j].Addr = {|FRAG3002:SkbFrag.DmaMap(dev, skb.Info.Frags[j], 0, size, ToDevice)|};")]
    [InlineData("long dma = SkbFrag.DmaMap(dev, skb.Info.Frags[j], 0, size, ToDevice); if (MappingError(dev, dma)) return -1; ring[j].Addr = dma;")]
    [InlineData("long dma = SkbFrag.DmaMap(dev, skb.Info.Frags[j], 0, size, ToDevice); if (IsBad(dma)) return -1; ring[j].Addr = dma;")]
    public Task B23_mapping_unchecked(string map) => DmaSnippet.MembersAsync($$"""
        int Xmit(SkBuff skb)
        {
            for (int j = 0; j < skb.Info.NrFrags; j++)
            {
                int size = SkbFrag.Size(skb.Info.Frags[j]);
                {{map}}
                ring[j].Len = size;
            }

            return 0;
        }

        bool IsBad(long dma)
        {
            return MappingError(dev, dma);
        }
        """);

    /// <summary>B23's class of false alarms: the mapping is checked at the next turn of the loop, before it is used.</summary>
    [Fact]
    public Task B23_checked_in_the_next_turn() => DmaSnippet.MembersAsync("""
        int Xmit(SkBuff skb, long mapping, int len)
        {
            int nr = 0;
            while (true)
            {
                if (MappingError(dev, mapping))
                    return -1;
                ring[nr].Addr = mapping;
                ring[nr].Len = len;
                if (nr == skb.Info.NrFrags)
                    return 0;
                len = SkbFrag.Size(skb.Info.Frags[nr]);
                mapping = SkbFrag.DmaMap(dev, skb.Info.Frags[nr], 0, len, ToDevice);
                nr++;
            }
        }
        """);

    /// <summary>B24: the state of a page was looked at after the page had gone to the stack.</summary>
    [Theory]
    [InlineData("bool Fill(Ring ring) { var page = Alloc(); if (!ring.TryEnqueue(page)) { page.Put(); return false; } return {|FRAG2004:page.IsDirty|}; }")]
    [InlineData("bool Fill(Ring ring) { var page = Alloc(); bool dirty = page.IsDirty; if (!ring.TryEnqueue(page)) { page.Put(); return false; } return dirty; }")]
    public Task B24_state_touched_after_hand_over(string members) => Own.MembersAsync(members);

    /// <summary>B25, macvtap: fewer pages than wanted could be pinned, and those that were stayed so.</summary>
    [Theory]
    [InlineData("int FromUser(Ring ring, int want) { int got = Find(want, out var page); if (got != 0) return -14; if (want > 1) return -90; ring.Enqueue(page); return 0; }", true)]
    [InlineData("int FromUser(Ring ring, int want) { int got = Find(want, out var page); if (got != 0) return -14; if (want > 1) { page.Put(); return -90; } ring.Enqueue(page); return 0; }", false)]
    public Task B25_partly_pinned(string members, bool leaks) =>
        Own.MembersAsync(leaks ? members.Replace("Find(want, out var page)", "{|FRAG2002:Find(want, out var page)|}") : members);

    /// <summary>B26, venet: the helper freed when it failed, and the caller freed again.</summary>
    [Theory]
    [InlineData("int Xmit(Ring ring, int len) { var page = TryAlloc(); if (page == null) return -12; int ret = Import(ring, page, len); if (ret < 0) { {|FRAG2003:page.Put()|}; return ret; } return 0; }")]
    [InlineData("int Xmit(Ring ring, int len) { var page = TryAlloc(); if (page == null) return -12; int ret = Import(ring, page, len); if (ret < 0) { _n++; return ret; } return 0; }")]
    public Task B26_helper_and_caller_free(string members) =>
        Own.MembersAsync(members + " static int Import(Ring ring, Page page, int len) { if (len > 4096) { page.Put(); return -22; } ring.Enqueue(page); return 0; }");

    /// <summary>B29, AoE: found once somebody asked whether the clone is still in flight, and then refills all the same.</summary>
    [Theory]
    [InlineData("if (skb.IsCloned) stuck++;", "{|FRAG4004:SkbFrag.Fill(ref skb.Info.Frags[0], page, 0, count)|};")]
    [InlineData("if (skb.IsCloned) { stuck++; skb = net.Receive(); }", "SkbFrag.Fill(ref skb.Info.Frags[0], page, 0, count);")]
    [InlineData("if (skb.IsCloned) { stuck++; return; }", "SkbFrag.Fill(ref skb.Info.Frags[0], page, 0, count);")]
    public Task B29_refilled_while_a_clone_is_in_flight(string ask, string fill) => LifetimeSnippet.MembersAsync($$"""
        void Resend(SkBuff skb, Page page, int count)
        {
            {{ask}}
            {{fill}}
            skb.Info.NrFrags = 1;
        }

        int stuck;
        """);

    /// <summary>B30, virtio_net without NAPI: what was sent stayed in the ring until the next send, and its sender waited.</summary>
    [Theory]
    [InlineData("", "{|FRAG4002:held = skb|};")]
    [InlineData("if (!skb.Orphan()) { net.Free(skb); return; }", "held = skb;")]
    public Task B30_sent_and_kept(string orphan, string keep) => LifetimeSnippet.MembersAsync($$"""
        void StartXmit(SkBuff skb)
        {
            {{orphan}}
            if (held != null)
                net.Free(held);
            {{keep}}
            net.Post(0, skb.Len);
        }
        """);

    /// <summary>
    /// What is not found, on purpose: nothing in the code, and nothing that the annotations can say, tells these from
    /// right code.
    /// </summary>
    public static TheoryData<string, string> NotFound => new()
    {
        { "B7: nobody asks", "SkbFrag.SetPage(ref skb.Info.Frags[0], page);" },
        { "B7: the splice path does not set the flag", "if (!skb.HasRoom()) return; SkbFrag.Fill(ref skb.Info.Frags[skb.Info.NrFrags++], page, 0, len);" },
        { "B8: nobody asks, and the source is emptied", "to.Info.Frags[0] = from.Info.Frags[0]; to.Info.Flags |= from.Info.Flags; from.Info.NrFrags = 0;" },
        { "B22: a fragment of size 0", "SkbFrag.Fill(ref skb.Info.Frags[0], page, 0, 0); skb.Info.NrFrags = 1;" },
        { "B25: put from the wrong base", "for (int j = 0; j < n; j++) SkbFrag.Unref(skb, j);" },
        { "B27: the page, and not the one that the offset is in", "long data = Mm.PageAddress(SkbFrag.Page(skb.Info.Frags[0])) + skb.Info.Frags[0].Offset;" },
        { "B29: nobody asks", "SkBuff clone = Clone(skb); net.Send(clone); SkbFrag.Fill(ref skb.Info.Frags[0], page, 0, len);" },
    };

    [Theory]
    [MemberData(nameof(NotFound))]
    public async Task Not_found(string bug, string statements)
    {
        Assert.StartsWith("B", bug);
        await LifetimeSnippet.SilentAsync(statements, "static SkBuff Clone(SkBuff skb) { return new SkBuff { Info = skb.Info }; }");
    }

    /// <summary>B18's other half: a put of the pool's own page is a put.</summary>
    [Fact]
    public Task Not_found_B18_plain_put() => Own.MembersAsync("void Poll(Pool rx) { var page = rx.Rent(); page.Put(); }");
}
