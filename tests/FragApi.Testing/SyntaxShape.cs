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

    private static string? Difference(SyntaxNodeOrToken made, SyntaxNodeOrToken parsed, SyntaxTree text)
    {
        string At() => $"{text.GetLineSpan(parsed.Span).StartLinePosition.Line + 1}";
        if (made.RawKind != parsed.RawKind)
            return $"line {At()}: the fix made {made.Kind()} of '{made}', the parser makes {parsed.Kind()} of '{parsed}'";
        if (made.IsToken)
            return made.AsToken().Text == parsed.AsToken().Text ? null : $"line {At()}: the fix made the token '{made}', the parser '{parsed}'";

        ChildSyntaxList madeChildren = made.ChildNodesAndTokens(), parsedChildren = parsed.ChildNodesAndTokens();
        for (int i = 0; i < madeChildren.Count && i < parsedChildren.Count; i++)
        {
            if (Difference(madeChildren[i], parsedChildren[i], text) is string difference)
                return difference;
        }

        return madeChildren.Count == parsedChildren.Count
            ? null
            : $"line {At()}: the fix made {made.Kind()} '{made}' of {madeChildren.Count} parts, the parser of {parsedChildren.Count}";
    }
}
