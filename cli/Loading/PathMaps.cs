using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using FragApi.Cli.Hosting;

namespace FragApi.Cli.Loading;

/// <summary>Where the folders of the machine that ran a build are on this one.</summary>
internal sealed class PathMaps
{
    // Both with slashes only, and none at the end; the longest first, which says more than one that it lies in.
    private readonly ImmutableArray<(string From, string To)> _maps;

    /// <param name="given">As the command line has them: <c>FROM=TO</c>.</param>
    /// <exception cref="ToolException">One is no pair of folders.</exception>
    public PathMaps(IEnumerable<string> given) => _maps = [.. given.Select(Parse).OrderByDescending(map => map.From.Length)];

    public static PathMaps None { get; } = new([]);

    public bool IsEmpty => _maps.IsEmpty;

    /// <summary>A path as Windows writes it: of a drive or of a share.</summary>
    public static bool IsOfWindows(string path) =>
        path.StartsWith(@"\\", StringComparison.Ordinal) || path is [var drive, ':', '\\' or '/', ..] && char.IsAsciiLetter(drive);

    /// <summary>The path on this machine; one that no map names is the same here.</summary>
    /// <param name="path">A path of the build, or what a path begins with.</param>
    /// <param name="ofWindows">The build ran on Windows: a backslash is no letter.</param>
    public string Here(string path, bool ofWindows)
    {
        bool isForeign = ofWindows && !OperatingSystem.IsWindows();
        string slashed = ofWindows ? path.Replace('\\', '/') : path;
        StringComparison comparison = ofWindows ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        foreach ((string from, string to) in _maps)
        {
            if (slashed.StartsWith(from, comparison) && (slashed.Length == from.Length || slashed[from.Length] == '/'))
                return to + slashed[from.Length..].Replace('/', Path.DirectorySeparatorChar);
        }

        return isForeign && !IsOfWindows(path) ? slashed : path;
    }

    private static (string From, string To) Parse(string given)
    {
        string[] parts = given.Split('=', 2);
        if (parts.Length < 2 || parts[0].Length == 0 || parts[1].Length == 0)
            throw new ToolException(ExitCode.Usage, $"--map {given}: it takes FROM=TO: a folder of the machine that ran the build, and where it is on this one.");
        if (!IsOfWindows(parts[0]) && !parts[0].StartsWith('/'))
            throw new ToolException(ExitCode.Usage, $"--map {given}: '{parts[0]}' is no full path.");
        if (!Directory.Exists(parts[1]))
            throw new ToolException(ExitCode.Usage, $"--map {given}: there is no folder '{parts[1]}' here.");
        string from = IsOfWindows(parts[0]) ? parts[0].Replace('\\', '/') : parts[0];
        return (from.TrimEnd('/'), Path.TrimEndingDirectorySeparator(Path.GetFullPath(parts[1])));
    }
}
