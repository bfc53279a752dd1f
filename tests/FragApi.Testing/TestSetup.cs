using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Host.Mef;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Testing;

/// <summary>How both verifiers set the package's tests up.</summary>
internal static class TestSetup
{
    // No package of references: the network is for restore alone.
    private static readonly ReferenceAssemblies s_none = new("net10.0");

    public static void Apply(AnalyzerTest<DefaultVerifier> test)
    {
        test.ReferenceAssemblies = s_none;
        SetReferences(test.TestState, References.Kernel);
        // A rule may have variants; the first is the rule itself, and what a mark means.
        test.MarkupOptions = MarkupOptions.UseFirstDescriptor | MarkupOptions.TreatPositionIndicatorsAsCode;
        test.SolutionTransforms.Add((solution, id) => solution.Projects
            .Where(project => project.Id != id && project.MetadataReferences.Count == 0)
            .Aggregate(solution, (so, project) => so.WithProjectMetadataReferences(project.Id, References.Net100)));
    }

    public static void SetReferences(ProjectState project, ImmutableArray<MetadataReference> references)
    {
        project.AdditionalReferences.Clear();
        project.AdditionalReferences.AddRange(references);
    }

    /// <summary>
    /// Opt-in rules are on and disabled ones off. The package sets every rule to its default severity, which an
    /// editor config then cannot raise (dotnet/roslyn-sdk).
    /// </summary>
    public static Project ApplySeverities(Project project, IEnumerable<DiagnosticAnalyzer> analyzers, IEnumerable<string> disabled)
    {
        Dictionary<string, ReportDiagnostic> severities = analyzers
            .SelectMany(analyzer => analyzer.SupportedDiagnostics)
            .Where(descriptor => !descriptor.IsEnabledByDefault)
            .GroupBy(descriptor => descriptor.Id)
            .ToDictionary(rule => rule.Key, rule => AsReport(rule.First().DefaultSeverity));
        severities["AD0001"] = ReportDiagnostic.Error;
        foreach (string id in disabled)
            severities[id] = ReportDiagnostic.Suppress;
        CompilationOptions options = project.CompilationOptions!;
        return project.WithCompilationOptions(options.WithSpecificDiagnosticOptions(options.SpecificDiagnosticOptions.AddRange(severities)));
    }

    /// <summary>The package composes a host for every workspace; the parts that solutions and fixes need are in the default one, shared by all.</summary>
    public static Task<Workspace> CreateWorkspaceAsync() => Task.FromResult<Workspace>(new AdhocWorkspace(MefHostServices.DefaultHost));

    /// <summary>Turns our marks into expectations of the package's.</summary>
    public static void ReadMarks(SolutionState state, IEnumerable<DiagnosticAnalyzer> analyzers)
    {
        DiagnosticDescriptor[] known = [.. analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics)];
        int key = 1_000;
        for (int i = 0; i < state.Sources.Count; i++)
        {
            (string name, SourceText text) = state.Sources[i];
            (string source, ImmutableArray<DiagnosticResult> expected) = Marks.Read(text.ToString(), SeverityOf, key);
            if (expected.IsEmpty)
                continue;
            state.Sources[i] = (name, SourceText.From(source, text.Encoding, text.ChecksumAlgorithm));
            state.ExpectedDiagnostics.AddRange(expected);
            key += expected.Length;
        }

        DiagnosticSeverity SeverityOf(string id) =>
            known.FirstOrDefault(descriptor => descriptor.Id == id)?.DefaultSeverity ?? DiagnosticSeverity.Warning;
    }

    private static ReportDiagnostic AsReport(DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => ReportDiagnostic.Error,
        DiagnosticSeverity.Warning => ReportDiagnostic.Warn,
        DiagnosticSeverity.Info => ReportDiagnostic.Info,
        _ => ReportDiagnostic.Hidden,
    };
}
