using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Proposing;

/// <summary>
/// Where something may be counted, told from the text: names that somewhere go up and somewhere down. Only there it is worth
/// asking the compiler.
/// </summary>
internal static class CountCandidates
{
    private const int Up = 1;
    private const int Down = 2;

    /// <summary>The bodies of members in which a name is stepped that is stepped both ways somewhere.</summary>
    public static IReadOnlyList<CodeBody> In(Corpus corpus)
    {
        Dictionary<SyntaxTree, List<(SyntaxToken Token, string Name)>> found = [];
        Dictionary<string, int> ways = new(StringComparer.Ordinal);
        foreach ((SyntaxTree tree, List<(SyntaxToken, string, int)> steps) in corpus.Trees.AsParallel().WithCancellation(corpus.Cancellation).Select(tree => (tree, StepsIn(tree, corpus))).Where(file => file.Item2.Count > 0).ToList())
        {
            found.Add(tree, [.. steps.Select(step => (step.Item1, step.Item2))]);
            foreach ((_, string name, int way) in steps)
                ways[name] = ways.GetValueOrDefault(name) | way;
        }

        return corpus.InMembers(tree => found.TryGetValue(tree, out List<(SyntaxToken Token, string Name)>? steps) ? steps.Where(step => ways[step.Name] == (Up | Down)).Select(step => step.Token) : []);
    }

    private static List<(SyntaxToken, string, int)> StepsIn(SyntaxTree tree, Corpus corpus)
    {
        List<(SyntaxToken, string, int)> steps = [];
        Dictionary<SyntaxNode, HashSet<string>> locals = [];
        SourceText text = tree.GetText(corpus.Cancellation);
        string all = text.ToString();
        SyntaxNode? root = null;
        for (int at = all.AsSpan().IndexOfAny("+-ID"); at >= 0; at = Next(all, at))
        {
            bool named = all[at] is 'I' or 'D';
            if (named ? !IsNamed(all.AsSpan(at), at > 0 ? all[at - 1] : ' ') : at + 1 >= all.Length || all[at + 1] != all[at] && all[at + 1] != '=')
                continue;
            root ??= tree.GetRoot(corpus.Cancellation);
            SyntaxToken token = root.FindToken(at);
            if (token.SpanStart != at)
                continue;
            if (!named)
            {
                AddOperator(token, steps, locals);
                at++;
            }
            else if (token.ValueText == nameof(Interlocked))
            {
                AddInterlocked(token, steps);
            }
            else
            {
                AddCounter(token, steps);
            }
        }

        return steps;

        static bool IsNamed(ReadOnlySpan<char> text, char before) => text.StartsWith("Interlocked.") || before == '.' && (text.StartsWith("Increment") || text.StartsWith("Decrement"));

        static int Next(string all, int at)
        {
            int next = at + 1 < all.Length ? all.AsSpan(at + 1).IndexOfAny("+-ID") : -1;
            return next < 0 ? -1 : at + 1 + next;
        }
    }

    private static void AddOperator(SyntaxToken token, List<(SyntaxToken, string, int)> steps, Dictionary<SyntaxNode, HashSet<string>> locals)
    {
        ExpressionSyntax? target = token.Parent switch
        {
            PrefixUnaryExpressionSyntax prefix => prefix.Operand,
            PostfixUnaryExpressionSyntax postfix => postfix.Operand,
            AssignmentExpressionSyntax { Right: LiteralExpressionSyntax or IdentifierNameSyntax or PrefixUnaryExpressionSyntax } assignment => assignment.Left,
            _ => null,
        };
        if (target is not null && NameOf(target) is string name && !(target is IdentifierNameSyntax local && IsLocal(local, locals)))
            steps.Add((token, name, token.Kind() is SyntaxKind.PlusPlusToken or SyntaxKind.PlusEqualsToken ? Up : Down));
    }

    /// <summary>The code around declares the name: a local is stepped in most loops, and is no part of any object.</summary>
    private static bool IsLocal(IdentifierNameSyntax name, Dictionary<SyntaxNode, HashSet<string>> locals)
    {
        if (name.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not MemberDeclarationSyntax member)
            return false;
        if (!locals.TryGetValue(member, out HashSet<string>? declared))
        {
            locals.Add(member, declared = [.. member.DescendantNodes().Select(node => node switch
            {
                VariableDeclaratorSyntax variable => variable.Identifier.ValueText,
                SingleVariableDesignationSyntax variable => variable.Identifier.ValueText,
                ParameterSyntax parameter => parameter.Identifier.ValueText,
                ForEachStatementSyntax each => each.Identifier.ValueText,
                _ => null,
            }).OfType<string>()]);
        }

        return declared.Contains(name.Identifier.ValueText);
    }

    private static void AddInterlocked(SyntaxToken token, List<(SyntaxToken, string, int)> steps)
    {
        if (token.Parent?.AncestorsAndSelf().OfType<InvocationExpressionSyntax>().FirstOrDefault() is not { ArgumentList.Arguments: { Count: > 0 } arguments, Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var method } } || NameOf(arguments[0].Expression) is not string name)
            return;
        int way = method switch
        {
            "Increment" => Up,
            "Decrement" => Down,
            "Add" or "CompareExchange" => Up | Down,
            _ => 0,
        };
        if (way != 0)
            steps.Add((token, name, way));
    }

    /// <summary>A counter of others: the text alone says which way.</summary>
    private static void AddCounter(SyntaxToken token, List<(SyntaxToken, string, int)> steps)
    {
        if (CountHelpers.WayOf(token.ValueText) is var way and not 0 && token.Parent is SimpleNameSyntax { Parent: MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0 }, Expression: ExpressionSyntax counter } } && NameOf(counter) is string name)
            steps.Add((token, name, way > 0 ? Up : Down));
    }

    private static string? NameOf(ExpressionSyntax expression) => expression switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        ParenthesizedExpressionSyntax parenthesized => NameOf(parenthesized.Expression),
        _ => null,
    };
}
