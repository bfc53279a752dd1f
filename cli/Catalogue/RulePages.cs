using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using FragApi.Analyzers;
using Microsoft.CodeAnalysis;

namespace FragApi.Cli.Catalogue;

/// <summary>The documentation that is built into the tool: a page for each rule, and those that they refer to.</summary>
internal static partial class RulePages
{
    private static readonly Dictionary<string, string> s_names = typeof(Rules).GetFields(BindingFlags.Public | BindingFlags.Static)
        // A rule may have variants, of another severity or wording; it goes by its own name.
        .Where(field => Rules.All.Any(rule => ReferenceEquals(rule, field.GetValue(null))))
        .ToDictionary(field => ((DiagnosticDescriptor)field.GetValue(null)!).Id, field => field.Name);

    /// <summary>The rule's name in one word.</summary>
    public static string NameOf(DiagnosticDescriptor rule) => s_names.GetValueOrDefault(rule.Id) ?? rule.Id;

    /// <summary>There is such a rule.</summary>
    public static bool IsRule(string id) => Rules.All.Any(rule => rule.Id == id);

    /// <summary>The page's Markdown; null when there is none.</summary>
    public static string? Of(string id) => Resource(id + ".md");

    /// <summary>The page for a reader elsewhere: without the marks of its generator, its links whole.</summary>
    public static string? Published(DiagnosticDescriptor rule) =>
        Of(rule.Id) is not string page ? null
            : LocalLink().Replace(Mark().Replace(page, ""), link => $"]({new Uri(new Uri(rule.HelpLinkUri), link.Groups[1].Value)})");

    /// <summary>What the page's head, which is generated from the fixes, says.</summary>
    public static bool HasFix(DiagnosticDescriptor rule) => Of(rule.Id) is string page && FixRow().IsMatch(page);

    private static string? Resource(string name)
    {
        using Stream? stream = typeof(RulePages).Assembly.GetManifestResourceStream("docs/" + name);
        if (stream is null)
            return null;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    [GeneratedRegex(@"^<!-- [a-z]+:(begin|end) -->\n", RegexOptions.Multiline)]
    private static partial Regex Mark();

    [GeneratedRegex(@"\]\((?!https?:)([^)\s]+)\)")]
    private static partial Regex LocalLink();

    [GeneratedRegex(@"^\| Fix \| yes\b", RegexOptions.Multiline)]
    private static partial Regex FixRow();
}
