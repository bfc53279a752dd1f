using System;
using System.Linq;
using System.Text;
using Xunit;

namespace FragApi.Tests;

/// <summary>What the random sequences do not look at: a buffer's words, its memory, its checksum.</summary>
public sealed class BufferTests : PoolTest
{
    [Fact]
    public void WordsTravelWithCopiesAndEndWithTheBuffer()
    {
        SkBuff skb = SkBuff.Alloc(10, Pool);
        skb.Cb = "word";
        skb.Info.GsoSize = 1448;
        skb.Info.GsoSegs = 3;
        foreach (SkBuff other in new[] { skb.Clone(), skb.Copy(), skb.PartialCopy(4) })
        {
            Assert.Equal(("word", 1448, 3), ((string)other.Cb!, other.Info.GsoSize, other.Info.GsoSegs));
            other.Unclone();
            Assert.Equal((1448, 3), (other.Info.GsoSize, other.Info.GsoSegs));
            other.Free();
        }

        skb.Free();
        Assert.Null(skb.Cb);
        Assert.Equal((0, 0), (skb.Len, skb.Users));
        SkBuff fresh = SkBuff.Alloc(10, Pool);
        Assert.Equal((0, 0), (fresh.Info.GsoSize, fresh.Info.GsoSegs));
        fresh.Free();
    }

    [Fact]
    public void TrueSizeFollowsTheMemory()
    {
        SkBuff skb = SkBuff.Alloc(10, Pool);
        int head = Page.UnitSize;
        Assert.Equal(head, skb.TrueSize);
        skb.AddRxFrag(0, Pool.Acquire(), 0, 100, 2048);
        Assert.Equal(head + 2048, skb.TrueSize);
        skb.CoalesceRxFrag(0, 50, 60);
        Assert.Equal(head + 2108, skb.TrueSize);
        SkBuff rest = skb.Split(100);
        Assert.Equal((head + 2058, head + 50), (skb.TrueSize, rest.TrueSize));
        Assert.Equal(50, skb.ShiftFrom(rest, 50));
        Assert.Equal((head + 2108, head), (skb.TrueSize, rest.TrueSize));
        skb.ExpandHead(head, 0);
        Assert.Equal((2 * head) + 2108, skb.TrueSize);
        skb.Free();
        rest.Free();
    }

    [Fact]
    public void OwnersAndSharingAreSeen()
    {
        Page page = Pool.Acquire();
        SkbFragDestructor owner = new(_ => page.Put());
        SkBuff skb = SkBuff.Alloc(10, Pool);
        Assert.False(skb.HasOwners || skb.IsNonlinear || skb.Info.IsShared);
        Assert.True(skb.AppendPage(page, 0, 10, owner));
        owner.Unref();
        Assert.True(skb.HasOwners && skb.IsNonlinear);
        // A flag alone says nothing while there are no fragments.
        SkBuff plain = SkBuff.Alloc(10, Pool);
        plain.Info.Flags |= SkbFlags.SharedFrag;
        Assert.False(plain.HasSharedFrag);
        SkBuff clone = skb.Clone();
        Assert.True(skb.Info.IsShared && clone.IsCloned);
        clone.Free();
        skb.OrphanFrags();
        Assert.False(skb.HasOwners);
        Assert.Equal(0, page.Count);
        skb.Free();
        plain.Free();
    }

    [Fact]
    public void ChecksumOfAKnownHeader()
    {
        // The example of RFC 1071, section 3: the sum is ddf2.
        SkBuff skb = SkBuff.Alloc(10, Pool);
        new byte[] { 0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7 }.CopyTo(skb.Put(8));
        Assert.Equal(0xddf2, skb.Checksum(0, 8));
        Assert.Equal(0xddf2, skb.Checksum(4, 4, skb.Checksum(0, 4)));
        skb.Free();
    }

    [Fact]
    public void ContentIsTheHeadAndThenTheFragments()
    {
        SkBuff skb = SkBuff.Alloc(10, Pool);
        skb.Reserve(4);
        Encoding.ASCII.GetBytes("head ").CopyTo(skb.Put(5));
        Page page = Pool.Acquire();
        Encoding.ASCII.GetBytes("fragment").CopyTo(page.Span[7..]);
        skb.AddRxFrag(0, page, 7, 8, 8);
        Encoding.ASCII.GetBytes("the ").CopyTo(skb.Push(4));
        byte[] content = new byte[skb.Len];
        skb.CopyBits(0, content);
        Assert.Equal("the head fragment", Encoding.ASCII.GetString(content));
        Assert.True(skb.MayPull(12));
        Assert.Equal("the head fra", Encoding.ASCII.GetString(skb.HeadSpan));
        Assert.Equal("gment", Encoding.ASCII.GetString(SkbFrag.Span(skb, 0)));
        skb.Linearize();
        Assert.Equal("the head fragment", Encoding.ASCII.GetString(skb.HeadSpan));
        Assert.Equal(0, page.Count);
        skb.Free();
    }

    [Fact]
    public void QueueKeepsOrder()
    {
        using SkBuffQueue queue = new();
        SkBuff[] buffers = [.. Enumerable.Range(0, 4).Select(_ => SkBuff.Alloc(1, Pool))];
        queue.Enqueue(buffers[1]);
        queue.Enqueue(buffers[2]);
        queue.EnqueueFirst(buffers[0]);
        queue.Enqueue(buffers[3]);
        Assert.True(queue.Unlink(buffers[2]));
        Assert.False(queue.Unlink(buffers[2]));
        buffers[2].Free();
        foreach (int expected in new[] { 0, 1, 3 })
        {
            Assert.Same(buffers[expected], queue.Peek());
            Assert.True(queue.TryDequeue(out SkBuff? skb));
            Assert.Same(buffers[expected], skb);
            skb.Free();
        }

        Assert.Null(queue.Peek());
        Assert.False(queue.TryDequeue(out _));
        queue.Enqueue(SkBuff.Alloc(1, Pool));
        queue.Dispose();
        Assert.Equal(0, queue.Count);
    }
}
