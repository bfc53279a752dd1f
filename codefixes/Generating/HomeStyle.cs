using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.CodeFixes.Generating;

/// <summary>How the code around writes what the generator writes: line ends, indentation, braces, bodies, names.</summary>
internal sealed class HomeStyle
{
    private HomeStyle(string newLine, string indent, bool braceOnOwnLine, bool expressionBodies)
    {
        NewLine = newLine;
        Indent = indent;
        BraceOnOwnLine = braceOnOwnLine;
        ExpressionBodies = expressionBodies;
    }

    public string NewLine { get; }

    /// <summary>One step of indentation.</summary>
    public string Indent { get; }

    public bool BraceOnOwnLine { get; }

    public bool ExpressionBodies { get; }

    /// <summary>The style of a type's file. A file of fields says nothing about bodies.</summary>
    public static HomeStyle Of(BaseTypeDeclarationSyntax type, CancellationToken cancellation)
    {
        SourceText text = type.SyntaxTree.GetText(cancellation);
        List<BaseMethodDeclarationSyntax> inType = type.DescendantNodes().OfType<BaseMethodDeclarationSyntax>().Where(method => method.Body is not null || method.ExpressionBody is not null).ToList();
        List<BaseMethodDeclarationSyntax> methods = inType.Count > 0 ? inType : type.SyntaxTree.GetRoot(cancellation).DescendantNodes().OfType<BaseMethodDeclarationSyntax>().Where(method => method.Body is not null || method.ExpressionBody is not null).ToList();
        bool expressions = methods.Count == 0 || methods.Any(method => method.ExpressionBody is not null);
        return new HomeStyle(NewLineOf(text), IndentOf(text), IsOnOwnLine(type.OpenBraceToken, text), expressions);
    }

    /// <summary>A file's line end.</summary>
    public static string NewLineOf(SourceText text)
    {
        TextLine first = text.Lines[0];
        return first.EndIncludingLineBreak > first.End ? text.ToString(TextSpan.FromBounds(first.End, first.EndIncludingLineBreak)) : "\n";
    }

    /// <summary>The blanks that a node's line begins with.</summary>
    public static string LineIndent(int position, SourceText text) =>
        new(text.ToString(text.Lines.GetLineFromPosition(position).Span).TakeWhile(char.IsWhiteSpace).ToArray());

    public static string Camel(string name)
    {
        int upper = name.TakeWhile(char.IsUpper).Count();
        // An acronym goes down as a whole, but for the letter that begins the next word.
        int lower = upper > 1 && upper < name.Length ? upper - 1 : upper;
        return Escaped(name.Substring(0, lower).ToLowerInvariant() + name.Substring(lower));
    }

    /// <summary>A name as it stands in code: keywords with their sign.</summary>
    public static string Escaped(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    private static bool IsOnOwnLine(SyntaxToken brace, SourceText text) =>
        brace.IsKind(SyntaxKind.None) || text.ToString(TextSpan.FromBounds(text.Lines.GetLineFromPosition(brace.SpanStart).Start, brace.SpanStart)).Trim().Length == 0 || !brace.TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia);

    private static string IndentOf(SourceText text)
    {
        foreach (TextLine line in text.Lines)
        {
            int blanks = 0;
            while (line.Start + blanks < line.End && text[line.Start + blanks] is ' ' or '\t')
                blanks++;
            if (blanks > 0 && line.Start + blanks < line.End && text[line.Start + blanks] != '*')
                return text[line.Start] == '\t' ? "\t" : new string(' ', blanks > 8 ? 4 : blanks);
        }

        return "    ";
    }
}
