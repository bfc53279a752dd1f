using System;
using System.IO;

namespace FragApi.Tests;

/// <summary>The working tree that the tests run in.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

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
