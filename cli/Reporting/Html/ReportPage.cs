using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using FragApi.Analyzers;
using FragApi.Cli.Catalogue;
using FragApi.Cli.Hosting;
using Markdig;
using Microsoft.CodeAnalysis;

namespace FragApi.Cli.Reporting.Html;

/// <summary>
/// The page itself: one file that needs nothing else. Its policy allows its own style and its own script, by their
/// hashes, and no connection; what comes from the code base is data, and is never read as anything else.
/// </summary>
internal static class ReportPage
{
    private static readonly MarkdownPipeline s_markdown = new MarkdownPipelineBuilder().UsePipeTables().DisableHtml().Build();

    public static string Of(
        string verb, string name, IReadOnlyList<string> remarks, IReadOnlyList<string> states, Numbering<string> projects, Numbering<string> files, Numbering<string> rules, CodeParts parts, IReadOnlyList<PageSite> sites)
    {
        PageData data = new(
            $"fragapi {ToolVersion.Full}", verb, name, DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture), remarks, states, projects.Items, files.Items,
            [.. rules.Items.Select(Rule)], parts.Lines, sites);
        return Of(data);
    }

    /// <summary>The page of some data.</summary>
    public static string Of(PageData data)
    {
        (string style, string script) = (Part("page.css"), Part("page.js"));
        Dictionary<string, string> holes = new(StringComparer.Ordinal)
        {
            ["policy"] = $"default-src 'none'; style-src '{Hash(style)}'; script-src '{Hash(script)}'; img-src data:; base-uri 'none'; form-action 'none'",
            ["style"] = style,
            ["script"] = script,
            ["data"] = data.ToJson(),
        };
        StringBuilder page = new();
        string[] pieces = Part("page.html").Split("{{");
        page.Append(pieces[0]);
        foreach (string piece in pieces[1..])
        {
            int end = piece.IndexOf("}}", StringComparison.Ordinal);
            page.Append(holes[piece[..end]]).Append(piece, end + 2, piece.Length - end - 2);
        }

        return page.ToString();
    }

    private static PageRule Rule(string id)
    {
        DiagnosticDescriptor? rule = Rules.All.FirstOrDefault(known => known.Id == id);
        string page = rule is not null && RulePages.Published(rule) is string text ? Markdown.ToHtml(text, s_markdown) : "";
        return new PageRule(id, rule?.Title.ToString(CultureInfo.InvariantCulture) ?? "", page);
    }

    private static string Part(string name)
    {
        using StreamReader reader = new(typeof(ReportPage).Assembly.GetManifestResourceStream("html/" + name)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static string Hash(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
