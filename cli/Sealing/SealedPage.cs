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

    /// <summary>The type that an assembly declares, whether from the annotations of the analyzer package or from an earlier run; null when it declares none.</summary>
    public static INamedTypeSymbol? Of(Compilation compilation) => compilation.Assembly.GetTypeByMetadataName($"{Roles.Namespace}.{Name}`1");

    public static bool IsIn(Compilation compilation) => Of(compilation) is not null;

    /// <summary>It is hidden from other assemblies, so that each may have its own.</summary>
    public static bool IsHidden(Compilation compilation) =>
        Of(compilation) is INamedTypeSymbol type && type.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "EmbeddedAttribute");

    /// <summary>The type as code of that compilation can write it: its own, or that of the one assembly which shows it.</summary>
    public static INamedTypeSymbol? SeenFrom(Compilation compilation) =>
        Of(compilation) ?? compilation.GetTypesByMetadataName($"{Roles.Namespace}.{Name}`1").FirstOrDefault(type => compilation.IsSymbolAccessibleWithin(type, compilation.Assembly));

    /// <summary>The lines that let other projects, whose accessors open the page, see what is internal.</summary>
    public static string Friends(string newLine, IEnumerable<string> friends) =>
        string.Concat(friends.Select(friend => $"[assembly: global::System.Runtime.CompilerServices.InternalsVisibleTo(\"{friend}\")]{newLine}"));

    /// <summary>
    /// Its source, as a file of the user's own: without the marks of generated code, which the rules would not look at,
    /// and with the line ends of the file beside it.
    /// </summary>
    public static string Source(string newLine, bool isPublic, IReadOnlyCollection<string> friends)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)!;
        using StreamReader reader = new(stream);
        IEnumerable<string> lines = reader.ReadToEnd().Split('\n').Select(line => line.TrimEnd('\r'))
            .SkipWhile(line => line.Length == 0 || line.StartsWith("//", StringComparison.Ordinal))
            .Where(line => !line.Contains("Microsoft.CodeAnalysis.Embedded", StringComparison.Ordinal));
        // No fragment that others see needs it: then it is nobody else's business.
        if (!isPublic)
            lines = lines.Where(line => !line.Contains("The type is public", StringComparison.Ordinal)).Select(line => line.Replace("public readonly struct", "internal readonly struct", StringComparison.Ordinal).Replace("its members are internal, so only the", "only the", StringComparison.Ordinal));
        return (friends.Count > 0 ? Friends(newLine, friends) + newLine : "") + string.Join(newLine, lines);
    }
}
