using System.Threading.Tasks;
using Xunit;

namespace FragApi.Ownership.Tests.Packs;

/// <summary>The pack of Nerdbank.Streams against the real library: a bug is seen, and what is right is not.</summary>
public sealed class NerdbankStreamsTests
{
    private static readonly Pack s_pack = Pack.Named("NerdbankStreams");

    [Fact]
    public Task Sequences_of_Nerdbank() => s_pack.IsAsync("""
        using System.Buffers;
        using Nerdbank.Streams;

        class Mistakes
        {
            void Leaks(bool empty)
            {
                Sequence<byte> sequence = {|FRAG2002:new Sequence<byte>(ArrayPool<byte>.Shared)|};
                if (empty)
                    return;
                sequence.Advance(0);
                sequence.Dispose();
            }

            void WritesAfter()
            {
                Sequence<byte> sequence = new();
                sequence.Dispose();
                {|FRAG2004:sequence.GetSpan(1)|}.Clear();
            }
        }

        class InOrder
        {
            byte[] Uses()
            {
                using Sequence<byte> sequence = new();
                sequence.GetSpan(4).Clear();
                sequence.Advance(4);
                return sequence.AsReadOnlySequence.ToArray();
            }

            long UsesAgain()
            {
                Sequence<byte> sequence = new();
                try
                {
                    sequence.Advance(0);
                    sequence.Reset();
                    sequence.Advance(0);
                    return sequence.Length;
                }
                finally
                {
                    sequence.Dispose();
                }
            }

            Sequence<byte> Makes() => new();
        }
        """);

    [Fact]
    public Task A_code_base_that_is_the_library() => s_pack.IsAsync("""
        namespace Own.Streams
        {
            class Buffer
            {
                void Uses()
                {
                    Nerdbank.Streams.Sequence<byte> sequence = {|FRAG2001:new Nerdbank.Streams.Sequence<byte>()|};
                    sequence.Advance(0);
                }
            }
        }

        namespace Nerdbank.Streams
        {
            // As its sources do: the type is this compilation's own.
            internal sealed class Sequence<T> : System.IDisposable
            {
                T[] array = new T[4];

                public void Advance(int count) => array[count] = default!;
                public void Dispose() => Reset();
                public void Reset() => array = [];
            }
        }
        """);
}
