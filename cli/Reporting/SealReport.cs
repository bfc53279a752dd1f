using System.Globalization;
using System.Linq;
using FragApi.Cli.Loading;
using FragApi.Cli.Sealing;
using Spectre.Console;

namespace FragApi.Cli.Reporting;

/// <summary>What a person wants to know of a sealing: what was sealed, and above all what stands in the way.</summary>
internal static class SealReport
{
    public static void Write(IAnsiConsole console, SealResult result, CodeBase code, bool wanted, bool written)
    {
        foreach (MissedCase missed in result.Missed)
        {
            string place = string.Create(CultureInfo.InvariantCulture, $"{code.Relative(missed.File)}({missed.Start.Line + 1},{missed.Start.Character + 1})");
            string rule = missed.Rule ?? (missed.InAccessor ? "accessor code that has no form to open the page with" : "no rule sees this");
            console.WriteLine($"{place}: {OneLine.Of(missed.Expression)}: {rule}: {missed.Problem ?? "compiles even so"}");
        }

        foreach (string refused in result.Refused)
            console.WriteLine($"not sealed: {refused}");
        foreach (string before in result.SealedBefore)
            console.WriteLine($"{before} is sealed");
        foreach (string now in result.Sealed)
            console.WriteLine(written ? now : $"{now}, in memory");
        foreach ((string path, string _) in result.Added)
            console.WriteLine($"{code.Relative(path)} {(written ? "was added" : "will be added")}: the type itself; a project that lists its files has to list this one");
        if (result.Disabled > 0)
            console.WriteLine($"{Count(result.Disabled, "raw use")} in text that #if disables: no compiler looks at it, and sealing does not prove anything about it; see fragapi explain FRAG1011");
        if (!result.VisibleOutside.IsEmpty)
        {
            console.WriteLine($"looked at: {string.Join(", ", result.LookedAt)}");
            console.WriteLine($"warning: {string.Join(", ", result.VisibleOutside)} can be named by projects that were not looked at: a raw use there may still compile, such as ReferenceEquals of two pages, which is never true any more");
        }

        if (written)
            console.WriteLine($" {DiffStat.Of(result.Files, code)}");

        int unseen = result.Missed.Count(missed => missed.Rule is null && !missed.InAccessor);
        console.WriteLine(
            !result.Missed.IsEmpty ? $"{Count(result.Missed.Length, "missed case")}{(unseen > 0 ? $", {unseen.ToString(CultureInfo.InvariantCulture)} that no rule sees" : "")}.{(wanted ? " Nothing was written." : "")} To convert (fragapi convert, or by hand); then seal again."
            : !result.Refused.IsEmpty ? $"{Count(result.Refused.Length, "page")} cannot be sealed as {(result.Refused.Length == 1 ? "it is" : "they are")}; see above.{(wanted ? " Nothing was written." : "")}"
            : written ? "No missed case. Written. Next: build, commit; a raw use no longer compiles."
            : result.Sealed.IsEmpty ? "No missed case." : "No missed case. To make it so: fragapi seal --write");
    }

    private static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
