using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
using FragApi.Cli.Proposing;
using FragApi.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace FragApi.Cli.Check.Tests.Proposing;

/// <summary>What is proposed for some source, as lines: <c>keyword id option</c>, with a '?' in front where it is likely only.</summary>
internal sealed class Proposed
{
    private static readonly MetadataReference[] s_references = [.. ((string)System.AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(path => Path.GetFileName(path).StartsWith("System.", System.StringComparison.Ordinal)).Select(path => (MetadataReference)MetadataReference.CreateFromFile(path))];

    private readonly CodeBase _code;

    private Proposed(CodeBase code, ProposalResult result)
    {
        _code = code;
        Result = result;
    }

    public ProposalResult Result { get; }

    /// <summary>The declarations of the attributes, to stand in front of other source.</summary>
    public static string Annotations { get; } = File.ReadAllText(Repository.PathOf("analyzers", "Vocabulary", "Annotations", "FragApi.Annotations.g.cs"));

    /// <summary>The sure ones.</summary>
    public IEnumerable<string> Sure => Result.Proposals.Where(proposal => proposal.Confidence == Confidence.Sure).Select(Line);

    public IEnumerable<string> Likely => Result.Proposals.Where(proposal => proposal.Confidence == Confidence.Likely).Select(Line);

    /// <summary>Proposes for one library.</summary>
    public static Proposed Of(string source, params MetadataReference[] references) => Of(Compile("App", source, references));

    public static Proposed Of(params CSharpCompilation[] compilations) => Of(CodeOf(compilations));

    public static Proposed Of(CodeBase code, bool attributes = false) => new(code, Proposer.Of(code, new SourceStore(), attributes, new Silent(), CancellationToken.None));

    /// <summary>The same, with the accessors that the raw uses wait for.</summary>
    public static async Task<Proposed> WithAccessorsAsync(CodeBase code) => new(code, await Proposer.WithAccessorsAsync(code, new SourceStore(), attributes: false, new Silent(), CancellationToken.None));

    public static CodeBase CodeOf(params CSharpCompilation[] compilations) => new(Root, isLoose: true, [.. compilations.Select(Project)], [], []);

    /// <summary>The code base, of one project, with all that would be written.</summary>
    public CodeBase Written()
    {
        LoadedProject project = _code.Projects.Single();
        CSharpCompilation compilation = project.Compilation.AddSyntaxTrees(Result.Added.Where(file => file.Path.EndsWith(".cs", System.StringComparison.Ordinal)).Select(file => CSharpSyntaxTree.ParseText(file.Text, (CSharpParseOptions)project.Compilation.SyntaxTrees[0].Options, file.Path)));
        AnalyzerOptions options = new([.. Result.Added.Where(file => file.Path.EndsWith(".txt", System.StringComparison.Ordinal)).Select(file => new TextInMemory(file.Path, SourceText.From(file.Text)))]);
        return new CodeBase(_code.Root, isLoose: true, [project with { Compilation = compilation, Options = options }], [], []).With(Result.Changed.Where(file => file.Path.EndsWith(".cs", System.StringComparison.Ordinal)).ToDictionary(file => file.Path, file => file.New));
    }

    public static CSharpCompilation Compile(string name, string source, params MetadataReference[] references)
    {
        CSharpParseOptions options = new(LanguageVersion.Preview, DocumentationMode.Parse);
        CSharpCompilation compilation = Empty(name).AddReferences(references)
            .AddSyntaxTrees(CSharpSyntaxTree.ParseText("global using System; global using System.Collections.Generic; global using System.Threading; " + source, options, Path.Combine(Root, name, name + ".cs")));
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return compilation;
    }

    /// <summary>A program with its statements in front.</summary>
    public static CSharpCompilation Program(string source)
    {
        CSharpCompilation library = Empty("App");
        return library.WithOptions(library.Options.WithOutputKind(OutputKind.ConsoleApplication)).AddSyntaxTrees(CSharpSyntaxTree.ParseText("using System; using System.Collections.Generic; using System.Threading; " + source, new CSharpParseOptions(LanguageVersion.Preview), Path.Combine(Root, "App", "App.cs")));
    }

    /// <summary>A library without any source.</summary>
    public static CSharpCompilation Empty(string name) => CSharpCompilation.Create(
        name, [], s_references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>The same as a file that somebody else has compiled.</summary>
    public static MetadataReference Image(CSharpCompilation compilation) => Image(compilation, out _);

    public static MetadataReference Image(CSharpCompilation compilation, out byte[] image)
    {
        using MemoryStream stream = new();
        Assert.True(compilation.Emit(stream).Success);
        image = stream.ToArray();
        return MetadataReference.CreateFromImage(image);
    }

    public Proposed Has(params string[] lines)
    {
        foreach (string line in lines)
            Assert.Contains(line, Sure);
        return this;
    }

    /// <summary>These, and nothing besides, not even something to ask.</summary>
    public void HasOnly(params string[] lines)
    {
        Assert.Equal([.. lines.Order()], [.. Sure.Order()]);
        Assert.Empty(Likely);
        Assert.Empty(Result.Questions);
    }

    /// <summary>There is nothing at all.</summary>
    public void IsSilent()
    {
        Assert.Empty(Result.Proposals.Select(Line));
        Assert.Empty(Result.Questions);
        Assert.False(Result.Writes);
    }

    public static string Root { get; } = Path.Combine(Path.GetTempPath(), "fragapi-proposed");

    public static LoadedProject Project(CSharpCompilation compilation) =>
        new(compilation.AssemblyName!, Path.Combine(Root, compilation.AssemblyName!, compilation.AssemblyName + ".csproj"), IsRequested: true, compilation, new AnalyzerOptions([]), []);

    private static string Line(Proposal proposal) => string.Join(' ', new[] { proposal.Keyword, proposal.Id, proposal.Option }.OfType<string>());
}

/// <summary>Nobody looks.</summary>
internal sealed class Silent : IProgressSteps
{
    public void Step(string what, int done, int of)
    {
    }

    public void Note(string text)
    {
    }
}
