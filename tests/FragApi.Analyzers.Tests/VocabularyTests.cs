using System;
using System.Linq;
using FragApi.Analyzers.Vocabulary;
using FragApi.Testing;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace FragApi.Analyzers.Tests;

/// <summary>The shipped annotations and the analyzers' own vocabulary are two spellings of one thing; values are read by number.</summary>
public sealed class VocabularyTests
{
    private static readonly CompilationUnitSyntax s_annotations = CSharpSyntaxTree.ParseText(FakeKernel.Annotations).GetCompilationUnitRoot();

    [Theory]
    [InlineData(typeof(FragmentOperation))]
    [InlineData(typeof(When))]
    public void EnumsHaveTheSameMembersInTheSameOrder(Type type) =>
        Assert.Equal(Enum.GetNames(type), s_annotations.DescendantNodes().OfType<EnumDeclarationSyntax>().Single(declared => declared.Identifier.Text == type.Name).Members.Select(member => member.Identifier.Text));

    [Fact]
    public void EveryRoleHasItsAttribute() =>
        Assert.Equal(
            Roles.All.Select(role => role.AttributeName).Order(),
            s_annotations.DescendantNodes().OfType<ClassDeclarationSyntax>().Select(declared => declared.Identifier.Text).Where(name => name != "EmbeddedAttribute").Order());
}
