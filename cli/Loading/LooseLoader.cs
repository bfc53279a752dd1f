using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Cli.Hosting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FragApi.Cli.Loading;

/// <summary>
/// A folder without projects: all its .cs files in one compilation, against the .NET reference assemblies. Names that
/// do not resolve are tolerated; symbols that matter usually resolve all the same.
/// </summary>
internal static class LooseLoader
{
    public static CodeBase Load(string folder, SourceStore sources, ImmutableArray<AdditionalText> bindings, CancellationToken cancellation)
    {
        List<string> notes = [];
        List<string> files = [];
        List<AdditionalText> found = [.. bindings];
        foreach (string file in FilesUnder(folder))
        {
            if (file.EndsWith(".cs", StringComparison.OrdinalIgnoreCase))
                files.Add(file);
            else if (BindingFiles.IsOne(file) && !found.Exists(binding => binding.Path == file))
                found.Add(new FileText(file, sources));
        }

        if (files.Count == 0)
            throw new ToolException(ExitCode.Usage, $"{folder}: there is no project and no .cs file in it.");
        AnalyzerConfigs configs = AnalyzerConfigs.Read(ConfigsFor(folder, files), sources);
        CSharpParseOptions parse = new(LanguageVersion.Preview, DocumentationMode.Parse);
        SyntaxTree[] trees = new SyntaxTree[files.Count];
        // Not thrown inside the loop, which would wrap it.
        ConcurrentBag<string> unreadable = [];
        Parallel.For(0, trees.Length, new ParallelOptions { CancellationToken = cancellation }, index =>
        {
            try
            {
                trees[index] = CSharpSyntaxTree.ParseText(sources.Read(files[index], encoding: null), parse, files[index], cancellation);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                unreadable.Add($"{files[index]} could not be read: {problem.Message}");
            }
        });
        if (!unreadable.IsEmpty)
            throw new ToolException(ExitCode.Failed, string.Join('\n', unreadable.Order(StringComparer.Ordinal).Take(20)));
        CSharpCompilation compilation = CSharpCompilation.Create(
            Path.GetFileName(folder),
            trees,
            ReferenceAssemblies().Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true).WithSyntaxTreeOptionsProvider(configs.Severities));
        LoadedProject project = new(Path.GetFileName(folder), folder, IsRequested: true, compilation, new AnalyzerOptions([.. found], configs), []);
        return new CodeBase(folder, isLoose: true, [project], [.. notes], losses: []);
    }

    /// <summary>All files below, in a steady order, without what builds leave behind, and without following links into a circle.</summary>
    private static IEnumerable<string> FilesUnder(string folder)
    {
        Stack<DirectoryInfo> folders = new([new DirectoryInfo(folder)]);
        HashSet<string> visited = new(StringComparer.Ordinal);
        while (folders.TryPop(out DirectoryInfo? current))
        {
            FileSystemInfo[] entries;
            try
            {
                if (!visited.Add(current.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? current.FullName))
                    continue;
                entries = [.. current.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal)];
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                throw new ToolException(ExitCode.Failed, $"{current.FullName} could not be read: {problem.Message}");
            }

            foreach (FileSystemInfo entry in entries.Reverse())
            {
                if (entry is DirectoryInfo inner && inner.Name is not ("bin" or "obj") && !inner.Name.StartsWith('.'))
                    folders.Push(inner);
            }

            foreach (FileSystemInfo entry in entries)
            {
                if (entry is FileInfo file && IsThere(file))
                    yield return entry.FullName;
            }
        }
    }

    /// <summary>Not a link that leads nowhere, or to itself.</summary>
    private static bool IsThere(FileInfo file)
    {
        try
        {
            return file.Exists && file.ResolveLinkTarget(returnFinalTarget: true) is null or { Exists: true };
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static IEnumerable<string> ConfigsFor(string folder, IEnumerable<string> files)
    {
        HashSet<string> folders = new(StringComparer.Ordinal);
        foreach (string file in files)
        {
            for (string? current = Path.GetDirectoryName(file); current is not null && folders.Add(current); current = Path.GetDirectoryName(current))
            {
            }
        }

        return folders.Select(current => Path.Combine(current, ".editorconfig")).Where(File.Exists);
    }

    /// <summary>The newest reference pack beside the runtime, else the runtime's own assemblies.</summary>
    private static IEnumerable<string> ReferenceAssemblies()
    {
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string packs = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref"));
        string? pack = !Directory.Exists(packs) ? null : Directory.EnumerateDirectories(packs)
            .OrderByDescending(version => Version.TryParse(Path.GetFileName(version), out Version? parsed) ? parsed : new Version())
            .SelectMany(version => Directory.Exists(Path.Combine(version, "ref")) ? Directory.EnumerateDirectories(Path.Combine(version, "ref")) : [])
            .FirstOrDefault();
        return Directory.EnumerateFiles(pack ?? runtime, "*.dll").Where(path => pack is not null || IsManaged(path));
    }

    private static bool IsManaged(string path)
    {
        try
        {
            System.Reflection.AssemblyName.GetAssemblyName(path);
            return true;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }
}
