using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using FragApi.Testing;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace FragApi.Analyzers.Tests;

/// <summary>The rooms of <c>docs/architecture.md</c>: a file lies in the room that its namespace says, and looks one way.</summary>
public sealed class ArchitectureTests
{
    // From user to used; what is not named here is not used.
    private static readonly Dictionary<string, string[]> s_arrows = new()
    {
        ["Vocabulary"] = [],
        ["Flow"] = [],
        ["Bodies"] = ["Vocabulary", "Flow"],
        ["Places"] = ["Vocabulary", "Bodies"],
        ["Obligations"] = ["Vocabulary", "Flow", "Bodies", "Places"],
        ["Accessors"] = ["Vocabulary", "Bodies", "Places"],
        ["Ownership"] = ["Vocabulary", "Flow", "Bodies", "Places", "Obligations"],
        ["Dma"] = ["Vocabulary", "Flow", "Bodies", "Places", "Obligations"],
        ["Lifetime"] = ["Vocabulary", "Flow", "Bodies", "Places", "Obligations"],
    };

    public static TheoryData<string> Rooms => [.. Directory.GetDirectories(Analyzers).Select(path => Path.GetFileName(path)).Where(name => name is not ("bin" or "obj"))];

    private static string Analyzers => Path.Combine(Repository.Root, "analyzers");

    [Theory]
    [MemberData(nameof(Rooms))]
    public void LooksOneWay(string room)
    {
        Assert.True(s_arrows.ContainsKey(room), $"'analyzers/{room}' is no room of the drawing");
        foreach ((string file, CompilationUnitSyntax unit) in FilesIn(room))
        {
            string space = unit.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().Single().Name.ToString();
            Assert.True(space == $"FragApi.Analyzers.{room}", $"{file} lies in {room} and says '{space}'");
            foreach (string used in RoomsNamedIn(unit).Where(used => used != room))
                Assert.True(s_arrows[room].Contains(used), $"{file} uses {used}, which {room} does not know");
        }
    }

    [Fact]
    public void TheWorklistKnowsNoCompiler()
    {
        foreach ((string file, CompilationUnitSyntax unit) in FilesIn("Flow"))
            Assert.False(unit.Usings.Any(use => use.Name!.ToString().StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)), file);
    }

    [Fact]
    public void ACircleWouldBeSeen()
    {
        CompilationUnitSyntax unit = SyntaxFactory.ParseCompilationUnit("using FragApi.Analyzers.Dma; namespace FragApi.Analyzers.Bodies; class C { Lifetime.Facts F() => Obligations.Summaries.X; }");
        Assert.Equal(["Dma", "Lifetime", "Obligations"], RoomsNamedIn(unit).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void TheDrawingHasTheRooms()
    {
        string drawing = File.ReadAllText(Path.Combine(Repository.Root, "docs", "architecture.md"));
        foreach (string room in s_arrows.Keys)
            Assert.Matches($@"(?m)^\| {Regex.Escape(room)} \|", drawing);
    }

    private static IEnumerable<(string File, CompilationUnitSyntax Unit)> FilesIn(string room) =>
        from path in Directory.EnumerateFiles(Path.Combine(Analyzers, room), "*.cs")
        select (Path.GetFileName(path), (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(File.ReadAllText(path)).GetRoot());

    /// <summary>By a using, or as the first part of a name: <c>Bodies.Walk</c>. No type and no member has the name of a room where it is not the room.</summary>
    private static IEnumerable<string> RoomsNamedIn(CompilationUnitSyntax unit)
    {
        const string Home = "FragApi.Analyzers.";
        IEnumerable<string> usings = unit.Usings.Select(use => use.Name!.ToString()).Where(name => name.StartsWith(Home, StringComparison.Ordinal)).Select(name => name[Home.Length..].Split('.')[0]);
        IEnumerable<string> qualified = unit.DescendantNodes().OfType<QualifiedNameSyntax>().Where(name => name.Parent is not (UsingDirectiveSyntax or QualifiedNameSyntax or BaseNamespaceDeclarationSyntax)).Select(name => name.Left.ToString());
        return usings.Concat(qualified).Where(s_arrows.ContainsKey).Concat(Accessed(unit)).Distinct();
    }

    // 'Obligations.Summaries.X': a room, and no property of that name, when a type of the room follows.
    private static IEnumerable<string> Accessed(CompilationUnitSyntax unit) =>
        from access in unit.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
        let room = (access.Expression as IdentifierNameSyntax)?.Identifier.ValueText
        where room is not null && s_arrows.ContainsKey(room) && access.Parent is MemberAccessExpressionSyntax
        where File.Exists(Path.Combine(Analyzers, room, access.Name.Identifier.ValueText + ".cs"))
        select room;
}
