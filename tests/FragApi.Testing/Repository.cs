using System;
using System.IO;

namespace FragApi.Testing;

/// <summary>The working tree that the tests run in. Not by caller's paths: a deterministic build maps those away.</summary>
public static class Repository
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = Find();

    /// <summary>A folder or file of the repository.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (DirectoryInfo? current = new(AppContext.BaseDirectory); current is not null; current = current.Parent)
        {
            if (File.Exists(Path.Combine(current.FullName, "FragApi.Analyzers.sln")))
                return current.FullName;
        }

        throw new InvalidOperationException($"no FragApi.Analyzers.sln above {AppContext.BaseDirectory}");
    }
}
