using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using FragApi.Analyzers.Accessors;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.CodeFixes.Generating;

/// <summary>
/// Writes the accessors that raw uses wait for. What is written compiles without a warning, and is taken by the
/// conversion: it is tried on the uses before it is handed out, and what none of them takes is left out.
/// </summary>
internal sealed class AccessorGenerator
{
    /// <summary>A use may find that it needs a second accessor only when it has the first.</summary>
    private const int MostRounds = 4;

    private readonly ImmutableArray<GeneratorUnit> _units;
    private readonly UnitsWithDraft _drafted;
    private readonly Func<SyntaxTree, bool> _isWritable;
    private readonly CancellationToken _cancellation;
    private readonly Generated _result = new();
    private AccessorHome? _home;

    private AccessorGenerator(ImmutableArray<GeneratorUnit> units, bool withInner, Func<SyntaxTree, bool> isWritable, CancellationToken cancellation)
    {
        _units = units;
        _drafted = new UnitsWithDraft(units, withInner, cancellation);
        _isWritable = isWritable;
        _cancellation = cancellation;
    }

    /// <summary>The accessors that the uses wait for.</summary>
    /// <param name="units">The compilations, each behind those that it refers to.</param>
    /// <param name="uses">Where the uses are.</param>
    /// <param name="withInner">What stands inside of a use is converted once that is, and what it then needs is written, too.</param>
    /// <param name="isWritable">Whether a tree has a file that can be changed.</param>
    /// <param name="cancellation">Stops it.</param>
    public static Generated Generate(ImmutableArray<GeneratorUnit> units, IEnumerable<UsesIn> uses, bool withInner, Func<SyntaxTree, bool> isWritable, CancellationToken cancellation)
    {
        AccessorGenerator generator = new(units, withInner, isWritable, cancellation);
        ImmutableArray<UsesIn> places = uses.ToImmutableArray();
        List<WaitingUse> waiting = places.SelectMany(place => generator._drafted.In(place, null, null)).ToList();
        foreach (IGrouping<string, WaitingUse> fragment in waiting.Where(use => use.Site.Missing is not null).GroupBy(use => use.Key).OrderBy(group => group.Key, StringComparer.Ordinal).ToList())
            generator.Fragment(fragment.ToList(), places);
        return generator._result;
    }

    /// <summary>All that one fragment's uses wait for.</summary>
    private void Fragment(List<WaitingUse> waiting, ImmutableArray<UsesIn> places)
    {
        WaitingUse first = waiting[0];
        _home = HomeOf(first, out string? refused);
        if (_home is null)
        {
            foreach (FragmentOperation operation in waiting.Select(use => use.Site.Missing!.Operation).Distinct())
                _result.Refuse(first.Fragment, operation, refused!);
            return;
        }

        // A use of it may be any that touches this fragment: an accessor that takes three stores at once is seen at one of them.
        ImmutableArray<UsesIn> ours = places.Where(place => waiting.Exists(use => use.Place == place)).ToImmutableArray();
        SpelledTypes types = new();
        AccessorWriter writer = new(_home, types);
        List<WrittenAccessor> members = new();
        HashSet<string> tried = new();
        HashSet<WrittenAccessor> used = new();
        List<WaitingUse> left = waiting;
        Draft? draft = null;
        for (int round = 0; round < MostRounds; round++)
        {
            List<MissingAccessor> missing = left.Select(use => use.Site.Missing!).Where(use => !tried.Contains(NameOf(use))).ToList();
            if (missing.Count == 0)
                break;
            tried.UnionWith(missing.Select(NameOf));
            List<(FragmentOperation Operation, string Reason)> impossible = new();
            foreach (AccessorNeed need in new Needs(_home.Compilation, _home.Within, missing, left[0].Model, left[0].Fragment).All(impossible))
            {
                ImmutableArray<WrittenAccessor> written = writer.Write(need, out string? why);
                if (why is not null)
                    impossible.Add((need.Operation, why));
                members.AddRange(written);
            }

            foreach ((FragmentOperation operation, string why) in impossible)
                _result.Refuse(first.Fragment, operation, why);
            draft = Compiling(members, types, first.Fragment);
            if (draft is null)
                return;
            (used, left) = TryOn(draft, ours, first.Fragment);
        }

        foreach (IGrouping<FragmentOperation, WaitingUse> still in left.Where(use => use.Site.Missing is not null).GroupBy(use => use.Site.Missing!.Operation))
            _result.Refuse(first.Fragment, still.Key, still.First().Site.Reason ?? "");
        Keep(members, used, draft!, types, first.Fragment, ours);
    }

    private static string NameOf(MissingAccessor missing) => $"{missing.Operation} {missing.Called?.ToDisplayString()}";

    /// <summary>What the uses take stays, with the form that it calls.</summary>
    private void Keep(List<WrittenAccessor> members, HashSet<WrittenAccessor> used, Draft draft, SpelledTypes types, INamedTypeSymbol fragment, ImmutableArray<UsesIn> ours)
    {
        List<WrittenAccessor> kept = members.FindAll(member => used.Contains(member) || !member.ByIndex && members.Exists(other => other.ByIndex && other.Need == member.Need && used.Contains(other)));
        foreach (WrittenAccessor useless in members.Where(member => !kept.Exists(other => other.Operation == member.Operation)))
            _result.Refuse(fragment, useless.Operation, In(ours, draft).Select(use => use.Site).FirstOrDefault(site => !site.IsFixable && site.Row?.Operation == useless.Operation)?.Reason ?? "no use would take it");
        if (kept.Count == 0)
            return;
        kept = kept.OrderBy(member => member.Operation).ToList();
        if (!kept.SequenceEqual(draft.Places.Select(place => place.Member)))
            draft = Draft.Of(_home!, types, kept.ToImmutableArray(), _cancellation);
        if (draft.Problems.Count > 0)
        {
            foreach (WrittenAccessor member in kept)
                _result.Refuse(fragment, member.Operation, WouldNotCompile(draft.Problems[0]));
            return;
        }

        _result.Add(draft, _home!, fragment);
    }

    private IEnumerable<WaitingUse> In(ImmutableArray<UsesIn> places, Draft draft) => places.SelectMany(place => _drafted.In(place, _home, draft));

    /// <summary>The uses that take a member of the draft, by member; and those that still wait.</summary>
    private (HashSet<WrittenAccessor> Used, List<WaitingUse> Left) TryOn(Draft draft, ImmutableArray<UsesIn> places, INamedTypeSymbol fragment)
    {
        Dictionary<string, WrittenAccessor> methods = new();
        foreach ((WrittenAccessor member, SyntaxTree tree, TextSpan span, _) in draft.Places)
        {
            SyntaxNode root = tree.GetRoot(_cancellation);
            if (root.DescendantNodes(span).OfType<MethodDeclarationSyntax>().FirstOrDefault(method => span.Contains(method.Span)) is MethodDeclarationSyntax declared
                && draft.Compilation.GetSemanticModel(tree).GetDeclaredSymbol(declared, _cancellation) is IMethodSymbol symbol
                && DocumentationCommentId.CreateDeclarationId(symbol) is string id)
            {
                methods[id] = member;
            }
        }

        HashSet<WrittenAccessor> used = new();
        List<WaitingUse> left = new();
        foreach (WaitingUse use in In(places, draft))
        {
            if (use.Site.Missing is not null)
            {
                if (use.Key == WaitingUse.KeyOf(fragment))
                    left.Add(use);
                continue;
            }

            foreach (Accessor? accessor in new[] { use.Site.Accessor, use.Site.Inner })
            {
                if (accessor is not null && DocumentationCommentId.CreateDeclarationId(accessor.Method.OriginalDefinition) is string id && methods.TryGetValue(id, out WrittenAccessor? member)
                    // Parameters are told apart by type and order; what was meant has to be what is understood.
                    && (member.Need.OffsetParameter is null || accessor.ParameterOf(Part.Offset)?.Name == member.Need.OffsetParameter))
                    used.Add(member);
            }
        }

        return (used, left);
    }

    /// <summary>The draft without what the compiler objects to; null when nothing is left.</summary>
    private Draft? Compiling(List<WrittenAccessor> members, SpelledTypes types, INamedTypeSymbol fragment)
    {
        while (members.Count > 0)
        {
            Draft draft = Draft.Of(_home!, types, members.ToImmutableArray(), _cancellation);
            if (draft.Problems.Count == 0)
                return draft;
            List<WrittenAccessor> bad = draft.Places.Where(place => draft.Problems.Exists(problem => problem.Location.SourceTree == place.Tree && problem.Location.SourceSpan.IntersectsWith(place.Span))).Select(place => place.Member).ToList();
            if (bad.Count == 0)
                bad = members.ToList();
            foreach (WrittenAccessor member in bad)
            {
                Diagnostic problem = draft.Problems[0];
                foreach ((WrittenAccessor placed, SyntaxTree tree, TextSpan span, _) in draft.Places)
                {
                    if (placed == member && draft.Problems.Find(found => found.Location.SourceTree == tree && found.Location.SourceSpan.IntersectsWith(span)) is Diagnostic own)
                        problem = own;
                }

                members.Remove(member);
                // The form that takes a container is nothing without the other.
                members.RemoveAll(other => !member.ByIndex && other.ByIndex && other.Need == member.Need);
                if (!member.ByIndex)
                    _result.Refuse(fragment, member.Operation, WouldNotCompile(problem));
            }
        }

        return null;
    }

    private static string WouldNotCompile(Diagnostic problem) => $"it would not compile: {problem.Id} {problem.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}";

    private AccessorHome? HomeOf(WaitingUse use, out string? refused)
    {
        INamedTypeSymbol fragment = use.Fragment;
        AccessorCatalog catalog = use.Model.AccessorsOf(fragment);
        INamedTypeSymbol lies = catalog.Type ?? fragment;
        string? id = DocumentationCommentId.CreateDeclarationId(lies);
        GeneratorUnit own = _units[use.Place.Unit];
        GeneratorUnit? unit = lies.DeclaringSyntaxReferences.IsEmpty
            ? null
            : _units.FirstOrDefault(other => lies.DeclaringSyntaxReferences.Any(reference => other.Compilation.ContainsSyntaxTree(reference.SyntaxTree)));
        if (unit is null && catalog.Type is not null)
        {
            refused = $"'{catalog.Type.Name}', where the accessors are, has no source here";
            return null;
        }

        unit ??= own;
        INamedTypeSymbol? there = Find(fragment, unit.Compilation);
        if (there is null)
        {
            refused = $"'{fragment.Name}' is not to be seen in '{unit.Compilation.AssemblyName}'";
            return null;
        }

        INamedTypeSymbol? existing = catalog.Type is null ? null : Find(catalog.Type, unit.Compilation);
        List<Accessor> known = Enumerable.Range(0, Operations.All.Length).SelectMany(operation => catalog.Of((FragmentOperation)operation)).ToList();
        if (unit != own)
            unit = new GeneratorUnit(unit.Compilation, unit.Files.Concat(own.Files).GroupBy(file => file.Path).Select(file => file.First()).ToImmutableArray());
        return AccessorHome.Of(unit, there, existing, known, use.Place.Tree, _isWritable, out refused, _cancellation);
    }

    private static INamedTypeSymbol? Find(INamedTypeSymbol type, Compilation compilation) =>
        DocumentationCommentId.CreateDeclarationId(type.OriginalDefinition) is string id ? DocumentationCommentId.GetFirstSymbolForDeclarationId(id, compilation) as INamedTypeSymbol : null;
}
