using System;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using FragApi.Cli.Writing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FragApi.Cli.Loading;

/// <summary>
/// Parses source files. One that reads the same whatever symbols are defined is parsed once, for all the compilations that it
/// is in, and maybe <see cref="EarlyTrees">before these are known</see>.
/// </summary>
/// <param name="sources">Where files are read.</param>
internal sealed class SourceTrees(SourceStore sources)
{
    /// <summary>Where the SDK lets calls be intercepted, which no parser asks for.</summary>
    private static readonly string[] s_ofBinder = ["InterceptorsNamespaces", "InterceptorsPreviewNamespaces"];

    private readonly ConcurrentDictionary<string, (SyntaxTree Tree, int CodePage)> _parsed = new(StringComparer.Ordinal);

    /// <summary>What was parsed on a guess.</summary>
    public EarlyTrees? Early { get; init; }

    /// <summary>The file's tree; no other compilation has the same.</summary>
    /// <param name="path">The file.</param>
    /// <param name="encoding">The compiler's <c>/codepage</c>, or null.</param>
    /// <param name="options">An instance of the compilation's own.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be read.</exception>
    public SyntaxTree Parse(string path, Encoding? encoding, CSharpParseOptions options, CancellationToken cancellation)
    {
        int codePage = encoding?.CodePage ?? 0;
        if (_parsed.TryGetValue(path, out (SyntaxTree Tree, int CodePage) known) && known.CodePage == codePage && ReadAlike((CSharpParseOptions)known.Tree.Options, options))
            return known.Tree.WithRootAndOptions(known.Tree.GetRoot(cancellation), options);
        SyntaxTree tree = encoding is null && Early?.Take(path, options) is (SourceFile file, SyntaxTree early) && sources.Keep(file)
            ? early
            : CSharpSyntaxTree.ParseText(sources.Read(path, encoding), options, path, cancellation);
        if (!AsksForSymbols(tree))
            _parsed.TryAdd(path, (tree, codePage));
        return tree;
    }

    /// <summary>A text is read the same by both, if it asks for no symbols.</summary>
    public static bool ReadAlike(CSharpParseOptions one, CSharpParseOptions other) => Reading(one).Equals(Reading(other));

    /// <summary>What is read hangs on the symbols that are defined, or it defines some.</summary>
    public static bool AsksForSymbols(SyntaxTree tree) =>
        tree.GetRoot() is CSharpSyntaxNode root && root.GetFirstDirective(directive => directive is ConditionalDirectiveTriviaSyntax or DefineDirectiveTriviaSyntax or UndefDirectiveTriviaSyntax) is not null;

    /// <summary>What of the options text is read by: the version that is meant, by whatever name, and no switch that is the binder's alone.</summary>
    private static CSharpParseOptions Reading(CSharpParseOptions options) => options
        .WithPreprocessorSymbols(ImmutableArray<string>.Empty)
        .WithLanguageVersion(options.LanguageVersion)
        .WithFeatures(options.Features.Where(feature => !s_ofBinder.Contains(feature.Key)));
}
