using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.CodeFixes.Generating;

/// <summary>A tree with generated text in it, where each type is spelled.</summary>
internal sealed class RenderedTree
{
    public RenderedTree(SyntaxTree? old, SyntaxTree tree, List<(int, int)> types, List<(int, TextSpan)> members)
    {
        Old = old;
        Tree = tree;
        Types = types;
        Members = members;
    }

    public SyntaxTree? Old { get; }

    public SyntaxTree Tree { get; }

    /// <summary>What it is known by, whatever is in it: the old tree, or the home that gets a file.</summary>
    public object Key { get; set; } = null!;

    public List<(int Number, int Position)> Types { get; }

    public List<(int Number, TextSpan Span)> Members { get; }
}

/// <summary>The sources with the accessors in them, their types spelled in one way or another.</summary>
internal sealed class Rendering
{
    private readonly AccessorHome _home;
    private readonly CancellationToken _cancellation;

    private Rendering(Compilation compilation, List<RenderedTree> trees, AccessorHome home, CancellationToken cancellation)
    {
        Compilation = compilation;
        Trees = trees;
        _home = home;
        _cancellation = cancellation;
    }

    public Compilation Compilation { get; }

    public List<RenderedTree> Trees { get; }

    public static Rendering Of(AccessorHome home, Placement placement, Func<int, string> spell, IReadOnlyDictionary<object, ImmutableArray<TextChange>> imports, CancellationToken cancellation)
    {
        Compilation compilation = home.Compilation;
        List<RenderedTree> trees = new();
        foreach (KeyValuePair<SyntaxTree, List<TextChange>> edited in placement.Edits)
        {
            RenderedTree tree = Rendered(edited.Key, edited.Value, edited.Key, edited.Key.GetText(cancellation));
            compilation = compilation.ReplaceSyntaxTree(edited.Key, tree.Tree);
            trees.Add(tree);
        }

        if (placement.NewFile is not null)
        {
            RenderedTree tree = Rendered(home, new List<TextChange> { new(default, placement.NewFile) }, null, SourceText.From("", System.Text.Encoding.UTF8));
            compilation = compilation.AddSyntaxTrees(tree.Tree);
            trees.Add(tree);
        }

        return new Rendering(compilation, trees, home, cancellation);

        RenderedTree Rendered(object key, List<TextChange> edits, SyntaxTree? old, SourceText text)
        {
            List<(int, int)> types = new();
            List<(int, TextSpan)> members = new();
            List<TextChange> changes = new();
            int shift = 0;
            // Imports come first, whether the text is there already or is all new.
            IEnumerable<TextChange> added = imports.TryGetValue(key, out ImmutableArray<TextChange> known) ? known : ImmutableArray<TextChange>.Empty;
            foreach (TextChange import in added.Where(_ => old is not null))
            {
                changes.Add(import);
                shift += import.NewText!.Length;
            }

            foreach (TextChange edit in edits.OrderBy(edit => edit.Span.Start))
            {
                (string rendered, List<(int Number, int Position)> typesIn, List<(int Number, TextSpan Span)> membersIn) = SpelledTypes.Render(edit.NewText!, spell);
                int start = edit.Span.Start + shift;
                int within = 0;
                foreach (TextChange import in added.Where(_ => old is null))
                {
                    rendered = rendered.Insert(import.Span.Start + within, import.NewText!);
                    within += import.NewText!.Length;
                }

                types.AddRange(typesIn.Select(type => (type.Number, type.Position + start + within)));
                members.AddRange(membersIn.Select(member => (member.Number, new TextSpan(member.Span.Start + start + within, member.Span.Length))));
                changes.Add(new TextChange(edit.Span, rendered));
                shift += rendered.Length - edit.Span.Length;
            }

            SourceText now = text.WithChanges(changes);
            SyntaxTree tree = old is null ? CSharpSyntaxTree.ParseText(now, (CSharpParseOptions)home.New!.Beside.SyntaxTree.Options, home.New.FilePath, cancellation) : old.WithChangedText(now);
            return new RenderedTree(old, tree, types, members) { Key = key };
        }
    }

    /// <summary>What the compiler has to say that it had not to say before.</summary>
    public List<Diagnostic> Problems()
    {
        List<Diagnostic> now = new();
        List<Diagnostic> before = new();
        foreach (RenderedTree tree in Trees)
        {
            now.AddRange(Compilation.GetSemanticModel(tree.Tree).GetDiagnostics(cancellationToken: _cancellation).Where(IsOne));
            if (tree.Old is not null)
                before.AddRange(_home.Compilation.GetSemanticModel(tree.Old).GetDiagnostics(cancellationToken: _cancellation).Where(IsOne));
        }

        return now.Count == 0 ? now : CodeFixes.Problems.New(now, before);
    }

    private static bool IsOne(Diagnostic diagnostic) => diagnostic.Severity >= DiagnosticSeverity.Warning && !diagnostic.IsSuppressed;
}
