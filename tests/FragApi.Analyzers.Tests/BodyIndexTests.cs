using System.Collections.Generic;
using System.Linq;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Vocabulary;
using FragApi.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace FragApi.Analyzers.Tests;

/// <summary>Where the rules look: told by names that are identifiers, and kept from one edit to the next.</summary>
public sealed class BodyIndexTests
{
    private static readonly SyntaxTree s_annotations = CSharpSyntaxTree.ParseText(FakeKernel.Annotations, path: "Annotations.cs");

    [Theory]
    [InlineData("class C { void M(object o) { o.Rent(); } }", nameof(Interest.Ownership))]
    [InlineData("class C { void M(object o) { Rent(o); } }", nameof(Interest.Ownership))]
    [InlineData("class C { void M(object o) { o.@Rent(); } }", nameof(Interest.Ownership))]
    [InlineData("class C { string M(object o) => $\"{o.Rent()}\"; }", nameof(Interest.Ownership))]
    [InlineData("class C { void M() { Marshal.AllocHGlobal(1); } }", nameof(Interest.Ownership))]
    [InlineData("class C { void M(object o) { /* Rent */ } }", nameof(Interest.None))]
    [InlineData("class C { void M(object o) { /// <see cref=\"Rent\"/>\n } }", nameof(Interest.None))]
    [InlineData("class C { string M() => \"Rent\"; }", nameof(Interest.None))]
    [InlineData("class C { string M() => $\"Rent\"; }", nameof(Interest.None))]
    [InlineData("class C { void M() {\n#if NEVER\n Rent();\n#endif\n } }", nameof(Interest.None))]
    [InlineData("class C { void M(object o) { o.Rents(); o.Marshal(); } }", nameof(Interest.None))]
    public void ANameIsAnIdentifier(string source, string expected) => Assert.Equal(expected, Unbound(source).All.ToString());

    [Theory]
    [InlineData("[PageGet] public void Take() { }", "Take", nameof(Interest.Ownership))]
    [InlineData("[PageGetAttribute] public void Take() { }", "Take", nameof(Interest.Ownership))]
    [InlineData("[FragApi.PageGet] public void Take() { }", "Take", nameof(Interest.Ownership))]
    [InlineData("[global::FragApi.PageGetAttribute()] public void Take() { }", "Take", nameof(Interest.Ownership))]
    [InlineData("[return: Owned] public object Make() => null;", "Make", nameof(Interest.Ownership))]
    [InlineData("public void Give([Consumes] object page) { }", "Give", nameof(Interest.Ownership))]
    [InlineData("[Owned] object _one, _two;", "_two", nameof(Interest.Ownership))]
    [InlineData("public object P { [return: Owned] get; set; }", "P", nameof(Interest.Ownership))]
    [InlineData("[PageMap] public ulong Map(object page) => 0;", "Map", nameof(Interest.Dma))]
    [InlineData("[FragmentCount] public int Count;", "Count", nameof(Interest.Lifetime))]
    [InlineData("[System.Obsolete(\"PageGet\")] public void Take() { }", "Take", nameof(Interest.None))]
    [InlineData("[Other.Got] public void Take() { }", "Take", nameof(Interest.None))]
    public void ARoleGivesItsName(string member, string name, string expected)
    {
        BodyIndex index = Bound($"using FragApi; class Home {{ {member} }}", $"class C {{ void M(dynamic o) {{ _ = o.{name}; }} }}");
        SyntaxTree tree = TreeOf("1.cs");
        Assert.Equal(expected, index.In(tree, new TextSpan(0, tree.Length), default).ToString());
    }

    [Theory]
    [InlineData("using Got = FragApi.PageGetAttribute; class Home { [Got] public void Take() { } }")]
    [InlineData("global using Got = FragApi.PageGetAttribute;", "class Home { [Got] public void Take() { } }")]
    public void AnAliasIsTheAttribute(params string[] sources)
    {
        BodyIndex index = Bound([.. sources, "class C { void M(dynamic o) { o.Take(); } }"]);
        Assert.True(index.All.HasFlag(Interest.Ownership));
    }

    [Fact]
    public void AContainerMayGoOnElsewhere()
    {
        const string One = "using FragApi; [Fragment] struct Frag { } [FragmentContainer] partial class Info { }";
        const string Other = "partial class Info { public Frag[] Slots; public int Free; }";
        const string Use = "class C { void M(dynamic i) { _ = i.Slots; } }";
        BodyIndex index = Bound(One, Other, Use);
        Assert.Equal(Interest.Lifetime, index.In(TreeOf("2.cs"), new TextSpan(0, Use.Length), default));
        index = Bound(One, Use);
        Assert.Equal(Interest.None, index.In(TreeOf("1.cs"), new TextSpan(0, Use.Length), default));
    }

    [Theory]
    [InlineData("private byte[] Own(int n) => pool.Rent(n); void M() { Own(1); }", true)]
    [InlineData("internal byte[] Own(int n) => pool.Rent(n); void M() { Own(1); }", true)]
    [InlineData("byte[] Inner(int n) => pool.Rent(n); byte[] Own(int n) => Inner(n); void M() { Own(1); }", true)]
    [InlineData("byte[] A(int n) => pool.Rent(n); byte[] B(int n) => A(n); byte[] C(int n) => B(n); byte[] Own(int n) => C(n); void M() { Own(1); }", true)]
    [InlineData("void Own(byte[] b) => pool.Return(b); void M() { Own(null); }", true)]
    [InlineData("byte[] Own => pool.Rent(1); void M() { _ = Own; }", true)]
    [InlineData("async Task<byte[]> Own() => pool.Rent(1); void M() { Own(); }", true)]
    [InlineData("ArrayPool<byte> Own; void M() { Own.Take(); }", true)]
    [InlineData("void N() { byte[] Own() => pool.Rent(1); } void M() { Own(); }", true)]
    [InlineData("int Own(int n) { pool.Return(pool.Rent(n)); return n; } void M() { Own(1); }", false)]
    [InlineData("void Own() { pool.Return(pool.Rent(1)); } void M() { Own(); }", false)]
    [InlineData("public byte[] Own(int n) => pool.Rent(n); void M() { Own(1); }", false)]
    public void WhatAHelperDoesItsCallersDo(string members, bool expected)
    {
        string source = $"public class K {{ {members} }}";
        BodyIndex index = Unbound(source);
        SyntaxTree tree = TreeOf("0.cs");
        int at = source.IndexOf("void M()", System.StringComparison.Ordinal);
        Assert.Equal(expected, index.In(tree, TextSpan.FromBounds(at, source.Length), default) != Interest.None);
    }

    [Fact]
    public void ALineMoreChangesNothingForOthers()
    {
        CSharpCompilation before = Compile("using FragApi; class Home { [PageGet] public void Take() { } }", "class C { void M(Home h) { h.Take(); } }");
        RoleIndex index = IndexOf(before);
        Assert.Same(index, IndexOf(Edit(before, "1.cs", "class C { void M(Home h) { int more = 1; h.Take(); } }")));
        Assert.Same(index, IndexOf(Edit(before, "0.cs", "using FragApi; class Home { int _more; [PageGet] public void Take() { } }")));
    }

    [Theory]
    [InlineData("using FragApi; class Home { [PageGet] public void Take() { } [PagePut] public void Drop() { } }")]
    [InlineData("using FragApi; class Home { [PageGet] public void Took() { } }")]
    [InlineData("using FragApi; class Home { [PagePut] public void Take() { } }")]
    [InlineData("class Home { public void Take() { } }")]
    public void AnotherRoleIsSeen(string edited)
    {
        CSharpCompilation before = Compile("using FragApi; class Home { [PageGet] public void Take() { } }", "class C { void M(Home h) { h.Take(); } }");
        RoleIndex index = IndexOf(before);
        RoleIndex after = IndexOf(Edit(before, "0.cs", edited));
        Assert.NotSame(index, after);
        Assert.Equal(edited.Contains("[PageGet]", System.StringComparison.Ordinal), after.Names.Has(Role.PageGet));
    }

    [Fact]
    public void AnEditReadsOneFile()
    {
        List<string> read = [];
        TreeFold<string, string> fold = new((tree, _) => { read.Add(tree.FilePath); return tree.Length > 20 ? "long" : "short"; }, parts => string.Join(' ', parts));
        CSharpCompilation compilation = Compile("class A { }", "class B { }", "class LongerThanTheOthers { }");
        string whole = fold.Of(compilation, default);
        read.Clear();
        compilation = Edit(compilation, "1.cs", "class X { }");
        Assert.Same(whole, fold.Of(compilation, default));
        Assert.Equal(["1.cs"], read);
        compilation = Edit(compilation, "1.cs", "class XYZ { int _more; int _andMore; }");
        Assert.NotEqual(whole, fold.Of(compilation, default));
        Assert.Equal(["1.cs", "1.cs"], read);
    }

    // The trees of the compilation that the test at hand has made last.
    [System.ThreadStatic]
    private static IEnumerable<SyntaxTree>? s_last;

    private static SyntaxTree TreeOf(string name) => s_last!.First(tree => tree.FilePath == name);

    private static BodyIndex Unbound(string source)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText(source, path: "0.cs");
        s_last = [tree];
        return BodyIndex.For(CSharpCompilation.Create("C", [tree], References.Net100), null, default);
    }

    private static BodyIndex Bound(params string[] sources)
    {
        CSharpCompilation compilation = Compile(sources);
        s_last = compilation.SyntaxTrees;
        return BodyIndex.For(compilation, FragmentModel.For(compilation, [], default), default);
    }

    private static RoleIndex IndexOf(CSharpCompilation compilation) => FragmentModel.For(compilation, [], default)!.Index;

    private static CSharpCompilation Compile(params string[] sources) =>
        CSharpCompilation.Create("C", [s_annotations, .. sources.Select((source, number) => CSharpSyntaxTree.ParseText(source, path: $"{number}.cs"))], References.Net100);

    private static CSharpCompilation Edit(CSharpCompilation compilation, string name, string text)
    {
        SyntaxTree tree = compilation.SyntaxTrees.First(tree => tree.FilePath == name);
        return compilation.ReplaceSyntaxTree(tree, tree.WithChangedText(SourceText.From(text)));
    }
}
