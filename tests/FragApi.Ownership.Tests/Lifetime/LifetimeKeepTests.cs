using System.Threading.Tasks;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>FRAG4002: a buffer from elsewhere is kept without bound, and nothing orphaned its fragments.</summary>
public sealed class LifetimeKeepTests
{
    public static TheoryData<string> Kept =>
    [
        "{|FRAG4002:held = skb|};",
        "{|FRAG4002:this.held = skb|};",
        "{|FRAG4002:backlog.Add(skb)|};",
        "{|FRAG4002:backlog.Insert(0, skb)|};",
        "{|FRAG4002:backlog[0] = skb|};",
        "net.Keep({|FRAG4002:skb|});",
        "SkBuff s = skb; {|FRAG4002:held = s|};",
        "skb.Linearize(); {|FRAG4002:held = skb|};",
        "from.Orphan(); {|FRAG4002:held = skb|};",
        "{|FRAG4002:held = skb|}; skb.Orphan();",
        "{|FRAG4002:held = skb.Next|};",
        "Action later = () => {|FRAG4002:held = skb|};",
    ];

    [Theory]
    [MemberData(nameof(Kept))]
    public Task A_received_buffer_is_kept_as_it_came(string statements) => LifetimeSnippet.FlagsAsync(statements);

    public static TheoryData<string> Silent =>
    [
        "skb.Orphan(); held = skb;",
        "if (Skb.OrphanFrags(skb) != 0) return; backlog.Add(skb);",
        "if (!skb.Orphan()) { net.Free(skb); return; } held = skb;",
        "SkBuff s = skb; s.Orphan(); held = skb;",
        "if (Skb.HasShared(skb)) return; held = skb;",
        "if ((skb.Info.Flags & Tx.ZeroCopy) != 0) return; held = skb;",
        "held = new SkBuff();",
        "SkBuff fresh = new SkBuff(); held = fresh;",
        "SkBuff s = net.Receive(); held = s;",
        "held = null;",
        "current = skb;",
        "scratch.Add(skb);",
        "bool kept = backlog.Contains(skb);",
        "backlog.Remove(skb);",
        "backlog.Clear();",
        "held = current;",
        "SkBuff s = held; s.Len = 1;",
        "bool same = held == skb;",
        "skb = net.Receive(); held = skb;",
    ];

    [Theory]
    [MemberData(nameof(Silent))]
    public Task Orphaned_made_here_or_not_kept(string statements) => LifetimeSnippet.SilentAsync(statements);

    [Fact]
    public Task The_one_who_promises_to_keep_has_callers_who_orphan() => LifetimeSnippet.MembersAsync("""
        void Queue([KeepsFragments] SkBuff skb)
        {
            backlog.Add(skb);
        }
        """);

    [Fact]
    public Task A_private_helper_whose_callers_orphan() => LifetimeSnippet.MembersAsync("""
        public void Xmit(SkBuff skb)
        {
            if (!skb.Orphan())
                return;
            Hold(skb);
        }

        private void Hold(SkBuff skb)
        {
            held = skb;
        }
        """);

    [Fact]
    public Task A_private_helper_with_a_caller_who_does_not() => LifetimeSnippet.MembersAsync("""
        public void Xmit(SkBuff skb)
        {
            Hold(skb);
        }

        private void Hold(SkBuff skb)
        {
            {|FRAG4002:held = skb|};
        }
        """);

    /// <summary>virtio_net without NAPI kept what it sent until the next send; the cure orphans first.</summary>
    [Fact]
    public async Task B30_virtio_net()
    {
        await LifetimeSnippet.MembersAsync("""
            public bool StartXmit(SkBuff skb, bool napi)
            {
                if (backlog.Count > 64)
                    return false;
                {|FRAG4002:backlog.Add(skb)|};
                return true;
            }
            """);
        await LifetimeSnippet.MembersAsync("""
            public bool StartXmit(SkBuff skb, bool napi)
            {
                if (backlog.Count > 64)
                    return false;
                if (!napi)
                    skb.Orphan();
                backlog.Add(skb);
                return true;
            }
            """);
    }

    /// <summary>Segmentation kept copies of zero-copy fragments; the cure orphans the head before.</summary>
    [Fact]
    public async Task B17_segmentation()
    {
        await LifetimeSnippet.MembersAsync("""
            public void Segment(SkBuff head, List<SkBuff> parts)
            {
                foreach (SkBuff part in parts)
                    net.Keep({|FRAG4002:part|});
            }
            """);
        await LifetimeSnippet.MembersAsync("""
            public void Segment(SkBuff head, List<SkBuff> parts)
            {
                foreach (SkBuff part in parts)
                {
                    if (Skb.OrphanFrags(part) != 0)
                        return;
                    net.Keep(part);
                }
            }
            """);
    }
}
