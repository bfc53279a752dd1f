using System.IO;
using System.Linq;
using System.Threading.Tasks;
using FragApi.Analyzers.Ownership;
using FragApi.Analyzers.Vocabulary;
using FragApi.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>The binding packs of the package, against stubs that have the shape of the libraries.</summary>
public sealed class LifetimeBindingPackTests
{
    private static async Task IsAsync(string pack, string stub, string code)
    {
        string file = $"FragApi.Bindings.{pack}.txt";
        string text = File.ReadAllText(Repository.PathOf("codefixes", "package", "bindings", file));
        CSharpAnalyzerVerifier<OwnershipAnalyzer>.Test test = new() { StandsAlone = true };
        test.TestState.Sources.Add(code);
        test.TestState.Sources.Add(stub);
        test.TestState.AdditionalFiles.Add(($"/0/{file}", text));
        test.DisabledDiagnostics.Add("FRAG2011");
        await test.RunAsync();

        // Every line of the pack is understood, and names something.
        SolutionState state = TestHost.NewState();
        state.Sources.Add(stub);
        state.AdditionalFiles.Add(($"/0/{file}", text));
        AnalyzerRun run = await new SolutionAnalysis([new BindingAnalyzer()]).RunAsync(TestHost.CreateSolution(state).MainProject());
        Assert.Empty(run.Reported);
        Assert.True(text.Split('\n').Count(line => line.Length > 0 && line[0] != '#') >= 2);
    }

    private const string DotNetty = """
        namespace DotNetty.Common
        {
            public interface IReferenceCounted
            {
                int ReferenceCount { get; }
                IReferenceCounted Retain();
                IReferenceCounted Retain(int increment);
                IReferenceCounted Touch();
                IReferenceCounted Touch(object hint);
                bool Release();
                bool Release(int decrement);
            }
        }

        namespace DotNetty.Buffers
        {
            using DotNetty.Common;

            public interface IByteBuffer : IReferenceCounted
            {
                int ReadableBytes { get; }
                byte ReadByte();
                IByteBuffer WriteByte(int value);
                IByteBuffer Slice();
                IByteBuffer Slice(int index, int length);
                IByteBuffer RetainedSlice();
                IByteBuffer RetainedSlice(int index, int length);
                IByteBuffer ReadSlice(int length);
                IByteBuffer ReadRetainedSlice(int length);
                IByteBuffer Duplicate();
                IByteBuffer RetainedDuplicate();
                IByteBuffer Copy();
                IByteBuffer Copy(int index, int length);
            }

            public class CompositeByteBuffer { }

            public interface IByteBufferAllocator
            {
                IByteBuffer Buffer();
                IByteBuffer Buffer(int initialCapacity);
                IByteBuffer Buffer(int initialCapacity, int maxCapacity);
                IByteBuffer HeapBuffer();
                IByteBuffer HeapBuffer(int initialCapacity);
                IByteBuffer HeapBuffer(int initialCapacity, int maxCapacity);
                IByteBuffer DirectBuffer();
                IByteBuffer DirectBuffer(int initialCapacity);
                IByteBuffer DirectBuffer(int initialCapacity, int maxCapacity);
                CompositeByteBuffer CompositeBuffer();
                CompositeByteBuffer CompositeBuffer(int maxComponents);
            }
        }
        """;

    [Fact]
    public Task DotNetty_buffers() => IsAsync("DotNetty", DotNetty, """
        using DotNetty.Buffers;

        class Handler
        {
            IByteBufferAllocator allocator;

            void Leaks(bool busy)
            {
                IByteBuffer buffer = {|FRAG2002:allocator.Buffer(64)|};
                if (busy)
                    return;
                buffer.Release();
            }

            void LeaksAltogether()
            {
                IByteBuffer buffer = {|FRAG2001:allocator.DirectBuffer()|};
                buffer.WriteByte(1);
            }

            void ReleasesTwice()
            {
                IByteBuffer buffer = allocator.Buffer();
                buffer.Release();
                {|FRAG2003:buffer.Release()|};
            }

            int UsesAfter()
            {
                IByteBuffer buffer = allocator.Buffer();
                buffer.Release();
                return {|FRAG2004:buffer.ReadByte()|};
            }

            void LosesASlice(IByteBuffer from)
            {
                IByteBuffer slice = {|FRAG2001:from.ReadRetainedSlice(4)|};
                slice.ReadByte();
            }
        }
        """);

    [Fact]
    public Task DotNetty_buffers_in_order() => IsAsync("DotNetty", DotNetty, """
        using System;
        using DotNetty.Buffers;

        class Handler
        {
            IByteBufferAllocator allocator;
            Action<object> pipeline;

            void Releases(bool busy)
            {
                IByteBuffer buffer = allocator.Buffer(64);
                try
                {
                    if (busy)
                        return;
                    buffer.WriteByte(1);
                }
                finally
                {
                    buffer.Release();
                }
            }

            void RetainsForAnother()
            {
                IByteBuffer buffer = allocator.Buffer();
                buffer.Retain();
                buffer.Release();
                buffer.Release();
            }

            void HandsOn()
            {
                IByteBuffer buffer = allocator.Buffer();
                pipeline(buffer);
            }

            void SlicesShare(IByteBuffer from)
            {
                IByteBuffer slice = from.ReadSlice(4);
                slice.ReadByte();
            }

            IByteBuffer Makes()
            {
                return allocator.HeapBuffer(16, 64);
            }

            void SeveralAtOnce()
            {
                IByteBuffer buffer = allocator.Buffer();
                buffer.Retain(2);
                buffer.Release(3);
            }
        }
        """);

    private const string Orleans = """
        namespace Orleans.Serialization.Buffers
        {
            using System;

            public struct ArcBuffer : IDisposable
            {
                public readonly int Length => 0;
                public readonly int CopyTo(Span<byte> output) => 0;
                public readonly ArcBuffer Slice(int offset) => this;
                public readonly ArcBuffer Slice(int offset, int length) => this;
                public readonly ArcBuffer UnsafeSlice(int offset, int length) => this;
                public readonly void Pin() { }
                public void Unpin() { }
                public void Dispose() { }
            }

            public sealed class ArcBufferWriter : IDisposable
            {
                public ArcBuffer PeekSlice(int count) => default;
                public ArcBuffer ConsumeSlice(int count) => default;
                public void Dispose() { }
            }
        }
        """;

    [Fact]
    public Task Orleans_slices() => IsAsync("Orleans", Orleans, """
        using System;
        using Orleans.Serialization.Buffers;

        class Connection
        {
            ArcBufferWriter writer = new ArcBufferWriter();

            void Leaks(bool closed)
            {
                ArcBuffer slice = {|FRAG2002:writer.ConsumeSlice(16)|};
                if (closed)
                    return;
                slice.Dispose();
            }

            void Disposes(Span<byte> to)
            {
                using ArcBuffer slice = writer.ConsumeSlice(16);
                slice.CopyTo(to);
            }

            void Unpins(Span<byte> to)
            {
                ArcBuffer slice = writer.PeekSlice(16);
                slice.CopyTo(to);
                slice.Unpin();
            }

            ArcBuffer HandsOn()
            {
                return writer.ConsumeSlice(16);
            }
        }
        """);

    private const string ImageSharp = """
        namespace SixLabors.ImageSharp.Memory.Internals
        {
            using System;

            internal struct UnmanagedMemoryHandle
            {
                public void Free() { }
            }

            internal abstract class RefCountedMemoryLifetimeGuard : IDisposable
            {
                public bool IsDisposed => false;
                public void AddRef() { }
                public void ReleaseRef() { }
                public void Dispose() { }
            }

            internal abstract class UnmanagedBufferLifetimeGuard : RefCountedMemoryLifetimeGuard
            {
                public sealed class FreeHandle : UnmanagedBufferLifetimeGuard
                {
                    public FreeHandle(UnmanagedMemoryHandle handle) { }
                }
            }
        }
        """;

    [Fact]
    public Task ImageSharp_guards() => IsAsync("ImageSharp", ImageSharp, """
        using SixLabors.ImageSharp.Memory.Internals;

        class Buffers
        {
            void Leaks(UnmanagedMemoryHandle handle, bool small)
            {
                var guard = {|FRAG2002:new UnmanagedBufferLifetimeGuard.FreeHandle(handle)|};
                if (small)
                    return;
                guard.ReleaseRef();
            }

            void ReleasesTwice(UnmanagedMemoryHandle handle)
            {
                var guard = new UnmanagedBufferLifetimeGuard.FreeHandle(handle);
                guard.ReleaseRef();
                {|FRAG2003:guard.ReleaseRef()|};
            }

            void Counts(UnmanagedMemoryHandle handle)
            {
                var guard = new UnmanagedBufferLifetimeGuard.FreeHandle(handle);
                guard.AddRef();
                guard.ReleaseRef();
                guard.Dispose();
            }
        }
        """);

    private const string Kestrel = """
        namespace System.Buffers
        {
            internal sealed class MemoryPoolBlock : IMemoryOwner<byte>
            {
                public PinnedBlockMemoryPool Pool { get; }
                public Memory<byte> Memory { get; }
                public void Dispose() { }
            }

            internal sealed class PinnedBlockMemoryPool : MemoryPool<byte>
            {
                public override int MaxBufferSize => 4096;
                public override IMemoryOwner<byte> Rent(int size = -1) => new MemoryPoolBlock();
                internal void Return(MemoryPoolBlock block) { _blocks.Enqueue(block); }
                private readonly System.Collections.Generic.Queue<MemoryPoolBlock> _blocks = new();
                protected override void Dispose(bool disposing) { }
            }
        }
        """;

    [Fact]
    public Task Kestrel_blocks() => IsAsync("Kestrel", Kestrel, """
        using System.Buffers;

        class Transport
        {
            readonly PinnedBlockMemoryPool pool = new PinnedBlockMemoryPool();

            void Disposes()
            {
                using IMemoryOwner<byte> block = pool.Rent();
                block.Memory.Span[0] = 1;
            }

            void Returns()
            {
                MemoryPoolBlock block = (MemoryPoolBlock)pool.Rent();
                pool.Return(block);
            }

            void ReturnsTwice()
            {
                MemoryPoolBlock block = (MemoryPoolBlock)pool.Rent();
                pool.Return(block);
                {|FRAG2004:pool.Return(block)|};
            }
        }
        """);
}
