using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Campaign;

/// <summary>A copy of the driver tree, with what a campaign does to it.</summary>
public sealed partial class DriverTree
{
    private static readonly string[] s_fixable = ["FRAG1001", "FRAG1002", "FRAG1003", "FRAG1004", "FRAG1005", "FRAG1006", "FRAG1007"];

    private readonly string _original;

    private DriverTree(string repository, string folder)
    {
        _original = Path.Combine(repository, "samples", "Drivers");
        Folder = folder;
    }

    /// <summary>The tool, as the build of this project has built it; compiled ahead where that could be done.</summary>
    private static string ToolPath { get; } = Metadata("fragapi") is string folder && Path.Combine(folder, "ahead", "fragapi.dll") is var ahead && File.Exists(ahead)
        ? ahead
        : Path.Combine(Metadata("fragapi"), "net10.0", "fragapi.dll");

    /// <summary>What the drivers are built in: the same as the analyzers, which are not built a second time so.</summary>
    public static string Configuration { get; } = Metadata("configuration");

    private static string Metadata(string key) =>
        typeof(DriverTree).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == key).Value!;

    /// <summary>Where the copy is.</summary>
    public string Folder { get; }

    /// <summary>The repository that a folder lies in.</summary>
    public static string RepositoryAbove(string folder)
    {
        for (DirectoryInfo? current = new(folder); current is not null; current = current.Parent)
        {
            if (File.Exists(Path.Combine(current.FullName, "FragApi.Analyzers.sln")))
                return current.FullName;
        }

        throw new CampaignException($"no FragApi.Analyzers.sln above {folder}");
    }

    /// <summary>Copies the sources; a copy that was there before is replaced.</summary>
    public static DriverTree Copy(string repository, string folder)
    {
        DriverTree tree = new(repository, folder);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        foreach (string file in SourcesOf(tree._original))
        {
            string target = Path.Combine(folder, Path.GetRelativePath(tree._original, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        // The copy finds the analyzers, and the versions, where the original finds them.
        File.WriteAllText(Path.Combine(folder, "Directory.Packages.props"), "<Project />\n");
        string props = Path.Combine(folder, "Directory.Build.props");
        string text = File.ReadAllText(props);
        File.WriteAllText(props, text.Replace("</Project>", $"""
              <PropertyGroup>
                <FragApiRepo>{repository}/</FragApiRepo>
                <FragApiRoot>{repository}/</FragApiRoot>
              </PropertyGroup>
            </Project>
            """, StringComparison.Ordinal));
        return tree;
    }

    /// <summary>
    /// Takes out whatever says what is what: attributes, binding files, and the analyzers themselves. What is left is a tree whose
    /// authors have never heard of any of it.
    /// </summary>
    public void Forget()
    {
        foreach (string file in Directory.EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories))
        {
            string text = File.ReadAllText(file);
            string bare = ImportLine().Replace(AttributeLine().Replace(text, ""), "");
            if (bare != text)
                File.WriteAllText(file, bare);
        }

        foreach (string bindings in Directory.EnumerateFiles(Folder, "FragApi.Bindings*.txt", SearchOption.AllDirectories))
            File.Delete(bindings);
        foreach (string project in Directory.EnumerateFiles(Folder, "*.csproj", SearchOption.AllDirectories))
            File.WriteAllText(project, FragApiItem().Replace(File.ReadAllText(project), ""));
        string props = Path.Combine(Folder, "Directory.Build.props");
        File.WriteAllText(props, File.ReadAllText(props).Replace("<FragApiRepo>", "<FragApiAnalyze>false</FragApiAnalyze>\n    <FragApiRepo>", StringComparison.Ordinal));
    }

    /// <summary>Has the tool say what is what, and returns what it printed.</summary>
    public string Init() => Tool("init", Solution, "--write");

    [GeneratedRegex(@"^[ \t]*\[(return: )?(Fragment\w*|Page(Get|Put|Address|Phys|Map|Unmap)|MapCheck|Owned)(\(.*\))?\]\r?\n", RegexOptions.Multiline)]
    private static partial Regex AttributeLine();

    [GeneratedRegex(@"^using FragApi;\r?\n", RegexOptions.Multiline)]
    private static partial Regex ImportLine();

    [GeneratedRegex(@"\s*<!--[^>]*-->\s*<(AdditionalFiles Include=""FragApi\.|Compile Include=""\$\(FragApiRoot\)analyzers)[^>]*/>")]
    private static partial Regex FragApiItem();

    /// <summary>Builds everything and returns the diagnostics of the accessor rules.</summary>
    public IReadOnlyList<Finding> Build()
    {
        // Compiles the tree anew, so that everything is reported again; the analyzers are left as they are.
        foreach (string intermediate in Directory.EnumerateDirectories(Folder).Select(project => Path.Combine(project, "obj", Configuration)).Where(Directory.Exists))
            Directory.Delete(intermediate, recursive: true);
        // A campaign converts raw uses; what the rules about ownership, mappings and lifetime say of a driver, it leaves as it is.
        return [.. Finding.Parse(Shell.Demand(Folder, "dotnet", "build", "Drivers.sln", "-c", Configuration, "-v", "q", "-nologo"), Folder).Where(finding => finding.Rule.StartsWith("FRAG1", StringComparison.Ordinal))];
    }

    /// <summary>Builds one project without the analyzers and returns its compiler errors.</summary>
    public string[] ErrorsOf(string project)
    {
        (int exitCode, string output) = Shell.Run(Folder, "dotnet", "build", project, "-c", Configuration, "--no-dependencies", "--no-restore", "-v", "q", "-nologo", "-p:FragApiAnalyze=false");
        return exitCode == 0 ? [] : Regex.Matches(output, @"error (CS\d{4})").Select(match => match.Groups[1].Value).Distinct().ToArray();
    }

    /// <summary>The log of gets, puts, maps, unmaps and addresses of every driver.</summary>
    public string[] Replay() =>
        Shell.Demand(Folder, "dotnet", "run", "--project", "Replay", "-c", Configuration, "--no-build").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Converts the tree with the tool and returns what it printed.</summary>
    public string Convert() => Tool("convert", Solution, "--write");

    /// <summary>Seals the page with the tool, which must find no missed case, and returns what it printed.</summary>
    public string Seal() => Tool("seal", Solution, "--write");

    /// <summary>As somebody types it who stands where this process does; what the tool advises is for that place, too.</summary>
    private string Solution => Path.GetRelativePath(Directory.GetCurrentDirectory(), Path.Combine(Folder, "Drivers.sln"));

    /// <summary>Runs <c>fragapi</c>; sites that are left for a human are no failure.</summary>
    public string Tool(params string[] arguments)
    {
        (int exitCode, string output, string error) = Shell.RunApart(Directory.GetCurrentDirectory(), "dotnet", [ToolPath, .. arguments]);
        return exitCode is 0 or 1 ? output : throw new CampaignException($"fragapi {string.Join(' ', arguments)} ended with {exitCode}:\n{error}");
    }

    /// <summary>Fix-all over the whole solution, by the SDK's own tool.</summary>
    public void Format() =>
        Shell.Demand(Folder, "dotnet", ["format", "analyzers", "Drivers.sln", "--no-restore", "--severity", "info", "--diagnostics", .. s_fixable]);

    /// <summary>What a person does about the sites that have no fix.</summary>
    public void FinishByHand()
    {
        foreach ((string file, string raw, string byHand) in HandEdits.All)
            Edit(file, raw, byHand);
    }

    /// <summary>Replaces a text that must stand in the file exactly once.</summary>
    public void Edit(string file, string old, string replacement)
    {
        string path = Path.Combine(Folder, file);
        string text = File.ReadAllText(path);
        int first = text.IndexOf(old, StringComparison.Ordinal);
        if (first < 0 || text.IndexOf(old, first + 1, StringComparison.Ordinal) >= 0)
            throw new CampaignException($"{file}: '{old}' does not stand there exactly once");
        File.WriteAllText(path, text.Replace(old, replacement, StringComparison.Ordinal));
    }


    private static IEnumerable<string> SourcesOf(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));
}
