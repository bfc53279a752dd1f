using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Cli.Checking;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
using FragApi.Cli.Surveying;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace FragApi.Cli.Check.Tests;

/// <summary>What is held of a code base while it is gone through: a project as long as it, or one that refers to it, is to come.</summary>
public sealed class StreamTests
{
    private const string Leak = "public static class Leak { public static void M() { System.Buffers.ArrayPool<byte>.Shared.Rent(16); } }";

    [Theory, InlineData(false), InlineData(true)]
    public async Task AProjectThatIsCheckedGoesWithTheLastThatRefersToIt(bool bindsAll)
    {
        (CodeBase code, WeakReference[] compilations) = Three();
        Watch watch = new(compilations);
        CheckResult result = await CheckAsync(code, watch, bindsAll, keepsCode: false);
        watch.Step("", 0, 1);
        Assert.Equal([.. Watch.Expected.Select(step => (step.Key, step.Value))], watch.Seen);
        Assert.Equal(["Base", "Other", "User"], result.Findings.SelectMany(finding => finding.Projects).Select(project => project.Name).Order());

        // And nothing that is said depends on it.
        (code, compilations) = Three();
        CheckResult kept = await CheckAsync(code, watch, bindsAll, keepsCode: true);
        Assert.All(compilations, compilation => Assert.True(compilation.IsAlive));
        Assert.Equal(kept.Findings.Select(finding => (finding.Place, finding.Message, finding.LineText, finding.Fingerprint)), result.Findings.Select(finding => (finding.Place, finding.Message, finding.LineText, finding.Fingerprint)));
        Assert.Equal(kept.Files.Order(), result.Files.Order());
        Assert.Equal((kept.Unbound, kept.BindsNothing, kept.Checked), (result.Unbound, result.BindsNothing, result.Checked));
        GC.KeepAlive(code);
    }

    [Fact]
    public void AChangedProjectGoesWithTheLastThatRefersToIt()
    {
        (CodeBase code, _) = Three();
        List<WeakReference> changed = [];
        List<string> alive = [];
        using IEnumerator<LoadedProject> projects = code.OneByOne(new Dictionary<string, SourceText> { ["/code/Base.cs"] = SourceText.From("public class Base { public int N; }") }).GetEnumerator();
        while (MoveNext(projects, changed))
        {
            Collect();
            alive.Add(string.Join(' ', changed.Select(one => one.IsAlive ? "held" : "gone")));
        }

        // The loaded ones are held by the code base, and what does not change is the loaded one.
        Assert.Equal(["held", "held held", "gone gone held"], alive);
        GC.KeepAlive(code);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool MoveNext(IEnumerator<LoadedProject> projects, List<WeakReference> changed)
    {
        if (!projects.MoveNext())
            return false;
        CSharpCompilation compilation = projects.Current.Compilation;
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        changed.Add(new WeakReference(compilation));
        return true;
    }

    private static Task<CheckResult> CheckAsync(CodeBase code, Watch watch, bool bindsAll, bool keepsCode) =>
        Checker.RunAsync(code, new Selection([], [], []) { BindsAll = bindsAll }, withFixes: false, watch, CancellationToken.None, keepsCode);

    /// <summary>A project, one that refers to it, and one that has to do with neither.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (CodeBase Code, WeakReference[] Compilations) Three()
    {
        CSharpCompilation first = Compile("Base", "public class Base { public int N; }");
        CSharpCompilation second = Compile("User", "public class User { public int M(Base one) => one.N; }", first.ToMetadataReference());
        CSharpCompilation third = Compile("Other", "public class Other { }");
        ImmutableArray<CSharpCompilation> all = [first, second, third];
        CodeBase code = new("/code", isLoose: false, [.. all.Select(one => new LoadedProject(one.AssemblyName!, $"/code/{one.AssemblyName}.csproj", IsRequested: true, one, new AnalyzerOptions([]), []))], [], []);
        return (code, [.. all.Select(one => new WeakReference(one))]);
    }

    private static CSharpCompilation Compile(string name, string text, params MetadataReference[] references) => CSharpCompilation.Create(
        name,
        [CSharpSyntaxTree.ParseText(SourceText.From(text), path: $"/code/{name}.cs"), CSharpSyntaxTree.ParseText(SourceText.From(Leak.Replace("Leak", name + "Leak", StringComparison.Ordinal)), path: $"/code/{name}Leak.cs")],
        [MetadataReference.CreateFromFile(typeof(object).Assembly.Location), .. references],
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

    private static void Collect()
    {
        for (int round = 0; round < 3; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    /// <summary>Which compilations there are at each step.</summary>
    private sealed class Watch(WeakReference[] compilations) : IProgressSteps
    {
        private static readonly string[] s_names = ["Base", "User", "Other"];

        public static Dictionary<string, string> Expected { get; } = new()
        {
            ["checking Base"] = "Base User Other",
            ["checking User"] = "Base User Other",
            ["checking Other"] = "Other",
            [""] = "",
        };

        public List<(string Step, string Alive)> Seen { get; } = [];

        public void Step(string what, int done, int of)
        {
            // A thread that is done with something may be slow to say so.
            string alive = Alive();
            for (int round = 0; round < 100 && alive != Expected[what]; round++)
            {
                Thread.Sleep(20);
                alive = Alive();
            }

            Seen.Add((what, alive));
        }

        private string Alive()
        {
            Collect();
            return string.Join(' ', s_names.Where((_, index) => compilations[index].IsAlive));
        }

        public void Note(string text)
        {
        }
    }
}
