using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;
using Xunit;

namespace FragApi.Tests;

/// <summary>A fragment with a destructor counts on it; destroy runs once, when the last such fragment is gone.</summary>
public sealed class DestructorTests : PoolTest
{
    [Fact]
    public void SubmissionTheOwnerHearsWhenTheStackHasLetGo()
    {
        Page page = Pool.Acquire();
        int destroyed = 0;
        SkbFragDestructor destructor = new(_ =>
        {
            destroyed++;
            page.Put();
        });
        SkBuff skb = SkBuff.Alloc(128, Pool);
        SkbFrag.Fill(skb, 0, page, 16, 100);
        SkbFrag.SetDestructor(skb, 0, destructor);
        SkbFrag.Ref(skb, 0);
        Assert.Equal(2, destructor.Count);
        Assert.Equal(1, page.Count);

        SkBuff clone = skb.Clone();
        destructor.Unref();
        skb.Free();
        Assert.Equal(0, destroyed);
        clone.Free();
        Assert.Equal(1, destroyed);
        Assert.Equal(0, page.Count);
    }

    [Fact]
    public void DestroyThatThrowsIsReportedAndContained()
    {
        List<(SkbFragDestructor, Exception)> failures = [];
        void Note(SkbFragDestructor failed, Exception failure)
        {
            lock (failures)
                failures.Add((failed, failure));
        }

        InvalidOperationException thrown = new("destroy");
        SkbFragDestructor destructor = new(_ => throw thrown);
        SkbFragDestructor.DestroyFailed += Note;
        try
        {
            destructor.Unref();
        }
        finally
        {
            SkbFragDestructor.DestroyFailed -= Note;
        }

        Assert.Equal((destructor, thrown), Assert.Single(failures, failure => failure.Item1 == destructor));
        Assert.Equal(0, destructor.Count);
    }

    [Fact]
    public void HandlerThatThrowsIsContained()
    {
        static void Fail(SkbFragDestructor failed, Exception failure) => throw new InvalidOperationException("handler");

        SkbFragDestructor.DestroyFailed += Fail;
        try
        {
            new SkbFragDestructor(_ => throw new InvalidOperationException("destroy")).Unref();
        }
        finally
        {
            SkbFragDestructor.DestroyFailed -= Fail;
        }
    }

    [Fact]
    public void DestroyThatThrowsWhileNobodyListensIsTraced()
    {
        using StringWriter text = new();
        using TextWriterTraceListener listener = new(text);
        Trace.Listeners.Add(listener);
        try
        {
            new SkbFragDestructor(_ => throw new InvalidOperationException("nobody listens")).Unref();
        }
        finally
        {
            Trace.Listeners.Remove(listener);
        }

        Assert.Contains("nobody listens", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void RunsOnTheThreadThatDropsTheLastReference()
    {
        int ranOn = 0;
        SkbFragDestructor destructor = new(_ => ranOn = Environment.CurrentManagedThreadId);
        destructor.Ref();
        destructor.Unref();
        Thread other = new(destructor.Unref);
        other.Start();
        other.Join();
        Assert.Equal(other.ManagedThreadId, ranOn);
    }

    [Fact]
    public void MisuseThrowsAndChangesNothing()
    {
        int destroyed = 0;
        SkbFragDestructor destructor = new(_ => destroyed++);
        destructor.Unref();
        Assert.Equal(ReferenceMisuse.PutBelowZero, Assert.Throws<ReferenceMisuseException>(destructor.Unref).Misuse);
        Assert.Equal(ReferenceMisuse.Resurrected, Assert.Throws<ReferenceMisuseException>(destructor.Ref).Misuse);
        Assert.Equal(0, destructor.Count);
        Assert.Equal(1, destroyed);
        Assert.Throws<ArgumentNullException>(() => new SkbFragDestructor(null!));
    }

    [Fact]
    public void RearmedItRunsAgain()
    {
        int destroyed = 0;
        SkbFragDestructor destructor = new(self =>
        {
            if (++destroyed < 3)
                self.Rearm();
        });
        Assert.Throws<ReferenceMisuseException>(destructor.Rearm);
        destructor.Unref();
        Assert.Equal(1, destructor.Count);
        destructor.Unref();
        destructor.Unref();
        Assert.Equal(3, destroyed);
        Assert.Equal(0, destructor.Count);
    }
}
