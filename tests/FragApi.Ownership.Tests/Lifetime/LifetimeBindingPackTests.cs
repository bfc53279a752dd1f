using System.IO;
using System.Linq;
using System.Threading.Tasks;
using FragApi.Analyzers.Ownership;
using FragApi.Analyzers.Vocabulary;
using FragApi.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>The packs for code bases that are the library: its own sources declare the types.</summary>
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
