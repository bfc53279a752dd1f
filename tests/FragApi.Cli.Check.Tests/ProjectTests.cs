using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace FragApi.Cli.Check.Tests;

/// <summary>Real projects, loaded through MSBuild.</summary>
public sealed class ProjectTests
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <EnableDefaultCompileItems>false</EnableDefaultCompileItems>
          </PropertyGroup>
          <ItemGroup>
            <Compile Include="{0}" />
          </ItemGroup>
        </Project>
        """;

    [Fact]
    public async Task ABindingFileThatNoProjectReadsIsNamedWithWhereItBelongs()
    {
        using Folder folder = Folder.WithKernel();
        folder.Write("One/One.csproj", Text("../Kernel/*.cs")).Write("FragApi.Bindings.txt", "page-put M:Kernel.Mm.PutPageLast(Kernel.Page)\n");
        folder.Write("All.slnx", """<Solution><Project Path="One/One.csproj" /></Solution>""");
        ToolRun run = (await folder.CheckAsync("All.slnx")).Exits(0);
        Assert.Contains("FragApi.Bindings.txt is not read by any project. It belongs into the folder of the project that declares the fragments, or into an item <FragApiBindings Include=\"…\" /> there; or give --bindings FragApi.Bindings.txt\n", run.Error, System.StringComparison.Ordinal);
        Assert.EndsWith(" (net10.0).", run.Lines[^1], System.StringComparison.Ordinal);
        Assert.DoesNotContain("is not read", (await folder.CheckAsync("All.slnx", "--bindings", "FragApi.Bindings.txt")).Exits(0).Error, System.StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatFrameworksAndProjectsShareIsOneFinding()
    {
        using Folder folder = Folder.WithKernel();
        const string Shared = """
            class Shared
            {
                void Both(Kernel.SkBuff skb) { Kernel.Mm.GetPage(skb.Info.Frags[0].Page); }
            #if NETSTANDARD2_0
                void Old(Kernel.SkBuff skb) { Kernel.Mm.PutPage(skb.Info.Frags[0].Page); }
            #else
                void New(Kernel.SkBuff skb) { Kernel.Mm.PutPage(skb.Info.Frags[1].Page); }
            #endif
            #if NEVER
                void Never(Kernel.SkBuff skb) { Kernel.Mm.PutPage(skb.Info.Frags[2].Page); }
            #endif
            }

            """;
        folder.Write("Shared.cs", Shared);
        folder.Write("One/One.csproj", Text("../Shared.cs;../Kernel/*.cs").Replace("<TargetFramework>net10.0</TargetFramework>", "<TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks>"));
        folder.Write("Two/Two.csproj", Text("../Shared.cs;../Kernel/*.cs"));
        folder.Write("All.slnx", """<Solution><Project Path="One/One.csproj" /><Project Path="Two/Two.csproj" /></Solution>""");
        ToolRun run = (await folder.CheckAsync("All.slnx", "--format", "json", "--sarif", "out.sarif")).Exits(1);
        Assert.Equal(
            ["Shared.cs 3 FRAG1001", "Shared.cs 5 FRAG1002", "Shared.cs 7 FRAG1002", "Shared.cs 10 FRAG1011"],
            run.Json["findings"]!.AsArray().Select(finding => $"{finding!["file"]} {finding["line"]} {finding["rule"]}"));
        JsonObject log = JsonNode.Parse(folder.Read("out.sarif"))!.AsObject();
        SarifShape.Demand(log);
        // All frameworks would write the fix alike, or do not compile the place.
        Assert.Equal([true, true, true, false], log["runs"]![0]!["results"]!.AsArray().Select(result => result!["fixes"] is not null));
    }

    [Fact]
    public async Task AProjectThatDoesNotCompileIsNamedAndTheOthersAreChecked()
    {
        using Folder folder = Folder.WithKernel();
        folder.Write("Good/Good.csproj", Text("*.cs;../Kernel/*.cs")).Write("Good/Card.cs", Sources.Driver);
        folder.Write("Bad/Bad.csproj", Text("*.cs")).Write("Bad/Bad.cs", "class Bad { int X = \"one\"; byte[] Take() => System.Buffers.ArrayPool<byte>.Shared.Rent(1); }");
        ToolRun run = (await folder.CheckAsync(".", "--sarif", "out.sarif", "--baseline", "known.json", "--update-baseline")).Exits(3);
        Assert.Contains("fragapi: Bad does not compile as it is; it was not checked. Mend these first:", run.Error);
        Assert.Contains("Bad/Bad.cs(1,21): error CS0029", run.Error);
        Assert.Contains("Good/Card.cs" + Sources.DriverLines[0], run.Lines);
        Assert.Contains("known.json was not made: not everything could be checked.", run.Lines);
        Assert.Equal("2 findings in 1 file (net10.0). Not everything could be checked.", run.Lines[^1]);
        JsonObject log = JsonNode.Parse(folder.Read("out.sarif"))!.AsObject();
        SarifShape.Demand(log);
        JsonNode invocation = log["runs"]![0]!["invocations"]![0]!;
        Assert.Equal((false, 3), ((bool)invocation["executionSuccessful"]!, (int)invocation["exitCode"]!));
        Assert.Contains("CS0029", (string)invocation["toolExecutionNotifications"]![0]!["message"]!["text"]!);
    }

    private static string Text(string files) => string.Format(System.Globalization.CultureInfo.InvariantCulture, Project, files);
}
