using System;
using Xunit;

namespace FragApi.Tests;

/// <summary>A test with a pool of its own, which it must leave as it found it: no page out, no buffer out.</summary>
public abstract class PoolTest : IDisposable
{
    protected PoolTest(bool diagnostic = true) => Pool = diagnostic ? PagePool.CreateDiagnostic() : new PagePool();

    protected PagePool Pool { get; }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        // The pool's own exception first: it has the stacks.
        Pool.Dispose();
        Assert.Equal(0, Pool.LivePages);
        Assert.Equal(0, Pool.LiveBuffers);
    }
}
