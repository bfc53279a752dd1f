using System;
using System.Collections.Generic;
using System.IO;

namespace FragApi.Cli.Writing;

/// <summary>Paths without symbolic links, so that a file has one name.</summary>
internal static class RealPath
{
    private const int MostLinks = 40;

    /// <summary>How this machine's file names are compared, as a rule.</summary>
    public static StringComparer Comparer { get; } =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <summary>The path with every link in it followed; parts that do not exist stay as they are.</summary>
    /// <exception cref="IOException">The links go in a circle.</exception>
    public static string Of(string path)
    {
        string full = Path.GetFullPath(path);
        string current = Path.GetPathRoot(full)!;
        Stack<string> ahead = new();
        PushParts(ahead, full[current.Length..]);
        int links = 0;
        while (ahead.TryPop(out string? part))
        {
            // A ".." can only come out of a link; what it goes up from is real already.
            if (part is "." or "..")
            {
                current = part == "." ? current : Path.GetDirectoryName(current) ?? current;
                continue;
            }

            string next = Path.Combine(current, part);
            if (new FileInfo(next).LinkTarget is not string target)
            {
                current = next;
                continue;
            }

            if (++links > MostLinks)
                throw new IOException("its symbolic links go in a circle");
            if (Path.IsPathRooted(target))
                current = Path.GetPathRoot(Path.GetFullPath(target))!;
            PushParts(ahead, Path.IsPathRooted(target) ? target[Path.GetPathRoot(target)!.Length..] : target);
        }

        return current;
    }

    /// <summary>Whether a path lies in a folder; both real.</summary>
    public static bool IsUnder(string path, string folder)
    {
        string relative = Path.GetRelativePath(folder, path);
        return !Path.IsPathRooted(relative) && relative != ".." && !relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    private static void PushParts(Stack<string> ahead, string path)
    {
        string[] parts = path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        for (int i = parts.Length - 1; i >= 0; i--)
            ahead.Push(parts[i]);
    }
}
