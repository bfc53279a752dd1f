using System.Collections.Generic;
using FragApi.Cli.Converting;
using FragApi.Cli.Loading;

namespace FragApi.Cli;

/// <summary>The user's files on disk: when they may be changed, and changing them.</summary>
internal static class Workspace
{
    public static void DemandClean(LoadRequest request, bool allowDirty)
    {
    }

    public static void Write(CodeBase code, IReadOnlyCollection<ChangedFile> files, SourceStore sources, IReadOnlyList<(string Path, string Text)>? added = null)
    {
        foreach (ChangedFile file in files)
            System.IO.File.WriteAllText(file.Path, file.New.ToString());
        foreach ((string path, string text) in added ?? [])
            System.IO.File.WriteAllText(path, text);
    }
}
