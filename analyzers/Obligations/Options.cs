using System;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FragApi.Analyzers.Obligations;

/// <summary>What an editor config says to these rules.</summary>
internal static class Options
{
    /// <summary>The option's name: <c>frag_strict = true</c> reports what could not be decided.</summary>
    public const string Strict = "frag_strict";

    public static bool IsStrict(AnalyzerOptions options, SyntaxTree tree) => IsStrict(options.AnalyzerConfigOptionsProvider.GetOptions(tree));

    /// <summary>It counts for the compilation as a whole wherever it stands.</summary>
    public static bool IsStrictAnywhere(AnalyzerOptions options, Compilation compilation)
    {
        if (IsStrict(options.AnalyzerConfigOptionsProvider.GlobalOptions))
            return true;
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            if (IsStrict(options, tree))
                return true;
        }

        return false;
    }

    private static bool IsStrict(AnalyzerConfigOptions options) =>
        options.TryGetValue(Strict, out string? value) && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>A rule that is off by default was switched on for a file.</summary>
    public static bool IsEnabled(DiagnosticDescriptor rule, Compilation compilation, SyntaxTree tree, CancellationToken cancellation)
    {
        ReportDiagnostic severity = ReportDiagnostic.Default;
        if (compilation.Options.SyntaxTreeOptionsProvider is SyntaxTreeOptionsProvider provider
            && (provider.TryGetDiagnosticValue(tree, rule.Id, cancellation, out severity) || provider.TryGetGlobalDiagnosticValue(rule.Id, cancellation, out severity)))
        {
            return severity is not (ReportDiagnostic.Suppress or ReportDiagnostic.Default);
        }

        return compilation.Options.SpecificDiagnosticOptions.TryGetValue(rule.Id, out severity) && severity is not (ReportDiagnostic.Suppress or ReportDiagnostic.Default);
    }
}
