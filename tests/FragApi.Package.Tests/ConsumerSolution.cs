using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;

namespace FragApi.Package.Tests;

/// <summary>A user's solution in a folder of its own. A line that the rules have to report ends in a comment with the ids.</summary>
internal sealed class ConsumerSolution(PackageFixture package, string folder, string name)
{
    private static readonly Regex s_marker = new(@"//(?: (FRAG\d{4}))+\s*$");

    public string Folder { get; } = folder;

    public string Name { get; } = name;

    public Task<ToolResult> DotNetAsync(params string[] arguments) => Tool.DotNetAsync(Folder, package.Environment, arguments);

    /// <summary>Compiles everything anew; a compiler that does not run reports nothing.</summary>
    public Task<ToolResult> BuildAsync(params string[] more) =>
        DotNetAsync(["build", Name, "--no-restore", "--no-incremental", .. more]);

    /// <summary><c>dotnet format analyzers</c>, for the ids that have a fix.</summary>
    public Task<ToolResult> FormatAsync(params string[] more) =>
        DotNetAsync(["format", "analyzers", Name, "--diagnostics", .. FixableIds, "--severity", "info", "--no-restore", .. more]);

    public static IReadOnlyList<string> FixableIds { get; } =
        ["FRAG1001", "FRAG1002", "FRAG1003", "FRAG1004", "FRAG1005", "FRAG1006", "FRAG1007"];

    /// <summary>What the comments in the sources expect.</summary>
    public IReadOnlyList<Finding> Expected(string severity = "warning") =>
        [.. from file in Sources()
            from line in File.ReadAllLines(Path.Combine(Folder, file)).Select((text, index) => (text, number: index + 1))
            let marker = s_marker.Match(line.text)
            from id in marker.Groups[1].Captures
            select new Finding(file, line.number, severity, id.Value)];

    /// <summary>Every source file with its text.</summary>
    public IReadOnlyDictionary<string, string> Texts() => Sources().ToDictionary(file => file, file => File.ReadAllText(Path.Combine(Folder, file)));

    public string Read(string file) => File.ReadAllText(Path.Combine(Folder, file));

    public void Write(string file, string text) => File.WriteAllText(Path.Combine(Folder, file), text);

    public void Write(IReadOnlyDictionary<string, string> texts)
    {
        foreach ((string file, string text) in texts)
            Write(file, text);
    }

    private IEnumerable<string> Sources() =>
        from path in Directory.EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories)
        let file = Path.GetRelativePath(Folder, path).Replace('\\', '/')
        where !file.Contains("/obj/", StringComparison.Ordinal) && !file.StartsWith("obj/", StringComparison.Ordinal)
        orderby file
        select file;
}
