using System;
using System.Runtime.CompilerServices;
using Xunit;

namespace FragApi.Tests;

/// <summary>A diagnostic pool says where a page came from and where it went.</summary>
public sealed class DiagnosticPoolTests
{
    [Fact]
    public void MisuseCarriesBothStacks()
    {
        using PagePool pool = PagePool.CreateDiagnostic();
        Assert.True(pool.IsDiagnostic);
        Page page = AcquireHere(pool);
        ReleaseHere(page);
        foreach (Action misuse in new Action[] { page.Put, page.Get, () => _ = page.Address })
        {
            ReferenceMisuseException thrown = Assert.Throws<ReferenceMisuseException>(misuse);
            Assert.Contains(nameof(AcquireHere), thrown.AcquiredAt, StringComparison.Ordinal);
            Assert.Contains(nameof(ReleaseHere), thrown.ReleasedAt, StringComparison.Ordinal);
            Assert.Contains(nameof(AcquireHere), thrown.Message, StringComparison.Ordinal);
            Assert.Contains(nameof(ReleaseHere), thrown.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ReleasedPageNeverComesBack()
    {
        using PagePool pool = PagePool.CreateDiagnostic();
        Page released = pool.Acquire();
        released.Put();
        for (int i = 0; i < 300; i++)
        {
            Page page = pool.Acquire();
            Assert.NotSame(released, page);
            page.Put();
        }

        Assert.Throws<ReferenceMisuseException>(released.Get);
    }

    [Fact]
    public void DisposingListsLivePages()
    {
        PagePool pool = PagePool.CreateDiagnostic();
        Page page = AcquireHere(pool);
        SkBuff skb = SkBuff.Alloc(10, pool);
        PageLeakException thrown = Assert.Throws<PageLeakException>(pool.Dispose);
        Assert.Equal(2, thrown.Leaks.Count);
        Assert.Equal(1, thrown.LiveBuffers);
        Assert.Empty(thrown.WrittenAfterRelease);
        Assert.Contains(thrown.Leaks, leak => leak.Stack.Contains(nameof(AcquireHere), StringComparison.Ordinal));
        Assert.Contains(nameof(AcquireHere), thrown.Message, StringComparison.Ordinal);
        page.Put();
        skb.Free();
    }

    [Fact]
    public unsafe void LateWriteIsFound()
    {
        PagePool pool = PagePool.CreateDiagnostic();
        Page page = pool.Acquire();
        byte* bytes = (byte*)page.Address;
        ReleaseHere(page);
        bytes[100] = 1;
        PageLeakException thrown = Assert.Throws<PageLeakException>(pool.Dispose);
        Assert.Empty(thrown.Leaks);
        Assert.Contains(nameof(ReleaseHere), Assert.Single(thrown.WrittenAfterRelease).Stack, StringComparison.Ordinal);
    }

    [Fact]
    public void FreedBufferIsNeverAnother()
    {
        using PagePool pool = PagePool.CreateDiagnostic();
        SkBuff freed = SkBuff.Alloc(10, pool);
        freed.Free();
        SkBuff other = SkBuff.Alloc(10, pool);
        Assert.NotSame(freed, other);
        Assert.Equal(ReferenceMisuse.PutBelowZero, Assert.Throws<ReferenceMisuseException>(freed.Free).Misuse);
        other.Free();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Page AcquireHere(PagePool pool) => pool.Acquire();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReleaseHere(Page page) => page.Put();
}
