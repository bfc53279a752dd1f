using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace FragApi.Cli.Catalogue;

/// <summary>What can be explained beside the rules: parts of the documentation that rules and messages refer to, built into the tool.</summary>
internal static partial class Topics
{
    // Each is made of sections, so that nothing is written twice.
    private static readonly (string Name, (string Page, string Heading)[] Sections)[] s_all =
    [
        ("annotations", [("configuration", "Attributes"), ("annotating", "")]),
        ("bindings", [("configuration", "Binding files"), ("configuration", "Attributes")]),
        ("accessors", [("configuration", "Accessors")]),
        ("configuration", [("configuration", "")]),
        ("migrating", [("migrating", "")]),
        ("seal", [("migrating", "4. Seal")]),
        ("severities", [("configuration", "Modes"), ("configuration", "Severities")]),
        ("strict", [("configuration", "Strict mode")]),
        ("ownership", [("configuration", "Ownership rules")]),
        ("packs", [("configuration", "Packs")]),
        ("no-fix", [("README", "When there is no fix")]),
        ("cli", [("cli", "")]),
        ("ci", [("ci", "")]),
        ("scale", [("scale", "")]),
        ("editors", [("editors", "")]),
    ];

    public static IEnumerable<string> Names => s_all.Select(topic => topic.Name);

    /// <summary>The topic's Markdown; null when there is no such topic.</summary>
    public static string? Of(string name)
    {
        (string Page, string Heading)[]? sections = s_all.FirstOrDefault(topic => string.Equals(topic.Name, name, StringComparison.OrdinalIgnoreCase)).Sections;
        return sections is null ? null : string.Join("\n\n", sections.Select(section => Section(RulePages.Of(section.Page)!, section.Heading)));
    }

    /// <summary>The page with its links to other pages as the commands that print these.</summary>
    public static string WithCommands(string markdown) => LocalLink().Replace(markdown, link =>
        CommandFor(link.Groups["page"].Value, link.Groups["anchor"].Value) is string command && !command.EndsWith(' ' + link.Groups["text"].Value, StringComparison.Ordinal)
            ? $"{link.Groups["text"].Value} (`{command}`)"
            : link.Groups["text"].Value);

    /// <summary>What prints a page of the documentation, or a part of it; null when nothing does.</summary>
    public static string? CommandFor(string page, string anchor)
    {
        page = Path.GetFileNameWithoutExtension(page);
        if (RulePages.IsRule(page))
            return $"fragapi explain {page}";
        if (page == "README" && anchor.Length == 0)
            return "fragapi rules";
        string? topic = s_all.FirstOrDefault(topic => topic.Sections[0] is var (file, heading) && file == page && AnchorOf(heading) == anchor).Name
            ?? s_all.FirstOrDefault(topic => topic.Sections.Any(section => section.Page == page && AnchorOf(section.Heading) == anchor)).Name
            ?? s_all.FirstOrDefault(topic => topic.Sections.Any(section => section.Page == page && section.Heading.Length == 0)).Name;
        return topic is null ? null : $"fragapi explain {topic}";
    }

    private static string AnchorOf(string heading) =>
        string.Concat(heading.ToLowerInvariant().Where(character => char.IsLetterOrDigit(character) || character is ' ' or '-')).Replace(' ', '-');

    /// <summary>A section with all that is below it; all of the page for an empty heading.</summary>
    private static string Section(string page, string heading)
    {
        if (heading.Length == 0)
            return page;
        string[] lines = page.Split('\n');
        int start = Array.FindIndex(lines, line => line.StartsWith('#') && line.TrimStart('#') == " " + heading);
        int level = LevelOf(lines[start]);
        bool inCode = false;
        int end = start + 1;
        for (; end < lines.Length && (inCode || LevelOf(lines[end]) == 0 || LevelOf(lines[end]) > level); end++)
            inCode ^= lines[end].StartsWith("```", StringComparison.Ordinal);
        return string.Join('\n', lines[start..end]).TrimEnd();

        static int LevelOf(string line) => line.StartsWith('#') ? line.Length - line.TrimStart('#').Length : 0;
    }

    [GeneratedRegex(@"\[(?<text>(?:`[^`]*`|[^\]`])+)\]\((?!https?:)(?<page>[^)#\s]*)#?(?<anchor>[^)\s]*)\)")]
    private static partial Regex LocalLink();
}
