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

    /// <summary>The tool as it was built; compiled ahead where that could be done.</summary>
    public static string ToolOf(string configuration)
    {
        string ahead = PathOf("cli", "bin", configuration, "ahead", "fragapi.dll");
        return File.Exists(ahead) ? ahead : PathOf("cli", "bin", configuration, "net10.0", "fragapi.dll");
    }

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
