using System.Collections.Immutable;
using System.Composition;
using System.Threading.Tasks;
using FragApi.Analyzers.Accessors;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.CodeFixes;

/// <summary>
/// Converts raw uses of fragments (FRAG1001-FRAG1007) to accessors. One provider and one equivalence key for all of
/// them: <c>dotnet format</c> takes the key of the first diagnostic that it meets for everything.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UseAccessorFix)), Shared]
public sealed class UseAccessorFix : CodeFixProvider
{
    /// <summary>The key of every fix of this provider.</summary>
    public const string EquivalenceKey = "FragApi.UseAccessor";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => RewriteTable.RuleIds;

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => UseAccessorFixAll.Instance;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        TreeRewriter? rewriter = await TreeRewriter.CreateAsync(context.Document, context.CancellationToken).ConfigureAwait(false);
        if (rewriter is null)
            return;
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (rewriter.SiteOf(diagnostic) is not Site { Accessor: { } accessor } site)
                continue;
            if (rewriter.Rewrite(ImmutableArray.Create(site), context.CancellationToken) is not SourceText changed)
                continue; // it would not compile
            context.RegisterCodeFix(
                CodeAction.Create($"Use '{accessor.Name}'", _ => Task.FromResult(context.Document.WithText(changed)), EquivalenceKey),
                diagnostic);
        }
    }
}
