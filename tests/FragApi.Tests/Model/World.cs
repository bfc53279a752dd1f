using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace FragApi.Tests.Model;

/// <summary>
/// Buffers and their models side by side. After each operation everything is compared: contents, lengths, fragments,
/// flags, every count, every destructor. What a count should be is worked out from all the holders there are.
/// </summary>
internal sealed partial class World
{
    private readonly PagePool _pool = new();
    private readonly List<Pair> _live = [];
    private readonly List<Pair> _queued = [];
    private readonly SkBuffQueue _queue = new();
    private readonly List<ModelOwner> _owners = [];
    private readonly List<ModelPage> _mine = [];
    private readonly byte[] _expected = new byte[1 << 20];
    private readonly byte[] _actual = new byte[1 << 20];
    private readonly Queue<string> _trace = new();
    private Random _random = new(0);

    /// <summary>How often each operation ran.</summary>
    public SortedDictionary<string, int> Operations { get; } = [];

    /// <summary>How often the library refused an operation, as it should.</summary>
    public int Refusals { get; private set; }

    /// <summary>Destructors that fired.</summary>
    public int Firings { get; private set; }

    /// <summary>Runs an operation for each number, which decides all about it: without some of them, the others stay what they are.</summary>
    public void Run(int[] operations)
    {
        for (int i = 0; i < operations.Length; i++)
        {
            try
            {
                _random = new Random(operations[i]);
                Step();
                Verify();
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"Operation {i}, {_trace.Last()}: {failure.Message}{Environment.NewLine}{string.Join(Environment.NewLine, _trace)}", failure);
            }
        }
    }

    /// <summary>Lets go of everything; nothing may be left.</summary>
    public void Close()
    {
        while (_queue.TryDequeue(out _))
        {
            // Its references are dropped below, with those of the others.
        }

        foreach (Pair pair in _live.Concat(_queued))
        {
            for (int i = 0; i < pair.Model.Users; i++)
                pair.Real.Free();
        }

        foreach (ModelOwner owner in _owners.Where(owner => owner.Submitting))
            owner.Real.Unref();
        foreach (ModelPage page in _mine)
            page.Real!.Put();
        Assert.All(_owners, owner => Assert.Equal(1, owner.Fired));
        Assert.Equal(0, _pool.LivePages);
        Assert.Equal(0, _pool.LiveBuffers);
        _pool.Dispose();
    }

    private void Verify()
    {
        Pair[] pairs = [.. _live, .. _queued];
        foreach (Pair pair in pairs)
            Compare(pair.Real, pair.Model);
        HashSet<ModelArray> arrays = [.. pairs.Select(pair => pair.Model.Array)];
        CompareOwners(arrays);
        ComparePages(arrays);
        Assert.Equal(pairs.Length, _pool.LiveBuffers);
        Assert.Equal(_queued.Count, _queue.Count);
    }

    private void Compare(SkBuff real, ModelBuffer model)
    {
        Assert.Equal(model.Users, real.Users);
        Assert.Equal(model.Len, real.Len);
        Assert.Equal(model.HeadLen, real.HeadLen);
        Assert.Equal(model.Headroom, real.Headroom);
        Assert.Equal(model.Tailroom, real.Tailroom);
        Assert.Equal(model.Array.Buffers, real.Info.DataRef);
        Assert.Equal(model.HasOwners, real.HasOwners);
        SkbFlags flags = (model.Array.SharedFrag ? SkbFlags.SharedFrag : 0) | (model.Array.ManagedBy is null ? 0 : SkbFlags.Managed);
        Assert.Equal(flags, real.Info.Flags);
        Assert.Same(model.Array.Head.Real ??= real.HeadPage, real.HeadPage);
        Assert.Equal(model.Array.Frags.Count, real.Info.NrFrags);
        for (int f = 0; f < model.Array.Frags.Count; f++)
        {
            ModelFrag frag = model.Array.Frags[f];
            Assert.Same(frag.Page.Real ??= SkbFrag.Page(real, f), SkbFrag.Page(real, f));
            Assert.Equal(frag.Offset, SkbFrag.Offset(real, f));
            Assert.Equal(frag.Size, SkbFrag.Size(real, f));
            Assert.Same(frag.Owner?.Real, SkbFrag.Destructor(real, f));
        }

        Span<byte> expected = _expected.AsSpan(0, model.Len);
        Span<byte> actual = _actual.AsSpan(0, model.Len);
        model.Content(expected);
        real.CopyBits(0, actual);
        Assert.True(expected.SequenceEqual(actual), "the content differs");
    }

    private void CompareOwners(HashSet<ModelArray> arrays)
    {
        foreach (ModelOwner owner in _owners.ToArray())
        {
            int count = owner.Submitting ? 1 : 0;
            foreach (ModelArray array in arrays)
                count += array.ManagedBy is null ? array.Frags.Count(frag => frag.Owner == owner) : array.ManagedBy == owner ? 1 : 0;
            Assert.Equal(count, owner.Real.Count);
            Assert.Equal(count == 0 ? 1 : 0, owner.Fired);
            if (count == 0)
            {
                Firings++;
                _owners.Remove(owner);
            }
        }
    }

    private void ComparePages(HashSet<ModelArray> arrays)
    {
        Dictionary<ModelPage, int> counts = [];
        void Hold(ModelPage page) => counts[page] = counts.GetValueOrDefault(page) + 1;

        _mine.ForEach(Hold);
        foreach (ModelOwner owner in _owners)
            owner.Pages.ForEach(Hold);
        foreach (ModelArray array in arrays)
        {
            Hold(array.Head);
            if (array.ManagedBy is not null)
                continue;
            foreach (ModelFrag frag in array.Frags)
            {
                if (frag.Owner is null)
                    Hold(frag.Page);
            }
        }

        foreach ((ModelPage page, int count) in counts)
            Assert.Equal(count, page.Real!.Count);
        Assert.Equal(counts.Count, _pool.LivePages);
    }

    private int CountOf(ModelPage page) => page.Real!.Count;

    /// <summary>A buffer and what it should be.</summary>
    private sealed record Pair(SkBuff Real, ModelBuffer Model);
}
