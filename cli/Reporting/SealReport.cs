using System;
using System.Globalization;
using System.IO;
using System.Linq;
using FragApi.Cli.Loading;
using FragApi.Cli.Sealing;

namespace FragApi.Cli.Reporting;

/// <summary>What a person wants to know of a sealing: what was sealed, and above all what stands in the way.</summary>
internal static class SealReport
{
    /// <param name="output">Where to.</param>
    /// <param name="result">What sealing came to.</param>
    /// <param name="code">Of what.</param>
    /// <param name="wanted">It was to be written.</param>
    /// <param name="written">And was.</param>
    /// <param name="hint">A command for the same code base.</param>
    public static void Write(TextWriter output, SealResult result, CodeBase code, bool wanted, bool written, Func<string, string[], string> hint)
    {
        foreach (MissedCase missed in result.Missed)
        {
            string place = string.Create(CultureInfo.InvariantCulture, $"{code.Relative(missed.File)}({missed.Start.Line + 1},{missed.Start.Character + 1})");
            string rule = missed.Rule ?? (missed.InAccessor ? "accessor code that has no form to open the page with" : "no rule sees this");
            output.WriteLine($"{place}: {OneLine.Of(missed.Expression)}: {rule}: {missed.Problem ?? "compiles even so"}");
        }

        foreach (string refused in result.Refused)
            output.WriteLine($"not sealed: {refused}");
        foreach (string before in result.SealedBefore)
            output.WriteLine($"{before} is sealed");
        foreach (string now in result.Sealed)
            output.WriteLine(written ? now : $"{now}, in memory");
        foreach ((string path, string _) in result.Added)
            output.WriteLine($"{code.Relative(path)} {(written ? "was added" : "will be added")}: the type itself; a project that lists its files has to list this one");
        if (result.Disabled > 0)
            output.WriteLine($"{Count(result.Disabled, "raw use")} in text that #if disables: no compiler looks at it, and sealing does not prove anything about it; see fragapi explain FRAG1011");
        if (Frameworks.Of(code) is string frameworks)
            output.WriteLine($"target frameworks: {frameworks}");
        if (!result.VisibleOutside.IsEmpty)
        {
            output.WriteLine($"looked at: {string.Join(", ", result.LookedAt)}");
            output.WriteLine($"warning: {string.Join(", ", result.VisibleOutside)} can be named by projects that were not looked at: a raw use there may still compile, such as ReferenceEquals of two pages, which is never true any more");
        }

        if (result.Unbound is not null)
            output.WriteLine(result.Unbound);
        if (written)
            output.WriteLine($" {DiffStat.Of(result.Files, code)}");

        output.WriteLine(result.Missed.IsEmpty ? NothingMissed(result, written, hint) : Missed(result, wanted, hint));
    }

    private static string NothingMissed(SealResult result, bool written, Func<string, string[], string> hint) =>
        !result.Losses.IsEmpty ? "No missed case in what could be looked at. Nothing was written."
        : written ? "No missed case. Written. Next: build, commit; a raw use no longer compiles."
        : !result.Refused.IsEmpty ? $"{Count(result.Refused.Length, "page")} cannot be sealed as declared. Change that, and seal again."
        : result.Sealed.IsEmpty ? "No missed case."
        : $"No missed case. To make it so: {hint("seal", ["--write"])}";

    private static string Missed(SealResult result, bool wanted, Func<string, string[], string> hint)
    {
        int unseen = result.Missed.Count(missed => missed.Rule is null && !missed.InAccessor);
        string left = $"{Count(result.Missed.Length, "missed case")}{(unseen > 0 ? $", {unseen.ToString(CultureInfo.InvariantCulture)} that no rule sees" : "")}.{(wanted ? " Nothing was written." : "")}";
        // Where the pages are sealed, there is nothing that a conversion could still take for raw.
        return result.Sealed.IsEmpty
            ? $"{left} The pages are sealed: write these by hand with the accessors ('fragapi explain ID' shows how, for each rule)."
            : $"{left} To convert: {hint("convert", [])}, and by hand what it leaves; then seal again.";
    }

    private static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
