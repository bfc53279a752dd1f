using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FragApi.Cli.Loading;

/// <summary>The .editorconfig and .globalconfig files of a compilation, in the two forms that Roslyn asks for.</summary>
internal sealed class AnalyzerConfigs : AnalyzerConfigOptionsProvider
{
    private readonly AnalyzerConfigSet _set;
    private readonly Dictionary<string, AnalyzerConfigOptionsResult> _byPath = [];
    private readonly Lock _lock = new();

    private AnalyzerConfigs(AnalyzerConfigSet set)
    {
        _set = set;
        GlobalOptions = new Options(set.GlobalConfigOptions.AnalyzerOptions);
        Severities = new SeverityProvider(this);
    }

    /// <summary>Severities, and what is generated code.</summary>
    public SyntaxTreeOptionsProvider Severities { get; }

    public override AnalyzerConfigOptions GlobalOptions { get; }

    /// <summary>Reads the files; what is missing or malformed is left out, as the compiler does.</summary>
    public static AnalyzerConfigs Read(IEnumerable<string> paths, SourceStore sources)
    {
        List<AnalyzerConfig> configs = [];
        foreach (string path in paths)
        {
            if (sources.Has(path))
                configs.Add(AnalyzerConfig.Parse(sources.Read(path, encoding: null), path));
        }

        return new AnalyzerConfigs(AnalyzerConfigSet.Create(configs));
    }

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Options(For(tree.FilePath).AnalyzerOptions);

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => new Options(For(textFile.Path).AnalyzerOptions);

    private AnalyzerConfigOptionsResult For(string path)
    {
        lock (_lock)
        {
            if (!_byPath.TryGetValue(path, out AnalyzerConfigOptionsResult result))
                _byPath.Add(path, result = _set.GetOptionsForSourcePath(path));
            return result;
        }
    }

    private sealed class Options(ImmutableDictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override IEnumerable<string> Keys => values.Keys;

        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
    }

    private sealed class SeverityProvider(AnalyzerConfigs configs) : SyntaxTreeOptionsProvider
    {
        public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) =>
            configs.For(tree.FilePath).AnalyzerOptions.TryGetValue("generated_code", out string? value)
                ? bool.TryParse(value, out bool generated) ? generated ? GeneratedKind.MarkedGenerated : GeneratedKind.NotGenerated : GeneratedKind.Unknown
                : GeneratedKind.Unknown;

        public override bool TryGetDiagnosticValue(SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) =>
            configs.For(tree.FilePath).TreeOptions.TryGetValue(diagnosticId, out severity);

        public override bool TryGetGlobalDiagnosticValue(string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) =>
            configs._set.GlobalConfigOptions.TreeOptions.TryGetValue(diagnosticId, out severity);
    }
}
