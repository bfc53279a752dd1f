using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace FragApi.Scenarios.Tests;

/// <summary>
/// What the destructor patches promise: the owner hears when the stack has really finished with its pages, "including
/// retransmissions, clones, pull-ups", and not just when the first buffer is freed; once, and never too early.
/// </summary>
public sealed class DestructorContractTests : IDisposable
{
    private const int Size = 1000;

    private readonly PagePool _pool = PagePool.CreateDiagnostic();
    private readonly List<Page> _pages = [];
    private int _told;

    /// <summary>The diagnostic pool throws when a page, or a buffer, is left over.</summary>
    public void Dispose()
    {
        foreach (Page page in _pages)
            page.Put();
        _pool.Dispose();
    }

    [Fact]
    public void Told_when_the_only_buffer_is_freed()
    {
        SkBuff skb = Submit(1);
        Assert.Equal(0, _told);

        skb.Free();

        Assert.Equal(1, _told);
    }

    [Fact]
    public void Not_told_while_a_clone_is_left()
    {
        SkBuff skb = Submit(2);
        SkBuff clone = skb.Clone();

        skb.Free();
        Assert.Equal(0, _told);
        clone.Free();
        Assert.Equal(1, _told);
    }

    [Fact]
    public void Not_told_while_a_retransmission_is_queued()
    {
        SkBuff request = Submit(1);
        using SkBuffQueue queue = new();
        queue.Enqueue(request.Clone());
        queue.Enqueue(request.Clone());

        // The first copy leaves; the reply comes; the request is dropped.
        Send(queue);
        request.Free();
        Assert.Equal(0, _told);

        Send(queue);
        Assert.Equal(1, _told);
    }

    [Fact]
    public void Not_told_while_a_retransmission_with_headers_of_its_own_is_queued()
    {
        SkBuff request = Submit(1);
        SkBuff again = request.Clone();
        again.Unclone();
        again.HeadSpan.Fill(7);

        request.Free();
        Assert.Equal(0, _told);
        again.Free();
        Assert.Equal(1, _told);
    }

    [Fact]
    public void Told_by_the_pull_that_eats_the_last_fragment()
    {
        SkBuff skb = Submit(2);

        skb.PullTail(Size);
        Assert.Equal(0, _told);
        skb.PullTail(Size);
        Assert.Equal(1, _told);

        skb.Free();
        Assert.Equal(1, _told);
    }

    [Fact]
    public void Not_told_by_a_pull_that_leaves_a_byte()
    {
        SkBuff skb = Submit(1);

        skb.PullTail(Size - 1);
        Assert.Equal(0, _told);
        skb.Free();
        Assert.Equal(1, _told);
    }

    [Fact]
    public void Not_told_by_a_pull_while_a_clone_has_the_fragment()
    {
        SkBuff skb = Submit(1);
        SkBuff clone = skb.Clone();

        skb.Linearize();
        skb.Free();
        Assert.Equal(0, _told);
        clone.Free();
        Assert.Equal(1, _told);
    }

    [Fact]
    public void Not_told_before_the_last_segment_is_gone()
    {
        SkBuff skb = Submit(3);
        using SkBuffQueue segments = new();
        int count = skb.Segment(headerLength: 20, mss: 700, segments);
        skb.Free();

        for (int i = 0; i < count; i++)
        {
            Assert.Equal(0, _told);
            Send(segments);
        }

        Assert.Equal(1, _told);
    }

    [Theory]
    [InlineData(20 + (Size / 2))]
    [InlineData(20 + Size)]
    public void Not_told_before_both_parts_of_a_split_are_gone(int at)
    {
        SkBuff skb = Submit(2);
        SkBuff rest = skb.Split(at);

        rest.Free();
        Assert.Equal(0, _told);
        skb.Free();
        Assert.Equal(1, _told);
    }

    [Fact]
    public void Not_told_when_fragments_move_to_another_buffer()
    {
        SkBuff source = Submit(2, headLength: 0);
        SkBuff target = SkBuff.Alloc(64, _pool);

        Assert.Equal(2 * Size, target.ShiftFrom(source, 2 * Size));
        source.Free();
        Assert.Equal(0, _told);
        target.Free();
        Assert.Equal(1, _told);
    }

    [Fact]
    public void Not_told_when_a_buffer_is_merged_into_another()
    {
        SkBuff first = Submit(1);
        SkBuff second = SkBuff.Alloc(64, _pool);
        // Without room in its head the bytes are not copied.
        second.Put(second.Tailroom);

        Assert.True(second.TryCoalesce(first));

        Assert.Equal(0, _told);
        second.Free();
        Assert.Equal(1, _told);
    }

    [Fact]
    public void Told_when_a_merge_copies_the_bytes_instead()
    {
        SkBuff first = Submit(1);
        SkBuff second = SkBuff.Alloc(64, _pool);

        Assert.True(second.TryCoalesce(first));

        Assert.Equal(1, _told);
        second.Free();
    }

    [Fact]
    public void A_copy_of_the_bytes_keeps_nobody_waiting()
    {
        SkBuff skb = Submit(1);
        SkBuff copy = skb.Copy();

        skb.Free();
        Assert.Equal(1, _told);
        copy.Free();
        Assert.Equal(1, _told);
    }

    [Fact]
    public void A_copy_of_the_head_shares_the_fragments()
    {
        SkBuff skb = Submit(1);
        SkBuff copy = skb.PartialCopy(headroom: 0);

        skb.Free();
        Assert.Equal(0, _told);
        copy.Free();
        Assert.Equal(1, _told);
    }

    [Fact]
    public void Told_by_the_trim_that_drops_the_fragment()
    {
        SkBuff skb = Submit(1);

        skb.Trim(20 + 1);
        Assert.Equal(0, _told);
        skb.Trim(20);
        Assert.Equal(1, _told);
        skb.Free();
    }

    [Fact]
    public void Told_when_the_submission_fails()
    {
        SkbFragDestructor destructor = Owner();
        SkBuff skb = SkBuff.Alloc(64, _pool);
        for (int f = 0; f < SkbSharedInfo.MaxFrags; f++)
            Assert.True(skb.AppendPage(Acquire(), 0, Size));

        Assert.False(skb.AppendPage(Acquire(), 0, Size, destructor));
        destructor.Unref();

        Assert.Equal(1, _told);
        skb.Free();
    }

    [Fact]
    public void Not_told_before_the_submission_is_over()
    {
        SkbFragDestructor destructor = Owner();
        SkBuff skb = SkBuff.Alloc(64, _pool);
        Assert.True(skb.AppendPage(Acquire(), 0, Size, destructor));

        skb.Free();
        Assert.Equal(0, _told);
        destructor.Unref();
        Assert.Equal(1, _told);
    }

    [Fact]
    public void Other_holders_of_the_page_do_not_matter()
    {
        SkBuff skb = Submit(1);
        Page page = _pages[0];
        page.Get();

        skb.Free();
        Assert.Equal(1, _told);
        Assert.Equal(2, page.Count);
        page.Put();
    }

    [Fact]
    public async Task Told_once_when_clones_are_freed_by_many_threads()
    {
        for (int round = 0; round < 200; round++)
        {
            _told = 0;
            SkBuff skb = Submit(1);
            SkBuff[] clones = [.. Enumerable.Range(0, 4).Select(_ => skb.Clone())];
            skb.Free();
            await Task.WhenAll(clones.Select(clone => Task.Run(clone.Free)));
            Assert.Equal(1, _told);
        }
    }

    [Fact]
    public void Bytes_that_follow_merge_when_the_destructors_are_equal()
    {
        SkbFragDestructor destructor = Owner();
        Page page = Acquire();
        SkBuff skb = SkBuff.Alloc(64, _pool);

        Assert.True(skb.AppendPage(page, 0, 100, destructor));
        Assert.True(skb.AppendPage(page, 100, 100, destructor));
        destructor.Unref();

        Assert.Equal(1, skb.Info.NrFrags);
        Assert.Equal(200, SkbFrag.Size(skb, 0));
        skb.Free();
        Assert.Equal(1, _told);
    }

    [Fact]
    public void Bytes_that_follow_do_not_merge_when_the_destructors_differ()
    {
        Page page = Acquire();
        int first = 0;
        int second = 0;
        SkbFragDestructor one = new(_ => first++);
        SkbFragDestructor other = new(_ => second++);
        SkBuff skb = SkBuff.Alloc(64, _pool);
        Assert.True(skb.AppendPage(page, 0, 100, one));
        Assert.True(skb.AppendPage(page, 100, 100, other));
        Assert.True(skb.AppendPage(page, 200, 100));
        one.Unref();
        other.Unref();

        Assert.Equal(3, skb.Info.NrFrags);
        // Each owner hears of its own bytes.
        skb.PullTail(100);
        Assert.Equal((1, 0), (first, second));
        skb.PullTail(100);
        Assert.Equal((1, 1), (first, second));
        skb.Free();
        Assert.Equal((1, 1), (first, second));
    }

    [Fact]
    public void Fragments_that_move_do_not_merge_when_the_destructors_differ()
    {
        Page page = Acquire();
        int other = 0;
        SkbFragDestructor mine = Owner();
        SkbFragDestructor yours = new(_ => other++);
        SkBuff to = SkBuff.Alloc(64, _pool);
        SkBuff from = SkBuff.Alloc(64, _pool);
        Assert.True(to.AppendPage(page, 0, 100, mine));
        Assert.True(from.AppendPage(page, 100, 100, yours));
        mine.Unref();
        yours.Unref();

        Assert.Equal(100, to.ShiftFrom(from, 100));

        Assert.Equal(2, to.Info.NrFrags);
        from.Free();
        Assert.Equal((0, 0), (_told, other));
        to.Free();
        Assert.Equal((1, 1), (_told, other));
    }

    [Fact]
    public void Orphaning_tells_at_once_and_keeps_the_bytes()
    {
        SkBuff skb = Submit(2);
        byte[] before = Bytes(skb);

        skb.OrphanFrags();

        Assert.Equal(1, _told);
        // The owner may do with its pages what it likes.
        foreach (Page page in _pages)
            page.Span.Fill(0xEE);
        Assert.Equal(before, Bytes(skb));
        Assert.False(skb.HasOwners);
        skb.Free();
        Assert.Equal(1, _told);
    }

    [Fact]
    public void Orphaning_one_clone_does_not_speak_for_the_other()
    {
        SkBuff skb = Submit(1);
        SkBuff clone = skb.Clone();

        clone.OrphanFrags();
        Assert.Equal(0, _told);
        skb.Free();
        Assert.Equal(1, _told);
        clone.Free();
    }

    [Fact]
    public void Orphaning_leaves_fragments_without_an_owner_alone()
    {
        SkBuff skb = SkBuff.Alloc(64, _pool);
        Page page = Acquire();
        Assert.True(skb.AppendPage(page, 0, Size));

        skb.OrphanFrags();

        Assert.Same(page, SkbFrag.Page(skb, 0));
        skb.Free();
    }

    private static void Send(SkBuffQueue queue)
    {
        Assert.True(queue.TryDequeue(out SkBuff? skb));
        _ = Bytes(skb);
        skb.Free();
    }

    private static byte[] Bytes(SkBuff skb)
    {
        byte[] bytes = new byte[skb.Len];
        skb.CopyBits(0, bytes);
        return bytes;
    }

    private SkbFragDestructor Owner() => new(_ => _told++);

    private Page Acquire()
    {
        Page page = _pool.Acquire();
        page.Span.Fill((byte)(_pages.Count + 1));
        _pages.Add(page);
        return page;
    }

    /// <summary>A buffer with a head of so many bytes and so many pages of one owner, whose submission is over.</summary>
    private SkBuff Submit(int pages, int headLength = 20)
    {
        SkbFragDestructor destructor = Owner();
        SkBuff skb = SkBuff.Alloc(64, _pool);
        skb.Put(headLength).Fill(0);
        for (int i = 0; i < pages; i++)
            Assert.True(skb.AppendPage(Acquire(), 0, Size, destructor));
        destructor.Unref();
        return skb;
    }
}
