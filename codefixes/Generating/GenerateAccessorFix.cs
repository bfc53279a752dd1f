using System;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
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
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        RewriteTable.Rows.Select(row => row.Rule.Id).Distinct().ToImmutableArray();

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => GenerateAccessorFixAll.Instance;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (!IsForWantOfOne(diagnostic))
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

    /// <summary>What the rule says of a use that waits for an accessor; what it is, the generator finds out.</summary>
    internal static bool IsForWantOfOne(Diagnostic diagnostic)
    {
        string message = diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture);
        return s_reasons.Any(reason => message.IndexOf(reason, StringComparison.Ordinal) >= 0);
    }

    private static readonly string[] s_reasons = new[] { DeclineReason.NoAccessor, DeclineReason.NoAccessorFits }.Select(reason => Decline.Text(reason)).Select(text => text.Substring(0, text.IndexOf('{'))).ToArray();
}
