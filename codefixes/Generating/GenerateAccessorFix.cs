using System.Collections.Immutable;
using System.Composition;
using System.Threading.Tasks;
using FragApi.Analyzers.Accessors;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace FragApi.CodeFixes.Generating;

/// <summary>
/// Writes the accessor for want of which a raw use has no fix (FRAG1001-FRAG1007). A provider of its own: the conversion
/// keeps its key, and its place before this one.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(GenerateAccessorFix)), Shared]
[ExtensionOrder(After = nameof(UseAccessorFix))]
public sealed class GenerateAccessorFix : CodeFixProvider
{
    /// <summary>The key of every fix of this provider.</summary>
    public const string EquivalenceKey = "FragApi.GenerateAccessor";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => RewriteTable.RuleIds;

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => GenerateAccessorFixAll.Instance;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (!Site.Waits(diagnostic))
                continue;
            GeneratedSolution generated = await GeneratedSolution.OfAsync(context.Document.Project.Solution, new[] { (context.Document, diagnostic) }, withInner: false, context.CancellationToken).ConfigureAwait(false);
            if (generated.Title is not string title)
                continue;
            // In a group: dotnet format takes the key of the first action, a group's is another one than that of what is
            // in it, and so it writes no accessor that nobody asked for.
            CodeAction action = CodeAction.Create(title, _ => Task.FromResult(generated.Solution), EquivalenceKey);
            context.RegisterCodeFix(CodeAction.Create(title, ImmutableArray.Create(action), isInlinable: true), diagnostic);
        }
    }
}
