using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Threading;

namespace FragApi;

/// <summary>From <see cref="PipeReader"/> to buffers.</summary>
public static class SkBuffPipe
{
    /// <summary>
    /// What comes out of the pipe, in buffers of at most <paramref name="maxLength"/> bytes: one for each piece that is
    /// there to be read, more where it is longer. The bytes are copied once, into pages: the pipe keeps its own memory.
    /// Each buffer is the consumer's, who owes it a <see cref="SkBuff.Free"/>. Ends with the pipe, which it does not complete.
    /// </summary>
    /// <param name="reader">The pipe's end to read from.</param>
    /// <param name="pool">Null: <see cref="PagePool.Shared"/>.</param>
    /// <param name="maxLength">In bytes, 1 to what <see cref="SkbSharedInfo.MaxFrags"/> single pages hold, which is the default (0).</param>
    /// <param name="headroom">Room for headers before each buffer's content, in bytes.</param>
    /// <param name="cancellation">Ends the enumeration by <see cref="OperationCanceledException"/>; what was not read stays in the pipe.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not that long, or a negative headroom.</exception>
    public static IAsyncEnumerable<SkBuff> ReadBuffersAsync(
        this PipeReader reader, PagePool? pool = null, int maxLength = 0, int headroom = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        int most = SkbSharedInfo.MaxFrags * Page.UnitSize;
        ArgumentOutOfRangeException.ThrowIfNegative(maxLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxLength, most);
        ArgumentOutOfRangeException.ThrowIfNegative(headroom);
        return Read(reader, pool, maxLength == 0 ? most : maxLength, headroom, cancellation);
    }

    private static async IAsyncEnumerable<SkBuff> Read(
        PipeReader reader, PagePool? pool, int maxLength, int headroom, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using SkBuffWriter writer = new(pool, headroom);
        while (true)
        {
            ReadResult result = await reader.ReadAsync(cancellation).ConfigureAwait(false);
            ReadOnlySequence<byte> rest = result.Buffer;
            if (rest.IsEmpty)
            {
                reader.AdvanceTo(rest.Start);
                if (result.IsCompleted || result.IsCanceled)
                    yield break;
                continue;
            }

            // One buffer a read, so that the pipe is never left in the middle of one while the consumer works.
            ReadOnlySequence<byte> piece = rest.Slice(0, Math.Min(rest.Length, maxLength));
            SequencePosition consumed = piece.End;
            try
            {
                foreach (ReadOnlyMemory<byte> part in piece)
                    writer.Write(part.Span);
            }
            catch
            {
                consumed = rest.Start;
                throw;
            }
            finally
            {
                reader.AdvanceTo(consumed);
            }

            yield return writer.Complete();
        }
    }
}
