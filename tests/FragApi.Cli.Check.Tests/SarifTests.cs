using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FragApi.Analyzers;
using Microsoft.CodeAnalysis;
using Xunit;

namespace FragApi.Cli.Check.Tests;

/// <summary>What <c>check --sarif</c> writes for machines.</summary>
public sealed class SarifTests
{
    private const string TwoRaw = """
        namespace Drivers
        {
            public static class Two
            {
                public static void Both(Kernel.SkBuff skb)
                {
                    Kernel.Mm.GetPage(skb.Info.Frags[0].Page);
                    Kernel.Mm.GetPage(skb.Info.Frags[0].Page); Kernel.Mm.GetPage(skb.Info.Frags[1].Page);
                }
            }
        }

        """;

    [Fact]
    public async Task ItHasWhatTheStandardAsksFor()
    {
        using Folder folder = Folder.WithKernel("grüne bäume");
        folder.Write("a b/Kärtchen#1.cs", Sources.Driver).Write("Two.cs", TwoRaw);
        (await folder.CheckAsync("--sarif", "out.sarif")).Exits(1);
        JsonObject log = JsonNode.Parse(folder.Read("out.sarif"))!.AsObject();
        SarifShape.Demand(log);

        JsonNode run = log["runs"]![0]!;
        JsonNode driver = run["tool"]!["driver"]!;
        Assert.Equal("fragapi", (string)driver["name"]!);
        Assert.Matches(@"^\d+\.\d+\.\d+", (string)driver["version"]!);
        Assert.Equal(Rules.All.Select(rule => rule.Id), driver["rules"]!.AsArray().Select(rule => (string)rule!["id"]!));
        foreach ((DiagnosticDescriptor expected, JsonNode? rule) in Rules.All.Zip(driver["rules"]!.AsArray()))
        {
            Assert.Equal(expected.Title.ToString(), (string)rule!["shortDescription"]!["text"]!);
            Assert.Equal(expected.HelpLinkUri, (string)rule["helpUri"]!);
            Assert.Equal(expected.DefaultSeverity == DiagnosticSeverity.Info ? "note" : "warning", (string)rule["defaultConfiguration"]!["level"]!);
            Assert.Equal(expected.Category, (string)rule["properties"]!["category"]!);
            string help = (string)rule["help"]!["markdown"]!;
            Assert.Contains(expected.Id, help);
            Assert.DoesNotContain("<!--", help);
            Assert.DoesNotMatch(@"\]\((?!https://)", help);
        }

        JsonNode[] results = [.. run["results"]!.AsArray().Select(result => result!)];
        Assert.Equal(["FRAG1001", "FRAG1001", "FRAG1001", "FRAG1001", "FRAG1002"], results.Select(result => (string)result["ruleId"]!).Order());
        JsonNode unfixable = results.Single(result => (string)result["ruleId"]! == "FRAG1002");
        Assert.Null(unfixable["fixes"]);
        JsonNode place = unfixable["locations"]![0]!["physicalLocation"]!;
        Assert.Equal("a%20b/K%C3%A4rtchen%231.cs", (string)place["artifactLocation"]!["uri"]!);
        Assert.Equal((10, 20, 10, 58), Numbers(place["region"]!));
        Uri root = new((string)run["originalUriBaseIds"]!["SRCROOT"]!["uri"]!);
        Assert.Equal(folder.PathOf("a b/Kärtchen#1.cs"), new Uri(root, (string)place["artifactLocation"]!["uri"]!).LocalPath);
        JsonNode invocation = run["invocations"]![0]!;
        Assert.Equal((true, 1), ((bool)invocation["executionSuccessful"]!, (int)invocation["exitCode"]!));
    }

    [Fact]
    public async Task EachFixIsTheSitesOwnAndCompiles()
    {
        using Folder folder = Folder.WithKernel();
        folder.Write("Two.cs", TwoRaw);
        (await folder.CheckAsync("--sarif", "out.sarif")).Exits(1);
        JsonArray results = JsonNode.Parse(folder.Read("out.sarif"))!["runs"]![0]!["results"]!.AsArray();
        Assert.Equal(3, results.Count);
        string[] lines = TwoRaw.Split('\n');
        string third = Applied(TwoRaw, results[2]!);
        string[] expected = [.. lines];
        expected[7] = expected[7].Replace("Kernel.Mm.GetPage(skb.Info.Frags[1].Page)", "SkbFrag.Ref(skb, 1)");
        // The import that the short name needs comes with it.
        Assert.Equal("using Kernel;\n\n" + string.Join('\n', expected), third);
        Assert.Equal("Use 'SkbFrag.Ref'", (string)results[2]!["fixes"]![0]!["description"]!["text"]!);

        // With the fixes one after the other nothing is left.
        string text = TwoRaw;
        for (int left = 3; left > 0; left--)
        {
            folder.Write("Two.cs", text = Applied(text, JsonNode.Parse(folder.Read("out.sarif"))!["runs"]![0]!["results"]![left - 1]!));
            Assert.Equal(left - 1, (int)(await folder.CheckAsync("--format", "json", "--sarif", "out.sarif")).Exits(left == 1 ? 0 : 1).Json["summary"]!["findings"]!);
        }

        Assert.Equal("using Kernel;\n\n" + TwoRaw.Replace("Kernel.Mm.GetPage(skb.Info.Frags[0].Page)", "SkbFrag.Ref(skb, 0)").Replace("Kernel.Mm.GetPage(skb.Info.Frags[1].Page)", "SkbFrag.Ref(skb, 1)"), text);
    }

    [Fact]
    public async Task AFixThatWouldNotCompileIsNotOffered()
    {
        using Folder folder = Folder.WithKernel();
        folder.Write("Kernel/Kernel.cs", Sources.Kernel.Replace("public static void Unref", "[System.Obsolete(\"gone\", true)] public static void Unref"));
        folder.Write("Card.cs", """
            using Kernel;

            class Card
            {
                void Get(SkBuff skb) { Mm.GetPage(skb.Info.Frags[0].Page); }
                void Put(SkBuff skb) { Mm.PutPage(skb.Info.Frags[0].Page); }
                void Both(SkBuff skb) { Mm.PutPage(skb.Info.Frags[0].Page); Mm.GetPage(skb.Info.Frags[1].Page); }
            }

            """);
        (await folder.CheckAsync("--sarif", "out.sarif")).Exits(1);
        JsonArray results = JsonNode.Parse(folder.Read("out.sarif"))!["runs"]![0]!["results"]!.AsArray();
        Assert.Equal(
            ["5 FRAG1001 True", "6 FRAG1002 False", "7 FRAG1002 False", "7 FRAG1001 True"],
            results.Select(result => $"{Numbers(result!["locations"]![0]!["physicalLocation"]!["region"]!).Item1} {result["ruleId"]} {result["fixes"] is not null}"));
        Assert.Equal(folder.Read("Card.cs").Replace("Mm.GetPage(skb.Info.Frags[1].Page)", "SkbFrag.Ref(skb, 1)"), Applied(folder.Read("Card.cs"), results[3]!));
    }

    [Fact]
    public async Task FingerprintsSurviveShiftsAndTellEqualLinesApart()
    {
        using Folder folder = Folder.WithKernel();
        folder.Write("Two.cs", TwoRaw);
        (await folder.CheckAsync("--sarif", "before.sarif")).Exits(1);
        folder.Write("Two.cs", "// a line\n\n" + TwoRaw.Replace("        Kernel.Mm", "\tKernel.Mm").Replace("public static void Both", "internal static void Other"));
        (await folder.CheckAsync("--sarif", "after.sarif")).Exits(1);
        string[] before = Fingerprints(folder.Read("before.sarif"));
        Assert.Equal(before, Fingerprints(folder.Read("after.sarif")));
        Assert.Equal(3, before.Distinct().Count());
        Assert.EndsWith(":1", before[0]);
        Assert.EndsWith(":2", before[2]);
    }

    [Fact]
    public async Task WithoutFindingsItIsWholeAllTheSame()
    {
        using Folder folder = Folder.WithKernel();
        (await folder.CheckAsync("--sarif", "out.sarif", "--rules", "FRAG1001,FRAG1002")).Exits(0);
        JsonObject log = JsonNode.Parse(folder.Read("out.sarif"))!.AsObject();
        SarifShape.Demand(log);
        Assert.Empty(log["runs"]![0]!["results"]!.AsArray());
        Assert.Equal(2, log["runs"]![0]!["tool"]!["driver"]!["rules"]!.AsArray().Count);
        ToolRun nowhere = (await folder.CheckAsync("--sarif", "no/such/folder/out.sarif")).Exits(3);
        Assert.Contains("no/such/folder/out.sarif could not be written", nowhere.Error);
    }

    private static string[] Fingerprints(string sarif) =>
        [.. JsonNode.Parse(sarif)!["runs"]![0]!["results"]!.AsArray().Select(result => (string)result!["partialFingerprints"]!["fragapiLine/v1"]!)];

    /// <summary>The text with a result's fix in it, as an editor would put it there.</summary>
    private static string Applied(string text, JsonNode result)
    {
        List<int> starts = [0];
        for (int index = 0; index < text.Length; index++)
        {
            if (text[index] == '\n')
                starts.Add(index + 1);
        }

        foreach (JsonNode? replacement in result["fixes"]![0]!["artifactChanges"]![0]!["replacements"]!.AsArray().Reverse())
        {
            (int startLine, int startColumn, int endLine, int endColumn) = Numbers(replacement!["deletedRegion"]!);
            text = text[..(starts[startLine - 1] + startColumn - 1)] + (string?)replacement["insertedContent"]?["text"] + text[(starts[endLine - 1] + endColumn - 1)..];
        }

        return text;
    }

    private static (int, int, int, int) Numbers(JsonNode region) =>
        ((int)region["startLine"]!, (int)region["startColumn"]!, (int)region["endLine"]!, (int)region["endColumn"]!);
}
