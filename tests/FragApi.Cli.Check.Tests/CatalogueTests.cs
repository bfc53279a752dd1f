using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using FragApi.Analyzers;
using FragApi.Analyzers.Vocabulary;
using FragApi.Cli.Catalogue;
using Microsoft.CodeAnalysis;
using Xunit;

namespace FragApi.Cli.Check.Tests;

/// <summary><c>rules</c> and <c>explain</c>.</summary>
public sealed class CatalogueTests
{
    [Fact]
    public async Task RulesListsEveryRule()
    {
        using Folder folder = new();
        ToolRun run = (await Tool.RunAsync(folder.Root, "rules")).Exits(0);
        Assert.Equal(Rules.All.Select(rule => rule.Id), run.Lines.Skip(1).Select(line => line.Split(' ')[0]));
        Assert.Matches("^FRAG1001 +warning +yes +Reference taken on a fragment's page by hand", run.Lines[1]);
        Assert.Matches("^FRAG1011 +info +Raw use|^FRAG1011 +info +Raw fragment use", run.Lines.Single(line => line.StartsWith("FRAG1011", System.StringComparison.Ordinal)));

        JsonNode json = (await Tool.RunAsync(folder.Root, "rules", "--format", "json")).Exits(0).Json;
        Assert.Equal(1, (int)json["version"]!);
        Assert.Equal(Rules.All.Select(rule => rule.Id), json["rules"]!.AsArray().Select(rule => (string)rule!["id"]!));
        JsonNode first = json["rules"]![0]!;
        Assert.Equal(["id", "severity", "fix", "title", "category", "help"], first.AsObject().Select(field => field.Key));
        Assert.True((bool)first["fix"]!);
        Assert.False((bool)json["rules"]!.AsArray().Single(rule => (string)rule!["id"]! == "FRAG1008")!["fix"]!);
    }

    [Theory]
    [InlineData("FRAG1003")]
    [InlineData("frag1003")]
    [InlineData("1003")]
    public async Task ExplainTakesIdsInAnySpelling(string id)
    {
        using Folder folder = new();
        ToolRun run = (await Tool.RunAsync(folder.Root, "explain", id)).Exits(0);
        Assert.Equal("FRAG1003: Fragment's page DMA-mapped by hand", run.Lines[0]);
        foreach (string section in (string[])["Cause", "Example", "How to fix", "How to configure", "When to suppress"])
            Assert.Contains(section, run.Lines);
    }

    [Fact]
    public async Task ExplainBindingsShowsHowToBind()
    {
        using Folder folder = new();
        ToolRun run = (await Tool.RunAsync(folder.Root, "explain", "Bindings")).Exits(0);
        Assert.Equal("Binding files", run.Lines[0]);
        Assert.Contains("    page-get        M:Vendor.Mm.get_page(Vendor.Page)", run.Lines);
        Assert.DoesNotContain("Modes", run.Lines);
        // Every keyword is there, and every value that one can take.
        Assert.All(Roles.All, role => Assert.Contains($"`{role.Keyword}`", run.Out, StringComparison.Ordinal));
        Assert.All(Enum.GetNames<FragmentOperation>(), operation => Assert.Contains($"`{operation}`", run.Out, StringComparison.Ordinal));
        Assert.All(Enum.GetNames<When>(), when => Assert.Contains($"`{when}`", run.Out, StringComparison.Ordinal));
    }

    [Fact]
    public void EveryTopicReadsAsPlainText()
    {
        Assert.All((string[])["bindings", "accessors", "annotations", "strict"], topic => Assert.Contains(topic, Topics.Names));
        foreach (string topic in Topics.Names)
        {
            string text = new MarkdownText(width: 80).Render(Topics.WithCommands(Topics.Of(topic)!));
            Assert.True(text.Split('\n').Length > 5, $"{topic}:\n{text}");
            Assert.DoesNotContain("](", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void WhatAPageRefersToIsThereWithoutANetwork()
    {
        foreach (string page in Rules.All.Select(rule => RulePages.Of(rule.Id)!).Concat(Topics.Names.Select(topic => Topics.Of(topic)!)))
        {
            foreach (Match link in Regex.Matches(page, @"\]\((?!https?:|#)([^)#\s]*)#?([^)\s]*)\)"))
            {
                string? command = Topics.CommandFor(link.Groups[1].Value, link.Groups[2].Value);
                Assert.True(command is not null, $"{link.Value} leads nowhere");
                string last = command.Split(' ')[^1];
                Assert.True(last == "rules" || RulePages.IsRule(last) || Topics.Of(last) is not null, command);
            }
        }
    }

    [Fact]
    public async Task APageNamesTheCommandsForWhatItRefersTo()
    {
        using Folder folder = new();
        Assert.Contains("fragapi explain severities", (await Tool.RunAsync(folder.Root, "explain", "FRAG1001")).Exits(0).Out.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FRAG1020", "); did you mean 'FRAG10")]
    [InlineData("binding", "); did you mean 'bindings'?")]
    [InlineData("nonsense", "there is no rule or topic 'nonsense' ('fragapi rules' lists the rules; topics are annotations, ")]
    public async Task WhatIsUnknownGetsNearMatches(string id, string message)
    {
        using Folder folder = new();
        ToolRun run = (await Tool.RunAsync(folder.Root, "explain", id)).Exits(2);
        Assert.Contains(message, run.Error);
        Assert.Equal("", run.Out);
    }

    [Fact]
    public void EveryPageIsBuiltInAndReadsAsPlainText()
    {
        foreach (DiagnosticDescriptor rule in Rules.All)
        {
            string text = new MarkdownText(width: 80).Render(RulePages.Of(rule.Id)!);
            Assert.StartsWith($"{rule.Id}: {rule.Title}\n===", text);
            Assert.DoesNotContain("<!--", text);
            Assert.DoesNotContain("```", text);
            Assert.DoesNotContain("](", text);
            Assert.DoesNotMatch(@"(?m)^\|", text);
            Assert.DoesNotContain("\n\n\n", text);
        }
    }

    [Fact]
    public void MarkdownIsLegibleAsPlainText()
    {
        const string Markdown = """
            ## Head `one`
            A *long* paragraph **that** has [a link](here.md), [another](https://x.y/z) and `code * with * stars`
            on two lines.

            - one
              goes on
            - two

            ```csharp
            Get(x);   // | [as](it) is |
            ```
            | A | B |
            |---|---|
            | `a|b` | 2 |
            | longer | |
            """;
        Assert.Equal(
            """
            Head `one`
            ----------

            A long paragraph that has a link, another
            (https://x.y/z) and `code * with * stars`
            on two lines.

            - one goes on
            - two

                Get(x);   // | [as](it) is |

            A       B
            ------  -
            `a|b`   2
            longer

            """, new MarkdownText(width: 42).Render(Markdown.Replace("`a|b`", @"`a\|b`")));
        Assert.Equal(
            """
            first
                the second is much
                  longer
                with one more

            third
                fourth

            """, new MarkdownText(width: 22).Render("| A | B |\n|---|---|\n| first | the second is much longer |\n| | with one more |\n| third | fourth |\n"));
    }
}
