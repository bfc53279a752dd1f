using System.Threading.Tasks;
using Xunit;

namespace FragApi.Ownership.Tests.Packs;

/// <summary>The pack of Pipelines.Sockets.Unofficial against the real library: a bug is seen, and what is right is not.</summary>
public sealed class SocketsUnofficialTests
{
    private static readonly Pack s_pack = Pack.Named("SocketsUnofficial");

    [Fact]
    public Task Writers_of_sockets() => s_pack.IsAsync("""
        using System;
        using System.Buffers;
        using Pipelines.Sockets.Unofficial.Arenas;
        using Pipelines.Sockets.Unofficial.Buffers;

        class Mistakes
        {
            void LeaksWhatWasFlushed(BufferWriter<byte> writer)
            {
                Owned<ReadOnlySequence<byte>> sent = {|FRAG2001:writer.Flush()|};
                Console.WriteLine(sent.Value.Length);
            }

            void DisposesTwice(BufferWriter<byte> writer)
            {
                Owned<ReadOnlySequence<byte>> sent = writer.Flush(4);
                sent.Dispose();
                {|FRAG2003:sent.Dispose()|};
            }

            void LeaksAWriter(bool empty)
            {
                BufferWriter<byte> writer = {|FRAG2002:BufferWriter<byte>.Create(ArrayPool<byte>.Shared)|};
                if (empty)
                    return;
                writer.Dispose();
            }
        }

        class InOrder
        {
            long Uses()
            {
                using BufferWriter<byte> writer = BufferWriter<byte>.Create(blockSize: 64);
                writer.Writer.GetSpan(4).Clear();
                writer.Writer.Advance(4);
                using Owned<ReadOnlySequence<byte>> sent = writer.Flush();
                return sent.Value.Length;
            }

            Owned<ReadOnlySequence<byte>> HandsOn(BufferWriter<byte> writer) => writer.Flush();

            int Allocates()
            {
                using Arena<int> arena = new();
                Sequence<int> numbers = arena.Allocate(4);
                arena.Reset();
                return arena.Allocate(2).IsEmpty ? 0 : 1;
            }
        }
        """);
}
