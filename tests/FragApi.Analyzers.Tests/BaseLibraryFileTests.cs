using System;
using System.Collections.Generic;
using System.Linq;
using FragApi.Analyzers.Obligations;
using FragApi.Analyzers.Vocabulary;
using FragApi.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace FragApi.Analyzers.Tests;

/// <summary>Every row of the base library's pairs names what there is, in the base library that the tests compile against.</summary>
public sealed class BaseLibraryFileTests
{
    private static readonly CSharpCompilation s_library = CSharpCompilation.Create("Library", [], References.Net100);

    public static TheoryData<string> Members => [.. All.Select(member => $"{member.Id}#{member.Operand}").Distinct()];

    private static IEnumerable<PairMember> All => BaseLibraryFile.Rows.SelectMany(row => row.End is null ? [row.Member] : new[] { row.Member, row.End });

    [Theory]
    [MemberData(nameof(Members))]
    public void NamesWhatThereIs(string id)
    {
        PairMember member = All.First(member => $"{member.Id}#{member.Operand}" == id);
        // A package of its own, and no part of what the tests compile against.
        if (member.Namespace == "Microsoft.Extensions.ObjectPool")
            return;
        string name = $"{member.Namespace}.{member.Type}{(member.Arity > 0 ? $"`{member.Arity}" : "")}";
        INamedTypeSymbol type = s_library.GetTypeByMetadataName(name) ?? throw new InvalidOperationException($"'{name}' is no type of the base library");
        IMethodSymbol[] methods = [.. new[] { type }.Concat(type.AllInterfaces).SelectMany(home => home.GetMembers(member.Method)).OfType<IMethodSymbol>()];
        Assert.NotEmpty(methods);
        Assert.True(
            member.Operand switch
            {
                null => methods.Any(method => !method.ReturnsVoid || method.MethodKind == MethodKind.Constructor),
                PairMember.This => methods.Any(method => !method.IsStatic),
                PairMember.Out => methods.All(method => method.Parameters.Any(parameter => parameter.RefKind == RefKind.Out)),
                string operand => methods.Any(method => method.Parameters.Any(parameter => parameter.Name == operand)),
            },
            $"'{id}' has no such operand");
    }

    [Fact]
    public void EveryKindIsKnown() => Assert.All(BaseLibraryFile.Rows, row => Assert.NotNull(ResourceKind.ByName(row.Resource)));

    [Fact]
    public void EveryAcquisitionHasItsEnd() => Assert.All(BaseLibraryFile.Rows, row => Assert.Equal(row.Kind == PairKind.Put, row.End is null));

    [Theory]
    [InlineData("Rent", true)]
    [InlineData("NativeMemory", true)]
    [InlineData("GCHandle", true)]
    [InlineData("Dispose", false)]
    [InlineData("Get", false)]
    [InlineData("Load", false)]
    [InlineData("Marshal", false)]
    [InlineData(".ctor", false)]
    public void EverydayWordsAreNotLookedFor(string name, bool expected) => Assert.Equal(expected, BaseLibraryFile.Names.Contains(name));
}
