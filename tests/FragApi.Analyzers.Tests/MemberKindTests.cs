using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using FragApi.Analyzers.Accessors;
using FragApi.Analyzers.Bodies;
using FragApi.CodeFixes;
using FragApi.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Xunit;

namespace FragApi.Analyzers.Tests;

/// <summary>Analyzer and fixes see the same sites, whatever member the code is in; and every provider is complete.</summary>
public sealed class MemberKindTests
{
    [Theory]
    [InlineData("int M(Frag f) { return {|FRAG1007:f.Size|}; }")]
    [InlineData("int M(Frag f) => {|FRAG1007:f.Size|};")]
    [InlineData("C(Frag f) { n = {|FRAG1007:f.Size|}; }")]
    [InlineData("C(int n) { } C(Frag f) : this({|FRAG1007:f.Size|}) { }")]
    [InlineData("static C() { n = {|FRAG1007:s.Size|}; }")]
    [InlineData("~C() { n = {|FRAG1007:s.Size|}; }")]
    [InlineData("int P { get { return {|FRAG1007:s.Size|}; } set { n = {|FRAG1007:s.Size|}; } }")]
    [InlineData("int P => {|FRAG1007:s.Size|};")]
    [InlineData("int P { get => {|FRAG1007:s.Size|}; }")]
    [InlineData("int P { get; } = {|FRAG1007:s.Size|};")]
    [InlineData("int this[int i] => {|FRAG1007:s.Size|} + i;")]
    [InlineData("int f1 = {|FRAG1007:s.Size|}, f2 = {|FRAG1007:s.Offset|};")]
    [InlineData("static readonly Func<Frag, int> f = x => {|FRAG1007:x.Size|};")]
    [InlineData("public static int operator +(C c, Frag f) => {|FRAG1007:f.Size|};")]
    [InlineData("public static implicit operator C(Frag f) { n = {|FRAG1007:f.Size|}; return null; }")]
    [InlineData("event Action E { add { n = {|FRAG1007:s.Size|}; } remove { n = {|FRAG1007:s.Offset|}; } }")]
    [InlineData("event Action E = () => n = {|FRAG1007:s.Size|};")]
    [InlineData("void M() { int L(Frag f) => {|FRAG1007:f.Size|}; L(s); }")]
    [InlineData("void M() { Action a = delegate { n = {|FRAG1007:s.Size|}; }; a(); }")]
    [InlineData("System.Collections.Generic.IEnumerable<int> M() { yield return {|FRAG1007:s.Size|}; }")]
    [InlineData("async System.Threading.Tasks.Task<int> M() { await System.Threading.Tasks.Task.Yield(); return {|FRAG1007:s.Size|}; }")]
    [InlineData("class D(Frag f) : B({|FRAG1007:f.Size|}) { } class B { public B(int n) { } }")]
    [InlineData("class D(Frag f) { int x = {|FRAG1007:f.Size|}; }")]
    [InlineData("record R(int N) { public R(Frag f) : this({|FRAG1007:f.Size|}) { } }")]
    [InlineData("struct N { public int X = {|FRAG1007:s.Size|}; public N() { } }")]
    [InlineData("interface I { int M() => {|FRAG1007:s.Size|}; }")]
    public Task MemberIsSeen(string member) => Verify.FixesAsync(Around(member), Around(Fixed(member)));

    /// <summary>The compiler hands out attributes with the whole declaration that they stand at, beside its bodies: nothing is reported twice.</summary>
    [Theory]
    [InlineData("[Obsolete] int M(Frag f) { return {|FRAG1007:f.Size|}; }")]
    [InlineData("[Obsolete] int P { get { return {|FRAG1007:s.Size|}; } }")]
    [InlineData("[Obsolete] int P => {|FRAG1007:s.Size|};")]
    [InlineData("[Obsolete] int P { get; } = {|FRAG1007:s.Size|};")]
    [InlineData("int P { [Obsolete] get => {|FRAG1007:s.Size|}; }")]
    [InlineData("[Obsolete] int this[int i] { get { return {|FRAG1007:s.Size|} + i; } }")]
    [InlineData("[Obsolete] int f1 = {|FRAG1007:s.Size|}, f2 = {|FRAG1007:s.Offset|};")]
    [InlineData("[Obsolete] event Action E { add { n = {|FRAG1007:s.Size|}; } remove { } }")]
    [InlineData("[Obsolete] event Action E = () => n = {|FRAG1007:s.Size|};")]
    [InlineData("[Obsolete] class D { int M(Frag f) => {|FRAG1007:f.Size|}; }")]
    [InlineData("[Obsolete] class D(Frag f) : B({|FRAG1007:f.Size|}) { int M(Frag g) => {|FRAG1007:g.Size|}; } class B { public B(int n) { } }")]
    [InlineData("[Obsolete] struct D { [Obsolete] class E { [Obsolete] int M(Frag f) => {|FRAG1007:f.Size|}; } }")]
    public Task MemberWithAttributesIsSeenOnce(string member) => Verify.FixesAsync(Around(member), Around(Fixed(member)));

    [Theory]
    [InlineData("const string N = nameof(Frag.Size); enum E { A = 1 }")]
    [InlineData("/// <summary><see cref=\"Frag.Page\"/> and <c>frag.Page</c></summary>\n    int M() { return 0; }")]
    [InlineData("[Obsolete(nameof(Frag.Page))] int M() { return 0; }")]
    [InlineData("[System.Diagnostics.DebuggerDisplay(\"{Frags[0].Page}\")] class D { }")]
    [InlineData("void M(string a = nameof(s.Page)) { }")]
    [InlineData("abstract class D { public abstract Frag F { get; } } delegate Page G(Frag f); extern int X();")]
    [InlineData("int M(dynamic d) { return d.Size; }")]
    [InlineData("Frag F { get; set; } Frag[] G = new Frag[3];")]
    public Task MemberIsSilent(string member) => Verify.KeepsAsync(Around(member));

    [Theory]
    // recursive and cyclic code that is valid
    [InlineData("class A1 : System.Collections.Generic.List<A1> { A1 Next => Next; int F() => F(); }")]
    [InlineData("interface I<T> where T : I<T> { T Self { get; } } class R : I<R> { public R Self => Self.Self; }")]
    [InlineData("int Even(int x) => x == 0 ? 1 : Odd(x - 1); int Odd(int x) => x == 0 ? 0 : Even(x - 1);")]
    [InlineData("void M() { void L() { K(); } void K() { L(); } L(); Action a = null; a = () => a(); }")]
    [InlineData("class G<T> { G<G<T>> next; T Get() => next.next.Get() is T t ? t : Get(); }")]
    [InlineData("struct S { static S one; public S Two => one.Two.Two; }")]
    [InlineData("void M() { int x = 1; x = x + (x = x); while (true) { if (x++ > 3) continue; goto L; L: x--; } }")]
    public Task RecursionIsSilent(string member) => Verify.KeepsAsync(Around(member));

    [Fact]
    public async Task FixesSeeWhatTheAnalyzerSees()
    {
        string text = "using System; using Kernel; " + Snippet.Plain(string.Join("\n", Around("int M(Frag f) => {|FRAG1007:f.Size|};").Split('\n').Skip(2)));
        Project project = TestHost.CreateSolution(text).MainProject();
        AnalyzerRun run = await new SolutionAnalysis([new AccessorAnalyzer()]).RunAsync(project);
        Document document = project.Documents.First();
        SemanticModel semantics = (await document.GetSemanticModelAsync())!;
        SyntaxNode root = (await document.GetSyntaxRootAsync())!;
        List<string> seen = [];
        Vocabulary.FragmentModel model = Vocabulary.FragmentModel.For(semantics.Compilation, [], default)!;
        foreach (SyntaxNode member in MemberCode.In(root))
            seen.AddRange(SiteFinder.Find(model, semantics, MemberCode.Roots(member, semantics, default), default).Select(site => site.Rule.Id + site.Span));
        Assert.Equal(run.Reported.Select(diagnostic => diagnostic.Id + diagnostic.Location.SourceSpan).Order(), seen.Order());
    }

    [Fact]
    public void EveryProviderIsComplete()
    {
        CodeFixProvider[] providers = [.. typeof(UseAccessorFix).Assembly.GetTypes()
            .Where(type => typeof(CodeFixProvider).IsAssignableFrom(type) && !type.IsAbstract)
            .Select(type => (CodeFixProvider)System.Activator.CreateInstance(type)!)];
        Assert.NotEmpty(providers);
        Assert.All(providers, provider =>
        {
            ExportCodeFixProviderAttribute export = Assert.Single(provider.GetType().GetCustomAttributes(false).OfType<ExportCodeFixProviderAttribute>());
            Assert.Equal([LanguageNames.CSharp], export.Languages);
            Assert.Contains(provider.GetType().GetCustomAttributes(false), attribute => attribute.GetType().Name == "SharedAttribute");
            FixAllProvider all = Assert.IsAssignableFrom<FixAllProvider>(provider.GetFixAllProvider());
            Assert.Superset(new HashSet<FixAllScope> { FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution }, all.GetSupportedFixAllScopes().ToHashSet());
            Assert.NotEmpty(provider.FixableDiagnosticIds);
            Assert.All(provider.FixableDiagnosticIds, id => Assert.Contains(Rules.All, rule => rule.Id == id));
        });
        ImmutableArray<string> fixable = new UseAccessorFix().FixableDiagnosticIds;
        Assert.Equal(["FRAG1001", "FRAG1002", "FRAG1003", "FRAG1004", "FRAG1005", "FRAG1006", "FRAG1007"], fixable.Order());
    }

    [Theory]
    [InlineData("class C { void M(Kernel.Frag f) { f.Page = ; } }")]
    [InlineData("class C { void M(Kernel.Frag f) { f.Page = f.; } }")]
    [InlineData("class C { void M(Kernel.Frag f) { f.Page f.Offset = 3; f.Size = } }")]
    [InlineData("class C { int x = new Kernel.Frag { Page = , Offset = 1, Size = 2 }.Size")]
    [InlineData("class C { void M() { var f = new Kernel.Frag { Page = null, Page = null, Size = 2 }; } }")]
    [InlineData("class C { void M() { Kernel.Frag f = new Kernel.Frag { Page = f.Page, Offset = , } } }")]
    [InlineData("f.Page = p; Kernel.Frag f; f.Size = f.Size = f.")]
    [InlineData("using Kernel; class C { void M(ref Frag f) { (f.Page, f.Size) = ; f.Size += ; f.Size -= -; ++f.Size--; f.Page.; f.Page?. } }")]
    [InlineData("using Kernel; class C { void M(Undefined<Frag> u, Frag f) { u.Page = f.Page; u[0].Page = null; Unwrap(f.Page.Unwrap(); } }")]
    [InlineData("[FragApi.Fragment(Accessor = typeof(Missing))] struct F { [FragApi.FragmentPage] public Missing Page; [FragApi.FragmentSize] public int Size; } class C { void M(F f) { f.Page = null; f.Size++; } }")]
    [InlineData("[FragApi.Fragment(Accessor = )] struct F { [FragApi.FragmentPage(3)] public object Page; [FragApi.FragmentFlags(\"x\")] int q; } class C { object M(F f) => f.Page; }")]
    [InlineData("[FragApi.Fragment(Accessor = typeof(F))] class F : F { [FragApi.FragmentPage] public F Page; public F Page2 => Page.Page; } class C { F M(F f) => f.Page; }")]
    public async Task BrokenCodeThrowsNothing(string source)
    {
        Solution solution = TestHost.CreateSolution(source);
        SolutionAnalysis analysis = new([new AccessorAnalyzer()]);
        (await analysis.RunAsync(solution.MainProject())).ThrowOnException();
        foreach (FixableDiagnostic fixable in await analysis.FixableAsync(solution.MainProject(), new UseAccessorFix()))
            await CodeFixRunner.GetActionsAsync(fixable.Document, fixable.Diagnostic, new UseAccessorFix());
    }

    private static string Around(string member) =>
        $$"""
        using System;
        using Kernel;

        class C
        {
            static Frag s;
            static int n;
            {{member}}
        }

        """;

    private static string Fixed(string member) =>
        System.Text.RegularExpressions.Regex.Replace(member, @"\{\|FRAG1007:(\w+)\.(\w+)\|\}", "SkbFrag.$2($1)");
}
