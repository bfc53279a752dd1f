using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
using FragApi.Cli.Proposing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace FragApi.Cli.Check.Tests.Proposing;

/// <summary>What is proposed for some source, as lines: <c>keyword id option</c>, with a '?' in front where it is likely only.</summary>
internal sealed class Proposed
{
    private static readonly MetadataReference[] s_references = [.. ((string)System.AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(path => Path.GetFileName(path).StartsWith("System.", System.StringComparison.Ordinal)).Select(path => (MetadataReference)MetadataReference.CreateFromFile(path))];

    private Proposed(ProposalResult result) => Result = result;

    public ProposalResult Result { get; }

    /// <summary>The sure ones.</summary>
    public IEnumerable<string> Sure => Result.Proposals.Where(proposal => proposal.Confidence == Confidence.Sure).Select(Line);

    public IEnumerable<string> Likely => Result.Proposals.Where(proposal => proposal.Confidence == Confidence.Likely).Select(Line);

    /// <summary>Proposes for one library.</summary>
    public static Proposed Of(string source, params MetadataReference[] references) => Of(Compile("App", source, references));

    public static Proposed Of(params CSharpCompilation[] compilations) => Of(new CodeBase(Root, isLoose: true, [.. compilations.Select(Project)], [], []));

    public static Proposed Of(CodeBase code) => new(Proposer.Of(code, new SourceStore(), attributes: false, new Silent(), CancellationToken.None));

    public static CSharpCompilation Compile(string name, string source, params MetadataReference[] references)
    {
        CSharpParseOptions options = new(LanguageVersion.Preview, DocumentationMode.Parse);
        CSharpCompilation compilation = Empty(name).AddReferences(references)
            .AddSyntaxTrees(CSharpSyntaxTree.ParseText("global using System; global using System.Collections.Generic; global using System.Threading; " + source, options, Path.Combine(Root, name, name + ".cs")));
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return compilation;
    }

    /// <summary>A library without any source.</summary>
    public static CSharpCompilation Empty(string name) => CSharpCompilation.Create(
        name, [], s_references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>The same as a file that somebody else has compiled.</summary>
    public static MetadataReference Image(CSharpCompilation compilation)
    {
        using MemoryStream stream = new();
        Assert.True(compilation.Emit(stream).Success);
        return MetadataReference.CreateFromImage(stream.ToArray());
    }

    public Proposed Has(params string[] lines)
    {
        foreach (string line in lines)
            Assert.Contains(line, Sure);
        return this;
    }

    /// <summary>There is nothing at all.</summary>
    public void IsSilent()
    {
        Assert.Empty(Result.Proposals.Select(Line));
        Assert.Empty(Result.Questions);
        Assert.False(Result.Writes);
    }

    private static string Root { get; } = Path.Combine(Path.GetTempPath(), "fragapi-proposed");

    private static LoadedProject Project(CSharpCompilation compilation) =>
        new(compilation.AssemblyName!, Path.Combine(Root, compilation.AssemblyName!, compilation.AssemblyName + ".csproj"), IsRequested: true, compilation, new AnalyzerOptions([]), []);

    private static string Line(Proposal proposal) => string.Join(' ', new[] { proposal.Keyword, proposal.Id, proposal.Option }.OfType<string>());

    private sealed class Silent : IProgressSteps
    {
        public void Step(string what, int done, int of)
        {
        }

        public void Note(string text)
        {
        }
    }
}
