using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace FragApi.Docs.Tests;

internal static class Repository
{
    public static string Root { get; } = Program.FindRoot(AppContext.BaseDirectory);
}

/// <summary>The documents against the code.</summary>
public sealed class DocumentTests
{
    private static readonly string[] s_headings = ["## Cause", "## Example", "## How to fix", "## Why", "## How to configure", "## When to suppress"];

    public static TheoryData<string> RulePages => [.. Pages("docs/rules").Where(page => Path.GetFileName(page).StartsWith("FRAG", StringComparison.Ordinal))];

    public static TheoryData<string> AllPages => [.. Pages("."), .. Pages("docs"), .. Pages("docs/rules"), .. Pages("codefixes/package")];

    [Fact]
    public void The_generator_has_nothing_to_do()
    {
        IEnumerable<string> stale = new Documents(Repository.Root, Catalogue.Load()).All().Where(document => document.IsStale).Select(document => document.Path);

        Assert.True(!stale.Any(), $"Run 'dotnet run --project docs/Generator'; stale: {string.Join(", ", stale)}");
    }

    [Theory]
    [MemberData(nameof(RulePages))]
    public void A_rule_page_has_all_its_sections_in_order_and_none_is_empty(string page)
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, page));

        Assert.Equal(s_headings, Regex.Matches(text, "^## .*$", RegexOptions.Multiline).Select(match => match.Value.TrimEnd()));
        foreach (string section in text.Split("\n## ").Skip(1))
            Assert.True(section.IndexOf('\n', StringComparison.Ordinal) is > 0 and int end && section[end..].Trim().Length > 10, $"{page}: the section '{section}' is empty");
    }

    [Theory]
    [MemberData(nameof(AllPages))]
    public void Every_link_to_a_file_or_heading_of_the_repository_leads_somewhere(string page)
    {
        string folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;
        foreach (Match link in Regex.Matches(Prose(File.ReadAllText(Path.Combine(Repository.Root, page))), @"\]\((?<path>[^)#\s]*)(#(?<heading>[^)\s]+))?\)"))
        {
            string path = link.Groups["path"].Value;
            if (path.Contains("://", StringComparison.Ordinal))
                continue;
            string target = path.Length == 0 ? Path.Combine(Repository.Root, page) : Path.Combine(folder, path);
            Assert.True(File.Exists(target) || Directory.Exists(target), $"{page}: {link.Value}");
            if (link.Groups["heading"].Success)
                Assert.Contains(link.Groups["heading"].Value, Anchors(File.ReadAllText(target)));
        }
    }

    [Fact]
    public void The_package_ships_a_preset_for_every_mode_that_sets_something()
    {
        Catalogue catalogue = Catalogue.Load();
        string targets = File.ReadAllText(Path.Combine(Repository.Root, "codefixes/package/buildTransitive/FragApi.Analyzers.targets"));
        foreach (Mode mode in Mode.All)
        {
            Assert.Contains($"'$(FragApiAnalysisMode)' != '{mode.Name}'", targets);
            Assert.Equal(mode.GlobalConfig(catalogue.Rules) is not null, targets.Contains($"config/{mode.Name}.globalconfig", StringComparison.Ordinal));
        }
    }

    private static IEnumerable<string> Pages(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.md").Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/')).Order(StringComparer.Ordinal);

    /// <summary>Without code, in which brackets and parentheses mean something else.</summary>
    private static string Prose(string text) => Regex.Replace(Regex.Replace(text, "```.*?```", "", RegexOptions.Singleline), "`[^`\n]*`", "code");

    /// <summary>The headings as GitHub makes anchors of them.</summary>
    private static IEnumerable<string> Anchors(string text) =>
        Regex.Matches(Regex.Replace(text, "```.*?```", "", RegexOptions.Singleline), "^#+ (?<title>.*)$", RegexOptions.Multiline)
            .Select(match => Regex.Replace(match.Groups["title"].Value.Trim().ToLowerInvariant(), @"[^\w\- ]", "").Replace(' ', '-'));
}
