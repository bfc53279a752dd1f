using System.Threading.Tasks;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>FRAG4003, 4004 and 4007: what holds on one path and not on another.</summary>
public sealed class LifetimePathTests
{
    public static TheoryData<string> Stale =>
    [
        "ref Frag f = ref skb.Info.Frags[i]; skb.Orphan(); {|FRAG4003:f|}.Size = len;",
        "ref Frag f = ref skb.Info.Frags[i]; skb.Linearize(); n = {|FRAG4003:f|}.Size;",
        "ref Frag f = ref skb.Info.Frags[i]; if (Skb.OrphanFrags(skb) != 0) return; {|FRAG4003:f|}.Size = len;",
        "ref Frag f = ref skb.Info.Frags[i]; if (!skb.Orphan()) return; {|FRAG4003:f|}.Size = len;",
        "ref Frag f = ref skb.Info.Frags[i]; if (b) skb.Orphan(); {|FRAG4003:f|}.Size = len;",
        "Span<Frag> s = skb.Info.Frags; Skb.ExpandHead(skb, 64); {|FRAG4003:s|}[0].Size = len;",
        "Span<Frag> s = skb.Info.Used; skb.Orphan(); foreach (Frag f in {|FRAG4003:s|}) n += f.Size;",
        "Frag[] a = skb.Info.Frags; skb.Orphan(); {|FRAG4003:a|}[0].Size = len;",
        "SharedInfo info2 = skb.Info; ref Frag f = ref info2.Frags[i]; skb.Orphan(); {|FRAG4003:f|}.Size = len;",
        "ref Frag f = ref skb.Info.Frags[i]; skb.Orphan(); SkbFrag.Ref({|FRAG4003:f|});",
        "ref Frag f = ref skb.Info.Frags[0]; for (int j = 0; j < n; j++) { f = ref skb.Info.Frags[j]; skb.Linearize(); {|FRAG4003:f|}.Size = 0; }",
        "fixed (Frag* p = skb.Info.Frags) { skb.Orphan(); ({|FRAG4003:p|})[0].Size = len; }",
    ];

    [Theory]
    [MemberData(nameof(Stale))]
    public Task A_name_for_the_old_fragments(string statements) => LifetimeSnippet.FlagsAsync(statements);

    public static TheoryData<string> Current =>
    [
        "skb.Orphan(); ref Frag f = ref skb.Info.Frags[i]; f.Size = len;",
        "ref Frag f = ref skb.Info.Frags[i]; f.Size = len; skb.Orphan();",
        "ref Frag f = ref skb.Info.Frags[i]; skb.Orphan(); f = ref skb.Info.Frags[i]; f.Size = len;",
        "ref Frag f = ref skb.Info.Frags[i]; from.Orphan(); f.Size = len;",
        "ref Frag f = ref skb.Info.Frags[i]; if (b) { skb.Orphan(); return; } f.Size = len;",
        "ref Frag f = ref skb.Info.Frags[i]; if (!skb.Orphan()) { f.Size = 0; return; }",
        "ref Frag f = ref skb.Info.Frags[i]; if (Skb.OrphanFrags(skb) != 0) { f.Size = 0; return; }",
        "Frag f = skb.Info.Frags[i]; skb.Orphan(); n = f.Size;",
        "Span<Frag> s = skb.Info.Frags; skb.Orphan(); s = skb.Info.Frags; s[0].Size = len;",
        "SharedInfo s = skb.Info; skb.Orphan(); s.Frags[0].Size = len;",
        "ref Frag f = ref skb.Info.Frags[i]; skb = from; skb.Orphan(); f.Size = len;",
        "ref Frag f = ref ring[i]; skb.Orphan(); f.Size = len;",
        "for (int j = 0; j < n; j++) { ref Frag f = ref skb.Info.Frags[j]; f.Size = 0; skb.Linearize(); }",
        "Frag[] a = skb.Info.Frags; skb.Orphan(); n = a.Length;",
        "ref Frag f = ref skb.Info.Frags[i]; if (b) { skb.Orphan(); f = ref skb.Info.Frags[i]; } f.Size = len;",
    ];

    [Theory]
    [MemberData(nameof(Current))]
    public Task A_name_that_still_holds(string statements) => LifetimeSnippet.SilentAsync(statements);

    /// <summary>The fragment was fetched before the fragments were orphaned, and written afterwards.</summary>
    [Fact]
    public async Task B16_fetched_before_orphaning()
    {
        await LifetimeSnippet.MembersAsync("""
            public int Forward(SkBuff skb, int headroom)
            {
                ref Frag first = ref skb.Info.Frags[0];
                if (first.Size < headroom)
                    return -1;
                if (Skb.OrphanFrags(skb) != 0)
                    return -1;
                {|FRAG4003:first|}.Offset += headroom;
                first.Size -= headroom;
                return 0;
            }
            """);
        await LifetimeSnippet.MembersAsync("""
            public int Forward(SkBuff skb, int headroom)
            {
                if (SkbFrag.Size(skb.Info.Frags[0]) < headroom)
                    return -1;
                if (Skb.OrphanFrags(skb) != 0)
                    return -1;
                ref Frag first = ref skb.Info.Frags[0];
                first.Offset += headroom;
                first.Size -= headroom;
                return 0;
            }
            """);
    }

    public static TheoryData<string> ChangedShared =>
    [
        "if (skb.IsCloned) { {|FRAG4004:skb.Info.Frags[i].Size -= len|}; }",
        "if (skb.IsManaged()) { {|FRAG4004:SkbFrag.Fill(skb, i, page, 0, len)|}; }",
        "if (Skb.HasShared(skb)) { {|FRAG4004:skb.Info.Frags[i].Page = page|}; }",
        "if (!skb.IsCloned) return; {|FRAG4004:skb.Info.Frags[i].Size = 0|};",
        "if (!skb.IsCloned) n++; else {|FRAG4004:skb.Info.Frags[i] = default|};",
        "if (skb.IsCloned) n++; {|FRAG4004:skb.Info.Frags[i].Size = 0|};",
        "bool shared = skb.IsCloned; if (shared) {|FRAG4004:skb.Info.Frags[i].Offset += len|};",
        "bool shared = skb.IsCloned; from.Linearize(); if (shared) {|FRAG4004:skb.Info.Frags[i].Offset += len|};",
        "bool shared = !skb.IsCloned; if (!shared) n++; if (shared) return; {|FRAG4004:skb.Info.Frags[i].Offset += len|};",
        "if (skb.IsCloned && b) {|FRAG4004:skb.Info.NrFrags--|};",
        "if (skb.IsCloned == true) {|FRAG4004:SkbFrag.SetSize(ref skb.Info.Frags[i], len)|};",
        "SharedInfo s = skb.Info; if (skb.IsCloned) {|FRAG4004:s.Frags[i].Size = len|};",
        "ref Frag f = ref skb.Info.Frags[i]; if (skb.IsCloned) {|FRAG4004:f.Size = len|};",
        "if (skb.IsManaged()) {|FRAG4004:SkbFrag.Unref(skb, i)|};",
        "if (skb.IsCloned) { {|FRAG4004:skb.Info.Frags[i].Size = 0|}; skb.Linearize(); }",
    ];

    [Theory]
    [MemberData(nameof(ChangedShared))]
    public Task Changed_where_it_is_known_to_be_shared(string statements) => LifetimeSnippet.FlagsAsync(statements);

    public static TheoryData<string> ChangedAlone =>
    [
        "if (skb.IsCloned) return; skb.Info.Frags[i].Size -= len;",
        "if (!skb.IsCloned) skb.Info.Frags[i].Size -= len;",
        "if (skb.IsCloned) { skb.Linearize(); } skb.Info.Frags[i].Size -= len;",
        "if (skb.IsCloned && !skb.Linearize()) return; skb.Info.Frags[i].Size -= len;",
        "if (skb.IsCloned) { Unshare(skb); } skb.Info.Frags[i].Size -= len;",
        "if (skb.IsCloned) { skb = net.Receive(); } skb.Info.Frags[i].Size -= len;",
        "if (skb.IsCloned) { skb.Info = new SharedInfo(); } skb.Info.Frags[i].Size -= len;",
        "if (skb.IsCloned) from.Info.Frags[i].Size -= len;",
        "if (skb.IsCloned) n = skb.Info.Frags[i].Size;",
        "if (skb.IsCloned) { Frag f = skb.Info.Frags[i]; f.Size = 0; ring[i] = f; }",
        "if (skb.IsCloned) SkbFrag.Ref(skb, i);",
        "if (skb.IsCloned || b) return; skb.Info.Frags[i].Size -= len;",
        "skb.Info.Frags[i].Size -= len;",
        "bool shared = skb.IsCloned; if (!shared) skb.Info.Frags[i].Offset += len;",
        "skb.Info.Frags[i].Size -= len; if (skb.IsCloned) n++;",
        "if (skb.IsCloned) throw new InvalidOperationException(); skb.Info.Frags[i].Size -= len;",
        "if (skb.IsCloned) skb.Len = 4;",
        // An answer that was kept is about what was there then.
        "bool shared = skb.IsCloned; if (shared && !skb.Linearize()) return; if (shared) n++; skb.Info.Frags[i].Size -= len;",
        "bool shared = skb.IsCloned; skb.Linearize(); if (shared) skb.Info.Frags[i].Size -= len;",
        "bool shared = skb.IsCloned; Unshare(skb); if (shared) skb.Info.Frags[i].Size -= len;",
        "bool shared = skb.IsCloned; skb = net.Receive(); if (shared) skb.Info.Frags[i].Size -= len;",
        "bool shared = skb.IsCloned; skb.Info = new SharedInfo(); if (shared) skb.Info.Frags[i].Size -= len;",
    ];

    [Theory]
    [MemberData(nameof(ChangedAlone))]
    public Task Changed_alone_or_made_private_first(string statements) =>
        LifetimeSnippet.SilentAsync(statements, "static void Unshare(SkBuff skb) { skb.Info = new SharedInfo(); }");

    /// <summary>References of managed fragments were dropped, which nobody had taken; the cure makes the array private before.</summary>
    [Fact]
    public async Task B9_managed_fragments()
    {
        await LifetimeSnippet.MembersAsync("""
            public void Eat(SkBuff skb, int bytes)
            {
                bool managed = skb.IsManaged();
                for (int j = 0; j < skb.Info.NrFrags; j++)
                {
                    if (managed)
                        {|FRAG4004:SkbFrag.Unref(skb, j)|};
                }
            }
            """);
        await LifetimeSnippet.MembersAsync("""
            public void Eat(SkBuff skb, int bytes)
            {
                if (skb.IsManaged())
                    Skb.ExpandHead(skb, 0);
                for (int j = 0; j < skb.Info.NrFrags; j++)
                    SkbFrag.Unref(skb, j);
            }
            """);
    }

    /// <summary>A header is carved off a buffer whose clone is known of.</summary>
    [Fact]
    public async Task B10_header_carved_while_managed()
    {
        await LifetimeSnippet.MembersAsync("""
            public void Carve(SkBuff skb, int off)
            {
                if (skb.IsCloned)
                    net.Log("cloned");
                {|FRAG4004:skb.Info.Frags[0].Offset += off|};
                skb.Info.Frags[0].Size -= off;
            }
            """);
        await LifetimeSnippet.MembersAsync("""
            public void Carve(SkBuff skb, int off)
            {
                if (skb.IsCloned && !skb.Linearize())
                    return;
                skb.Info.Frags[0].Offset += off;
                skb.Info.Frags[0].Size -= off;
            }
            """);
    }

    public static TheoryData<string> InFlight =>
    [
        "byte[] data = ArrayPool<byte>.Shared.Rent(n); net.SendZc(data, n); {|FRAG4007:ArrayPool<byte>.Shared.Return(data)|};",
        "byte[] data = ArrayPool<byte>.Shared.Rent(n); if (!net.SendZc(data, n)) return; {|FRAG4007:ArrayPool<byte>.Shared.Return(data)|};",
        "byte[] data = ArrayPool<byte>.Shared.Rent(n); if (net.SendZc(data, n)) {|FRAG4007:ArrayPool<byte>.Shared.Return(data)|};",
        "byte[] data = ArrayPool<byte>.Shared.Rent(n); bool ok = net.SendZc(data, n); if (ok) {|FRAG4007:ArrayPool<byte>.Shared.Return(data)|};",
        "byte[] data = ArrayPool<byte>.Shared.Rent(n); try { net.SendZc(data, n); } finally { {|FRAG4007:ArrayPool<byte>.Shared.Return(data)|}; }",
        "if (net.SendSkb(skb) < 0) return; {|FRAG4007:net.Free(skb)|};",
        "int sent = net.SendSkb(skb); if (sent < 0) return; {|FRAG4007:net.Free(skb)|};",
        "net.SendSkb(skb); {|FRAG4007:SkbFrag.Unref(skb, 0)|};",
        "net.SendSkb(skb); {|FRAG4007:Mm.PutPage(skb.Info.Frags[0].Page)|};",
        "net.SendSkb(skb); if (b) net.WaitZc(); {|FRAG4007:net.Free(skb)|};",
        "net.WaitZc(); net.SendSkb(skb); {|FRAG4007:net.Free(skb)|};",
        // The base library and the accessors wait for nothing.
        "byte[] data = ArrayPool<byte>.Shared.Rent(n); net.SendZc(data, n); GC.KeepAlive(data); {|FRAG4007:ArrayPool<byte>.Shared.Return(data)|};",
        "net.SendSkb(skb); SkbFrag.Ref(skb, 0); {|FRAG4007:net.Free(skb)|};",
        "IntPtr raw = Marshal.AllocHGlobal(n); net.SendRaw(raw, n); {|FRAG4007:Marshal.FreeHGlobal(raw)|};",
        "void* raw = NativeMemory.Alloc((nuint)n); net.SendRaw((IntPtr)raw, n); {|FRAG4007:NativeMemory.Free(raw)|};",
        "byte[] data = ArrayPool<byte>.Shared.Rent(n); net.SendView(data.AsMemory(0, n)); {|FRAG4007:ArrayPool<byte>.Shared.Return(data)|};",
    ];

    [Theory]
    [MemberData(nameof(InFlight))]
    public Task Released_while_it_may_still_be_read(string statements) => LifetimeSnippet.FlagsAsync(statements);

    public static TheoryData<string> Landed =>
    [
        "byte[] data = ArrayPool<byte>.Shared.Rent(n); net.SendZc(data, n); net.WaitZc(); ArrayPool<byte>.Shared.Return(data);",
        "byte[] data = ArrayPool<byte>.Shared.Rent(n); if (!net.SendZc(data, n)) ArrayPool<byte>.Shared.Return(data);",
        "byte[] data = ArrayPool<byte>.Shared.Rent(n); bool ok = net.SendZc(data, n); if (!ok) ArrayPool<byte>.Shared.Return(data);",
        "if (net.SendSkb(skb) < 0) net.Free(skb);",
        "int sent = net.SendSkb(skb); if (sent < 0) { net.Free(skb); return; }",
        "int sent = net.SendSkb(skb); if (sent == -11) net.Free(skb);",
        "int sent = net.SendSkb(skb); if (sent != n) net.Free(skb);",
        "net.SendSkb(skb); net.Free(from);",
        "net.Free(from); net.SendSkb(skb);",
        "net.SendSkb(skb); skb = net.Receive(); net.Free(skb);",
        "net.SendSkb(skb); Wait(skb); net.Free(skb);",
        "net.SendSkb(skb); Drain(); net.Free(skb);",
        "net.SendSkb(skb); net.Log(\"sent\"); net.Free(skb);",
        "byte[] data = new byte[n]; net.SendZc(data, n); byte[] other = ArrayPool<byte>.Shared.Rent(n); ArrayPool<byte>.Shared.Return(other);",
        "byte[] data = ArrayPool<byte>.Shared.Rent(n); try { net.SendZc(data, n); } finally { net.WaitZc(); ArrayPool<byte>.Shared.Return(data); }",
        "net.Free(skb);",
    ];

    [Theory]
    [MemberData(nameof(Landed))]
    public Task Completed_failed_or_another(string statements) => LifetimeSnippet.SilentAsync(statements, """
        void Wait(SkBuff skb) { }
        void Drain() { net.WaitZc(); }
        """);

    /// <summary>A write is done when the reply has come; the retransmission that is still queued sends what the buffer holds by then.</summary>
    [Fact]
    public async Task Nfs_write()
    {
        await LifetimeSnippet.MembersAsync("""
            public void Write(byte[] buffer, int count)
            {
                byte[] copy = ArrayPool<byte>.Shared.Rent(count);
                Array.Copy(buffer, copy, count);
                if (!net.SendZc(copy, count))
                {
                    ArrayPool<byte>.Shared.Return(copy);
                    return;
                }

                {|FRAG4007:ArrayPool<byte>.Shared.Return(copy)|};
            }
            """);
        await LifetimeSnippet.MembersAsync("""
            public void Write(byte[] buffer, int count)
            {
                byte[] copy = ArrayPool<byte>.Shared.Rent(count);
                Array.Copy(buffer, copy, count);
                if (net.SendZc(copy, count))
                    net.WaitZc();
                ArrayPool<byte>.Shared.Return(copy);
            }
            """);
    }
}
