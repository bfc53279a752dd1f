using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace FragApi.Cli.Check.Tests.Proposing;

/// <summary>What <c>init</c> tells scripts: its JSON, and how it ends.</summary>
public sealed class InitTests
{
    private const string Usings = "using System; using System.Collections.Generic; using System.Threading;\n";

    // All of the marks go over: which of them are about pages, only a person knows.
    private static readonly string s_asks = FragmentTests.Slab + FragmentTests.Extent + FragmentTests.Engine.Replace("from.Marks & 6", "from.Marks", System.StringComparison.Ordinal)
        + "public static class Marks { public static bool Any(Parcel parcel, uint bits) => (parcel.Marks & bits) != 0; }\n";

    [Fact]
    public async Task WhileAQuestionIsOpenItEndsWithOne()
    {
        using Folder folder = new();
        folder.Write("Heap/Slab.cs", Usings + s_asks);
        ToolRun run = (await Tool.RunAsync(folder.Root, "init", ".", "--json", "out.json", "--diff", "out.diff")).Exits(1);
        Assert.Contains("1 question is open. To write it: fragapi init . --write", run.Out);
        JsonNode json = JsonNode.Parse(folder.Read("out.json"))!;
        Assert.Equal(["version", "roles", "accessors", "questions"], json.AsObject().Select(field => field.Key));
        JsonNode get = json["roles"]!.AsArray().Single(role => (string)role!["role"]! == "page-get")!;
        Assert.Equal(["role", "symbol", "options", "confidence", "evidence"], get.AsObject().Select(field => field.Key));
        Assert.Equal(("M:Slab.Hold", null, "sure"), ((string)get["symbol"]!, (string?)get["options"], (string)get["confidence"]!));
        Assert.True(JsonNode.DeepEquals(get["evidence"]![0], JsonNode.Parse("""{"file":"Heap/Slab.cs","line":6,"why":"adds one to Slab._n"}""")), get.ToJsonString());
        Assert.True(JsonNode.DeepEquals(json["accessors"]!.AsArray().Single(accessor => (string)accessor!["operation"]! == "AddOffset"), JsonNode.Parse("""{"fragment":"T:Extent","operation":"AddOffset","signature":"public static void AddOffset(ref Extent extent, int delta)","exists":false}""")), json["accessors"]!.ToJsonString());
        Assert.Contains(json["accessors"]!.AsArray(), accessor => (string)accessor!["signature"]! == "public static void Ref(Parcel parcel, int index)");
        JsonNode question = json["questions"]!.AsArray().Single()!;
        Assert.Equal(["symbol", "roles", "why"], question.AsObject().Select(field => field.Key));
        Assert.Equal(("F:Parcel.Marks", "fragment-flags"), ((string)question["symbol"]!, (string)question["roles"]![0]!));

        // A comment that names the symbol is an answer; then all of it is said, and there is nothing to do.
        (await Tool.RunAsync(folder.Root, "init", ".", "--write")).Exits(1);
        folder.Write("FragApi.Bindings.more.txt", "# F:Parcel.Marks: none of them\n");
        Assert.Contains("Nothing new:", (await Tool.RunAsync(folder.Root, "init", ".")).Exits(0).Out);
    }

    [Fact]
    public async Task WhereNothingCountsItSaysSoAndWhatDoesNotLoadIsAFailure()
    {
        using Folder folder = new();
        folder.Write("Plain.cs", "public static class Plain { public static int One => 1; }");
        Assert.Contains("Nothing in it counts references, and nothing is proposed.", (await Tool.RunAsync(folder.Root, "init", ".", "--write")).Exits(0).Out);
        folder.Write("Plain.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\">");
        (await Tool.RunAsync(folder.Root, "init", "Plain.csproj")).Exits(3);
    }
}
