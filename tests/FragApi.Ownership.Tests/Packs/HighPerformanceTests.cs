using System.Threading.Tasks;
using Xunit;

namespace FragApi.Ownership.Tests.Packs;

/// <summary>The pack of the CommunityToolkit against the real library: a bug is seen, and what is right is not.</summary>
public sealed class HighPerformanceTests
{
    private static readonly Pack s_pack = Pack.Named("HighPerformance");

    [Fact]
    public Task Owners_of_the_community_toolkit() => s_pack.IsAsync("""
        using System;
        using System.Buffers;
        using CommunityToolkit.HighPerformance.Buffers;

        class Mistakes
        {
            void Leaks(int size)
            {
                MemoryOwner<byte> owner = {|FRAG2002:MemoryOwner<byte>.Allocate(size)|};
                if (owner.Span[0] == 0)
                    return;
                owner.Dispose();
            }

            void LosesTheRest(int size)
            {
                MemoryOwner<byte> owner = MemoryOwner<byte>.Allocate(size, AllocationMode.Clear);
                MemoryOwner<byte> part = {|FRAG2001:owner.Slice(0, 4)|};
                part.Span.Clear();
            }

            byte UsesAfter(int size)
            {
                MemoryOwner<byte> owner = MemoryOwner<byte>.Allocate(size);
                Memory<byte> memory = owner.Memory;
                owner.Dispose();
                return {|FRAG2004:memory.Span|}[0];
            }

            void ReturnsTheArrayTwice(int size)
            {
                SpanOwner<byte> owner = SpanOwner<byte>.Allocate(size);
                owner.Span.Clear();
                owner.Dispose();
                {|FRAG2003:owner.Dispose()|};
            }

            void LeaksAWriter()
            {
                ArrayPoolBufferWriter<byte> writer = {|FRAG2001:new ArrayPoolBufferWriter<byte>(64)|};
                writer.Advance(4);
            }
        }

        class InOrder
        {
            int Uses(int size)
            {
                using SpanOwner<int> owner = SpanOwner<int>.Allocate(size);
                owner.Span.Clear();
                return owner.Span[0];
            }

            int UsesAWriter()
            {
                using ArrayPoolBufferWriter<byte> writer = new();
                writer.GetSpan(4).Clear();
                writer.Advance(4);
                return writer.WrittenSpan.Length;
            }

            MemoryOwner<byte> Cuts(int size)
            {
                MemoryOwner<byte> owner = MemoryOwner<byte>.Allocate(size);
                owner.Span.Clear();
                return owner.Slice(0, 4);
            }

            int CutsInAUsing(int size)
            {
                using MemoryOwner<byte> owner = MemoryOwner<byte>.Allocate(size);
                using MemoryOwner<byte> part = owner.Slice(0, 4);
                return part.Length + owner.Length;
            }

            int DisposesAgain(int size)
            {
                MemoryOwner<byte> owner = MemoryOwner<byte>.Allocate(size, ArrayPool<byte>.Shared);
                owner.Dispose();
                owner.Dispose();
                return owner.Length;
            }

            IMemoryOwner<byte> Makes(int size)
            {
                MemoryOwner<byte> owner = MemoryOwner<byte>.Allocate(size);
                owner.Span.Fill(1);
                return owner;
            }
        }
        """);
}
