using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace FragApi.Testing;

/// <summary>What test sources compile against. The same instances at every call: Roslyn shares symbols through them.</summary>
public static class References
{
    /// <summary>The reference assemblies of .NET 10.</summary>
    public static ImmutableArray<MetadataReference> Net100 { get; } = [.. Basic.Reference.Assemblies.Net100.References.All];

    /// <summary>.NET 10, and the fake kernel.</summary>
    public static ImmutableArray<MetadataReference> Kernel { get; } = [.. Net100, FakeKernel.Reference];
}
