using System.Collections.Immutable;
using System.Composition;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace FragApi.CodeFixes;

/// <summary>Takes a reference after a fragment's descriptor was copied (FRAG2010).</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RefAfterCopyFix)), Shared]
public sealed class RefAfterCopyFix : CodeFixProvider
{
    /// <summary>The key of every fix of this provider.</summary>
    public const string EquivalenceKey = "FragApi.RefAfterCopy";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(FragApi.Analyzers.Rules.CopiedWithoutReference.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => RefAfterCopyFixAll.Instance;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (await RefAfterCopy.ApplyAsync(context.Document, new[] { diagnostic }, context.CancellationToken).ConfigureAwait(false) is Document changed)
                context.RegisterCodeFix(CodeAction.Create("Take a reference after the copy", _ => Task.FromResult(changed), EquivalenceKey), diagnostic);
        }
    }
}
