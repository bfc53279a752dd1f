using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using FragApi.Cli.Writing.Host;

namespace FragApi.Cli.Writing.Tests;

/// <summary>A folder for one test; its name has a space and letters beyond ASCII.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder()
    {
        Root = RealPath.Of(Path.Combine(Path.GetTempPath(), $"fragapi wörk {Guid.NewGuid():N}"));
        Directory.CreateDirectory(Root);
    }

    public string Root { get; }

    public string PathOf(string relative) => Path.Combine(Root, relative);

    public string Write(string relative, string text) => Write(relative, Encoding.UTF8.GetBytes(text));

    public string Write(string relative, byte[] bytes)
    {
        string path = PathOf(relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>The change from what is in the file now to that text.</summary>
    public FileChange To(string relative, string text) =>
        new(PathOf(relative), File.Exists(PathOf(relative)) ? File.ReadAllBytes(PathOf(relative)) : null, Encoding.UTF8.GetBytes(text));

    public string Text(string relative) => File.ReadAllText(PathOf(relative));

    /// <summary>All files, those of an unfinished write included.</summary>
    public SortedDictionary<string, string> Files() => Rewriting.Read(Root);

    public void Dispose()
    {
        foreach (string folder in Directory.GetDirectories(Root, "*", SearchOption.AllDirectories))
        {
            if (!OperatingSystem.IsWindows() && new FileInfo(folder).LinkTarget is null)
                File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Directory.Delete(Root, recursive: true);
    }
}
