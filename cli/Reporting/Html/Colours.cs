using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using FragApi.Cli.Loading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Classification;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Reporting.Html;

/// <summary>The files of a code base, line by line, in the colours of an editor.</summary>
internal sealed class Colours(CodeBase code, CancellationToken cancellation)
{
    /// <summary>What the page's style sheet gives a colour, in the order of the numbers: 0 is none.</summary>
    private static readonly ImmutableArray<ImmutableArray<string>> s_groups =
    [
        [],
        [ClassificationTypeNames.Keyword, ClassificationTypeNames.ControlKeyword],
        [ClassificationTypeNames.ClassName, ClassificationTypeNames.StructName, ClassificationTypeNames.InterfaceName, ClassificationTypeNames.EnumName, ClassificationTypeNames.DelegateName, ClassificationTypeNames.RecordClassName, ClassificationTypeNames.RecordStructName, ClassificationTypeNames.TypeParameterName, ClassificationTypeNames.ModuleName],
        [ClassificationTypeNames.MethodName, ClassificationTypeNames.ExtensionMethodName],
        [ClassificationTypeNames.StringLiteral, ClassificationTypeNames.VerbatimStringLiteral],
        [ClassificationTypeNames.NumericLiteral],
        [ClassificationTypeNames.Comment, ClassificationTypeNames.XmlDocCommentText, ClassificationTypeNames.XmlDocCommentDelimiter, ClassificationTypeNames.XmlDocCommentName, ClassificationTypeNames.XmlDocCommentAttributeName, ClassificationTypeNames.XmlDocCommentAttributeValue, ClassificationTypeNames.XmlDocCommentAttributeQuotes, ClassificationTypeNames.ExcludedCode],
        [ClassificationTypeNames.PreprocessorKeyword, ClassificationTypeNames.PreprocessorText],
    ];

    private static readonly Dictionary<string, int> s_numbers = s_groups
        .SelectMany((names, number) => names.Select(name => (name, number)))
        .ToDictionary(entry => entry.name, entry => entry.number, StringComparer.Ordinal);

    /// <summary>The language services; they know nothing of the code base.</summary>
    private static readonly Lazy<Workspace> s_services = new(() => new AdhocWorkspace());

    private readonly Dictionary<string, (LoadedProject Project, SyntaxTree Tree)> _trees = code.Requested
        .SelectMany(project => project.Sources.Select(tree => (project, tree)))
        .GroupBy(entry => entry.tree.FilePath, StringComparer.Ordinal)
        .ToDictionary(same => same.Key, same => same.First(), StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, Coloured> _files = new(StringComparer.Ordinal);

    /// <summary>A file; text that is not code of the code base has no colours.</summary>
    public Coloured Of(string path) => _files.GetOrAdd(path, _ =>
    {
        if (_trees.TryGetValue(path, out (LoadedProject Project, SyntaxTree Tree) known))
            return new Coloured(known.Tree.GetText(cancellation), known.Tree, () => known.Project.Compilation.GetSemanticModel(known.Tree), cancellation);
        AdditionalText? other = code.Requested.SelectMany(project => project.Options.AdditionalFiles).FirstOrDefault(file => file.Path == path);
        return new Coloured(other?.GetText(cancellation) ?? SourceText.From(""), null, null, cancellation);
    });

    /// <summary>One file.</summary>
    internal sealed class Coloured(SourceText text, SyntaxTree? tree, Func<SemanticModel>? model, CancellationToken cancellation)
    {
        private readonly PageLine?[] _lines = new PageLine?[text.Lines.Count];
        private readonly Lazy<SemanticModel?> _model = new(() => model?.Invoke());

        public SourceText Text => text;

        public SyntaxTree? Tree => tree;

        /// <summary>Lines from one up to another, both from 0 and in it.</summary>
        public IEnumerable<PageLine> Lines(int first, int last)
        {
            // The neighbours are wanted soon: sites lie close together.
            for (int line = first; line <= last; line++)
            {
                if (_lines[line] is null)
                    Colour(line, last);
            }

            return _lines[first..(last + 1)]!;
        }

        private void Colour(int first, int last)
        {
            TextSpan all = TextSpan.FromBounds(text.Lines[first].Start, text.Lines[last].End);
            int[] colours = new int[all.Length];
            if (_model.Value is SemanticModel semantics)
            {
#pragma warning disable CS0618 // its successor wants a document of a workspace; ours is the compilation that the build's own compiler call made
                IEnumerable<ClassifiedSpan> spans = Classifier.GetClassifiedSpans(semantics, all, s_services.Value, cancellation);
#pragma warning restore CS0618
                foreach (ClassifiedSpan span in spans)
                {
                    if (s_numbers.TryGetValue(span.ClassificationType, out int number) && span.TextSpan.Intersection(all) is TextSpan part)
                        colours.AsSpan(part.Start - all.Start, part.Length).Fill(number);
                }
            }

            for (int line = first; line <= last; line++)
            {
                TextSpan span = text.Lines[line].Span;
                _lines[line] = new PageLine(text.ToString(span), Runs(colours.AsSpan(span.Start - all.Start, span.Length)));
            }
        }

        private static List<int>? Runs(ReadOnlySpan<int> colours)
        {
            colours = colours.TrimEnd(0);
            if (colours.IsEmpty)
                return null;
            List<int> runs = [];
            for (int start = 0; start < colours.Length;)
            {
                int end = start + 1;
                while (end < colours.Length && colours[end] == colours[start])
                    end++;
                runs.Add(colours[start]);
                runs.Add(end - start);
                start = end;
            }

            return runs;
        }
    }
}
