using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace FragApi.Cli.Check.Tests;

/// <summary>What <c>check --format json</c> prints for scripts: these fields and no others, and nothing around them.</summary>
public sealed class JsonTests
{
    [Fact]
    public async Task TheFieldsAreExactlyThese()
    {
        using Folder folder = Folder.WithKernel("köpfe und gänge");
        folder.Write("Grüße an/Kärtchen.cs", Sources.Driver);
        JsonNode json = (await folder.CheckAsync("--format", "json")).Exits(1).Json;
        Assert.True(JsonNode.DeepEquals(json, JsonNode.Parse("""
            {
              "version": 1,
              "findings": [
                {
                  "file": "Grüße an/Kärtchen.cs", "line": 9, "column": 13, "rule": "FRAG1001", "severity": "warning",
                  "message": "'Mm.GetPage' takes a reference on the page of 'skb.Info.Frags[i]' by hand; use 'SkbFrag.Ref'", "related": []
                },
                {
                  "file": "Grüße an/Kärtchen.cs", "line": 10, "column": 20, "rule": "FRAG1002", "severity": "warning",
                  "message": "'Mm.PutPageLast' drops a reference on the page of 'skb.Info.Frags[i]' by hand; no fix: the result is used, and 'SkbFrag.Unref' does not return it", "related": []
                }
              ],
              "summary": { "files": 1, "findings": 2 }
            }
            """)), json.ToJsonString());
        Assert.Equal(["version", "findings", "summary"], json.AsObject().Select(field => field.Key));
    }

    [Fact]
    public async Task WithoutFindingsItIsTheSameShape()
    {
        using Folder folder = Folder.WithKernel();
        ToolRun run = (await folder.CheckAsync("--format", "json")).Exits(0);
        Assert.True(JsonNode.DeepEquals(run.Json, JsonNode.Parse("""{"version":1,"findings":[],"summary":{"files":0,"findings":0}}""")), run.Out);
        Assert.Contains("No findings in 1 file.", run.Error);
    }

    [Fact]
    public async Task InfoIsReportedUnlessItIsLeftOutAndFailsWhenAskedTo()
    {
        using Folder folder = Folder.WithKernel();
        folder.Write("Card.cs", "class C\n{\n#if NEVER\n    void M(Kernel.SkBuff skb) { Kernel.Mm.GetPage(skb.Info.Frags[0].Page); }\n#endif\n}\n");
        JsonNode finding = (await folder.CheckAsync("--format", "json", "--fail-on", "info")).Exits(1).Json["findings"]!.AsArray().Single()!;
        Assert.Equal(("FRAG1011", "info", 4), ((string)finding["rule"]!, (string)finding["severity"]!, (int)finding["line"]!));
        Assert.Single((await folder.CheckAsync("--format", "json")).Exits(0).Json["findings"]!.AsArray());
        Assert.Empty((await folder.CheckAsync("--format", "json", "--severity", "warning", "--fail-on", "info")).Exits(0).Json["findings"]!.AsArray());
    }
}
