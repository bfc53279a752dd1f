using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using FragApi.Analyzers.Vocabulary;
using FragApi.Cli.Hosting;
using FragApi.Cli.Writing;
using Microsoft.CodeAnalysis;

namespace FragApi.Cli.Loading;

/// <summary>Binding files that are given by hand, beside those that projects name.</summary>
internal static class BindingFiles
{
    public static bool IsOne(string path) => BindingFile.IsBindingFile(path);

    /// <summary>
    /// Binding files that lie where somebody may expect them to be read, and are not: in the folder that was given, and in
    /// those of projects and above them.
    /// </summary>
    /// <returns>A note for each: what it is, and where it belongs.</returns>
    public static IEnumerable<string> NotRead(string root, IReadOnlyCollection<LoadedProject> projects)
    {
        HashSet<string> read = [.. projects.SelectMany(project => project.Options.AdditionalFiles).Select(file => Path.GetFullPath(file.Path))];
        HashSet<string> folders = [root];
        foreach (LoadedProject project in projects)
        {
            for (string? folder = Path.GetDirectoryName(project.FilePath); folder is not null && RealPath.IsUnder(folder, root) && folders.Add(folder); folder = Path.GetDirectoryName(folder))
            {
            }
        }

        return folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "FragApi.Bindings*.txt")).Where(file => !read.Contains(file)).Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetRelativePath(root, file).Replace('\\', '/')} is not read by any project. It belongs into the folder of the project that declares the fragments, or into an item <FragApiBindings Include=\"…\" /> there; or give --bindings {CommandText.Quoted(Path.GetRelativePath(Directory.GetCurrentDirectory(), file))}");
    }

    /// <exception cref="ToolException">One does not exist, or is not named as the rules look for it.</exception>
    public static ImmutableArray<AdditionalText> Given(IEnumerable<string> paths, SourceStore sources) =>
        [.. paths.Select(path => Path.GetFullPath(path)).Select(path =>
            !File.Exists(path) ? throw new ToolException(ExitCode.Usage, $"--bindings {path}: there is no such file.")
            : !IsOne(path) ? throw new ToolException(ExitCode.Usage, $"--bindings {path}: a binding file is called FragApi.Bindings*.txt.")
            : new FileText(path, sources))];
}
