using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using FragApi.Analyzers.Accessors;
using Microsoft.CodeAnalysis;

namespace FragApi.Docs;

/// <summary>The rewrites of a rule, as the table has them.</summary>
internal static class Rewrites
{
    /// <summary>Before, after, and what keeps them apart; null when the rule rewrites nothing.</summary>
    public static string? Of(DiagnosticDescriptor rule)
    {
        ImmutableArray<RewriteRow> rows = [.. RewriteTable.Rows.Where(row => row.Rule.Id == rule.Id)];
        if (rows.IsEmpty)
            return null;
        StringBuilder text = new();
        text.Append("| Raw | Converted |\n|---|---|\n");
        foreach (RewriteRow row in rows)
            text.Append($"| `{row.Before}` | `{row.After}` |\n");
        text.Append("\nThe site is reported without a fix, and the message says why, when one of the [reasons that hold for every rule](README.md#when-there-is-no-fix) applies, or:\n\n");
        text.Append(DeclineList(rows.SelectMany(row => row.Unless).Distinct()));
        return text.ToString();
    }

    /// <summary>The reasons for which a site is reported without a fix; '…' where a message has a name.</summary>
    public static string DeclineList(IEnumerable<DeclineReason> reasons) =>
        string.Concat(reasons.Select(reason => $"- {string.Format(Decline.Text(reason), "…", "…", "…")}\n"));
}
