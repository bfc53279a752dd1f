using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FragApi.Cli.Check.Tests;
using Xunit;

namespace FragApi.Cli.Review.Tests;

/// <summary>What a code scanning service makes of the SARIF file: where it puts a result, and what it knows it by.</summary>
public sealed class CodeScanningTests
{
    [Fact]
    public async Task PathsAreThoseOfTheRepositoryAndAResultIsKnownAgainWhereItMoved()
    {
        using GitFolder tree = new();
        tree.Folder.Write("Net/Annotations.cs", tree.Folder.Read("Kernel/FragApi.Annotations.g.cs")).Write("Net/Kernel.cs", Sources.Kernel);
        JsonNode[] before = await ResultsAsync();
        tree.Folder.Write("Net/Card.cs", "// moved\n\n" + Sources.Driver.Replace("        ", "\t\t"));
        JsonNode[] after = await ResultsAsync();

        Assert.Equal(2, before.Length);
        Assert.All(before.Concat(after), result =>
        {
            JsonNode place = result["locations"]![0]!["physicalLocation"]!["artifactLocation"]!;
            Assert.Equal(("Net/Card.cs", "SRCROOT"), ((string)place["uri"]!, (string)place["uriBaseId"]!));
        });
        Assert.NotEqual(Lines(before), Lines(after));
        Assert.Equal(Fingerprints(before), Fingerprints(after));
        Assert.All(Fingerprints(before), fingerprint => Assert.Matches("^[0-9a-f]{16}:1$", fingerprint));

        // The solution lies below the top of the repository: that is where the service looks from.
        async Task<JsonNode[]> ResultsAsync()
        {
            string file = Path.Combine(Path.GetDirectoryName(tree.Root)!, "out.sarif");
            (await Tool.RunAsync(tree.Folder.PathOf("Net"), "check", "--sarif", file)).Exits(1);
            JsonNode run = JsonNode.Parse(File.ReadAllText(file))!["runs"]![0]!;
            Assert.Equal(new System.Uri(tree.Root + "/").AbsoluteUri, (string)run["originalUriBaseIds"]!["SRCROOT"]!["uri"]!);
            Demand(run, file);
            return [.. run["results"]!.AsArray().Select(result => result!)];
        }
    }

    /// <summary>The published limits of GitHub, as far as they do not depend on the number of findings.</summary>
    private static void Demand(JsonNode run, string file)
    {
        Assert.InRange(new FileInfo(file).Length, 1, 10_000_000);
        Assert.All(run["tool"]!["driver"]!["rules"]!.AsArray(), rule =>
        {
            Assert.InRange(((string)rule!["id"]!).Length, 1, 255);
            Assert.InRange(((string)rule["name"]!).Length, 1, 255);
            Assert.InRange(((string)rule["shortDescription"]!["text"]!).Length, 1, 1024);
            Assert.InRange(((string)rule["fullDescription"]!["text"]!).Length, 1, 1024);
            Assert.InRange(rule["properties"]!["tags"]!.AsArray().Count, 1, 10);
        });
        Assert.All(run["results"]!.AsArray(), result => Assert.Single(result!["locations"]!.AsArray()));
    }

    private static string[] Fingerprints(JsonNode[] results) => [.. results.Select(result => (string)result["partialFingerprints"]!["primaryLocationLineHash"]!)];

    private static int[] Lines(JsonNode[] results) => [.. results.Select(result => (int)result["locations"]![0]!["physicalLocation"]!["region"]!["startLine"]!)];
}
