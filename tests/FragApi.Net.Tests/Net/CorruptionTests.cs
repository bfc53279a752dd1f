using System;
using System.Buffers;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace FragApi.Net.Tests;

/// <summary>
/// The bug that all this is for: memory that goes back to its pool after a zero-copy send, and is used for something else
/// while the kernel still sends it. The peer reads late, so that the bytes are still to be sent.
/// </summary>
public sealed class CorruptionTests
{
    private const int Size = 1 << 18;
    private const int Rounds = 100;
    private const byte Mine = 0xAA;
    private const byte Theirs = 0x55;

    [ZeroCopyFact]
    public void An_array_returned_to_its_pool_after_the_send_corrupts_the_stream()
    {
        // A pool that returns the same array to the next renter, as the shared one does, but that no other test uses.
        ArrayPool<byte> pool = ArrayPool<byte>.Create(Size, 1);
        int corrupted = 0;
        for (int round = 0; round < Rounds; round++)
        {
            using Pair pair = new(receiveBuffer: 32768);
            pair.Client.SendBufferSize = 4 * Size;
            pair.Client.SetRawSocketOption(Libc.SolSocket, Libc.SoZeroCopy, BitConverter.GetBytes(1));
            byte[] bytes = pool.Rent(Size);
            // Pinned for the whole time: moving is another bug.
            GCHandle pin = GCHandle.Alloc(bytes, GCHandleType.Pinned);
            bytes.AsSpan().Fill(Mine);
            int sent = SendZeroCopy(pair.Client, bytes.AsSpan(0, Size));
            pool.Return(bytes);
            byte[] others = pool.Rent(Size);
            Assert.Same(bytes, others);
            others.AsSpan().Fill(Theirs);
            if (pair.ReadFast(sent).AsSpan().Contains(Theirs))
                corrupted++;
            pool.Return(others);
            pin.Free();
        }

        Assert.Equal(Rounds, corrupted);
    }

    [ZeroCopyFact]
    public async Task The_same_with_fragments_and_a_destructor_does_not()
    {
        using PagePool pool = new();
        int intact = 0;
        for (int round = 0; round < Rounds; round++)
        {
            using Pair pair = new(receiveBuffer: 32768);
            pair.Client.SendBufferSize = 4 * Size;
            using SkbSocket socket = new(pair.Client, new SkbSocketOptions { Mode = ZeroCopyMode.Always });
            using ManualResetEventSlim mineAgain = new();
            Page[] pages = new Page[2];
            // The owner takes its pages back, and writes to them, as soon as it is told.
            SkbFragDestructor destructor = new(_ =>
            {
                foreach (Page page in pages)
                    page.Span.Fill(Theirs);
                mineAgain.Set();
            });
            SkBuff skb = SkBuff.Alloc(1, pool);
            for (int i = 0; i < pages.Length; i++)
            {
                pages[i] = pool.Acquire(Page.MaxOrder);
                pages[i].Span.Fill(Mine);
                Assert.True(skb.AppendPage(pages[i], 0, pages[i].Size, destructor));
            }

            int length = skb.Len;
            ValueTask<int> send = socket.SendAsync(skb);
            skb.Free();
            destructor.Unref();
            byte[] received = await Task.Run(() => pair.ReadFast(length));
            Assert.Equal(length, await send);
            Assert.True(mineAgain.Wait(TimeSpan.FromSeconds(20)));
            if (!received.AsSpan().ContainsAnyExcept(Mine))
                intact++;
            foreach (Page page in pages)
                page.Put();
        }

        Assert.Equal(Rounds, intact);
        Assert.Equal((0, 0), (pool.LivePages, pool.LiveBuffers));
    }

    private static unsafe int SendZeroCopy(Socket socket, Span<byte> bytes)
    {
        using Libc.Descriptor descriptor = Libc.Duplicate(socket.SafeHandle);
        fixed (byte* at = bytes)
        {
            Libc.IoVector piece = new() { Address = (nint)at, Length = (nuint)bytes.Length };
            Libc.MessageHeader message = new() { Vectors = &piece, VectorCount = 1 };
            nint sent = Libc.SendMessage(descriptor, &message, Libc.MsgZeroCopy | Libc.MsgNoSignal | Libc.MsgDontWait);
            Assert.True(sent > 0);
            return (int)sent;
        }
    }
}
