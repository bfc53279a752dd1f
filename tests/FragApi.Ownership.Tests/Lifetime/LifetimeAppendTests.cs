using System.Threading.Tasks;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>FRAG4005 and FRAG4006: a fragment is appended without room being asked for, or only in part.</summary>
public sealed class LifetimeAppendTests
{
    public static TheoryData<string> Unchecked =>
    [
        "{|FRAG4005:skb.Info.Frags[skb.Info.NrFrags++] = ring[i]|};",
        "{|FRAG4005:skb.Info.Frags[skb.Info.NrFrags] = ring[i]|}; skb.Info.NrFrags++;",
        "int at = skb.Info.NrFrags; {|FRAG4005:skb.Info.Frags[at] = ring[i]|}; skb.Info.NrFrags = at + 1;",
        "int at = skb.Info.NrFrags; while (len > 0) { {|FRAG4005:skb.Info.Frags[at++] = ring[i++]|}; len -= 64; } skb.Info.NrFrags = at;",
        "{|FRAG4005:SkbFrag.Fill(ref skb.Info.Frags[skb.Info.NrFrags++], page, 0, len)|};",
        "{|FRAG4005:SkbFrag.Fill(skb, skb.Info.NrFrags, page, 0, len)|}; skb.Info.NrFrags++;",
        "SharedInfo s = skb.Info; {|FRAG4005:s.Frags[s.NrFrags++] = ring[i]|};",
        "ref Frag f = ref info.Frags[info.NrFrags++]; {|FRAG4005:f.Page = page|}; f.Offset = 0; f.Size = len;",
        "if (len > 0) { {|FRAG4005:info.Frags[info.NrFrags++] = ring[i]|}; }",
        "if (from.Info.NrFrags < SharedInfo.Max) { {|FRAG4005:info.Frags[info.NrFrags++] = ring[i]|}; }",
        "SkBuff fresh = new SkBuff(); while (len-- > 0) { {|FRAG4005:fresh.Info.Frags[fresh.Info.NrFrags++] = ring[i]|}; }",
        "if (from.IsFull) return; {|FRAG4005:skb.Info.Frags[skb.Info.NrFrags++] = ring[i]|};",
        "if (net.Post(len, n) != 0) return; {|FRAG4005:skb.Info.Frags[skb.Info.NrFrags++] = ring[i]|};",
        "{|FRAG4005:skb.Info.Frags[skb.Info.NrFrags++] = ring[i]|}; skb.Info.NrFrags = 0;",
    ];

    [Theory]
    [MemberData(nameof(Unchecked))]
    public Task Nobody_asked_for_room(string statements) => LifetimeSnippet.FlagsAsync(statements);

    public static TheoryData<string> Checked =>
    [
        "if (skb.Info.NrFrags >= SharedInfo.Max) return; skb.Info.Frags[skb.Info.NrFrags++] = ring[i];",
        "if (skb.Info.NrFrags == skb.Info.Frags.Length) return; skb.Info.Frags[skb.Info.NrFrags++] = ring[i];",
        "int at = skb.Info.NrFrags; if (at + 1 > SharedInfo.Max) return; skb.Info.Frags[at] = ring[i];",
        "int at = skb.Info.NrFrags; while (len > 0 && at < SharedInfo.Max) { skb.Info.Frags[at++] = ring[i++]; len -= 64; }",
        "Debug.Assert(skb.Info.NrFrags < SharedInfo.Max); skb.Info.Frags[skb.Info.NrFrags++] = ring[i];",
        "int room = SharedInfo.Max - skb.Info.NrFrags; if (room <= 0) return; skb.Info.Frags[skb.Info.NrFrags++] = ring[i];",
        "if (skb.IsFull) return; skb.Info.Frags[skb.Info.NrFrags++] = ring[i];",
        "if (!skb.HasRoom()) return; skb.Info.Frags[skb.Info.NrFrags++] = ring[i];",
        "if (skb.Info.NrFrags is SharedInfo.Max) return; skb.Info.Frags[skb.Info.NrFrags++] = ring[i];",
        "ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(skb.Info.NrFrags < 17, true); skb.Info.Frags[skb.Info.NrFrags++] = ring[i];",
        "for (int j = 0; j < Math.Min(n, 17 - skb.Info.NrFrags); j++) skb.Info.Frags[skb.Info.NrFrags++] = ring[j];",
        "int at = skb.Info.NrFrags; at = int.Min(at, 16); skb.Info.Frags[at] = ring[i];",
        "SkBuff fresh = new SkBuff(); fresh.Info.Frags[fresh.Info.NrFrags++] = ring[i];",
        "skb.Info.NrFrags = 0; skb.Info.Frags[skb.Info.NrFrags++] = ring[i];",
        "skb.Info.Frags[k] = ring[i];",
        "skb.Info.Frags[0] = ring[i]; skb.Info.NrFrags = 1;",
        "skb.Info.Frags[skb.Info.NrFrags - 1].Size += len;",
        "Frag last = skb.Info.Frags[skb.Info.NrFrags];",
        "ring[n] = ring[i];",
        "skb.Info.Frags[skb.Info.NrFrags].Page = null;",
        "SkbFrag.Ref(skb, skb.Info.NrFrags);",
    ];

    [Theory]
    [MemberData(nameof(Checked))]
    public Task Room_was_asked_for_or_is_known(string statements) => LifetimeSnippet.SilentAsync(statements);

    [Fact]
    public Task A_private_helper_whose_callers_ask() => LifetimeSnippet.MembersAsync("""
        public bool Receive(SkBuff skb, Page page)
        {
            if (skb.Info.NrFrags >= SharedInfo.Max)
                return false;
            Append(skb, page);
            return true;
        }

        private static void Append(SkBuff skb, Page page)
        {
            SkbFrag.Fill(skb, skb.Info.NrFrags++, page, 0, 64);
        }
        """);

    [Fact]
    public Task A_private_helper_with_a_caller_who_does_not() => LifetimeSnippet.MembersAsync("""
        public bool Receive(SkBuff skb, Page page)
        {
            if (skb.Info.NrFrags >= SharedInfo.Max)
                return false;
            Append(skb, page);
            return true;
        }

        public void ReceiveMore(SkBuff skb, Page page)
        {
            Append(skb, page);
        }

        private static void Append(SkBuff skb, Page page)
        {
            {|FRAG4005:SkbFrag.Fill(skb, skb.Info.NrFrags++, page, 0, 64)|};
        }
        """);

    [Theory]
    [InlineData("static int Bound(int n) => n > 16 ? 16 : n;", false)]
    [InlineData("static int Bound(int n) => Math.Min(n, 16);", false)]
    [InlineData("static int Bound(int n) => n + 1;", true)]
    public Task A_bound_is_one_by_what_it_does(string helper, bool isNone) => LifetimeSnippet.MembersAsync($$"""
        public void Rx(SkBuff skb, Page page)
        {
            int at = skb.Info.NrFrags;
            at = Bound(at);
            {{(isNone ? "{|FRAG4005:SkbFrag.Fill(skb, at, page, 0, 64)|}" : "SkbFrag.Fill(skb, at, page, 0, 64)")}};
        }

        {{helper}}
        """);

    /// <summary>atlantic, cdc-phonet, f_phonet, t7xx and thunderbolt append what the other side sends.</summary>
    [Fact]
    public async Task B21_received_fragments()
    {
        await LifetimeSnippet.MembersAsync("""
            public void Rx(SkBuff skb, Page page, int length, bool more)
            {
                {|FRAG4005:SkbFrag.Fill(skb, skb.Info.NrFrags, page, 0, length)|};
                skb.Info.NrFrags++;
                if (!more)
                    net.Send(skb);
            }
            """);
        await LifetimeSnippet.MembersAsync("""
            public void Rx(SkBuff skb, Page page, int length, bool more)
            {
                if (skb.Info.NrFrags >= SharedInfo.Max)
                {
                    net.Free(skb);
                    return;
                }

                SkbFrag.Fill(skb, skb.Info.NrFrags, page, 0, length);
                skb.Info.NrFrags++;
                if (!more)
                    net.Send(skb);
            }
            """);
    }

    public static TheoryData<string> Partly =>
    [
        "{|FRAG4006:skb.Info.Frags[0].Page = page|}; skb.Info.Frags[0].Size = len; skb.Info.NrFrags = 1;",
        "{|FRAG4006:skb.Info.Frags[0].Page = page|}; skb.Info.Frags[0].Offset = 0; skb.Info.NrFrags = 1;",
        "{|FRAG4006:skb.Info.Frags[0].Page = page|}; skb.Info.NrFrags = 1;",
        "ref Frag f = ref info.Frags[k]; {|FRAG4006:f.Page = page|}; f.Size = len; info.NrFrags++;",
        "{|FRAG4006:SkbFrag.SetPage(ref info.Frags[k], page)|}; SkbFrag.SetSize(ref info.Frags[k], len); info.NrFrags++;",
        "{|FRAG4006:info.Frags[k] = new Frag { Page = page, Offset = 4 }|}; info.NrFrags++;",
        "SkBuff fresh = new SkBuff(); {|FRAG4006:fresh.Info.Frags[0].Page = page|}; fresh.Info.NrFrags = 1;",
        "skb.Info.Frags[0].Size = len; {|FRAG4006:info.Frags[k].Page = page|}; info.Frags[k].Offset = 0; info.NrFrags += 1;",
        // Given the buffer as it is, or by the base library with a number that is its own: nobody sets the rest.
        "{|FRAG4006:skb.Info.Frags[0].Page = page|}; skb.Info.NrFrags = 1; net.Forget(skb);",
        "{|FRAG4006:skb.Info.Frags[0].Page = page|}; skb.Info.NrFrags = 1; scratch.Insert(n, skb);",
        "{|FRAG4006:skb.Info.Frags[0].Page = page|}; skb.Info.NrFrags = 1; SkbFrag.Ref(skb, 0);",
    ];

    [Theory]
    [MemberData(nameof(Partly))]
    public Task The_page_is_set_and_not_the_rest(string statements) => LifetimeSnippet.FlagsAsync(statements);

    public static TheoryData<string> Filled =>
    [
        "info.Frags[k].Page = page; info.Frags[k].Offset = 0; info.Frags[k].Size = len; info.NrFrags++;",
        "info.Frags[k].Size = len; info.Frags[k].Offset = 0; info.Frags[k].Page = page; info.NrFrags++;",
        "ref Frag f = ref info.Frags[k]; f.Page = page; f.Offset = 0; f.Size = len; info.NrFrags++;",
        "SkbFrag.Fill(ref info.Frags[k], page, 0, len); info.NrFrags++;",
        "SkbFrag.SetPage(ref info.Frags[k], page); SkbFrag.SetOffset(ref info.Frags[k], 0); SkbFrag.SetSize(ref info.Frags[k], len); info.NrFrags++;",
        "info.Frags[k] = new Frag { Page = page, Size = len }; info.NrFrags++;",
        "info.Frags[k] = ring[i]; info.NrFrags++;",
        "info.Frags[k] = ring[i]; info.Frags[k].Page = page; info.NrFrags++;",
        "info.Frags[k].Page = page; Finish(ref info.Frags[k], len); info.NrFrags++;",
        "info.Frags[k].Page = page; FinishOf(info, k); info.NrFrags++;",
        "SkBuff fresh = new SkBuff(); fresh.Info.Frags[0].Page = page; fresh.Info.Frags[0].Size = len; fresh.Info.NrFrags = 1;",
        "info.Frags[k].Page = page;",
        "SkbFrag.SetPage(ref info.Frags[k], page);",
        "info.Frags[k].Page = null; info.NrFrags = 0;",
        "info.Frags[k].Page = null; info.NrFrags--;",
        "ring[k].Page = page;",
        "skb.Info.Frags[k].Page = page; info.NrFrags++;",
    ];

    [Theory]
    [MemberData(nameof(Filled))]
    public Task All_three_are_set_or_it_is_no_new_fragment(string statements) => LifetimeSnippet.SilentAsync(statements, """
        static void Finish(ref Frag frag, int len) { frag.Offset = 0; frag.Size = len; }
        static void FinishOf(SharedInfo info, int k) { }
        """);

    /// <summary>The zero-copy path of AF_XDP set page and size; the offset was what the last packet had left there.</summary>
    [Fact]
    public async Task B20_offset_never_set()
    {
        await LifetimeSnippet.MembersAsync("""
            public bool AddFrag(SkBuff skb, Page page, int size)
            {
                SharedInfo info = skb.Info;
                int nr = info.NrFrags;
                if (nr == SharedInfo.Max)
                    return false;
                {|FRAG4006:info.Frags[nr].Page = page|};
                info.Frags[nr].Size = size;
                info.NrFrags = nr + 1;
                return true;
            }
            """);
        await LifetimeSnippet.MembersAsync("""
            public bool AddFrag(SkBuff skb, Page page, int size)
            {
                SharedInfo info = skb.Info;
                int nr = info.NrFrags;
                if (nr == SharedInfo.Max)
                    return false;
                SkbFrag.Fill(ref info.Frags[nr], page, 0, size);
                info.NrFrags = nr + 1;
                return true;
            }
            """);
    }

    /// <summary>A front end that posts pages first and learns offset and length from the packet does both, in two steps.</summary>
    [Fact]
    public Task Two_steps_on_purpose() => LifetimeSnippet.MembersAsync("""
        public void Refill(SkBuff skb, Page page)
        {
            skb.Info.Frags[0].Page = page;
            skb.Info.NrFrags = 1;
            scratch.Add(skb);
        }

        public void Arrived(SkBuff skb, int offset, int length)
        {
            skb.Info.Frags[0].Offset = offset;
            skb.Info.Frags[0].Size = length;
        }
        """);

    /// <summary>A method that sets all three of a page of its own says nothing of the one that sets the page alone.</summary>
    [Theory]
    [InlineData("skb.Info.Frags[1].Page = page; skb.Info.Frags[1].Offset = offset; skb.Info.Frags[1].Size = length;")]
    [InlineData("SkbFrag.Fill(ref skb.Info.Frags[1], page, 0, length); skb.Info.Frags[1].Offset = offset; skb.Info.Frags[1].Size = length;")]
    public Task Another_method_that_fills_its_own(string statements) => LifetimeSnippet.MembersAsync($$"""
        public void Refill(SkBuff skb, Page page)
        {
            {|FRAG4006:skb.Info.Frags[0].Page = page|};
            skb.Info.NrFrags = 1;
        }

        public void Arrived(SkBuff skb, Page page, int offset, int length)
        {
            {{statements}}
            skb.Info.NrFrags = 2;
        }
        """);
}
