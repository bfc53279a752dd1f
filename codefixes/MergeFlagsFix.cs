using System.Collections.Immutable;
using System.Composition;
using System.Threading.Tasks;
using FragApi.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace FragApi.CodeFixes;

/// <summary>Lets the flags go with the fragments (FRAG4001): <c>to.Flags |= from.Flags &amp; mask</c>, behind the copy.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MergeFlagsFix)), Shared]
public sealed class MergeFlagsFix : CodeFixProvider
{
    /// <summary>The key of every fix of this provider.</summary>
    public const string EquivalenceKey = "FragApi.MergeFlags";

    private const string Title = "Merge the flags";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(Rules.FlagsLost.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(static async (context, document, diagnostics) =>
        context.CodeActionEquivalenceKey is null or EquivalenceKey && await FlagsMerger.CreateAsync(document, context.CancellationToken).ConfigureAwait(false) is FlagsMerger merger
            ? await merger.MergeAsync(diagnostics, context.CancellationToken).ConfigureAwait(false) ?? document
            : document);

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        FlagsMerger? merger = await FlagsMerger.CreateAsync(context.Document, context.CancellationToken).ConfigureAwait(false);
        if (merger is null)
            return;
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            Document? changed = await merger.MergeAsync(ImmutableArray.Create(diagnostic), context.CancellationToken).ConfigureAwait(false);
            if (changed is not null)
                context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(changed), EquivalenceKey), diagnostic);
        }
    }
}
