using System.Threading.Tasks;
using Xunit;

namespace FragApi.Ownership.Tests.Packs;

/// <summary>The pack of DotNetty against the real library: a bug is seen, and what is right is not.</summary>
public sealed class DotNettyTests
{
    private static readonly Pack s_pack = Pack.Named("DotNetty");

    [Fact]
    public Task DotNetty_mistakes() => s_pack.IsAsync("""
        using DotNetty.Buffers;
        using DotNetty.Common.Utilities;
        using DotNetty.Transport.Channels;

        class Encoder(IByteBufferAllocator allocator)
        {
            void Leaks(bool busy)
            {
                IByteBuffer buffer = {|FRAG2002:allocator.Buffer(64)|};
                if (busy)
                    return;
                buffer.Release();
            }

            void LeaksWhatWasWrittenInARow(int length)
            {
                IByteBuffer buffer = {|FRAG2001:Unpooled.Buffer()|}.WriteInt(length).WriteByte(1).SetReaderIndex(0);
                buffer.SkipBytes(2);
            }

            void ReleasesTwice()
            {
                IByteBuffer buffer = allocator.DirectBuffer();
                buffer.WriteInt(1);
                buffer.Release();
                {|FRAG2003:ReferenceCountUtil.SafeRelease(buffer)|};
            }

            int ReadsAfter()
            {
                IByteBuffer buffer = Unpooled.WrappedBuffer(new byte[4]);
                buffer.Release();
                return {|FRAG2004:buffer.ReadInt()|};
            }

            byte ReadsThePartOfWhatIsGone()
            {
                IByteBuffer buffer = allocator.Buffer();
                IByteBuffer part = buffer.Slice(0, 4);
                buffer.Release();
                return {|FRAG2004:part.ReadByte()|};
            }

            int LosesAPart(IByteBuffer from)
            {
                IByteBuffer part = {|FRAG2001:from.ReadRetainedSlice(4)|};
                return part.ReadInt();
            }

            int LosesACopy(IByteBuffer from)
            {
                IByteBuffer copy = {|FRAG2001:from.ReadBytes(4)|};
                return copy.ReadInt();
            }

            void UsesWhatWasSent(IChannelHandlerContext context)
            {
                IByteBuffer buffer = context.Allocator.Buffer();
                context.WriteAndFlushAsync(buffer);
                {|FRAG2004:buffer.WriteInt(1)|};
            }

            void RetainsOnceTooOften(IChannel channel)
            {
                IByteBuffer buffer = {|FRAG2001:allocator.Buffer()|};
                buffer.Retain();
                channel.WriteAsync(buffer);
            }
        }

        class Echo : SimpleChannelInboundHandler<IByteBuffer>
        {
            protected override void ChannelRead0(IChannelHandlerContext context, IByteBuffer message)
            {
                {|FRAG2007:context.WriteAsync(message)|};
            }
        }
        """);

    [Fact]
    public Task DotNetty_in_order() => s_pack.IsAsync("""
        using System;
        using System.Collections.Generic;
        using System.Text;
        using System.Threading.Tasks;
        using DotNetty.Buffers;
        using DotNetty.Common.Utilities;
        using DotNetty.Transport.Channels;

        class Encoder(IByteBufferAllocator allocator, Action<object> pipeline)
        {
            bool AsksWhetherItIsGone()
            {
                IByteBuffer buffer = allocator.Buffer(64);
                buffer.Release();
                return buffer.ReferenceCount == 0;
            }

            void Releases(bool busy)
            {
                IByteBuffer buffer = allocator.Buffer(64);
                try
                {
                    if (busy)
                        return;
                    buffer.WriteByte(1).WriteInt(2);
                }
                finally
                {
                    buffer.Release();
                }
            }

            void Row(int value)
            {
                IByteBuffer buffer = allocator.Buffer();
                buffer = buffer.WriteInt(value).EnsureWritable(8).WriteLong(1).MarkReaderIndex();
                IByteBuffer same = buffer.ResetReaderIndex().DiscardReadBytes();
                same.Release();
            }

            void Counts()
            {
                IByteBuffer buffer = allocator.Buffer();
                buffer.Retain();
                buffer.Release();
                buffer.Retain(2);
                buffer.Release(3);
            }

            void CountsByTheUtility(IByteBuffer given)
            {
                IByteBuffer kept = ReferenceCountUtil.Retain(given);
                kept.ReadByte();
                ReferenceCountUtil.Release(kept);
            }

            void HandsOn()
            {
                IByteBuffer buffer = allocator.Buffer();
                pipeline(buffer);
            }

            void Parts(IByteBuffer from)
            {
                IByteBuffer part = from.ReadSlice(4).Slice(0, 2).Duplicate();
                part.ReadByte();
                IByteBuffer own = from.ReadRetainedSlice(4);
                own.ReadByte();
                own.Release();
            }

            int Copies(IByteBuffer from)
            {
                IByteBuffer copy = Unpooled.CopiedBuffer(from);
                try
                {
                    from.ReadBytes(copy);
                    copy.GetBytes(0, from);
                    return copy.ReadableBytes;
                }
                finally
                {
                    copy.SafeRelease();
                }
            }

            IByteBuffer Makes(string text) => Unpooled.CopiedBuffer(text, Encoding.UTF8).SetReaderIndex(0);

            IByteBuffer Composes(IByteBuffer head)
            {
                CompositeByteBuffer all = allocator.CompositeBuffer();
                IByteBuffer tail = allocator.Buffer().WriteInt(1);
                all.AddComponent(true, head).AddComponent(true, tail);
                return all;
            }

            IByteBuffer Wraps()
            {
                IByteBuffer buffer = allocator.Buffer();
                return Unpooled.WrappedBuffer(buffer);
            }

            static readonly IByteBuffer s_delimiter = Unpooled.UnreleasableBuffer(Unpooled.CopiedBuffer(new byte[] { 13, 10 }));

            Task Delimit(IChannelHandlerContext context) => context.WriteAsync(s_delimiter.Duplicate());

            Task Sends(IChannelHandlerContext context)
            {
                IByteBuffer buffer = context.Allocator.Buffer();
                buffer.WriteInt(1);
                return context.WriteAndFlushAsync(buffer);
            }

            async Task SendsAll(IChannel channel, List<byte[]> parts)
            {
                foreach (byte[] part in parts)
                {
                    IByteBuffer buffer = channel.Allocator.Buffer(part.Length);
                    buffer.WriteBytes(part);
                    await channel.WriteAsync(buffer);
                }

                channel.Flush();
            }

            void SendsWhatWasAsked(IChannel channel)
            {
                IByteBuffer buffer = allocator.Buffer();
                if (buffer.IsWritable())
                    channel.WriteAsync(buffer);
                else
                    buffer.Release();
            }
        }

        class Echo : SimpleChannelInboundHandler<IByteBuffer>
        {
            protected override void ChannelRead0(IChannelHandlerContext context, IByteBuffer message)
            {
                message.ReadByte();
                context.WriteAsync(message.Retain());
            }
        }

        class Adapter : ChannelHandlerAdapter
        {
            public override void ChannelRead(IChannelHandlerContext context, object message)
            {
                if (message is IByteBuffer buffer)
                {
                    buffer.ReadByte();
                    buffer.Release();
                    return;
                }

                context.FireChannelRead(message);
            }
        }
        """);
}
