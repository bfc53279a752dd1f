using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using FragApi.Analyzers.Ownership;
using FragApi.Analyzers.Vocabulary;
using FragApi.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>The binding packs against the real libraries: every line names something, a bug is seen, and what is right is not.</summary>
public sealed class PackTests
{
    private static readonly Dictionary<string, string> s_built = typeof(PackTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Where(entry => entry.Value is not null).ToDictionary(entry => entry.Key, entry => entry.Value!);

    /// <summary>Each pack with the libraries that it is for.</summary>
    private static readonly Dictionary<string, string[]> s_libraries = new()
    {
        ["DotNetty"] = ["DotNetty.Common", "DotNetty.Buffers", "DotNetty.Transport"],
        ["Orleans"] = ["Microsoft.Orleans.Serialization"],
        ["RecyclableMemoryStream"] = ["Microsoft.IO.RecyclableMemoryStream"],
        ["HighPerformance"] = ["CommunityToolkit.HighPerformance"],
        ["SocketsUnofficial"] = ["Pipelines.Sockets.Unofficial"],
        ["Arrow"] = ["Apache.Arrow"],
        ["NATS"] = ["NATS.Client.Core"],
        ["NerdbankStreams"] = ["Nerdbank.Streams"],
    };

    public static TheoryData<string> Packs => [.. s_libraries.Keys];

    private static string TextOf(string pack) => File.ReadAllText(Repository.PathOf("codefixes", "package", "bindings", $"FragApi.Bindings.{pack}.txt"));

    private static IEnumerable<MetadataReference> LibrariesOf(string pack) =>
        from library in s_libraries[pack]
        from file in Directory.EnumerateFiles(Path.Combine(s_built["PackageRoot"], library.ToLowerInvariant(), s_built[library]), "*.dll")
        select MetadataReference.CreateFromFile(file);

    private static async Task<ImmutableArray<Diagnostic>> BindAsync(string text, IEnumerable<MetadataReference> libraries)
    {
        SolutionState state = TestHost.NewState();
        state.AdditionalReferences.AddRange([.. References.Net100, .. libraries]);
        state.AdditionalFiles.Add(("/0/FragApi.Bindings.Pack.txt", text));
        return [.. (await new SolutionAnalysis([new BindingAnalyzer()]).RunAsync(TestHost.CreateSolution(state).MainProject())).Reported];
    }

    [Theory]
    [MemberData(nameof(Packs))]
    public async Task Every_line_names_something(string pack)
    {
        // Without its first word, so that nothing is passed over.
        string text = string.Join('\n', TextOf(pack).Split('\n').Where(line => !line.StartsWith("pack ", StringComparison.Ordinal)));

        Assert.NotEqual(TextOf(pack), text);
        Assert.True(text.Split('\n').Count(line => line.Length > 0 && line[0] != '#') >= 4);
        Assert.Empty(await BindAsync(text, LibrariesOf(pack)));
    }

    [Theory]
    [MemberData(nameof(Packs))]
    public async Task Without_the_library_nothing_is_said(string pack) => Assert.Empty(await BindAsync(TextOf(pack), []));

    [Fact]
    public async Task A_pack_passes_over_what_a_version_lacks_and_nothing_else()
    {
        Assert.Empty(await BindAsync("pack X\npage-put M:X.Gone", []));
        Assert.Equal(["FRAG9002"], (await BindAsync("page-put M:X.Gone", [])).Select(diagnostic => diagnostic.Id));
        Assert.Equal(["FRAG9001"], (await BindAsync("pack X\npage-putt M:X.Gone", [])).Select(diagnostic => diagnostic.Id));
        Assert.Equal(["FRAG9001"], (await BindAsync("pack\npage-put M:System.IO.Stream.Dispose", [])).Select(diagnostic => diagnostic.Id));
        Assert.Equal(["FRAG9001"], (await BindAsync("page-put M:System.IO.Stream.Dispose repeats=often", [])).Select(diagnostic => diagnostic.Id));
    }

    private static async Task IsAsync(string pack, string code)
    {
        CSharpAnalyzerVerifier<OwnershipAnalyzer>.Test test = new() { StandsAlone = true };
        test.TestState.Sources.Add(code);
        test.TestState.AdditionalReferences.AddRange(LibrariesOf(pack));
        test.TestState.AdditionalFiles.Add(($"/0/FragApi.Bindings.{pack}.txt", TextOf(pack)));
        test.DisabledDiagnostics.Add("FRAG2011");
        await test.RunAsync();
    }

    [Fact]
    public Task DotNetty_mistakes() => IsAsync("DotNetty", """
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
    public Task DotNetty_in_order() => IsAsync("DotNetty", """
        using System;
        using System.Collections.Generic;
        using System.Text;
        using System.Threading.Tasks;
        using DotNetty.Buffers;
        using DotNetty.Common.Utilities;
        using DotNetty.Transport.Channels;

        class Encoder(IByteBufferAllocator allocator, Action<object> pipeline)
        {
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

    [Fact]
    public Task Orleans_slices() => IsAsync("Orleans", """
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
    public Task Orleans_in_order() => IsAsync("Orleans", """
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

    [Fact]
    public Task Recyclable_streams() => IsAsync("RecyclableMemoryStream", """
        using System;
        using System.IO;
        using System.Threading.Tasks;
        using Microsoft.IO;

        class Mistakes(RecyclableMemoryStreamManager manager)
        {
            void Leaks(bool empty)
            {
                MemoryStream stream = {|FRAG2002:manager.GetStream("mail")|};
                if (empty)
                    return;
                stream.WriteByte(1);
                stream.Dispose();
            }

            void LeaksAltogether()
            {
                RecyclableMemoryStream stream = {|FRAG2001:new RecyclableMemoryStream(manager)|};
                stream.WriteByte(1);
            }

            void WritesAfter()
            {
                RecyclableMemoryStream stream = manager.GetStream();
                stream.Close();
                {|FRAG2004:stream.WriteByte(1)|};
            }

            byte[] ShowsItsArray()
            {
                using RecyclableMemoryStream stream = manager.GetStream();
                stream.WriteByte(1);
                return {|FRAG2004:stream.GetBuffer()|};
            }
        }

        class InOrder(RecyclableMemoryStreamManager manager)
        {
            byte[] Uses()
            {
                using RecyclableMemoryStream stream = manager.GetStream();
                stream.WriteByte(1);
                return stream.ToArray();
            }

            async Task UsesLater(Stream to)
            {
                await using MemoryStream stream = manager.GetStream(Guid.NewGuid(), "mail", 64);
                stream.Position = 0;
                await stream.CopyToAsync(to);
            }

            void DisposesAgain()
            {
                RecyclableMemoryStream stream = manager.GetStream();
                using (stream)
                    stream.WriteByte(1);
                stream.Dispose();
            }

            Stream Makes()
            {
                RecyclableMemoryStream stream = manager.GetStream();
                stream.WriteByte(1);
                stream.Position = 0;
                return stream;
            }

            string Wraps()
            {
                RecyclableMemoryStream stream = manager.GetStream();
                using StreamReader reader = new(stream);
                return reader.ReadToEnd();
            }

            void Others(Stream given)
            {
                given.Dispose();
                given.Dispose();
                MemoryStream own = new();
                own.Close();
                own.Dispose();
            }

            void Looks()
            {
                using RecyclableMemoryStream stream = manager.GetStream();
                byte[] array = stream.GetBuffer();
                Console.WriteLine(array[0] + stream.Length);
            }
        }
        """);

    [Fact]
    public Task Owners_of_the_community_toolkit() => IsAsync("HighPerformance", """
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

    [Fact]
    public Task Owners_of_NATS() => IsAsync("NATS", """
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

    [Fact]
    public Task Writers_of_sockets() => IsAsync("SocketsUnofficial", """
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

    [Fact]
    public Task Arrays_of_Arrow() => IsAsync("Arrow", """
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

    [Fact]
    public Task Sequences_of_Nerdbank() => IsAsync("NerdbankStreams", """
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
    public Task A_code_base_that_is_the_library() => IsAsync("NerdbankStreams", """
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
