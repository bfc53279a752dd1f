using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Campaign;
using FragApi.Testing;
using Xunit;

namespace FragApi.Cli.Tests;

/// <summary>The whole campaign on a copy of the driver tree, with the tool, once for all tests of it.</summary>
public sealed class DriversTree : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "fragapi-cli-drivers-" + Guid.NewGuid().ToString("N"));

    public DriverTree Tree { get; private set; } = null!;

    internal PlanFile Planned { get; private set; } = null!;

    internal Outcome Dry { get; private set; } = null!;

    internal Outcome Written { get; private set; } = null!;

    internal PlanFile Again { get; private set; } = null!;

    internal Outcome SealedInMemory { get; private set; } = null!;

    internal Outcome Sealed { get; private set; } = null!;

    internal Outcome Planted { get; private set; } = null!;

    /// <summary>The same, in the tree that is sealed on disk.</summary>
    internal Outcome PlantedLater { get; private set; } = null!;

    /// <summary>The one of them that goes through the opaque type; once everything is sealed, nothing is left to do about it.</summary>
    internal const string Boxed = "object? boxed = frag.Page;";

    /// <summary>What is planted, with the rule that it has to be found under.</summary>
    internal static IReadOnlyList<(string Statement, string Rule)> Raw { get; } =
    [
        ("Mm.GetPage(frag.Page);", "FRAG1001"),
        ("Mm.PutPage(skb.Info.Frags[i].Page);", "FRAG1002"),
        ("dma = Dma.MapPage(pdev.Dev, frag.Page, frag.PageOffset, frag.Size, DmaDir.ToDevice);", "FRAG1003"),
        ("nint va = Mm.PageAddress(frag.Page) + frag.PageOffset;", "FRAG1004"),
        ("frag.Page = page;", "FRAG1005"),
        ("Page? mine = frag.Page;", "FRAG1006"),
        ("var local = frag.Page; Mm.GetPage(local);", "FRAG1001"),
        ("if (frag.Page == null) i++;", "FRAG1006"),
        ("if (frag.Page is not null) i++;", "FRAG1006"),
        (Boxed, "FRAG1006"),
        ("ref Page? slot = ref frag.Page;", "FRAG1008"),
    ];

    public string[] RawLog { get; private set; } = [];

    public string[] ConvertedLog { get; private set; } = [];

    public string[] SealedLog { get; private set; } = [];

    /// <summary>The line that the first planted statement stands in.</summary>
    public const int FirstPlanted = 8;

    public async Task InitializeAsync()
    {
        Tree = DriverTree.Copy(Repository.Root, _folder);
        string plan = Path.Combine(_folder, "plan.json");
        Build();
        RawLog = Tree.Replay();
        Dry = await Tool.RunAsync(_folder, "convert", "Drivers.sln");
        Written = await Tool.RunAsync(_folder, "convert", "Drivers.sln", "--write", "--plan", plan);
        Planned = PlanFile.Parse(File.ReadAllText(plan));
        await Tool.RunAsync(_folder, "convert", "Drivers.sln", "--plan", plan);
        Again = PlanFile.Parse(File.ReadAllText(plan));
        Build();
        ConvertedLog = Tree.Replay();
        Tree.FinishByHand();
        SealedInMemory = await Tool.RunAsync(_folder, "seal", "Drivers.sln");
        Planted = await PlantAsync();
        Sealed = await Tool.RunAsync(_folder, "seal", "Drivers.sln", "--write");
        Build();
        SealedLog = Tree.Replay();
        PlantedLater = await PlantAsync();
    }

    private async Task<Outcome> PlantAsync()
    {
        string file = Path.Combine(_folder, "Net", "Planted.cs");
        File.WriteAllText(file, $$"""
            using Drivers.Kernel;
            namespace Drivers.Net;
            static class Planted
            {
                static void Run(SkBuff skb, ref Frag frag, Page? page, PciDev pdev, int i)
                {
                    ulong dma;
                    {{string.Join("\n        ", Raw.Select(raw => raw.Statement))}}
                }
            }

            """);
        Outcome outcome = await Tool.RunAsync(_folder, "seal", "Drivers.sln");
        File.Delete(file);
        return outcome;
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    private void Build() => Shell.Demand(_folder, "dotnet", "build", "Drivers.sln", "-c", DriverTree.Configuration, "-v", "q", "-nologo", "-p:FragApiAnalyze=false", "-p:RunAnalyzers=false");
}
