using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using Xunit;

namespace FragApi.Package.Tests;

[Collection(PackageCollection.Name)]
public sealed class PackageContentTests(PackageFixture package)
{
    [Fact]
    public void The_package_holds_exactly_these_files()
    {
        // The three below NuGet adds to every package.
        IEnumerable<string> files = package.PackageFiles()
            .Where(file => file is not ("_rels/.rels" or "[Content_Types].xml") && !file.StartsWith("package/services/metadata/", StringComparison.Ordinal));

        Assert.Equal(
            [
                "FragApi.Analyzers.nuspec",
                "LICENSE",
                "README.md",
                "analyzers/dotnet/cs/FragApi.Analyzers.dll",
                "analyzers/dotnet/cs/FragApi.CodeFixes.dll",
                "annotations/FragApi.Annotations.g.cs",
                "annotations/FragApi.FragPage.g.cs",
                "bindings/FragApi.Bindings.Arrow.txt",
                "bindings/FragApi.Bindings.DotNetty.txt",
                "bindings/FragApi.Bindings.HighPerformance.txt",
                "bindings/FragApi.Bindings.ImageSharp.txt",
                "bindings/FragApi.Bindings.Kestrel.txt",
                "bindings/FragApi.Bindings.NATS.txt",
                "bindings/FragApi.Bindings.NerdbankStreams.txt",
                "bindings/FragApi.Bindings.Orleans.txt",
                "bindings/FragApi.Bindings.RecyclableMemoryStream.txt",
                "bindings/FragApi.Bindings.SocketsUnofficial.txt",
                "buildTransitive/FragApi.Analyzers.props",
                "buildTransitive/FragApi.Analyzers.targets",
                "config/migrate.globalconfig",
                "config/none.globalconfig",
                "config/strict.globalconfig",
                "docs/annotating.md",
                "docs/configuration.md",
                .. RulePages(),
                "icon.png",
            ],
            files);
    }

    /// <summary>The page of every rule, for whom a help link does not open.</summary>
    private static IEnumerable<string> RulePages() =>
        Directory.EnumerateFiles(Path.Combine(PackageFixture.Root, "docs", "rules"), "*.md").Select(file => "docs/rules/" + Path.GetFileName(file)).Order(StringComparer.Ordinal);

    [Fact]
    public void The_package_is_a_development_dependency_and_has_none_itself()
    {
        XElement metadata = Nuspec();

        Assert.Equal("FragApi.Analyzers", Value(metadata, "id"));
        Assert.Equal("true", Value(metadata, "developmentDependency"));
        Assert.Equal("MIT", Value(metadata, "license"));
        Assert.Equal("README.md", Value(metadata, "readme"));
        Assert.Equal("icon.png", Value(metadata, "icon"));
        Assert.Null(Value(metadata, "dependencies"));
        Assert.Null(Value(metadata, "frameworkAssemblies"));
    }

    [Fact]
    public void The_icon_is_a_png_of_128_pixels()
    {
        byte[] icon = package.PackageFile("icon.png");

        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], icon[..4]);
        Assert.Equal([0, 0, 0, 128, 0, 0, 0, 128], icon[16..24]);
    }

    [Fact]
    public void The_analyzer_stands_on_the_compiler_alone()
    {
        // The command-line compiler has no workspaces; csc would drop the assembly.
        Assert.DoesNotContain(References("FragApi.Analyzers"), name => name.Contains("Workspaces", StringComparison.Ordinal));
        Assert.DoesNotContain("FragApi.CodeFixes", References("FragApi.Analyzers"));
    }

    [Theory]
    [InlineData("FragApi.Analyzers")]
    [InlineData("FragApi.CodeFixes")]
    public void Both_assemblies_stand_on_Roslyn_and_the_framework_alone(string assembly)
    {
        Assert.All(References(assembly), name => Assert.True(
            name is "netstandard" or "FragApi.Analyzers"
                || name.StartsWith("System.", StringComparison.Ordinal)
                || name is "Microsoft.CodeAnalysis" or "Microsoft.CodeAnalysis.CSharp" or "Microsoft.CodeAnalysis.Workspaces" or "Microsoft.CodeAnalysis.CSharp.Workspaces",
            $"{assembly} references {name}"));
    }

    [Theory]
    [InlineData("FragApi.Analyzers")]
    [InlineData("FragApi.CodeFixes")]
    public void Both_assemblies_are_built_on_the_oldest_Roslyn_supported(string assembly)
    {
        // A host older than that drops the assembly in silence (CS9057).
        using PEReader image = new(new MemoryStream(package.PackageFile($"analyzers/dotnet/cs/{assembly}.dll")));
        MetadataReader metadata = image.GetMetadataReader();
        AssemblyReference roslyn = metadata.AssemblyReferences.Select(metadata.GetAssemblyReference).First(reference => metadata.GetString(reference.Name) == "Microsoft.CodeAnalysis");

        Assert.Equal(new Version(4, 14, 0, 0), roslyn.Version);
    }

    private List<string> References(string assembly)
    {
        using PEReader image = new(new MemoryStream(package.PackageFile($"analyzers/dotnet/cs/{assembly}.dll")));
        MetadataReader metadata = image.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }

    private XElement Nuspec()
    {
        using MemoryStream stream = new(package.PackageFile("FragApi.Analyzers.nuspec"));
        return XDocument.Load(stream).Root!.Elements().Single();
    }

    private static string? Value(XElement metadata, string name) => metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name)?.Value;
}
