using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;

namespace FragApi.Cli.Tests;

/// <summary>A tree of sources in a temporary folder, and the tool's runs on it; deleted at the end of the test.</summary>
internal sealed class SourceTree : IDisposable
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <param name="name">What the folder is called.</param>
    public SourceTree(string name = "tree")
    {
        _home = Directory.CreateTempSubdirectory("fragapi-test-").FullName;
        Folder = Path.Combine(_home, name);
        Directory.CreateDirectory(Folder);
    }

    private readonly string _home;

    public string Folder { get; }

    /// <summary>A folder without projects, with the kernel and the annotations in it.</summary>
    public static SourceTree Loose(params (string Path, string Text)[] files)
    {
        SourceTree tree = new();
        tree.Add(Sources.Kernel);
        tree.Add(Sources.Annotations);
        tree.Add(files);
        return tree;
    }

    /// <summary>The same as a project.</summary>
    public static SourceTree Project(string properties, params (string Path, string Text)[] files)
    {
        SourceTree tree = Loose(files);
        tree.Add(("Tree.csproj", Sources.Project(properties)));
        return tree;
    }

    public void Add(params (string Path, string Text)[] files)
    {
        foreach ((string path, string text) in files)
            AddBytes(path, s_utf8.GetBytes(text));
    }

    public void AddBytes(string path, byte[] bytes)
    {
        string full = PathOf(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
    }

    public string PathOf(string path) => Path.Combine(Folder, path);

    public string Read(string path) => File.ReadAllText(PathOf(path));

    /// <summary>Every source and project file with its bytes, to see that nothing has changed.</summary>
    public SortedDictionary<string, string> Snapshot() =>
        new(Directory.EnumerateFiles(Folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
            .Where(file => !Path.GetRelativePath(Folder, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or ".git"))
            .ToDictionary(file => Path.GetRelativePath(Folder, file), file => Convert.ToHexString(File.ReadAllBytes(file))), StringComparer.Ordinal);

    /// <summary>Runs the tool in the folder.</summary>
    public Task<Outcome> RunAsync(params string[] arguments) => Tool.RunAsync(Folder, arguments);

    /// <summary>Plans the conversion and reads the plan; with <c>--write</c> among the arguments, converts.</summary>
    public async Task<(Outcome Outcome, PlanFile Plan)> ConvertAsync(params string[] arguments)
    {
        string file = Path.Combine(_home, Guid.NewGuid().ToString("N") + ".json");
        Outcome outcome = await RunAsync(["convert", .. arguments.Length > 0 && !arguments[0].StartsWith('-') ? [] : new[] { "." }, .. arguments, "--plan", file]);
        Xunit.Assert.True(File.Exists(file), $"no plan: {outcome}");
        return (outcome, PlanFile.Parse(File.ReadAllText(file)));
    }

    /// <summary>Makes the folder a git work tree with everything committed.</summary>
    public async Task CommitAsync()
    {
        (await Tool.GitAsync(Folder, "init", "-q", ".")).Exits(0);
        File.WriteAllText(PathOf(".git/info/exclude"), "bin/\nobj/\n");
        (await Tool.GitAsync(Folder, "add", "-A")).Exits(0);
        (await Tool.GitAsync(Folder, "commit", "-q", "-m", "as it was")).Exits(0);
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);
}
