using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace FragApi.Cli.Loading;

/// <summary>An error that MSBuild printed.</summary>
/// <param name="Project">The project that it concerns; null when the line does not say.</param>
/// <param name="Framework">Its target framework; null when the line does not say.</param>
/// <param name="Text">The line, without the project at its end.</param>
/// <param name="What">Code and message: the same error may be told of from two places.</param>
internal sealed record BuildError(string? Project, string? Framework, string Text, string What)
{
    /// <summary>A project was never restored, so that it cannot be built.</summary>
    public bool IsUnrestored => What.StartsWith("NETSDK1004:", StringComparison.Ordinal);
}

/// <summary>Reads what <c>dotnet msbuild</c> prints.</summary>
internal static partial class BuildMessages
{
    // FragApi.Capture.targets ends each project's build with it.
    private const string Captured = "FRAGAPI999:";

    /// <summary>The errors, in their order, each once.</summary>
    public static IReadOnlyList<BuildError> ErrorsIn(string output)
    {
        List<BuildError> errors = [];
        foreach (string line in output.Split('\n').Select(line => line.Trim()))
        {
            Match error = ErrorLine().Match(line);
            if (!error.Success)
                continue;
            Match project = Project().Match(line);
            string text = project.Success ? line[..project.Index].TrimEnd() : line;
            string what = line[error.Groups["what"].Index..Math.Max(text.Length, error.Groups["what"].Index)];
            string origin = line[..error.Index].TrimEnd();
            // NuGet's errors name the project in front, and at the end whoever restored it.
            string? name = Path(origin) ?? (project.Groups["path"] is { Success: true, Value: string path } ? path : null);
            if (!what.StartsWith(Captured, StringComparison.Ordinal))
                errors.Add(new BuildError(name, project.Groups["framework"] is { Success: true, Value: string framework } ? framework : null, text, what));
        }

        return [.. errors.DistinctBy(error => (error.Project, error.Framework, error.Text))];
    }

    /// <summary>A project file, with or without a position in it.</summary>
    private static string? Path(string origin)
    {
        string path = Position().Replace(origin, "");
        return path.EndsWith("proj", StringComparison.Ordinal) ? path : null;
    }

    [GeneratedRegex(@"(^| ?: ?)(fatal )?error ?(?<what>[A-Z]*\d*: .*)$")]
    private static partial Regex ErrorLine();

    [GeneratedRegex(@"\(\d+(,\d+)*\)$")]
    private static partial Regex Position();

    // [path], [path::TargetFramework=net10.0]; where the line begins with the path, [TargetFramework=net10.0].
    [GeneratedRegex(@" \[(((?<path>[^\]]*?)::)?[^\]]*?TargetFramework=(?<framework>[^:;\]]*)[^\]]*|(?<path>[^\]]*))\]$")]
    private static partial Regex Project();
}
