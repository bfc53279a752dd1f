using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.CodeFixes;

/// <summary>Writes <c>SkbFrag.Ref(copy);</c> behind a statement that copies a descriptor.</summary>
internal static class RefAfterCopy
{
    /// <summary>The document with a reference taken after each copy, or null when that can be done for none of them.</summary>
    public static async Task<Document?> ApplyAsync(Document document, IEnumerable<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        SemanticModel? semantics = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        SyntaxNode? root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        if (semantics is null || root is null || FragmentModel.For(semantics.Compilation, document.Project.AnalyzerOptions.AdditionalFiles, cancellation) is not FragmentModel model)
            return null;
        SourceText text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
        TypeNames names = new(root, semantics, cancellation);
        List<TextChange> changes = new();
        // Hosts hand out the same diagnostic twice (dotnet/roslyn#31381).
        foreach (TextSpan span in diagnostics.Where(diagnostic => diagnostic.Location.SourceTree == root.SyntaxTree).Select(diagnostic => diagnostic.Location.SourceSpan).Distinct().OrderBy(span => span.Start))
        {
            if (!root.FullSpan.Contains(span) || root.FindNode(span, getInnermostNodeForTie: true).FirstAncestorOrSelf<AssignmentExpressionSyntax>() is not { Parent: ExpressionStatementSyntax statement } copy)
                continue;
            if (!CanRepeat(copy.Left) || CallFor(copy.Left, semantics, model, names, cancellation) is not string call)
                continue;
            AddChanges(statement, call, text, changes);
        }

        if (changes.Count == 0)
            return null;
        changes.InsertRange(0, names.Imports(text));
        Document changed = document.WithText(text.WithChanges(changes.OrderBy(change => change.Span.Start)));
        SemanticModel? after = await changed.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        return after is not null && Errors(after, cancellation) <= Errors(semantics, cancellation) ? changed : null;
    }

    private static int Errors(SemanticModel semantics, CancellationToken cancellation) =>
        semantics.GetDiagnostics(cancellationToken: cancellation).Count(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    /// <summary>Naming the same slot again names the same slot: nothing in it is counted up, assigned or called.</summary>
    private static bool CanRepeat(ExpressionSyntax target) =>
        !target.DescendantNodesAndSelf().Any(node => node is AssignmentExpressionSyntax or InvocationExpressionSyntax or AwaitExpressionSyntax or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression } or PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression })
        && !target.DescendantTrivia().Any(trivia => !trivia.IsKind(SyntaxKind.WhitespaceTrivia));

    private static string? CallFor(ExpressionSyntax target, SemanticModel semantics, FragmentModel model, TypeNames names, CancellationToken cancellation)
    {
        if (semantics.GetTypeInfo(target, cancellation).Type is not INamedTypeSymbol fragment)
            return null;
        string text = target.ToString();
        foreach (Accessor accessor in model.AccessorsOf(fragment).Of(FragmentOperation.Ref))
        {
            if (accessor.OnReceiver && accessor.Method.Parameters.IsEmpty)
                return $"{text}.{accessor.Method.Name}();";
            if (accessor.OnReceiver || accessor.Method.Parameters.Length != 1 || accessor.ParameterOf(Part.Fragment) is not IParameterSymbol parameter || parameter.Type is IPointerTypeSymbol)
                continue;
            string passed = parameter.RefKind == RefKind.Ref ? "ref " + text : text;
            return $"{names.NameOf(accessor.Method.ContainingType, target.SpanStart)}{accessor.Opening}{passed});";
        }

        return null;
    }

    private static void AddChanges(ExpressionStatementSyntax statement, string call, SourceText text, List<TextChange> changes)
    {
        TextLine line = text.Lines.GetLineFromPosition(statement.SpanStart);
        string start = text.ToString(TextSpan.FromBounds(line.Start, statement.SpanStart));
        string indent = new(start.TakeWhile(char.IsWhiteSpace).ToArray());
        string newLine = text.ToString(TextSpan.FromBounds(line.End, line.EndIncludingLineBreak)) is { Length: > 0 } ending ? ending : "\n";
        if (statement.Parent is BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax)
        {
            // Behind a comment at the end of the line, unless more code follows on it.
            bool alone = statement.GetTrailingTrivia().Any(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)) && start.Length == indent.Length;
            changes.Add(alone
                ? new TextChange(new TextSpan(statement.FullSpan.End, 0), indent + call + newLine)
                : new TextChange(new TextSpan(statement.Span.End, 0), " " + call));
            return;
        }

        // The one statement of an 'if' or a loop becomes a block.
        SyntaxNode owner = statement.Parent!;
        TextLine ownerLine = text.Lines.GetLineFromPosition(owner.SpanStart);
        string outer = new(text.ToString(ownerLine.Span).TakeWhile(char.IsWhiteSpace).ToArray());
        if (start.Length == indent.Length)
        {
            changes.Add(new TextChange(new TextSpan(line.Start, 0), outer + "{" + newLine));
            changes.Add(new TextChange(new TextSpan(statement.FullSpan.End, 0), indent + call + newLine + outer + "}" + newLine));
        }
        else
        {
            changes.Add(new TextChange(new TextSpan(statement.SpanStart, 0), "{ "));
            changes.Add(new TextChange(new TextSpan(statement.Span.End, 0), " " + call + " }"));
        }
    }
}
