using System.Threading.Tasks;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>FRAG4001: descriptors go from one container to another, and the flags do not go with them.</summary>
public sealed class LifetimeFlagsTests
{
    public static TheoryData<string> Copies =>
    [
        "{|FRAG4001:to.Info.Frags[k] = from.Info.Frags[i]|};",
        "for (int j = 0; j < from.Info.NrFrags; j++) {|FRAG4001:to.Info.Frags[k + j] = from.Info.Frags[j]|};",
        "{|FRAG4001:Array.Copy(from.Info.Frags, to.Info.Frags, n)|};",
        "{|FRAG4001:Array.Copy(from.Info.Frags, 1, to.Info.Frags, 0, n)|};",
        "{|FRAG4001:Array.Copy(length: n, destinationIndex: 0, destinationArray: to.Info.Frags, sourceIndex: 1, sourceArray: from.Info.Frags)|};",
        "{|FRAG4001:Array.ConstrainedCopy(from.Info.Frags, 1, to.Info.Frags, 0, n)|};",
        "{|FRAG4001:from.Info.Frags.CopyTo(to.Info.Frags, 0)|};",
        "{|FRAG4001:from.Info.Frags.AsSpan(0, n).CopyTo(to.Info.Frags.AsSpan(k))|};",
        "{|FRAG4001:from.Info.Frags.AsSpan(0, n).TryCopyTo(to.Info.Frags)|};",
        "{|FRAG4001:from.Info.Used.CopyTo(to.Info.Frags)|};",
        "{|FRAG4001:from.Info.Frags[..n].CopyTo(to.Info.Frags.AsSpan())|};",
        "{|FRAG4001:MemoryExtensions.CopyTo(from.Info.Frags, to.Info.Frags.AsSpan())|};",
        "{|FRAG4001:from.Info.Frags.AsMemory().CopyTo(to.Info.Frags)|};",
        "Span<Frag> a = from.Info.Frags; Span<Frag> z = to.Info.Frags; {|FRAG4001:a.Slice(1).CopyTo(z)|};",
        "{|FRAG4001:MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref from.Info.Frags[0], n)).CopyTo(MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref to.Info.Frags[0], n)))|};",
        "{|FRAG4001:Unsafe.CopyBlock(ref Unsafe.As<Frag, byte>(ref to.Info.Frags[0]), ref Unsafe.As<Frag, byte>(ref from.Info.Frags[0]), 16)|};",
        "{|FRAG4001:Unsafe.CopyBlockUnaligned(ref Unsafe.As<Frag, byte>(ref to.Info.Frags[0]), ref Unsafe.As<Frag, byte>(ref from.Info.Frags[0]), 16)|};",
        "fixed (Frag* s = from.Info.Frags) fixed (Frag* d = to.Info.Frags) {|FRAG4001:Buffer.MemoryCopy(s, d, 64, 64)|};",
        "fixed (Frag* s = &from.Info.Frags[0]) fixed (Frag* d = &to.Info.Frags[0]) {|FRAG4001:Unsafe.CopyBlock(d, s, 64)|};",
        "fixed (Frag* s = from.Info.Frags) {|FRAG4001:Unsafe.Copy(ref to.Info.Frags[0], s)|};",
        "fixed (Frag* s = from.Info.Frags) fixed (Frag* d = to.Info.Frags) {|FRAG4001:NativeMemory.Copy(s, d, 64)|};",
        "fixed (Frag* s = from.Info.Frags) fixed (Frag* d = to.Info.Frags) {|FRAG4001:*d = *s|};",
        "fixed (Frag* s = from.Info.Frags) fixed (Frag* d = to.Info.Frags) {|FRAG4001:d[k] = s[i]|};",
        "ref Frag d = ref to.Info.Frags[k]; {|FRAG4001:d = from.Info.Frags[i]|};",
        "ref Frag d = ref to.Info.Frags[k]; ref readonly Frag s = ref from.Info.Frags[i]; {|FRAG4001:d = s|};",
        "Frag f = from.Info.Frags[i]; f.Offset += 4; {|FRAG4001:to.Info.Frags[k] = f|};",
        "foreach (Frag f in from.Info.Frags) {|FRAG4001:to.Info.Frags[k++] = f|};",
        "foreach (ref Frag f in from.Info.Frags.AsSpan(0, n)) {|FRAG4001:to.Info.Frags[k++] = f|};",
        "{|FRAG4001:to.Info.Frags[k] = b ? from.Info.Frags[i] : default|};",
        "{|FRAG4001:to.Info.Frags[k] = from.Info.Frags[i] with { Size = len }|};",
        "{|FRAG4001:(to.Info.Frags[k], from.Info.Frags[i]) = (from.Info.Frags[i], default)|};",
        "{|FRAG4001:to.Info.Frags[k].Page = from.Info.Frags[i].Page|}; to.Info.Frags[k].Offset = 0; to.Info.Frags[k].Size = n;",
        "Page p = from.Info.Frags[i].Page; {|FRAG4001:to.Info.Frags[k].Page = p|}; to.Info.Frags[k].Offset = 0; to.Info.Frags[k].Size = n;",
        "{|FRAG4001:SkbFrag.Fill(ref to.Info.Frags[k], SkbFrag.Page(from.Info.Frags[i]), 0, n)|};",
        "{|FRAG4001:SkbFrag.Fill(ref to.Info.Frags[k], SkbFrag.Page(from, i), 0, n)|};",
        "{|FRAG4001:to.Info.Frags[k] = new Frag { Page = from.Info.Frags[i].Page, Offset = 4, Size = n }|};",
        "{|FRAG4001:to.Info.Frags = from.Info.Frags|};",
        "{|FRAG4001:to.Info.Frags = from.Info.Frags.ToArray()|};",
        "{|FRAG4001:to.Info.Frags = (Frag[])from.Info.Frags.Clone()|};",
        "SharedInfo s = from.Info, d = to.Shinfo(); {|FRAG4001:d.Frags[k] = s.Frags[i]|};",
        "{|FRAG4001:info.Frags[k] = current.Info.Frags[i]|};",
        "SkBuff fresh = new SkBuff(); {|FRAG4001:fresh.Info.Frags[0] = skb.Info.Frags[0]|};",
        "SharedInfo fresh = new SharedInfo { {|FRAG4001:Frags = from.Info.Frags|}, NrFrags = n };",
        "{|FRAG4001:to?.Info.Frags.CopyTo(from.Info.Frags, 0)|};".Replace("{|FRAG4001:to?", "to?{|FRAG4001:").Replace("from.Info.Frags, 0)|}", "from.Info.Frags, 0)|}"),
        "if (b) { {|FRAG4001:to.Info.Frags[k] = from.Info.Frags[i]|}; } else { to.Info.Frags[k + 1] = from.Info.Frags[i]; }",
        "Action copy = () => {|FRAG4001:to.Info.Frags[k] = from.Info.Frags[i]|};",
        "for (SkBuff s = skb.Next; s != null; s = s.Next) {|FRAG4001:skb.Info.Frags[k++] = s.Info.Frags[0]|};",
        "{|FRAG4001:skb.Spare.Frags[k] = skb.Info.Frags[i]|};",
    ];

    [Theory]
    [MemberData(nameof(Copies))]
    public Task A_copy_in_whatever_form(string statements) => LifetimeSnippet.FlagsAsync(statements);

    public static TheoryData<string> Carried =>
    [
        "to.Info.Flags |= from.Info.Flags & (Tx.ZeroCopy | Tx.Shared);",
        "to.Info.Flags |= from.Info.Flags;",
        "to.Info.Flags = from.Info.Flags;",
        "to.Info.Flags = to.Info.Flags | from.Info.Flags & Tx.Shared;",
        "to.Shinfo().Flags |= from.Shinfo().Flags;",
        "Tx flags = from.Info.Flags & Tx.Shared; to.Info.Flags |= flags;",
        "if ((from.Info.Flags & Tx.Shared) != 0) to.Info.Flags |= Tx.Shared;",
        "if (from.Info.Flags.HasFlag(Tx.Shared)) to.Info.Flags |= Tx.Shared;",
        "if (Skb.HasShared(from)) to.Info.Flags |= Tx.Shared;",
        "to.Info.Flags |= Tx.ZeroCopy | Tx.Shared;",
        "ref Tx flags = ref to.Info.Flags; flags |= from.Info.Flags;",
        "SharedInfo s = from.Info; SharedInfo d = to.Info; d.Flags |= s.Flags;",
        "Carry(ref to.Info.Flags, from.Info.Flags);",
        "to.Info.Flags = Join(to.Info.Flags, from.Info.Flags);",
        "MergeHeader(to, from);",
        "MergeDeep(to, from);",
        "net.CopyHeader(to, from);",
        "Skb.Move(to, from);",
        "if (b) to.Info.Flags |= from.Info.Flags;",
        "to.Info = from.Info;",
    ];

    private const string Helpers = """
        static void Carry(ref Tx to, Tx from) { to |= from; }
        static Tx Join(Tx one, Tx other) { return one | other; }
        static void MergeHeader(SkBuff to, SkBuff from) { to.Len = from.Len; to.Info.Flags |= from.Info.Flags & Tx.Shared; }
        static void MergeDeep(SkBuff to, SkBuff from) { MergeHeader(to, from); }
        static void CopyLength(SkBuff to, SkBuff from) { to.Len = from.Len; }
        """;

    [Theory]
    [MemberData(nameof(Carried))]
    public async Task The_flags_are_carried_before_or_after(string carry)
    {
        const string Loop = "for (int j = 0; j < n; j++) to.Info.Frags[j] = from.Info.Frags[j];";
        await LifetimeSnippet.SilentAsync(Loop + "\n" + carry, Helpers);
        await LifetimeSnippet.SilentAsync(carry + "\nfrom.Info.Frags.AsSpan(0, n).CopyTo(to.Info.Frags);", Helpers);
    }

    /// <summary>What holds a container is another one's copy, flags and all; or a third one's.</summary>
    [Theory]
    [InlineData("box.Skb = Twin(from); box.Skb.Info.Frags[0] = from.Info.Frags[0];")]
    [InlineData("box.Skb = Twin(skb); {|FRAG4001:box.Skb.Info.Frags[0] = from.Info.Frags[0]|};")]
    public Task A_holder_is_copied_as_a_whole(string statements) =>
        LifetimeSnippet.FlagsAsync(statements, "class Box { public SkBuff Skb; } Box box; static SkBuff Twin(SkBuff of) { return of; }");

    public static TheoryData<string> NotCarried =>
    [
        "CopyLength(to, from);",
        "to.Len = from.Len;",
        "from.Info.Flags |= to.Info.Flags & Tx.Shared;",
        "to.Info.Flags |= Tx.Shared;",
        "to.Info.Flags = Tx.None;",
        "if ((from.Info.Flags & Tx.ZeroCopy) != 0) return;",
        "skb.Info.Flags |= from.Info.Flags;",
        "to.Info.NrFrags += from.Info.NrFrags;",
        "Console.WriteLine(to.Len + from.Len);",
    ];

    [Theory]
    [MemberData(nameof(NotCarried))]
    public Task What_does_not_carry_them(string instead) => LifetimeSnippet.FlagsAsync(instead + "\n{|FRAG4001:Array.Copy(from.Info.Frags, to.Info.Frags, n)|};", Helpers);

    public static TheoryData<string> Silent =>
    [
        // One container
        "skb.Info.Frags[k] = skb.Info.Frags[i];",
        "Array.Copy(skb.Info.Frags, 1, skb.Info.Frags, 0, n);",
        "SharedInfo s = skb.Info; s.Frags[k] = skb.Info.Frags[i];",
        "skb.Shinfo().Frags[k] = skb.Info.Frags[i];",
        "ref Frag f = ref skb.Info.Frags[i]; skb.Info.Frags[k] = f;",
        "Frag f = skb.Info.Frags[i]; skb.Info.Frags[k] = f;",
        "SkBuff same = skb; same.Info.Frags[k] = skb.Info.Frags[i];",
        "SkBuff s = skb; if (b) s = from; s.Info.Frags[k] = skb.Info.Frags[i];",
        "Span<Frag> s = info.Frags; s[1..].CopyTo(s);",
        "SkbFrag.Fill(skb, k, SkbFrag.Page(skb, i), 0, n);",
        "SkbFrag.Fill(ref skb.Info.Frags[k], SkbFrag.Page(skb, i), 0, n);",
        // Private arrays
        "ring[k] = from.Info.Frags[i];",
        "to.Info.Frags[k] = ring[i];",
        "Frag[] copy = new Frag[17]; Array.Copy(from.Info.Frags, copy, n);",
        "Frag[] copy = from.Info.Frags.ToArray();",
        "Span<Frag> copy = stackalloc Frag[1];".Replace("stackalloc Frag[1]", "new Frag[1]") + " from.Info.Frags.AsSpan(0, 1).CopyTo(copy);",
        // Nothing of a descriptor
        "to.Info.NrFrags = from.Info.NrFrags;",
        "to.Info.Frags[k].Size = from.Info.Frags[i].Size;",
        "to.Info.Frags[k].Offset = from.Info.Frags[i].Offset;",
        "to.Info.Frags[k] = new Frag { Page = page, Offset = 0, Size = from.Info.Frags[i].Size };",
        "to.Info.Frags[k] = default;",
        "bool same = to.Info.Frags[k].Page == from.Info.Frags[i].Page;",
        "Frag f = from.Info.Frags[i];",
        "ref Frag f = ref to.Info.Frags[k]; f = ref from.Info.Frags[i];",
        "Mm.Copy(SkbFrag.Address(to.Info.Frags[k]), SkbFrag.Address(from.Info.Frags[i]), n);",
        // Whole containers
        "to.Info = from.Info;",
        "SharedInfo kept = from.Info;",
        // Known to have none
        "if ((from.Info.Flags & (Tx.ZeroCopy | Tx.Shared)) != 0) return; to.Info.Frags[k] = from.Info.Frags[i];",
        "if (from.Info.Flags != Tx.None) return; to.Info.Frags[k] = from.Info.Frags[i];",
        "if (Skb.HasShared(from)) return; to.Info.Frags[k] = from.Info.Frags[i];",
        "if (!from.IsCloned) to.Info.Frags[k] = from.Info.Frags[i];",
        // Not compiled
        "string name = nameof(to.Info.Frags);",
    ];

    [Theory]
    [MemberData(nameof(Silent))]
    public Task Nothing_is_lost(string statements) => LifetimeSnippet.SilentAsync(statements);

    [Fact]
    public Task A_helper_that_says_it_transfers_is_believed() => LifetimeSnippet.MembersAsync("""
        [TransfersFragments]
        static void Move(SharedInfo to, SharedInfo from)
        {
            Array.Copy(from.Frags, to.Frags, from.NrFrags);
        }

        static void Use(SkBuff to, SkBuff from)
        {
            Move(to.Info, from.Info);
        }
        """);

    [Fact]
    public Task Accessors_are_left_alone() => LifetimeSnippet.MembersAsync("""
        [FragmentAccessor]
        static void CopyFrag(SharedInfo to, SharedInfo from, int i)
        {
            to.Frags[i] = from.Frags[i];
        }
        """);

    [Fact]
    public Task A_container_without_flags_loses_none() => LifetimeSnippet.FileAsync("""
        using FragApi;
        using Net;

        [FragmentContainer]
        class Plain
        {
            public Frag[] Frags = new Frag[4];
        }

        static class Mover
        {
            static void Move(Plain to, Plain from, SharedInfo info)
            {
                to.Frags[0] = from.Frags[0];
                info.Frags[0] = from.Frags[0];
                to.Frags[1] = info.Frags[1];
            }
        }
        """);

    [Fact]
    public Task Flags_may_be_those_of_what_holds_the_container() => LifetimeSnippet.FileAsync("""
        using System;
        using FragApi;
        using Net;

        [FragmentContainer]
        struct Parts
        {
            public Frag[] Frags;
        }

        class Buffer
        {
            public Parts Parts;
            [FragmentFlags(1)] public byte Flags;

            void Take(Buffer other)
            {
                {|FRAG4001:Array.Copy(other.Parts.Frags, Parts.Frags, 4)|};
            }

            void TakeAll(Buffer other)
            {
                Array.Copy(other.Parts.Frags, Parts.Frags, 4);
                Flags |= other.Flags;
            }
        }
        """);

    [Fact]
    public Task A_list_of_fragments_is_a_container_too() => LifetimeSnippet.FileAsync("""
        using System.Collections.Generic;
        using FragApi;
        using Net;

        [FragmentContainer]
        class Chain
        {
            public List<Frag> Frags { get; } = new List<Frag>();
            [FragmentFlags(3u)] public uint Flags { get; set; }

            public static void Append(Chain to, Chain from)
            {
                foreach (Frag frag in from.Frags)
                    {|FRAG4001:to.Frags.Add(frag)|};
            }

            public static void AppendAll(Chain to, Chain from)
            {
                {|FRAG4001:to.Frags.AddRange(from.Frags)|};
            }

            public static void AppendWithFlags(Chain to, Chain from)
            {
                to.Frags.AddRange(from.Frags);
                to.Flags |= from.Flags & 3;
            }
        }
        """);
}
