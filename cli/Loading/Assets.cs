using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;

namespace FragApi.Cli.Loading;

/// <summary>
/// What a restore has left. It need not be made again where nothing that it was made of is newer: the project and what it
/// imports, and the files that NuGet and the SDK look for on the way up.
/// </summary>
/// <param name="File">The assets file; empty where the project has none.</param>
/// <param name="Folder">Where a restore writes.</param>
/// <param name="Imports">The files that the project is made of, or the newest of them.</param>
internal sealed record Assets(string File, string Folder, ImmutableArray<string> Imports)
{
    private static readonly string[] s_above =
        ["nuget.config", "NuGet.config", "NuGet.Config", "global.json", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"];

    private static readonly string[] s_usersConfigs =
        [.. from folder in (string[])[Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "NuGet"), Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "NuGet")] select Path.Combine(folder, "NuGet.Config")];

    /// <summary>Where they are, as a rule.</summary>
    public static Assets Usual(string project)
    {
        string folder = Path.Combine(Path.GetDirectoryName(project)!, "obj");
        return new Assets(Path.Combine(folder, "project.assets.json"), folder, [project]);
    }

    /// <summary>A restore of the project would come to the same.</summary>
    public bool AreCurrent(string project)
    {
        if (!System.IO.File.Exists(File))
            return false;
        DateTime made = System.IO.File.GetLastWriteTimeUtc(File);
        // What a restore writes itself is imported as well.
        return Imports.Where(import => !(import.StartsWith(Folder, StringComparison.Ordinal) && import.Contains(".nuget.g.", StringComparison.Ordinal)))
            .Concat(Directory.EnumerateFiles(Path.GetDirectoryName(project)!, "packages.*lock.json"))
            .Concat(Above(Path.GetDirectoryName(project)!))
            .Concat(s_usersConfigs)
            .All(file => System.IO.File.GetLastWriteTimeUtc(file) <= made);
    }

    private static IEnumerable<string> Above(string? folder)
    {
        for (; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            foreach (string name in s_above)
                yield return Path.Combine(folder, name);
        }
    }
}
