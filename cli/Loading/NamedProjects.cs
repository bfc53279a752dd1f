using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace FragApi.Cli.Loading;

/// <summary>The projects that files name, as far as can be seen without evaluating anything: for guesses that are proved later.</summary>
internal static partial class NamedProjects
{
    /// <summary>Those that a solution names or the project itself, and what they refer to.</summary>
    public static IReadOnlyCollection<string> From(string path)
    {
        HashSet<string> found = new(StringComparer.Ordinal);
        Stack<string> left = new([Path.GetFullPath(path)]);
        while (left.TryPop(out string? file))
        {
            if (file.EndsWith("proj", StringComparison.Ordinal) && !found.Add(file))
                continue;
            try
            {
                foreach (string named in Project().Matches(File.ReadAllText(file)).Select(match => match.Groups["path"].Value.Replace('\\', Path.DirectorySeparatorChar)))
                    left.Push(Path.GetFullPath(named, Path.GetDirectoryName(file)!));
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                // Whoever needs it will say so.
            }
        }

        return found;
    }

    [GeneratedRegex("\"(?<path>[^\"<>|*?$@%;]+proj)\"")]
    private static partial Regex Project();
}
