using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Vocabulary;
using FragApi.Cli.Loading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FragApi.Cli.Proposing;

/// <summary>
/// The sources that are read: of each project one target framework. Code is found by the names in it, which is reading text,
/// and bound only then; what was bound is kept.
/// </summary>
internal sealed class Corpus
{
    private readonly ConcurrentDictionary<SyntaxNode, ImmutableArray<CodeBody>> _bodies = new();
    private readonly ConcurrentDictionary<SyntaxTree, SemanticModel> _models = new();
    private readonly Dictionary<SyntaxTree, LoadedProject> _trees = [];
    private readonly CancellationToken _cancellation;

    public Corpus(CodeBase code, CancellationToken cancellation)
    {
        _cancellation = cancellation;
        Projects = [.. code.Requested.GroupBy(project => project.FilePath, StringComparer.Ordinal).Select(frameworks => frameworks.First())];
        // A file that several projects compile is read as the first has it.
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (LoadedProject project in Projects)
        {
            foreach (SyntaxTree tree in project.Sources.Where(tree => seen.Add(tree.FilePath)))
                _trees.Add(tree, project);
        }
    }

    public ImmutableArray<LoadedProject> Projects { get; }

    public IEnumerable<SyntaxTree> Trees => _trees.Keys;

    public CancellationToken Cancellation => _cancellation;

    /// <summary>The types that the sources declare, nested ones included.</summary>
    public IEnumerable<INamedTypeSymbol> Types() => Projects.SelectMany(project => TypesIn(project.Compilation.Assembly.GlobalNamespace));

    /// <summary>Those of some names that occur anywhere.</summary>
    public HashSet<string> NamesAmong(IEnumerable<string> names)
    {
        NameTable table = new([.. names.Distinct(StringComparer.Ordinal).Select(name => KeyValuePair.Create(name, 1u))]);
        return [.. Trees.AsParallel().WithCancellation(_cancellation).SelectMany(tree => table.FindIn(tree, _cancellation)?.Select(found => found.Token.ValueText).Distinct() ?? [])];
    }

    /// <summary>The code of every member that has one of these names in it.</summary>
    public IReadOnlyList<CodeBody> Naming(IEnumerable<string> names)
    {
        NameTable table = new([.. names.Distinct(StringComparer.Ordinal).Select(name => KeyValuePair.Create(name, 1u))]);
        return InMembers(tree => table.FindIn(tree, _cancellation)?.Select(found => found.Token) ?? []);
    }

    /// <summary>The code of every member that one of these tokens is in.</summary>
    public IReadOnlyList<CodeBody> InMembers(Func<SyntaxTree, IEnumerable<SyntaxToken>> tokensIn)
    {
        SyntaxTree[] trees = [.. _trees.Keys];
        List<CodeBody>[] found = new List<CodeBody>[trees.Length];
        Parallel.For(0, trees.Length, new ParallelOptions { CancellationToken = _cancellation }, index =>
        {
            List<CodeBody> bodies = [];
            HashSet<SyntaxNode> members = [];
            foreach (SyntaxToken token in tokensIn(trees[index]))
            {
                if (MemberAround(token) is SyntaxNode member && members.Add(member))
                    bodies.AddRange(Of(member));
            }

            found[index] = bodies;
        });
        return [.. found.SelectMany(bodies => bodies)];
    }

    /// <summary>The bodies of a method, or of a property's getter, that the sources declare.</summary>
    public IEnumerable<CodeBody> Of(IMethodSymbol method)
    {
        IMethodSymbol definition = method.OriginalDefinition;
        foreach (SyntaxReference reference in (definition.PartialImplementationPart ?? definition).DeclaringSyntaxReferences)
        {
            if (!_trees.ContainsKey(reference.SyntaxTree) || MemberAround(reference.GetSyntax(_cancellation)) is not SyntaxNode member)
                continue;
            foreach (CodeBody body in Of(member).Where(body => SameSymbol.Are(body.Symbol, definition) || SameSymbol.Are(body.Symbol, definition.PartialImplementationPart)))
                yield return body;
        }
    }

    /// <summary>The symbol is declared in the sources that are read.</summary>
    public bool Declares(ISymbol symbol) => symbol.OriginalDefinition.DeclaringSyntaxReferences.Any(reference => _trees.ContainsKey(reference.SyntaxTree));

    /// <summary>The project that declares a symbol; null for metadata.</summary>
    public LoadedProject? ProjectOf(ISymbol symbol) =>
        symbol.OriginalDefinition.DeclaringSyntaxReferences.Select(reference => _trees.GetValueOrDefault(reference.SyntaxTree)).FirstOrDefault(project => project is not null)
        ?? Projects.FirstOrDefault(project => symbol.ContainingAssembly is IAssemblySymbol assembly && project.Compilation.Assembly.Identity.Equals(assembly.Identity) && Declares(symbol));

    private ImmutableArray<CodeBody> Of(SyntaxNode member) => _bodies.GetOrAdd(member, node =>
    {
        LoadedProject project = _trees[node.SyntaxTree];
        SemanticModel model = _models.GetOrAdd(node.SyntaxTree, tree => project.Compilation.GetSemanticModel(tree));
        ImmutableArray<CodeBody>.Builder bodies = ImmutableArray.CreateBuilder<CodeBody>();
        foreach (IOperation root in MemberCode.Roots(node, model, _cancellation))
        {
            ISymbol? symbol = root.Syntax is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or CompilationUnitSyntax
                ? model.GetDeclaredSymbol(root.Syntax, _cancellation)
                : root.Syntax is ArrowExpressionClauseSyntax { Parent: BasePropertyDeclarationSyntax property } && model.GetDeclaredSymbol(property, _cancellation) is IPropertySymbol { GetMethod: IMethodSymbol getter }
                    ? getter
                    : model.GetEnclosingSymbol(root.Syntax.SpanStart, _cancellation);
            if (symbol is not null)
                bodies.Add(new CodeBody(project, symbol, root));
        }

        return bodies.ToImmutable();
    });

    private static SyntaxNode? MemberAround(SyntaxToken token) => token.Parent is SyntaxNode parent ? MemberAround(parent) : null;

    private static SyntaxNode? MemberAround(SyntaxNode node)
    {
        for (SyntaxNode? at = node; at is not null; at = at.Parent)
        {
            switch (at)
            {
                case GlobalStatementSyntax:
                    continue;
                case BaseListSyntax or CompilationUnitSyntax:
                    return at;
                case TypeDeclarationSyntax or BaseNamespaceDeclarationSyntax or EnumDeclarationSyntax or DelegateDeclarationSyntax or EnumMemberDeclarationSyntax:
                    return null;
                case MemberDeclarationSyntax:
                    return at;
            }
        }

        return null;
    }

    private static IEnumerable<INamedTypeSymbol> TypesIn(INamespaceOrTypeSymbol container)
    {
        foreach (ISymbol member in container.GetMembers())
        {
            if (member is not INamespaceOrTypeSymbol inner)
                continue;
            if (inner is INamedTypeSymbol type)
                yield return type;
            foreach (INamedTypeSymbol nested in TypesIn(inner))
                yield return nested;
        }
    }
}
