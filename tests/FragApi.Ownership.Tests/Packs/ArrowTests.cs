using System.Threading.Tasks;
using Xunit;

namespace FragApi.Ownership.Tests.Packs;

/// <summary>The pack of Apache.Arrow against the real library: a bug is seen, and what is right is not.</summary>
public sealed class ArrowTests
{
    private static readonly Pack s_pack = Pack.Named("Arrow");

    [Fact]
    public Task Arrays_of_Arrow() => s_pack.IsAsync("""
        using Apache.Arrow;

        class Mistakes
        {
            int Leaks(RecordBatch batch)
            {
                RecordBatch part = {|FRAG2001:batch.SliceShared(0, 4)|};
                return part.Length;
            }

            int UsesThePartOfWhatIsGone(RecordBatch batch)
            {
                RecordBatch own = batch.Clone();
                RecordBatch part = own.Slice(0, 4);
                own.Dispose();
                return {|FRAG2004:part.Column(0)|}.Length;
            }

            int UsesTheWholeOfADisposedPart(RecordBatch batch)
            {
                using RecordBatch own = batch.SliceShared(0, 8);
                using (RecordBatch part = own.Slice(0, 4))
                    part.Column(0);
                return {|FRAG2004:own.Column(0)|}.Length;
            }
        }

        class InOrder
        {
            int Shares(RecordBatch batch)
            {
                using RecordBatch part = batch.SliceShared(0, 4);
                return part.Column(0).Length;
            }

            int DoesNotShare(RecordBatch batch)
            {
                RecordBatch part = batch.Slice(0, 4);
                return part.Length;
            }

            Array HandsOn(Array array) => array.SliceShared(0, 2);

            ArrowBuffer Retains(ArrowBuffer buffer) => buffer.Retain();

            int Disposes(Array array)
            {
                Array part = array.SliceShared(0, 2);
                try
                {
                    return part.Length + part.NullCount;
                }
                finally
                {
                    part.Dispose();
                    part.Dispose();
                }
            }

            int Builds()
            {
                Int32Array array = new Int32Array.Builder().Append(1).Append(2).Build();
                return array.Length;
            }
        }
        """);
}
