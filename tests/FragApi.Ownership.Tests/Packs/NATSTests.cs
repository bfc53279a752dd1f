using System.Threading.Tasks;
using Xunit;

namespace FragApi.Ownership.Tests.Packs;

/// <summary>The pack of NATS against the real library: a bug is seen, and what is right is not.</summary>
public sealed class NATSTests
{
    private static readonly Pack s_pack = Pack.Named("NATS");

    [Fact]
    public Task Owners_of_NATS() => s_pack.IsAsync("""
        using System;
        using System.Buffers;
        using NATS.Client.Core;

        class Mistakes
        {
            void Leaks(int size)
            {
                NatsMemoryOwner<byte> owner = {|FRAG2002:NatsMemoryOwner<byte>.Allocate(size)|};
                if (owner.Span[0] == 0)
                    return;
                owner.Dispose();
            }

            void DisposesOfACopy(int size)
            {
                NatsMemoryOwner<byte> owner = NatsMemoryOwner<byte>.Allocate(size);
                NatsMemoryOwner<byte> copy = owner;
                owner.Dispose();
                {|FRAG2003:copy.Dispose()|};
            }

            void LosesTheRest(int size)
            {
                NatsMemoryOwner<byte> owner = NatsMemoryOwner<byte>.Allocate(size);
                NatsMemoryOwner<byte> part = {|FRAG2001:owner.Slice(0, 4)|};
                part.Span.Clear();
            }

            void UsesAfter()
            {
                NatsBufferWriter<byte> writer = new();
                writer.Dispose();
                {|FRAG2004:writer.Advance(1)|};
            }
        }

        class InOrder
        {
            int Uses(int size)
            {
                using NatsMemoryOwner<byte> owner = NatsMemoryOwner<byte>.Allocate(size);
                return owner.Span[0];
            }

            int DisposesAgain(int size)
            {
                NatsMemoryOwner<byte> owner = NatsMemoryOwner<byte>.Allocate(size);
                owner.Dispose();
                owner.Dispose();
                return owner.Length;
            }

            NatsMemoryOwner<byte> Cuts(int size)
            {
                NatsMemoryOwner<byte> owner = NatsMemoryOwner<byte>.Allocate(size);
                return owner.Slice(0, 4);
            }

            int Receives(NatsMsg<NatsMemoryOwner<byte>> message)
            {
                using NatsMemoryOwner<byte> owner = message.Data;
                return owner.Length;
            }

            int Writes()
            {
                using NatsBufferWriter<byte> writer = new(64);
                writer.GetSpan(4).Clear();
                writer.Advance(4);
                return writer.WrittenCount;
            }
        }
        """);
}
