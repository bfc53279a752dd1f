using System.Threading.Tasks;
using Xunit;

namespace FragApi.Package.Tests;

/// <summary>The MSBuild property <c>FragApiAnnotations</c>: the attributes as source.</summary>
[Collection(PackageCollection.Name)]
public sealed class AnnotationTests(PackageFixture package)
{
    [Theory]
    [InlineData("netstandard2.0", "7.3")]
    [InlineData("net10.0", "8")]
    [InlineData("net10.0", "latest")]
    public async Task The_annotations_compile_without_a_warning(string framework, string language)
    {
        string strict = $"<LangVersion>{language}</LangVersion><Nullable Condition=\"'{language}' != '7.3'\">enable</Nullable>"
            + "<GenerateDocumentationFile>true</GenerateDocumentationFile><NoWarn>CS1591;CS8618</NoWarn>"
            + "<TreatWarningsAsErrors>true</TreatWarningsAsErrors><WarningsNotAsErrors>FRAG1001</WarningsNotAsErrors>";
        ConsumerSolution project = await package.NewProjectAsync(framework, Single.WithAnnotations + strict, Single.Source);

        Assert.Equal(project.Expected(), (await project.BuildAsync()).Succeeds().Findings(project.Folder));
    }

    [Fact]
    public async Task Without_the_property_there_are_none_and_an_unknown_value_is_an_error()
    {
        ConsumerSolution project = await package.NewProjectAsync("net10.0", "", Single.Source);

        Assert.Contains("error CS0246", (await project.BuildAsync()).Fails().Output);
        ToolResult unknown = (await project.BuildAsync("-p:FragApiAnnotations=binary")).Fails();
        Assert.Contains("error FRAGAPI002: The property FragApiAnnotations is 'binary'; it takes 'none' or 'source'.", unknown.Output);
    }

    [Fact]
    public async Task A_project_in_another_language_takes_no_notice()
    {
        ConsumerSolution project = await package.NewProjectAsync("net10.0", Single.WithAnnotations, Single.Source);
        System.IO.File.Move(System.IO.Path.Combine(project.Folder, "Single.csproj"), System.IO.Path.Combine(project.Folder, "Single.vbproj"));
        project.Write("Single.vb", "Public Class Nothing1\nEnd Class\n");

        (await project.DotNetAsync("build", "Single.vbproj", "-p:FragApiAnalysisMode=strict", "-p:FragApiBindings=missing.txt")).Succeeds();
    }
}
