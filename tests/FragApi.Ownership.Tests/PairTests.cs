using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using FragApi.Analyzers.Ownership;
using FragApi.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>
/// Mistakes in whole types, as people write them, and the same types without: written from the kinds that the field shows,
/// before anybody looked at what the rules say of them. Something is said of the one, and nothing of the other.
/// </summary>
public sealed class PairTests
{
    public static TheoryData<string> Files => ["Bodies.cs", "Members.cs", "Reports.cs", "Wrappers.cs", "OpenWrappers.cs", "NestedWrappers.cs", "Histories.cs", "Aliases.cs"];

    [Theory]
    [MemberData(nameof(Files))]
    [InlineData("Lent.cs")]
    public async Task SomethingIsSaidOfTheMistakeOnly(string file)
    {
        CSharpCompilation compilation = await CompileAsync(file);
        Assert.Empty(await WrongAsync(compilation));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task ThisBeforeTheirMembersChangesNothing(string file)
    {
        CSharpCompilation compilation = await CompileAsync(file);
        SyntaxTree tree = compilation.SyntaxTrees.Single();
        SyntaxNode root = new Qualifier(compilation.GetSemanticModel(tree)).Visit(await tree.GetRootAsync());
        Assert.Contains("this.", root.ToFullString());
        Assert.Empty(await WrongAsync(compilation.ReplaceSyntaxTree(tree, tree.WithRootAndOptions(root, tree.Options))));
    }

    private static async Task<CSharpCompilation> CompileAsync(string file)
    {
        using Stream resource = typeof(PairTests).Assembly.GetManifestResourceStream($"Pairs/{file}")!;
        using StreamReader reader = new(resource);
        SyntaxTree tree = CSharpSyntaxTree.ParseText(await reader.ReadToEndAsync(), new CSharpParseOptions(LanguageVersion.CSharp13), file);
        return CSharpCompilation.Create("Pairs", [tree], References.Net100, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
    }

    private static async Task<List<string>> WrongAsync(CSharpCompilation compilation)
    {
        AnalyzerRun run = (await AnalyzerRunner.GetDiagnosticsAsync(compilation, [new OwnershipAnalyzer()])).ThrowOnException();
        Assert.Empty(run.CompilerErrors);

        List<string> wrong = [];
        foreach (NamespaceDeclarationSyntax pair in ((CompilationUnitSyntax)await compilation.SyntaxTrees.Single().GetRootAsync()).Members.OfType<NamespaceDeclarationSyntax>())
        {
            TypeDeclarationSyntax mistaken = pair.Members.OfType<TypeDeclarationSyntax>().Single(type => type.Identifier.ValueText == "Buggy");
            ImmutableArray<Diagnostic> said = [.. run.Reported.Where(diagnostic => pair.Span.Contains(diagnostic.Location.SourceSpan))];
            if (!said.Any(diagnostic => mistaken.Span.Contains(diagnostic.Location.SourceSpan)))
                wrong.Add($"{pair.Name}: nothing is said");
            wrong.AddRange(said.Where(diagnostic => !mistaken.Span.Contains(diagnostic.Location.SourceSpan)).Select(diagnostic => $"{pair.Name}: {diagnostic}"));
        }

        return wrong;
    }

    /// <summary>Writes <c>this.</c> before fields and properties of the object.</summary>
    private sealed class Qualifier(SemanticModel model) : CSharpSyntaxRewriter
    {
        public override SyntaxNode? VisitSubpattern(SubpatternSyntax node) => node;

        public override SyntaxNode? VisitIdentifierName(IdentifierNameSyntax node) =>
            node.Parent is MemberAccessExpressionSyntax access && access.Name == node || node.Parent is MemberBindingExpressionSyntax or NameEqualsSyntax or AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax }
            || model.GetSymbolInfo(node).Symbol is not (IFieldSymbol { IsStatic: false, ContainingType.TypeKind: not TypeKind.Enum } or IPropertySymbol { IsStatic: false })
                ? node
                : SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, SyntaxFactory.ThisExpression(), node.WithoutTrivia()).WithTriviaFrom(node);
    }
}
