using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FragApi.Analyzers.Accessors;
using FragApi.Analyzers.Vocabulary;
using FragApi.CodeFixes;
using FragApi.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace FragApi.Analyzers.Tests;

/// <summary>The binding file: its text, what its ids resolve to, what contradicts, and that rules work through it alone.</summary>
public sealed class BindingFileTests
{
    [Theory]
    [InlineData("get-page M:V.Mm.Get(V.Page)", "get-page")]
    [InlineData("PageGet M:V.Mm.Get(V.Page)", "PageGet")]
    [InlineData("page_get M:V.Mm.Get(V.Page)", "page_get")]
    [InlineData("page-get", "page-get")]
    [InlineData("  page-get   # M:V.Mm.Get(V.Page)", "page-get")]
    [InlineData("page-get V.Mm.Get", "V.Mm.Get")]
    [InlineData("page-get X:V.Mm.Get", "X:V.Mm.Get")]
    [InlineData("page-get N:V", "N:V")]
    [InlineData("page-get E:V.Mm.Done", "E:V.Mm.Done")]
    [InlineData("page-get M:", "M:")]
    [InlineData("page-get :", ":")]
    [InlineData("consumes M:V.Ring.Put(V.Page)#", "M:V.Ring.Put(V.Page)#")]
    [InlineData("consumes F:V.Ring.Slot#page", "F:V.Ring.Slot#page")]
    [InlineData("page-get T:V.Mm", "T:V.Mm")]
    [InlineData("fragment F:V.Frag.page", "F:V.Frag.page")]
    [InlineData("fragment-page M:V.Frag.Page", "M:V.Frag.Page")]
    [InlineData("page-get M:V.Mm.Get(V.Page)#page", "M:V.Mm.Get(V.Page)#page")]
    [InlineData("fragment T:V.Frag accessor", "accessor")]
    [InlineData("fragment T:V.Frag =T:V.A", "=T:V.A")]
    [InlineData("fragment T:V.Frag accessor=", "accessor=")]
    [InlineData("fragment T:V.Frag Accessor=T:V.A", "Accessor=T:V.A")]
    [InlineData("fragment T:V.Frag accessor=V.A", "V.A")]
    [InlineData("fragment T:V.Frag accessor=T:", "T:", 2)]
    [InlineData("fragment T:V.Frag mask=2", "mask=2")]
    [InlineData("fragment T:V.Frag accessor=T:V.A accessor=T:V.A", "accessor=T:V.A", 2)]
    [InlineData("page-get M:V.Mm.Get(V.Page) family=x", "family=x")]
    [InlineData("fragment-flags F:V.S.Flags", "fragment-flags F:V.S.Flags")]
    [InlineData("fragment-flags F:V.S.Flags # mask=2", "fragment-flags F:V.S.Flags")]
    [InlineData("fragment-flags F:V.S.Flags mask=two", "two")]
    [InlineData("fragment-flags F:V.S.Flags mask=-1", "-1")]
    [InlineData("fragment-flags F:V.S.Flags mask=0x", "0x")]
    [InlineData("fragment-flags F:V.S.Flags mask=0xZ", "0xZ")]
    [InlineData("owned M:V.P.Alloc when=Sometimes", "Sometimes")]
    [InlineData("owned M:V.P.Alloc when=true", "true")]
    [InlineData("owned M:V.P.Alloc when=3", "3")]
    [InlineData("replaces-fragments M:V.S.Expand orphans=yes", "yes")]
    [InlineData("fragment-accessor M:V.S.F operation=Filling", "Filling")]
    [InlineData("alias-of M:V.S.F", "alias-of M:V.S.F")]
    [InlineData("page-get M:V.Mm.Get( V.Page )", "V.Page")]
    public void MalformedLineIsAnErrorAtItsPlace(string line, string at, int occurrence = 1)
    {
        // Between good lines, with CRLF and a comment, and behind a byte order mark.
        string before = "\uFEFF# vendor\r\npage-put M:V.Mm.Put(V.Page)\r\n";
        string text = before + line + "\r\nfragment-count F:V.S.N\r\n";
        BindingFile file = BindingFile.Parse(SourceText.From(text));
        BindingError error = Assert.Single(file.Errors);
        int start = before.Length - 1;
        for (int i = 0; i < occurrence; i++)
            start = text.IndexOf(at, start + 1, System.StringComparison.Ordinal);
        Assert.Equal(new TextSpan(start, at.Length), error.Span);
        Assert.Equal(["page-put", "fragment-count"], file.Lines.Select(good => good.Role.Keyword));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   \t ")]
    [InlineData("# a comment")]
    [InlineData("   # a comment # in a comment")]
    [InlineData("#")]
    [InlineData("\uFEFF")]
    public void NothingIsNothing(string text)
    {
        BindingFile file = BindingFile.Parse(SourceText.From(text));
        Assert.Empty(file.Errors);
        Assert.Empty(file.Lines);
    }

    [Theory]
    [InlineData("page-get M:V.Mm.Get(V.Page)#c", false)]
    [InlineData("page-get\tM:V.Mm.Get(V.Page)\t# comment", true)]
    [InlineData("  page-get   M:V.Mm.Get(V.Page)  ", true)]
    [InlineData("owned M:V.P.#ctor", true)]
    [InlineData("owned M:V.P.#ctor(System.Int32)", true)]
    [InlineData("consumes M:V.P.#ctor(V.Page)#page", true)]
    [InlineData("page-get M:V.P.V#IPool#Get(V.Page)", true)]
    [InlineData("consumes M:V.P.V#IPool#Put(V.Page)#page", true)]
    [InlineData("fragment-flags F:V.S.Flags mask=0x1F", true)]
    [InlineData("fragment-flags F:V.S.Flags mask=18446744073709551615", true)]
    [InlineData("fragment T:V.Frag`1", true)]
    [InlineData("fragment T:V.Outer.Frag accessor=T:V.A", true)]
    [InlineData("page-map M:V.Dma.Map``1(``0,V.Page@) family=dma", true)]
    public void LineIsWellFormed(string line, bool expected) => Assert.Equal(expected, BindingFile.Parse(SourceText.From(line)).Errors.IsEmpty);

    public static TheoryData<string> Keywords => new(Roles.All.Select(role => role.Keyword));

    [Theory]
    [MemberData(nameof(Keywords))]
    public void EveryKeywordGoesWhereItsRoleGoes(string keyword)
    {
        RoleInfo role = Roles.ByKeyword(keyword)!;
        string option = role.Option switch { RoleOption.Mask => " mask=1", RoleOption.Name => " name=x", _ => "" };
        foreach ((RoleTargets target, string id) in new[]
        {
            (RoleTargets.Type, "T:V.X"), (RoleTargets.Field, "F:V.X.f"), (RoleTargets.Property, "P:V.X.P"), (RoleTargets.Method | RoleTargets.Return, "M:V.X.M"),
            (RoleTargets.Constructor, "M:V.X.#ctor"), (RoleTargets.Parameter, "M:V.X.M(V.Y)#y"),
        })
        {
            Assert.Equal((role.Targets & target) != 0, BindingFile.Parse(SourceText.From($"{keyword} {id}{option}")).Errors.IsEmpty);
        }
    }

    [Theory]
    [InlineData("/p/FragApi.Bindings.txt", true)]
    [InlineData("C:\\p\\fragapi.bindings.Vendor.TXT", true)]
    [InlineData("FragApi.BindingsVendor.txt", true)]
    [InlineData("/p/FragApi.Bindings.txt.bak", false)]
    [InlineData("/p/My.FragApi.Bindings.txt", false)]
    [InlineData("/p/FragApi.Bindings.md", false)]
    [InlineData("", false)]
    public void FileIsKnownByItsName(string path, bool expected) => Assert.Equal(expected, BindingFile.IsBindingFile(path));

    private const string Vendor = """
        namespace V
        {
            public class Page { public int Count; }
            public struct Frag { public Page page; public int offset; public int size; }
            public class Shared { public Frag[] frags = new Frag[4]; public int flags; public string name; }
            public class Buf { public Shared Info = new Shared(); }
            public interface IPool { void Take(Page page); }
            public class Pool : IPool { public Pool() { } public Pool(int n) { } void IPool.Take(Page page) { } public Page Alloc() { return null; } public void Done() { } }
            public class Gen<T> { public class In { public void Get(T page) { } } public T Value; }
            public static class Mm
            {
                public static void Get(Page page) { page.Count++; }
                public static void Put(Page page) { page.Count--; }
                public static void Put(Page page, int order) { }
                public static U As<U>(ref U page) { return page; }
                public static void None() { }
            }
        }
        """;

    private const string Accessors = """
        namespace App
        {
            using V;
            public static class SkbFrag
            {
                public static void Ref(in Frag frag) { Mm.Get(frag.page); }
                public static void Unref(in Frag frag) { Mm.Put(frag.page); }
                public static Page Page(in Frag frag) { return frag.page; }
                public static void SetPage(ref Frag frag, Page page) { frag.page = page; }
                public static int Size(in Frag frag) { return frag.size; }
                public static void FillDesc(ref Frag frag, Page page, int offset, int size) { frag.page = page; frag.offset = offset; frag.size = size; }
            }
        }
        """;

    private const string Bindings = """
        # the vendor's buffers
        fragment          T:V.Frag  accessor=T:App.SkbFrag
        fragment-page     F:V.Frag.page
        fragment-offset   F:V.Frag.offset
        fragment-size     F:V.Frag.size      # bytes
        page-get          M:V.Mm.Get(V.Page)
        page-put          M:V.Mm.Put(V.Page)
        fragment-accessor M:App.SkbFrag.FillDesc(V.Frag@,V.Page,System.Int32,System.Int32) operation=Fill
        """;

    [Fact]
    public async Task RulesWorkThroughAFileAlone()
    {
        const string Source = """
            using V;

            namespace App
            {
                class Driver
                {
                    void M(Buf skb, int i, Page page, int len)
                    {
                        {|FRAG1001:Mm.Get(skb.Info.frags[i].page)|};
                        {|FRAG1002:Mm.Put(skb.Info.frags[i].page)|};
                        {|FRAG1005:skb.Info.frags[i].page = page|};
                        skb.Info.frags[i].offset = 0;
                        skb.Info.frags[i].size = len;
                        len = {|FRAG1007:skb.Info.frags[i].size|};
                        Mm.Put({|FRAG1006:skb.Info.frags[i].page|}, 1);
                    }
                }
            }

            """;
        const string Fixed = """
            using V;

            namespace App
            {
                class Driver
                {
                    void M(Buf skb, int i, Page page, int len)
                    {
                        SkbFrag.Ref(skb.Info.frags[i]);
                        SkbFrag.Unref(skb.Info.frags[i]);
                        SkbFrag.FillDesc(ref skb.Info.frags[i], page, 0, len);
                        len = SkbFrag.Size(skb.Info.frags[i]);
                        Mm.Put(SkbFrag.Page(skb.Info.frags[i]), 1);
                    }
                }
            }

            """;
        CSharpCodeFixVerifier<AccessorAnalyzer, UseAccessorFix>.Test test = new() { StandsAlone = true };
        test.TestState.Sources.Add(Source);
        test.TestState.Sources.Add(Accessors);
        test.FixedState.Sources.Add(Fixed);
        test.FixedState.Sources.Add(Accessors);
        test.TestState.AdditionalProjects["Vendor"].Sources.Add(Vendor);
        test.TestState.AdditionalProjectReferences.Add("Vendor");
        test.TestState.AdditionalFiles.Add(("/p/FragApi.Bindings.txt", Bindings));
        await test.RunAsync();
    }

    [Theory]
    [InlineData("page-get {|FRAG9002:M:V.Mm.Get|}")]
    [InlineData("page-get {|FRAG9002:M:V.Mm.Get(System.Int32)|}")]
    [InlineData("page-get {|FRAG9002:M:V.Mm.Missing(V.Page)|}")]
    [InlineData("page-get {|FRAG9002:M:No.Such.Get(V.Page)|}")]
    [InlineData("consumes {|FRAG9002:M:V.Mm.Put(V.Page)#pages|}")]
    [InlineData("fragment T:V.Frag accessor={|FRAG9002:T:App.Missing|}")]
    [InlineData("fragment {|FRAG9002:T:V.Frags|}")]
    [InlineData("page-get {|FRAG9002:M:V.Mm.As(V.Page@)|}")]
    [InlineData("page-get {|FRAG9002:M:V.Mm.Get(V.Page)x|}")]
    [InlineData("page-get {|FRAG9002:M:V.Mm.Get(V.Page))|}")]
    [InlineData("page-get {|FRAG9002:M:V.Mm.Get(V.Page|}")]
    [InlineData("fragment {|FRAG9002:T:V.Gen|}")]
    [InlineData("{|FRAG9001:pageget|} M:V.Mm.Get(V.Page)")]
    [InlineData("page-get M:V.Mm.Get(V.Page)\n{|FRAG9003:page-put M:V.Mm.Get(V.Page)|}")]
    [InlineData("page-map M:V.Mm.Get(V.Page) family=a\n{|FRAG9003:page-map M:V.Mm.Get(V.Page) family=b|}")]
    [InlineData("{|FRAG9003:fragment-size F:V.Shared.name|}")]
    [InlineData("{|FRAG9003:fragment-flags F:V.Shared.name mask=1|}")]
    [InlineData("{|FRAG9003:page-get M:V.Mm.None|}")]
    [InlineData("{|FRAG9003:owned M:V.Mm.Put(V.Page)|}")]
    [InlineData("{|FRAG9003:map-check M:V.Pool.Done|}")]
    [InlineData("fragment-page F:V.Frag.page\n{|FRAG9003:fragment-destructor F:V.Frag.page|}")]
    [InlineData("consumes M:V.Mm.Put(V.Page)#page\n{|FRAG9003:borrows M:V.Mm.Put(V.Page)#page|}")]
    [InlineData("fragment T:V.Frag\n{|FRAG9003:fragment-container T:V.Frag|}")]
    public Task FileIsWrong(string bindings) => BindingsAsync(bindings);

    [Theory]
    [InlineData("page-get M:V.Mm.Get(V.Page)")]
    [InlineData("page-get M:V.Mm.Get(V.Page)\r\npage-get M:V.Mm.Get(V.Page)")]
    [InlineData("page-get M:V.Pool.V#IPool#Take(V.Page)")]
    [InlineData("consumes M:V.Pool.V#IPool#Take(V.Page)#page")]
    [InlineData("page-get M:V.IPool.Take(V.Page)")]
    [InlineData("page-get M:V.Gen`1.In.Get(`0)")]
    [InlineData("fragment T:V.Gen`1\nfragment-page F:V.Gen`1.Value")]
    [InlineData("page-get M:V.Mm.As``1(``0@)")]
    [InlineData("owned M:V.Pool.#ctor(System.Int32)\nowned M:V.Pool.#ctor")]
    [InlineData("owned M:V.Pool.Alloc when=NotNull")]
    [InlineData("consumes M:V.Mm.Put(V.Page,System.Int32)#page\npage-put M:V.Mm.Put(V.Page,System.Int32)")]
    [InlineData("fragment-container T:V.Shared\nfragment-flags F:V.Shared.flags mask=0x2")]
    [InlineData("# only a comment")]
    public Task FileIsRight(string bindings) => BindingsAsync(bindings);

    [Fact]
    public async Task WrongParameterListComesWithTheRightOne()
    {
        Diagnostic only = Assert.Single(await DiagnosticsAsync(("/p/FragApi.Bindings.txt", "page-get M:V.Mm.Get")));
        Assert.Contains("'M:V.Mm.Get(V.Page)'", only.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task FirstFileByPathStands()
    {
        foreach (bool reversed in new[] { false, true })
        {
            (string, string)[] files = [("/p/FragApi.Bindings.a.txt", "page-get M:V.Mm.Get(V.Page)"), ("/p/FragApi.Bindings.b.txt", "page-put M:V.Mm.Get(V.Page)")];
            Diagnostic only = Assert.Single(await DiagnosticsAsync(reversed ? [.. files.Reverse()] : files));
            Assert.Equal("FRAG9003", only.Id);
            Assert.EndsWith("b.txt", only.Location.GetLineSpan().Path);
        }
    }

    [Fact]
    public async Task AnotherFileIsNoBindingFile() =>
        Assert.Empty(await DiagnosticsAsync(("/p/FragApi.Bindings.md", "nonsense"), ("/p/notes.txt", "nonsense")));

    [Fact]
    public async Task AttributeStandsAgainstTheFile()
    {
        SolutionState state = TestHost.NewState();
        state.Sources.Add("class Page { [FragApi.PageGet] public void Take() { } }");
        state.Sources.Add(FakeKernel.Annotations);
        state.AdditionalFiles.Add(("/p/FragApi.Bindings.txt", "page-put M:Page.Take"));
        AnalyzerRun run = await new SolutionAnalysis([new BindingAnalyzer()]).RunAsync(TestHost.CreateSolution(state).MainProject());
        Assert.Equal("FRAG9003", Assert.Single(run.ThrowOnException().Reported).Id);
    }

    [Fact]
    public async Task IdOfTwoAssembliesBindsBoth()
    {
        const string Both = "namespace D { public class Page { public void Take() { } } }";
        SolutionState state = TestHost.NewState();
        state.Sources.Add("class C { }");
        state.AdditionalProjects["One"].Sources.Add(Both);
        state.AdditionalProjects["Two"].Sources.Add(Both);
        state.AdditionalProjectReferences.AddRange(["One", "Two"]);
        state.AdditionalFiles.Add(("/p/FragApi.Bindings.txt", "page-get M:D.Page.Take"));
        Project project = TestHost.CreateSolution(state).MainProject();
        Compilation compilation = (await project.GetCompilationAsync())!;
        FragmentModel model = FragmentModel.For(compilation, project.AnalyzerOptions.AdditionalFiles, default)!;
        Assert.Empty(model.Diagnostics);
        Assert.All(compilation.GetTypesByMetadataName("D.Page"), type => Assert.True(model.Is(type.GetMembers("Take").Single(), Role.PageGet)));
        Assert.Equal(2, compilation.GetTypesByMetadataName("D.Page").Length);
    }

    [Fact]
    public async Task ParameterIsBoundAndNotItsMethod()
    {
        SolutionState state = TestHost.NewState();
        state.Sources.Add(Vendor);
        state.AdditionalFiles.Add(("/p/FragApi.Bindings.txt", "consumes M:V.Mm.Put(V.Page)#page\nconsumes M:V.Pool.V#IPool#Take(V.Page)#page"));
        Project project = TestHost.CreateSolution(state).MainProject();
        Compilation compilation = (await project.GetCompilationAsync())!;
        FragmentModel model = FragmentModel.For(compilation, project.AnalyzerOptions.AdditionalFiles, default)!;
        Assert.Empty(model.Diagnostics);
        Assert.Equal(2, model.Bound.Keys.Count());
        Assert.All(model.Bound.Keys, symbol => Assert.IsAssignableFrom<IParameterSymbol>(symbol));
    }

    private static async Task BindingsAsync(string bindings)
    {
        CSharpAnalyzerVerifier<BindingAnalyzer>.Test test = new() { TestCode = "class C { }", StandsAlone = true };
        test.TestState.AdditionalProjects["Vendor"].Sources.Add(Vendor);
        test.TestState.AdditionalProjectReferences.Add("Vendor");
        test.TestState.AdditionalFiles.Add(("/p/FragApi.Bindings.txt", bindings));
        await test.RunAsync();
    }

    private static async Task<IReadOnlyList<Diagnostic>> DiagnosticsAsync(params (string, string)[] files)
    {
        SolutionState state = TestHost.NewState();
        state.Sources.Add("class C { }");
        state.AdditionalProjects["Vendor"].Sources.Add(Vendor);
        state.AdditionalProjectReferences.Add("Vendor");
        foreach ((string, string) file in files)
            state.AdditionalFiles.Add(file);
        AnalyzerRun run = await new SolutionAnalysis([new BindingAnalyzer()]).RunAsync(TestHost.CreateSolution(state).MainProject());
        return [.. run.ThrowOnException().Reported];
    }
}
