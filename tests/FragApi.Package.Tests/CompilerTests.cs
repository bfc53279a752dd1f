using System;
using System.Threading.Tasks;
using Xunit;

namespace FragApi.Package.Tests;

/// <summary>
/// The package in compilers that a project brings along itself; the other tests here run in the SDK's. A compiler older than
/// the Roslyn that an analyzer is built on drops it with a warning, CS9057, and says nothing of the code.
/// </summary>
[Collection(PackageCollection.Name)]
public sealed class CompilerTests(PackageFixture package)
{
    [Theory]
    [InlineData("4.14.0")]
    [InlineData("5.9.0")]
    public async Task Loads_in(string compiler)
    {
        ConsumerSolution project = await package.NewProjectAsync(
            "net10.0",
            $"""
            {Single.WithAnnotations}
            <LangVersion>13</LangVersion>
            <!-- Else the .NET 10 SDK takes its own compiler instead of one that is older (findings/toolset-older-than-the-sdk.sh). -->
            <RoslynCompilerType>Custom</RoslynCompilerType>
            </PropertyGroup>
            <ItemGroup>
              <PackageReference Include="Microsoft.Net.Compilers.Toolset" Version="[{compiler}]" PrivateAssets="all" />
            </ItemGroup>
            <PropertyGroup>
            """,
            Single.Source + "#error version\n");

        ToolResult build = (await project.BuildAsync()).Fails();
        Assert.Contains($"error CS8304: Compiler version: '{compiler}", build.Output, StringComparison.Ordinal);
        // A newer one tells where it is from.
        if (build.Output.Contains("Compiler path:", StringComparison.Ordinal))
            Assert.Contains("microsoft.net.compilers.toolset", build.Output, StringComparison.OrdinalIgnoreCase);

        project.Write("Single.cs", Single.Source);
        build = (await project.BuildAsync()).Succeeds();
        Assert.Equal(project.Expected(), build.Findings(project.Folder));
        Assert.DoesNotContain("CS9057", build.Output, StringComparison.Ordinal);
    }
}
