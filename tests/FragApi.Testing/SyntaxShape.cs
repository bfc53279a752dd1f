using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FragApi.Testing;

/// <summary>Compares trees by kinds and tokens, trivia aside.</summary>
public static class SyntaxShape
{
    /// <summary>
    /// How a document's tree differs from what the parser makes of its text; null if it does not. A fix that builds
    /// a tree nobody could have typed (a missing parenthesis, a wrong kind of name) misleads the next fix.
    /// </summary>
    public static async Task<string?> DifferenceFromTextAsync(Document document, CancellationToken cancellationToken = default)
    {
        SyntaxNode root = (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
        SyntaxTree parsed = CSharpSyntaxTree.ParseText(
            root.ToFullString(), (CSharpParseOptions?)document.Project.ParseOptions, document.FilePath ?? "", cancellationToken: cancellationToken);
        return Difference(root, await parsed.GetRootAsync(cancellationToken).ConfigureAwait(false), parsed);
    }

    // With a stack of its own: fixes are also tried on code nested deeper than this thread could follow.
    private static string? Difference(SyntaxNode madeRoot, SyntaxNode parsedRoot, SyntaxTree text)
    {
        Stack<(SyntaxNodeOrToken Made, SyntaxNodeOrToken Parsed)> pairs = new([(madeRoot, parsedRoot)]);
        while (pairs.TryPop(out (SyntaxNodeOrToken Made, SyntaxNodeOrToken Parsed) pair))
        {
            (SyntaxNodeOrToken made, SyntaxNodeOrToken parsed) = pair;
            ChildSyntaxList madeParts = made.ChildNodesAndTokens(), parsedParts = parsed.ChildNodesAndTokens();
            string? difference =
                made.RawKind != parsed.RawKind ? $"the fix made {made.Kind()} of '{made}', the parser makes {parsed.Kind()} of '{parsed}'"
                : made.IsToken && made.AsToken().Text != parsed.AsToken().Text ? $"the fix made the token '{made}', the parser '{parsed}'"
                : madeParts.Count != parsedParts.Count ? $"the fix made {made.Kind()} '{made}' of {madeParts.Count} parts, the parser of {parsedParts.Count}"
                : null;
            if (difference is not null)
                return $"line {text.GetLineSpan(parsed.Span).StartLinePosition.Line + 1}: {difference}";
            for (int i = madeParts.Count - 1; i >= 0; i--)
                pairs.Push((madeParts[i], parsedParts[i]));
        }

        return null;
    }
}
