using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using FragApi.Cli.Loading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Sealing;

/// <summary>
/// What a code base was before its pages were sealed, as far as the rules are concerned: they know a raw use by what the
/// compiler makes of it, and it makes nothing of a sealed page where a page is wanted. Every place stays where it is.
/// The accessors, which open the page, do not compile in this view.
/// </summary>
internal static class Unsealing
{
    /// <param name="code">As it is on disk.</param>
    /// <param name="members">Its page members; those that are sealed get their page's own type.</param>
    /// <param name="cancellation">Stops it.</param>
    public static CodeBase Of(CodeBase code, IEnumerable<PageMember> members, CancellationToken cancellation)
    {
        Dictionary<string, SourceText> texts = new(StringComparer.Ordinal);
        foreach (PageMember member in members.Where(member => member.IsSealed))
        {
            // A type behind an alias is left as it is.
            if (member.Type is not TypeSyntax type || type.DescendantNodesAndSelf().OfType<GenericNameSyntax>().FirstOrDefault(name => name.Identifier.ValueText == SealedPage.Name) is not { TypeArgumentList.Arguments: [var page] })
                continue;
            string path = type.SyntaxTree.FilePath;
            SourceText text = texts.GetValueOrDefault(path) ?? type.SyntaxTree.GetText(cancellation);
            texts[path] = text.Replace(type.Span, Padded(text.ToString(type.Span), page.Span.Start - type.SpanStart, page.Span.Length));
        }

        return texts.Count == 0 ? code : code.With(texts);
    }

    /// <summary>The errors that a project has with its pages sealed as well as without: no business of the page's.</summary>
    public static List<Diagnostic> InBoth(IEnumerable<Diagnostic> @sealed, IEnumerable<Diagnostic> unsealed)
    {
        HashSet<(string, string?, TextSpan, string)> others = [.. unsealed.Select(Key)];
        return [.. @sealed.Where(error => others.Contains(Key(error)))];

        static (string, string?, TextSpan, string) Key(Diagnostic error) =>
            (error.Id, error.Location.SourceTree?.FilePath, error.Location.SourceSpan, error.GetMessage(CultureInfo.InvariantCulture));
    }

    /// <summary>Blanks, but for one stretch and the line ends.</summary>
    private static string Padded(string text, int start, int length) =>
        string.Concat(text.Select((character, index) => index >= start && index < start + length || character is '\r' or '\n' ? character : ' '));
}
