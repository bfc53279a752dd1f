using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using FragApi.Analyzers.Accessors;
using Microsoft.CodeAnalysis;

namespace FragApi.Docs;

/// <summary>A file as it should be, and as it is.</summary>
internal sealed record Document(string Path, string? Actual, string? Expected)
{
    public bool IsStale => Actual != Expected;
}

/// <summary>Every file that is generated, wholly or between markers, from what the shipped assemblies say of themselves.</summary>
internal sealed class Documents(string root, Catalogue catalogue)
{
    private const string RulesFolder = "docs/rules";
    private const string ConfigFolder = "codefixes/package/config";
    private const string AnnotationsPath = "analyzers/Vocabulary/Annotations/FragApi.Annotations.g.cs";

    public IEnumerable<Document> All()
    {
        yield return Rewrite("README.md", ("rules", RuleTable($"{RulesFolder}/", withModes: false)));
        yield return Rewrite($"{RulesFolder}/README.md", ("rules", RuleTable("", withModes: true)), ("declines", Rewrites.DeclineList(RewriteTable.Always)));
        yield return Rewrite("docs/configuration.md", ("modes", ModeTable()), ("attributes", Vocabulary.AttributeTable(Path.Combine(root, AnnotationsPath))), ("operations", Vocabulary.OperationTable(Path.Combine(root, AnnotationsPath))), ("pairs", Vocabulary.PairTable()));
        foreach (DiagnosticDescriptor rule in catalogue.Rules)
            yield return RulePage(rule);
        foreach (Mode mode in Mode.All)
            yield return Whole($"{ConfigFolder}/{mode.Name}.globalconfig", mode.GlobalConfig(catalogue.Rules));
        foreach (string orphan in OrphanedPages())
            yield return Whole(orphan, null);
    }

    private Document RulePage(DiagnosticDescriptor rule)
    {
        string path = $"{RulesFolder}/{rule.Id}.md";
        string? rewrites = Rewrites.Of(rule);
        if (Read(path) is null)
            return new Document(path, null, Marked.Wrap("header", RuleHeader(rule)) + Skeleton(rewrites));
        return rewrites is null
            ? Rewrite(path, ("header", RuleHeader(rule)))
            : Rewrite(path, ("header", RuleHeader(rule)), ("rewrites", rewrites));
    }

    private string RuleTable(string folder, bool withModes)
    {
        StringBuilder table = new();
        IEnumerable<Mode> modes = withModes ? [Mode.Migrate, Mode.Strict] : [];
        table.Append("| Rule | Says | Severity |").Append(string.Concat(modes.Select(mode => $" `{mode.Name}` |"))).Append(" Fix |\n");
        table.Append("|---|---|---|").Append(string.Concat(modes.Select(_ => "---|"))).Append("---|\n");
        foreach (DiagnosticDescriptor rule in catalogue.Rules)
        {
            table.Append($"| [{rule.Id}]({folder}{rule.Id}.md) | {Cell(rule.Title.ToString())} | {Mode.Default.SeverityOf(rule)} |");
            table.Append(string.Concat(modes.Select(mode => $" {mode.SeverityOf(rule)} |")));
            table.Append($" {(catalogue.Fixable.Contains(rule.Id) ? "yes" : "")} |\n");
        }

        return table.ToString();
    }

    private static string ModeTable() =>
        "| `FragApiAnalysisMode` | Gives |\n|---|---|\n" + string.Concat(Mode.All.Select(mode => $"| `{mode.Name}` | {mode.Says} |\n"));

    private string RuleHeader(DiagnosticDescriptor rule)
    {
        StringBuilder header = new();
        header.Append($"# {rule.Id}: {rule.Title}\n\n{rule.Description}\n\n");
        header.Append("| | |\n|---|---|\n");
        header.Append($"| Category | {rule.Category} |\n");
        header.Append($"| Severity | {Mode.Default.SeverityOf(rule)} (`migrate`: {Mode.Migrate.SeverityOf(rule)}, `strict`: {Mode.Strict.SeverityOf(rule)}) |\n");
        header.Append($"| Fix | {(catalogue.Fixable.Contains(rule.Id) ? "yes, with fix-all in document, project and solution" : "none")} |\n");
        header.Append($"| Message | {Cell(rule.MessageFormat.ToString())} |\n");
        return header.ToString();
    }

    private IEnumerable<string> OrphanedPages() =>
        from page in Directory.EnumerateFiles(Path.Combine(root, RulesFolder), "FRAG*.md").Order(StringComparer.Ordinal)
        let id = Path.GetFileNameWithoutExtension(page)
        where catalogue.Rules.All(rule => rule.Id != id)
        select $"{RulesFolder}/{id}.md";

    private Document Rewrite(string path, params ReadOnlySpan<(string Name, string Text)> parts)
    {
        string actual = Read(path) ?? throw new InvalidOperationException($"{path} is missing: it is hand-written but for its generated parts.");
        string expected = actual;
        foreach ((string name, string text) in parts)
            expected = Marked.Replace(expected, name, text, path);
        return new Document(path, actual, expected);
    }

    /// <summary>What a new page starts from; the hand writes the rest.</summary>
    private static string Skeleton(string? rewrites) =>
        "\n## Cause\n\n## Example\n\n## How to fix\n\n"
        + (rewrites is null ? "" : Marked.Wrap("rewrites", rewrites) + "\n")
        + "## Why\n\n## How to configure\n\n## When to suppress\n";

    private Document Whole(string path, string? expected) => new(path, Read(path), expected);

    private string? Read(string path)
    {
        string full = Path.Combine(root, path);
        return File.Exists(full) ? File.ReadAllText(full) : null;
    }

    /// <summary>A text as a cell of a table.</summary>
    public static string Cell(string text) => text.Replace("|", "\\|").Replace("<", "&lt;");
}
