using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FragApi.Analyzers.Vocabulary;

/// <summary>
/// What the files of a compilation add up to, kept from one compilation to the next: a part is made once for each file,
/// and the whole is made anew only when some file's part says something else than before. So an edit costs its file.
/// </summary>
internal sealed class TreeFold<TPart, TWhole>
    where TPart : class, IEquatable<TPart>
    where TWhole : class
{
    private readonly Func<SyntaxTree, CancellationToken, TPart> _partOf;
    private readonly Func<IReadOnlyList<TPart>, TWhole> _add;
    private readonly ConditionalWeakTable<SyntaxTree, TPart> _parts = new();
    private readonly ConditionalWeakTable<SyntaxTree, Sum> _sums = new();

    public TreeFold(Func<SyntaxTree, CancellationToken, TPart> partOf, Func<IReadOnlyList<TPart>, TWhole> add)
    {
        _partOf = partOf;
        _add = add;
    }

    /// <summary>What one file says.</summary>
    public TPart Of(SyntaxTree tree, CancellationToken cancellation) =>
        _parts.TryGetValue(tree, out TPart? part) ? part : Make(tree, cancellation);

    /// <summary>What all files say.</summary>
    public TWhole Of(Compilation compilation, CancellationToken cancellation)
    {
        ImmutableArray<SyntaxTree> trees = ((CSharpCompilation)compilation).SyntaxTrees;
        if (Known(trees) is Sum known && Follow(known, trees, cancellation))
            return known.Whole;
        TPart[] parts = new TPart[trees.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            parts[i] = Of(trees[i], cancellation);
        }

        Sum sum = new(parts, _add(parts));
        foreach (SyntaxTree tree in trees)
            Remember(tree, sum);
        return sum.Whole;
    }

    // By itself: a closure is made as soon as a method that has one is entered, and the other path is taken for every file.
    private TPart Make(SyntaxTree tree, CancellationToken cancellation)
    {
        TPart part = _partOf(tree, cancellation);
        return _parts.GetValue(tree, _ => part);
    }

    /// <summary>The sum that the compilation before this one had: most of its files are the same.</summary>
    private Sum? Known(ImmutableArray<SyntaxTree> trees)
    {
        // An edit leaves two of three files as they were.
        for (int i = 0; i < trees.Length; i += Math.Max(1, trees.Length / 3))
        {
            if (_sums.TryGetValue(trees[i], out Sum? sum) && sum.Parts.Length == trees.Length)
                return sum;
        }

        return null;
    }

    private bool Follow(Sum sum, ImmutableArray<SyntaxTree> trees, CancellationToken cancellation)
    {
        for (int i = 0; i < trees.Length; i++)
        {
            TPart part = Of(trees[i], cancellation);
            TPart before = sum.Parts[i];
            if (part == before)
                continue;
            if (!part.Equals(before))
                return false;
            sum.Parts[i] = part;
            Remember(trees[i], sum);
        }

        return true;
    }

    private void Remember(SyntaxTree tree, Sum sum)
    {
        _sums.Remove(tree);
        _sums.GetValue(tree, _ => sum);
    }

    private sealed class Sum
    {
        public Sum(TPart[] parts, TWhole whole)
        {
            Parts = parts;
            Whole = whole;
        }

        /// <summary>One for each file; the whole is that of these and of all that equal them.</summary>
        public TPart[] Parts { get; }

        public TWhole Whole { get; }
    }
}
