using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;

namespace FragApi.Cli.Sealing;

/// <summary>The opaque page type, for projects that do not have it yet.</summary>
internal static class SealedPage
{
    public const string Name = "FragPage";

    private const string Resource = "FragApi.FragPage.g.cs";

    /// <summary>The type is there, whether from the annotations of the analyzer package or from an earlier run.</summary>
    public static bool IsIn(Compilation compilation) => compilation.Assembly.GetTypeByMetadataName($"{Roles.Namespace}.{Name}`1") is not null;

    /// <summary>
    /// Its source, as a file of the user's own: without the marks of generated code, which the rules would not look at,
    /// and with the line ends of the file beside it.
    /// </summary>
    public static string Source(string newLine)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)!;
        using StreamReader reader = new(stream);
        IEnumerable<string> lines = reader.ReadToEnd().Split('\n').Select(line => line.TrimEnd('\r'));
        return string.Join(newLine, lines.SkipWhile(line => line.Length == 0 || line.StartsWith("//", StringComparison.Ordinal)).Where(line => !line.Contains("Microsoft.CodeAnalysis.Embedded", StringComparison.Ordinal)));
    }
}
