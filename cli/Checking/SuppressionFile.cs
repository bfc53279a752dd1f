using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
using FragApi.Cli.Surveying;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Checking;

/// <summary>What <c>--write-suppressions</c> does.</summary>
/// <param name="Changed">Files that are there, with their new text.</param>
/// <param name="Added">Files that are made.</param>
/// <param name="Left">Findings that no declaration holds, so that no attribute can name them; or that may not be added.</param>
/// <param name="Remarks">What was done.</param>
internal sealed record SuppressionEdits(
    ImmutableArray<ChangedFile> Changed, ImmutableArray<(string Path, string Text)> Added, ImmutableArray<Finding> Left, ImmutableArray<string> Remarks);

/// <summary>
/// Known findings as assembly attributes, which the compiler itself understands, in the file that editors keep such
/// attributes in. Like a baseline they are made once, for all that is found; from then on they only become fewer.
/// </summary>
internal static class SuppressionFile
{
    private const string Name = "GlobalSuppressions.cs";

    private const string Head = """
        // Findings that were known when the gate was closed. Each attribute hides what its rule says of one declaration;
        // 'fragapi check' holds it to the number in its justification, and says when it is stale.
        using System.Diagnostics.CodeAnalysis;


        """;

    public static SuppressionEdits Of(ImmutableArray<KnownSuppression> known, ImmutableArray<Finding> findings, CodeBase code, CancellationToken cancellation) =>
        known.IsEmpty ? Make(findings, code, cancellation) : Shrink(known, findings, code);

    private static SuppressionEdits Make(ImmutableArray<Finding> findings, CodeBase code, CancellationToken cancellation)
    {
        List<ChangedFile> changed = [];
        List<(string, string)> added = [];
        HashSet<Finding> left = [];
        int count = 0;
        foreach (IGrouping<string, LoadedProject> project in code.Requested.GroupBy(project => project.FilePath, StringComparer.Ordinal))
        {
            // By rule and declaration: the findings, each once whatever number of target frameworks has it.
            SortedDictionary<string, (SuppressionTarget Target, HashSet<Finding> Findings)> lines = new(StringComparer.Ordinal);
            foreach (Finding finding in findings.Where(finding => finding.Projects.Any(project.Contains)))
            {
                LoadedProject one = finding.Projects.First(project.Contains);
                SyntaxTree? tree = one.Sources.FirstOrDefault(tree => tree.FilePath == finding.Place.Path);
                if (SuppressionTarget.Of(one.Compilation, tree, finding.Place.Span, cancellation) is not SuppressionTarget target)
                {
                    left.Add(finding);
                    continue;
                }

                string key = $"{target.Id}\n{finding.Rule.Id}";
                if (!lines.TryGetValue(key, out (SuppressionTarget Target, HashSet<Finding> Findings) line))
                    lines.Add(key, line = (target, []));
                line.Findings.Add(finding);
            }

            if (lines.Count == 0)
                continue;
            count += lines.Values.Sum(line => line.Findings.Count);
            string folder = Directory.Exists(project.Key) ? project.Key : Path.GetDirectoryName(project.Key)!;
            string path = Path.Combine(folder, Name);
            string text = string.Concat(lines.Values.Select(line => Line(line.Findings.First().Rule, line.Target, line.Findings.Count)));
            if (!File.Exists(path))
                added.Add((path, Head + text));
            else if (project.SelectMany(one => one.Sources).FirstOrDefault(tree => tree.FilePath == path) is SyntaxTree tree)
                changed.Add(Appended(tree, text, cancellation));
            else
                throw new ToolException(ExitCode.Usage, $"{code.Relative(path)} is there, and {code.Relative(project.Key)} does not compile it. Add it to the project, or move it away.");
        }

        List<string> remarks = [];
        if (count > 0)
            remarks.Add(string.Create(CultureInfo.InvariantCulture, $"{count} known finding{(count == 1 ? "" : "s")} suppressed in {string.Join(", ", changed.Select(file => file.Path).Concat(added.Select(file => file.Item1)).Select(code.Relative).Order(StringComparer.Ordinal))}. A project that lists its files has to list a new one."));
        if (left.Count > 0)
            remarks.Add("What is in no declaration, no suppression can name: mend it, or turn its rule off for its file.");
        return new SuppressionEdits([.. changed], [.. added], [.. findings.Where(left.Contains)], [.. remarks]);
    }

    private static SuppressionEdits Shrink(ImmutableArray<KnownSuppression> known, ImmutableArray<Finding> findings, CodeBase code)
    {
        List<ChangedFile> changed = [];
        List<string> remarks = [];
        foreach (IGrouping<string, KnownSuppression> file in known.Where(one => one.Found < one.Known).GroupBy(one => one.Place.Path, StringComparer.Ordinal))
        {
            SyntaxTree tree = code.Requested.SelectMany(project => project.Sources).First(tree => tree.FilePath == file.Key);
            SourceText text = tree.GetText();
            changed.Add(new ChangedFile(file.Key, text, text.WithChanges(file.OrderBy(one => one.Place.Span.Start).Select(one => Change(tree, text, one)))));
            remarks.Add(string.Create(CultureInfo.InvariantCulture, $"{file.Sum(one => one.Known - one.Found!.Value)} no longer found, taken out of {code.Relative(file.Key)}."));
        }

        if (!findings.IsEmpty)
            remarks.Add("Suppressions of known findings only become fewer: what is found was not added. Mend it, or suppress it where it is; to begin anew, delete the attributes.");
        return new SuppressionEdits([.. changed], [], findings, [.. remarks]);
    }

    private static TextChange Change(SyntaxTree tree, SourceText text, KnownSuppression one)
    {
        if (one.Found > 0)
        {
            string old = text.ToString(one.Place.Span);
            string number = KnownSuppressions.Justification(one.Known);
            return new TextChange(one.Place.Span, old.Replace(number, KnownSuppressions.Justification(one.Found!.Value), StringComparison.Ordinal));
        }

        AttributeListSyntax list = tree.GetRoot().FindNode(one.Place.Span).FirstAncestorOrSelf<AttributeListSyntax>()!;
        return new TextChange(text.Lines.GetLineFromPosition(list.SpanStart).SpanIncludingLineBreak is var line && line.Contains(list.Span) ? line : list.Span, "");
    }

    /// <summary>Behind the attributes that are there, in front of whatever else.</summary>
    private static ChangedFile Appended(SyntaxTree tree, string lines, CancellationToken cancellation)
    {
        SourceText text = tree.GetText(cancellation);
        CompilationUnitSyntax root = tree.GetCompilationUnitRoot(cancellation);
        if (!root.Usings.Any(import => import.Alias is null && import.Name?.ToString() == "System.Diagnostics.CodeAnalysis"))
            lines = lines.Replace("[assembly: ", "[assembly: System.Diagnostics.CodeAnalysis.", StringComparison.Ordinal);
        int at = root.AttributeLists.Any() ? root.AttributeLists.Last().FullSpan.End : root.Usings.Any() ? root.Usings.Last().FullSpan.End : root.Externs.Any() ? root.Externs.Last().FullSpan.End : 0;
        bool startsLine = at == 0 || text[at - 1] == '\n';
        string end = text.ToString().Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        return new ChangedFile(tree.FilePath, text, text.WithChanges(new TextChange(new TextSpan(at, 0), (startsLine ? "" : end) + lines.ReplaceLineEndings(end))));
    }

    private static string Line(DiagnosticDescriptor rule, SuppressionTarget target, int count)
    {
        StringBuilder line = new("[assembly: SuppressMessage(");
        line.Append(Literal(rule.Category)).Append(", ").Append(Literal($"{rule.Id}:{rule.Title.ToString(CultureInfo.InvariantCulture)}"));
        line.Append(", Justification = ").Append(Literal(KnownSuppressions.Justification(count)));
        line.Append(", Scope = ").Append(Literal(target.Scope)).Append(", Target = ").Append(Literal(target.Id)).Append(")]\n");
        return line.ToString();
    }

    private static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);
}
