using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Surveying;

/// <summary>
/// The names without which a member of a file has no raw use of a fragment and no call of an accessor: what is told from
/// names need not be bound. Of its parts, of what is done with a page, of accessors and of what reinterprets storage.
/// </summary>
internal sealed class SiteNames
{
    /// <summary>What an indexer is called; it is used without a name.</summary>
    public const string Indexer = "this[]";

    private static readonly uint s_roles = ((Role[])
    [
        Role.FragmentPage, Role.FragmentOffset, Role.FragmentSize, Role.FragmentAccessor,
        Role.PageGet, Role.PagePut, Role.PageMap, Role.PageAddress, Role.PagePhys,
    ]).Aggregate(0u, (bits, role) => bits | RoleNames.Bit(role));

    private static readonly string[] s_others = [.. Enum.GetNames<FragmentOperation>(), "Unwrap", "As", "Cast", "AsBytes"];

    private readonly NameTable _names;

    private SiteNames(IEnumerable<string> names) => _names = new NameTable([.. names.Distinct().Select(name => KeyValuePair.Create(name, 1u))]);

    /// <summary>Null where names do not tell.</summary>
    public static SiteNames? Of(FragmentModel model)
    {
        List<string> names = [.. model.Index.Names.All.Where(name => (name.Value & s_roles) != 0).Select(name => name.Key)];
        return names.Contains(Indexer) ? null : new SiteNames(names.Concat(s_others));
    }

    /// <summary>Where a file has them, in order; null for anywhere: what pointers do has no name.</summary>
    public IReadOnlyList<int>? In(SyntaxTree tree, CancellationToken cancellation)
    {
        string text = tree.GetText(cancellation).ToString();
        // A name may be written with escapes.
        if (text.Contains("unsafe", StringComparison.Ordinal) || text.Contains("\\u", StringComparison.OrdinalIgnoreCase))
            return null;
        return _names.FindIn(tree, cancellation)?.Where(place => !IsType(place.Token)).Select(place => place.Token.SpanStart).ToList() ?? [];
    }

    /// <summary>A type may be called like a member of another: a parameter is of it, nothing is done with it.</summary>
    private static bool IsType(SyntaxToken name) => name.Parent is SimpleNameSyntax { Parent: not null } written && SyntaxFacts.IsInTypeOnlyContext(written);

    /// <summary>A member has one of the places.</summary>
    public static bool Has(IReadOnlyList<int>? places, TextSpan member)
    {
        if (places is null)
            return true;
        int low = 0;
        for (int high = places.Count; low < high;)
        {
            int middle = (low + high) / 2;
            if (places[middle] < member.Start)
                low = middle + 1;
            else
                high = middle;
        }

        return low < places.Count && places[low] < member.End;
    }
}
