using System;
using System.Linq;
using FragApi.Cli.Loading;

namespace FragApi.Cli.Reporting;

/// <summary>The target frameworks that were looked at: code may differ by them.</summary>
internal static class Frameworks
{
    /// <summary>Their names with commas; null for a folder without projects.</summary>
    public static string? Of(CodeBase code)
    {
        string[] names = [.. code.Requested.Select(project => project.Framework).Where(name => name.Length > 0).Distinct().Order(StringComparer.Ordinal)];
        return names.Length == 0 ? null : string.Join(", ", names);
    }
}
