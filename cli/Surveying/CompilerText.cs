using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FragApi.Cli.Loading;
using Microsoft.CodeAnalysis;

namespace FragApi.Cli.Surveying;

/// <summary>Diagnostics as compilers print them.</summary>
internal static class CompilerText
{
    /// <summary><c>file(line,column): severity ID: message</c>.</summary>
    public static string Of(Diagnostic diagnostic, CodeBase code)
    {
        FileLinePositionSpan place = diagnostic.Location.GetLineSpan();
        string what = $"{diagnostic.Severity switch { DiagnosticSeverity.Error => "error", DiagnosticSeverity.Warning => "warning", _ => "info" }} {diagnostic.Id}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}";
        return place.IsValid
            ? string.Create(CultureInfo.InvariantCulture, $"{code.Relative(place.Path)}({place.StartLinePosition.Line + 1},{place.StartLinePosition.Character + 1}): {what}")
            : what;
    }

    /// <summary>Says that a project does not compile, and where; and whose error that is, if the user's own build says something else.</summary>
    public static string DoesNotCompile(LoadedProject project, IEnumerable<Diagnostic> problems, CodeBase code, string consequence = "nothing was changed")
    {
        const int Shown = 10;
        List<string> errors = [.. problems.Where(problem => problem.Severity == DiagnosticSeverity.Error).Select(problem => "  " + Of(problem, code)).Distinct()];
        if (errors.Count > Shown)
            errors = [.. errors.Take(Shown), $"  and {errors.Count - Shown} more"];
        string list = string.Join('\n', errors);
        return project.Build is BuildOutput build && build.IsUpToDate()
            ? $"""
                {project.Name} does not compile here; {consequence}. Your own build made {code.Relative(build.Path)} of the same sources, so the error is likely fragapi's. Please report it, with these lines and the log that this command writes:
                  dotnet build "{code.Relative(project.FilePath)}" -t:Rebuild -bl:fragapi-report.binlog
                {list}
                """
            : $"{project.Name} does not compile as it is; {consequence}. Mend these first:\n{list}";
    }
}
