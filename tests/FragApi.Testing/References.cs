using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace FragApi.Testing;

/// <summary>
/// The assemblies that test code compiles against: the framework that runs the tests, from this machine's targeting
/// pack if it is there, else the running implementation. Never the network.
/// </summary>
public sealed class ReferenceAssemblies
{
    private static readonly Lazy<ImmutableArray<MetadataReference>> Framework = new(LoadFramework);

    private readonly bool _empty;

    private ReferenceAssemblies(bool empty) => _empty = empty;

    /// <summary>The running framework.</summary>
    public static ReferenceAssemblies Default { get; } = new(empty: false);

    /// <summary>Nothing at all, not even System.Object: for robustness tests.</summary>
    public static ReferenceAssemblies None { get; } = new(empty: true);

    /// <summary>The references, the same instances at every call: Roslyn shares symbols through them.</summary>
    public ImmutableArray<MetadataReference> Resolve() => _empty ? [] : Framework.Value;

    /// <summary>.NET by version.</summary>
    public static class Net
    {
        /// <summary>The running framework.</summary>
        public static ReferenceAssemblies Net100 => Default;
    }

    private static ImmutableArray<MetadataReference> LoadFramework()
    {
        string implementation = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string[] files = TargetingPack(implementation) is string pack
            ? Directory.GetFiles(pack, "*.dll")
            : [.. TrustedPlatformAssemblies().Where(file => Path.GetDirectoryName(file) == implementation)];
        return [.. files.Order(StringComparer.Ordinal).Select(file => MetadataReference.CreateFromFile(file))];
    }

    // dotnet/shared/Microsoft.NETCore.App/10.0.1 -> dotnet/packs/Microsoft.NETCore.App.Ref/10.0.*/ref/net10.0
    private static string? TargetingPack(string implementation)
    {
        string packs = Path.GetFullPath(Path.Combine(implementation, "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref"));
        if (!Directory.Exists(packs))
            return null;
        return Directory.GetDirectories(packs)
            .Select(directory => (Directory: directory, Version: Version.TryParse(Path.GetFileName(directory), out Version? version) ? version : null))
            .Where(pack => pack.Version?.Major == Environment.Version.Major)
            .OrderByDescending(pack => pack.Version)
            .Select(pack => Path.Combine(pack.Directory, "ref", $"net{Environment.Version.Major}.{Environment.Version.Minor}"))
            .FirstOrDefault(Directory.Exists);
    }

    private static string[] TrustedPlatformAssemblies() =>
        ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
}
