using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.CodeFixes;

/// <summary>What a conversion must not bring about: compiler errors, and warnings about null.</summary>
internal static class Problems
{
    /// <summary>Those of one tree, or of a stretch of it.</summary>
    public static List<Diagnostic> In(SemanticModel semantics, CancellationToken cancellation, TextSpan? span = null) =>
        semantics.GetDiagnostics(span, cancellation).Where(IsOne).ToList();

    /// <summary>Those that a changed document has and the old one had not.</summary>
    public static async Task<IReadOnlyList<Diagnostic>> NewAsync(SemanticModel before, Document changed, CancellationToken cancellation)
    {
        if (await changed.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not SemanticModel semantics)
            return System.Array.Empty<Diagnostic>();
        List<Diagnostic> problems = In(semantics, cancellation);
        return problems.Count == 0 ? problems : New(problems, In(before, cancellation));
    }

    public static bool IsOne(Diagnostic diagnostic) =>
        diagnostic.Severity == DiagnosticSeverity.Error || diagnostic.Severity == DiagnosticSeverity.Warning && IsAboutNull(diagnostic.Id);

    /// <summary>Those that were not there before. Errors move with the text; by id, message and file they can be told from new ones.</summary>
    public static List<Diagnostic> New(IEnumerable<Diagnostic> now, IEnumerable<Diagnostic> before)
    {
        Dictionary<string, int> old = before.GroupBy(Name).ToDictionary(problems => problems.Key, problems => problems.Count());
        return now.Where(problem => !Take(Name(problem))).ToList();

        bool Take(string name)
        {
            if (!old.TryGetValue(name, out int left) || left == 0)
                return false;
            old[name] = left - 1;
            return true;
        }
    }

    private static string Name(Diagnostic diagnostic) =>
        $"{diagnostic.Id} {diagnostic.Location.SourceTree?.FilePath} {diagnostic.GetMessage(CultureInfo.InvariantCulture)}";

    /// <summary>The nullable warnings: CS8597 and CS8600 to CS8670, CS8714, CS8762 to CS8777, CS8819.</summary>
    private static bool IsAboutNull(string id) =>
        id.Length == 6 && id.StartsWith("CS8", System.StringComparison.Ordinal) && string.CompareOrdinal(id, "CS8597") >= 0
        && (string.CompareOrdinal(id, "CS8670") <= 0 || id == "CS8714" || string.CompareOrdinal(id, "CS8762") >= 0 && string.CompareOrdinal(id, "CS8819") <= 0);
}
