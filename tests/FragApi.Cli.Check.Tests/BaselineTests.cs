using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace FragApi.Cli.Check.Tests;

/// <summary>Known findings: made once, matched by what their lines say, and only ever fewer.</summary>
public sealed class BaselineTests
{
    private const string Known = "known.json";

    private static Task<ToolRun> CheckAsync(Folder folder, params string[] more) => folder.CheckAsync(["--baseline", Known, .. more]);

    private static Task<ToolRun> UpdateAsync(Folder folder) => CheckAsync(folder, "--update-baseline");

    private static async Task<Folder> WithBaselineAsync()
    {
        Folder folder = Folder.WithKernel();
        folder.Write("Net/Card.cs", Sources.Driver).Write("Sub/Card.cs", Sources.Driver.Replace("class Card", "class Other"));
        ToolRun made = (await UpdateAsync(folder)).Exits(0);
        Assert.Equal(["known.json was made, with 4 known findings.", "No findings in 3 files."], made.Lines);
        return folder;
    }

    [Fact]
    public async Task KnownFindingsAreNotReported()
    {
        using Folder folder = await WithBaselineAsync();
        string[] lines = folder.Read(Known).Split('\n');
        Assert.Equal(["{", "\"version\": 1,", "\"findings\": [", "", "", "", "", "]", "}", ""], lines.Select(line => line.StartsWith("{\"", System.StringComparison.Ordinal) ? "" : line));
        JsonNode first = JsonNode.Parse(lines[3].TrimEnd(','))!;
        Assert.Equal(["rule", "file", "count", "fingerprint", "message"], first.AsObject().Select(field => field.Key));
        Assert.Equal(("FRAG1001", "Net/Card.cs", 1), ((string)first["rule"]!, (string)first["file"]!, (int)first["count"]!));
        Assert.Equal(lines[3..7].Order(System.StringComparer.Ordinal).Count(), lines[3..7].Distinct().Count());

        Assert.Equal(["4 known findings in known.json.", "No findings in 3 files."], (await CheckAsync(folder)).Exits(0).Lines);
        ToolRun json = (await CheckAsync(folder, "--format", "json", "--sarif", "out.sarif")).Exits(0);
        Assert.Equal(0, (int)json.Json["summary"]!["findings"]!);
        Assert.Empty(JsonNode.Parse(folder.Read("out.sarif"))!["runs"]![0]!["results"]!.AsArray());
    }

    [Fact]
    public async Task LinesMayMoveAndBeIndentedAnewButNotChangeNorTheFile()
    {
        using Folder folder = await WithBaselineAsync();
        folder.Write("Net/Card.cs", "// moved\n\n" + Sources.Driver.Replace("            Mm.GetPage( ", "Mm.GetPage(").Replace("        ", "\t"));
        (await CheckAsync(folder)).Exits(0);

        folder.Write("Net/Card.cs", Sources.Driver.Replace("Mm.GetPage(skb.Info.Frags[i].Page)", "Mm.GetPage(skb.Info.Frags[i + 1].Page)"));
        ToolRun changed = (await CheckAsync(folder)).Exits(1);
        Assert.StartsWith("Net/Card.cs(9,13): warning FRAG1001", changed.Lines[0]);
        Assert.Contains("1 of its entries no longer occurs; --update-baseline removes it.", changed.Lines);
        Assert.Contains("1 finding in 1 file.", changed.Lines);

        folder.Write("Net/Card.cs", "").Write("Net/Moved.cs", Sources.Driver);
        Assert.Equal(2, (int)(await CheckAsync(folder, "--format", "json")).Exits(1).Json["summary"]!["findings"]!);
    }

    [Fact]
    public async Task EqualLinesAreCounted()
    {
        using Folder folder = await WithBaselineAsync();
        folder.Write("Net/Card.cs", Sources.Driver.Replace("            Mm.GetPage(skb.Info.Frags[i].Page);\n", "            Mm.GetPage(skb.Info.Frags[i].Page);\n            Mm.GetPage(skb.Info.Frags[i].Page);\n"));
        ToolRun run = (await CheckAsync(folder)).Exits(1);
        Assert.StartsWith("Net/Card.cs(10,13): warning FRAG1001", Assert.Single(run.Lines, line => line.Contains("): ")));
    }

    [Fact]
    public async Task ItShrinksAndNeverGrows()
    {
        using Folder folder = await WithBaselineAsync();
        string whole = folder.Read(Known);
        folder.Write("Sub/Card.cs", Sources.Clean);
        (await CheckAsync(folder)).Exits(0);
        Assert.Equal(whole, folder.Read(Known));
        Assert.Contains("2 entries removed from it: no longer found.", (await UpdateAsync(folder)).Exits(0).Lines);
        string half = folder.Read(Known);
        Assert.Equal(whole.Split('\n').Length - 2, half.Split('\n').Length);
        Assert.DoesNotContain("Sub/", half);

        folder.Write("Sub/Card.cs", Sources.Driver.Replace("class Card", "class Other"));
        ToolRun grown = (await UpdateAsync(folder)).Exits(1);
        Assert.Equal(half, folder.Read(Known));
        Assert.Contains("A baseline only shrinks: 2 findings not in known.json were not added. Mend them, or suppress them where they are.", grown.Lines);

        // What is gone goes, even while something else is new.
        folder.Write("Net/Card.cs", Sources.Clean);
        (await UpdateAsync(folder)).Exits(1);
        Assert.Equal("{\n\"version\": 1,\n\"findings\": [\n]\n}\n", folder.Read(Known));
    }

    [Fact]
    public async Task WhatWasNotLookedForStays()
    {
        using Folder folder = await WithBaselineAsync();
        string whole = folder.Read(Known);
        (await CheckAsync(folder, "--include", "Kernel/", "--update-baseline")).Exits(0);
        (await CheckAsync(folder, "--rules", "FRAG1003", "--update-baseline")).Exits(0);
        (await CheckAsync(folder, "--severity", "error", "--update-baseline")).Exits(0);
        Assert.Equal(whole, folder.Read(Known));
    }

    [Theory]
    [InlineData("", 1, "does not contain any JSON tokens")]
    [InlineData("{\n\"version\": 1,\n\"findings\": [\n<<<<<<< ours\n]\n}\n", 4, "invalid start of a value")]
    [InlineData("{\n\"version\": 2,\n\"findings\": []\n}\n", 2, "its version is 2")]
    [InlineData("{\n\"version\": 1,\n\"findings\": [\n{\"rule\":\"FRAG1001\",\"file\":\"a.cs\",\"fingerprint\":\"00\",\"message\":\"\"}\n]\n}\n", 4, "missing required")]
    [InlineData("{\n\"version\": 1,\n\"findings\": [\n{\"rule\":\"FRAG1001\",\"file\":\"a.cs\",\"count\":0,\"fingerprint\":\"00\",\"message\":\"\"}\n]\n}\n", 4, "a count of 1 or more")]
    [InlineData("{\n\"version\": 1,\n\"findings\": [\n{\"rule\":\"FRAG1001\",\"file\":\"a.cs\",\"count\":\"many\",\"fingerprint\":\"00\",\"message\":\"\"}\n]\n}\n", 4, "could not be converted")]
    [InlineData("{\n\"version\": 1,\n\"findings\": [\nnull\n]\n}\n", 4, "an entry is null")]
    [InlineData("{\n\"version\": 1,\n\"findings\": [\n{\"rule\":\"R\",\"file\":\"a.cs\",\"count\":1,\"fingerprint\":\"00\",\"message\":\"\"},\n{\"rule\":\"R\",\"file\":\"a.cs\",\"count\":1,\"fingerprint\":\"00\",\"message\":\"\"}\n]\n}\n", 4, "twice")]
    public async Task AMalformedOneIsNamedWithItsLine(string text, int line, string message)
    {
        using Folder folder = new();
        folder.Write("A.cs", "class A { }").Write(Known, text);
        ToolRun run = (await CheckAsync(folder)).Exits(2);
        Assert.StartsWith($"fragapi: {Known}({line}): this is no baseline: ", run.Error);
        Assert.Contains(message, run.Error);
        Assert.Contains("delete it and make it anew with --update-baseline", run.Error);
        Assert.Equal(text, folder.Read(Known));
    }

    [Fact]
    public async Task OneOfAnotherFolderIsRecognised()
    {
        using Folder folder = await WithBaselineAsync();
        string whole = folder.Read(Known);
        folder.Write("Net/Kernel.cs", Sources.Kernel).Write("Net/Annotations.cs", folder.Read("Kernel/FragApi.Annotations.g.cs"));
        ToolRun run = (await Tool.RunAsync(folder.Root, "check", "Net", "--baseline", Known, "--update-baseline")).Exits(2);
        Assert.Contains("It was made for another PATH", run.Error);
        Assert.Equal(whole, folder.Read(Known));
    }
}
