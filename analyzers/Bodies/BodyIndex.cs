using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Analyzers.Bodies;

/// <summary>
/// Which bodies of a compilation can mean something to whom: those with an identifier that may stand for something with
/// a role, or for a member that uses such an identifier on behalf of its callers, and so on for as many rounds as calls
/// are followed. Files are read once and kept, so that after an edit one file is read.
/// </summary>
internal sealed class BodyIndex
{
    /// <summary>Calls are followed as far as that, and it is read once for each; a code base with more on top of each other is rare.</summary>
    private const int Rounds = 8;

    private static readonly ConditionalWeakTable<Compilation, BodyIndex> s_indices = new();
    private static readonly ConditionalWeakTable<RoleIndex, Round> s_first = new();
    private static readonly Round s_unbound = new(BaseNames());
    private static readonly ConditionalWeakTable<SyntaxTree, object> s_passedOver = new();

    private readonly List<Round> _rounds = new();

    private BodyIndex(Round first, Compilation compilation, CancellationToken cancellation)
    {
        for (Round? round = first; round is not null && _rounds.Count < Rounds;)
        {
            _rounds.Add(round);
            Sum sum = round.Files.Of(compilation, cancellation);
            All |= sum.All;
            round = sum.Next;
        }
    }

    /// <summary>
    /// A host has found out by itself that a file has nothing for anybody, whatever names are in it. It has to say so before
    /// the file is looked at.
    /// </summary>
    public static void PassOver(SyntaxTree tree) => s_passedOver.GetValue(tree, tree => tree.FilePath);

    /// <summary>Who finds anything in the compilation.</summary>
    public Interest All { get; }

    /// <summary>The compilation's index; the model is null where nothing is bound.</summary>
    public static BodyIndex For(Compilation compilation, FragmentModel? model, CancellationToken cancellation)
    {
        if (s_indices.TryGetValue(compilation, out BodyIndex? index))
            return index;
        Round first = model is null ? s_unbound : s_first.GetValue(model.Index, FirstOf);
        index = new BodyIndex(first, compilation, cancellation);
        return s_indices.GetValue(compilation, _ => index);
    }

    /// <summary>Who finds something in a stretch of a file.</summary>
    public Interest In(SyntaxTree tree, TextSpan span, CancellationToken cancellation)
    {
        Interest interest = Interest.None;
        foreach (Round round in _rounds)
            interest |= round.Files.Of(tree, cancellation).In(span);
        return interest;
    }

    /// <summary>Where in a file anybody finds something, in order.</summary>
    public List<int> PlacesIn(SyntaxTree tree, CancellationToken cancellation)
    {
        List<int> places = new();
        foreach (Round round in _rounds)
            places.AddRange(round.Files.Of(tree, cancellation).Positions);
        places.Sort();
        return places;
    }

    private static Round FirstOf(RoleIndex index)
    {
        Dictionary<string, uint> names = BaseNames();
        foreach (KeyValuePair<string, uint> name in index.Names.All)
            Add(names, name.Key, Interests.Of(name.Value));
        // The accessors of a type that says so have the names of what they do, and no role.
        if (index.Names.Has(Role.Fragment))
        {
            foreach (OperationInfo operation in Operations.All)
            {
                uint bits = operation.Maps ? Interests.WithCallers(Interest.Dma) : Interests.Of(Role.FragmentAccessor);
                Add(names, operation.Operation.ToString(), operation.References != 0 ? bits | (uint)Interest.Ownership : bits);
            }
        }

        return new Round(names);
    }

    private static Dictionary<string, uint> BaseNames()
    {
        Dictionary<string, uint> names = new(StringComparer.Ordinal);
        foreach (string name in BaseLibraryFile.Names)
            Add(names, name, Interests.WithCallers(Interest.Ownership) | (BaseLibraryFile.AcquiringNames.Contains(name) ? Interests.Acquires : 0));
        return names;
    }

    private static void Add(Dictionary<string, uint> names, string name, uint bits)
    {
        if (bits == 0)
            return;
        names.TryGetValue(name, out uint known);
        names[name] = known | bits;
    }

    /// <summary>The names of one round, and where files have them.</summary>
    private sealed class Round
    {
        private readonly Dictionary<string, uint> _known;

        public Round(Dictionary<string, uint> names)
            : this(names, names)
        {
        }

        private Round(Dictionary<string, uint> names, Dictionary<string, uint> known)
        {
            _known = known;
            NameTable table = new(names);
            Files = new TreeFold<FilePlaces, Sum>((tree, cancellation) => s_passedOver.TryGetValue(tree, out _) ? FilePlaces.None : FilePlaces.Of(table.FindIn(tree, cancellation)), Add);
        }

        public TreeFold<FilePlaces, Sum> Files { get; }

        private Sum Add(IReadOnlyList<FilePlaces> files)
        {
            Interest all = Interest.None;
            Dictionary<string, uint>? more = null;
            foreach (FilePlaces file in files)
            {
                all |= file.All;
                foreach (KeyValuePair<string, uint> helper in file.Helpers)
                {
                    _known.TryGetValue(helper.Key, out uint known);
                    if ((helper.Value & ~known) != 0)
                        BodyIndex.Add(more ??= new Dictionary<string, uint>(StringComparer.Ordinal), helper.Key, helper.Value);
                }
            }

            if (more is null)
                return new Sum(all, null);
            Dictionary<string, uint> sum = new(_known, StringComparer.Ordinal);
            foreach (KeyValuePair<string, uint> name in more)
                BodyIndex.Add(sum, name.Key, name.Value);
            return new Sum(all, new Round(more, sum));
        }
    }

    /// <summary>What a round comes to, over all files.</summary>
    private sealed class Sum
    {
        public Sum(Interest all, Round? next)
        {
            All = all;
            Next = next;
        }

        public Interest All { get; }

        /// <summary>The names of the members that do what this round is about; null when there are no new ones.</summary>
        public Round? Next { get; }
    }
}
