using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using FragApi.Analyzers.Vocabulary;
using FragApi.Cli.Hosting;
using Microsoft.CodeAnalysis;

namespace FragApi.Cli.Loading;

/// <summary>Binding files that are given by hand, beside those that projects name.</summary>
internal static class BindingFiles
{
    public static bool IsOne(string path) => BindingFile.IsBindingFile(path);

    /// <exception cref="ToolException">One does not exist, or is not named as the rules look for it.</exception>
    public static ImmutableArray<AdditionalText> Given(IEnumerable<string> paths, SourceStore sources) =>
        [.. paths.Select(path => Path.GetFullPath(path)).Select(path =>
            !File.Exists(path) ? throw new ToolException(ExitCode.Usage, $"--bindings {path}: there is no such file.")
            : !IsOne(path) ? throw new ToolException(ExitCode.Usage, $"--bindings {path}: a binding file is called FragApi.Bindings*.txt.")
            : new FileText(path, sources))];
}
