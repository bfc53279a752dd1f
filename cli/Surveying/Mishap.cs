using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FragApi.Cli.Surveying;

/// <summary>An exception out of the compiler or of a rule, while something was looked at: what was lost by it.</summary>
/// <param name="Text">What a person needs to know, and to report.</param>
/// <param name="Path">The file that it was about; null where that is not known.</param>
internal sealed partial record Mishap(string Text, string? Path)
{
    private const int MostFrames = 3;

    /// <summary>It came out of the compiler, or nobody knows from where.</summary>
    /// <param name="what">What was looked at.</param>
    /// <param name="problem">The exception.</param>
    /// <param name="path">The file that is lost.</param>
    public static Mishap Of(string what, Exception problem, string? path = null) => new($"{what} could not be analysed, and has no findings here: {Describe(problem)}", path);

    /// <summary>It came out of a rule, which goes on elsewhere.</summary>
    /// <param name="project">What was looked at.</param>
    /// <param name="analyzer">The rules.</param>
    /// <param name="problem">The exception.</param>
    /// <param name="report">The compiler's own diagnostic of it, which knows the file.</param>
    public static Mishap Of(string project, DiagnosticAnalyzer analyzer, Exception problem, Diagnostic report)
    {
        return Of(project, analyzer, problem, TreeLine().Match(report.GetMessage(System.Globalization.CultureInfo.InvariantCulture)) is { Success: true } match ? match.Groups[1].Value.Trim() : null);
    }

    /// <summary>The same where it is known what the rule was looking at.</summary>
    public static Mishap Of(string project, DiagnosticAnalyzer analyzer, Exception problem, string? path) =>
        new($"{project}: {analyzer.GetType().Name} failed{(path is null ? "" : $" in {path}")}, and its findings are incomplete: {Describe(problem)}", path);

    /// <summary>Whether an exception is a mishap, and no order to stop.</summary>
    public static bool Is(Exception problem, CancellationToken cancellation) => !cancellation.IsCancellationRequested && problem is not Hosting.ToolException;

    private static string Describe(Exception problem)
    {
        while (problem is AggregateException { InnerException: Exception inner })
            problem = inner;
        IEnumerable<string> frames = (problem.StackTrace ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(MostFrames).Select(frame => "\n  " + frame.Trim());
        return $"{problem.GetType().Name}: {problem.Message}{string.Concat(frames)}";
    }

    // Of the context that the analyzer driver adds to what it reports as AD0001.
    [GeneratedRegex(@"^SyntaxTree: (.+)$", RegexOptions.Multiline)]
    private static partial Regex TreeLine();
}
