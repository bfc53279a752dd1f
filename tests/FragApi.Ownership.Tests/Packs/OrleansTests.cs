using System.Threading.Tasks;
using Xunit;

namespace FragApi.Ownership.Tests.Packs;

/// <summary>The pack of Orleans against the real library: a bug is seen, and what is right is not.</summary>
public sealed class OrleansTests
{
    private static readonly Pack s_pack = Pack.Named("Orleans");

    [Fact]
    public Task Orleans_slices() => s_pack.IsAsync("""
        using System;
        using Orleans.Serialization.Buffers;

        class Connection
        {
            readonly ArcBufferWriter writer = new();

            void Leaks(bool closed)
            {
                ArcBuffer slice = {|FRAG2002:writer.ConsumeSlice(16)|};
                if (closed)
                    return;
                slice.Dispose();
            }

            void LeaksAFrame()
            {
                ArcBufferReader reader = writer.Reader;
                ArcBuffer slice = {|FRAG2001:reader.PeekSlice(4)|};
                slice.CopyTo(new byte[4]);
            }

            int LeaksALine(ArcBufferReader reader)
            {
                if (!{|FRAG2001:reader.TryReadTo(out ArcBuffer line, 10)|})
                    return 0;
                return line.Length;
            }

            void DisposesOfACopy()
            {
                ArcBuffer slice = writer.ConsumeSlice(16);
                ArcBuffer copy = slice;
                slice.Dispose();
                {|FRAG2003:copy.Dispose()|};
            }

            void UnpinsTwice()
            {
                ArcBuffer slice = writer.ConsumeSlice(16);
                slice.Unpin();
                {|FRAG2003:slice.Unpin()|};
            }

            void UsesAfter(Span<byte> to)
            {
                ArcBuffer slice = writer.PeekSlice(16);
                ArcBuffer part = slice.UnsafeSlice(0, 4);
                slice.Dispose();
                {|FRAG2004:part.CopyTo(to)|};
            }
        }
        """);

    [Fact]
    public Task Orleans_in_order() => s_pack.IsAsync("""
        using System;
        using Orleans.Serialization.Buffers;

        class Connection
        {
            readonly ArcBufferWriter writer = new();

            void Disposes(Span<byte> to)
            {
                using ArcBuffer slice = writer.ConsumeSlice(16);
                slice.CopyTo(to);
            }

            void DisposesAgain(Span<byte> to)
            {
                ArcBuffer slice = writer.ConsumeSlice(16);
                try
                {
                    slice.CopyTo(to);
                    slice.Dispose();
                }
                finally
                {
                    slice.Dispose();
                }
            }

            void Unpins(Span<byte> to)
            {
                ArcBuffer slice = writer.PeekSlice(16);
                slice.CopyTo(to);
                slice.Unpin();
            }

            ArcBuffer HandsOn() => writer.Reader.ConsumeSlice(16);

            int Line(ArcBufferReader reader)
            {
                if (!reader.TryReadTo(out ArcBuffer line, 10))
                    return 0;
                using (line)
                    return line.Length;
            }

            void Appends()
            {
                using ArcBufferWriter other = new();
                using ArcBuffer slice = writer.PeekSlice(4);
                other.AppendPinned(slice);
            }

            void Pins(ArcBuffer given)
            {
                given.Pin();
                given.ToArray();
                given.Unpin();
            }

            byte[] Writes()
            {
                PooledBuffer buffer = new();
                try
                {
                    buffer.Write(new byte[4]);
                    return buffer.ToArray();
                }
                finally
                {
                    buffer.Dispose();
                }
            }
        }
        """);
}
