using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using FragApi.Analyzers.Ownership;
using FragApi.Analyzers.Vocabulary;
using FragApi.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;

namespace FragApi.Ownership.Tests.Packs;

/// <summary>A binding pack as it ships, with the real libraries that it is for.</summary>
public sealed class Pack
{
    private static readonly Dictionary<string, string> s_built = typeof(Pack).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Where(entry => entry.Value is not null).ToDictionary(entry => entry.Key, entry => entry.Value!);

    private readonly string _name;
    private readonly string[] _libraries;

    private Pack(string name, params string[] libraries)
    {
        _name = name;
        _libraries = libraries;
        Text = File.ReadAllText(Repository.PathOf("codefixes", "package", "bindings", $"FragApi.Bindings.{name}.txt"));
    }

    /// <summary>Every pack that has a library to be tested against.</summary>
    public static IReadOnlyList<Pack> All { get; } =
    [
        new("DotNetty", "DotNetty.Common", "DotNetty.Buffers", "DotNetty.Transport"),
        new("Orleans", "Microsoft.Orleans.Serialization"),
        new("RecyclableMemoryStream", "Microsoft.IO.RecyclableMemoryStream"),
        new("HighPerformance", "CommunityToolkit.HighPerformance"),
        new("SocketsUnofficial", "Pipelines.Sockets.Unofficial"),
        new("Arrow", "Apache.Arrow"),
        new("NATS", "NATS.Client.Core"),
        new("NerdbankStreams", "Nerdbank.Streams"),
    ];

    /// <summary>The pack's file.</summary>
    public string Text { get; }

    /// <summary>The libraries of the pack.</summary>
    public IEnumerable<MetadataReference> Libraries =>
        from library in _libraries
        from file in Directory.EnumerateFiles(Path.Combine(s_built["PackageRoot"], library.ToLowerInvariant(), s_built[library]), "*.dll")
        select MetadataReference.CreateFromFile(file);

    /// <summary>The pack of that name.</summary>
    public static Pack Named(string name) => All.Single(pack => pack._name == name);

    /// <summary>What is said about a binding file.</summary>
    public static async Task<ImmutableArray<Diagnostic>> BindAsync(string text, IEnumerable<MetadataReference> libraries)
    {
        SolutionState state = TestHost.NewState();
        state.AdditionalReferences.AddRange([.. References.Net100, .. libraries]);
        state.AdditionalFiles.Add(("/0/FragApi.Bindings.Pack.txt", text));
        return [.. (await new SolutionAnalysis([new BindingAnalyzer()]).RunAsync(TestHost.CreateSolution(state).MainProject())).Reported];
    }

    /// <summary>What the ownership rules say about code that uses the library.</summary>
    public async Task IsAsync(string code)
    {
        CSharpAnalyzerVerifier<OwnershipAnalyzer>.Test test = new() { StandsAlone = true };
        test.TestState.Sources.Add(code);
        test.TestState.AdditionalReferences.AddRange(Libraries);
        test.TestState.AdditionalFiles.Add(($"/0/FragApi.Bindings.{_name}.txt", Text));
        test.DisabledDiagnostics.Add("FRAG2011");
        await test.RunAsync();
    }

    /// <inheritdoc/>
    public override string ToString() => _name;
}
