using System;
using System.Linq;
using System.Threading.Tasks;
using FragApi.Analyzers.Accessors;
using FragApi.CodeFixes.Generating;
using FragApi.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace FragApi.Analyzers.Tests;

/// <summary>
/// The accessors that raw uses wait for: what is written, in whatever shape a fragment has, and when nothing is. Each is
/// compiled without a new warning, and takes the uses (see <see cref="Generation"/>).
/// </summary>
public sealed class GenerateAccessorTests
{
    private const string Page = """
        public class Page
        {
            [PageGet] public void Get() { }
            [PagePut] public bool Put() => true;
            [PageAddress] public long Address() => 0;
            [PagePhys] public ulong Phys => 0;
        }
        """;

    private const string Struct = "[Fragment(Accessor = typeof(X))] public struct Frag { [FragmentPage] public Page Page; [FragmentOffset] public int Offset; [FragmentSize] public int Size; }";

    [Theory]
    // a statement, and what the accessor class gets for it
    [InlineData("f.Page.Get();", "void Ref(in Frag frag)")]
    [InlineData("f.Page.Put();", "void Unref(in Frag frag)")]
    [InlineData("bool last = f.Page.Put(); Use(last);", "bool Unref(in Frag frag)")]
    [InlineData("Use(f.Page);", "Page Page(in Frag frag)")]
    [InlineData("f.Page = null;", "void SetPage(ref Frag frag, Page page)")]
    [InlineData("Use(f.Page.Address() + f.Offset);", "long Address(in Frag frag)")]
    [InlineData("Use(f.Page.Phys + (ulong)f.Offset);", "ulong Phys(in Frag frag)")]
    [InlineData("Use(Dma.Map(dev, f.Page, f.Offset, n, Dir.Out));", "ulong DmaMap(Device dev, in Frag frag, int offset, int size, Dir dir)")]
    [InlineData("if (Dma.TryMap(f.Page, (uint)f.Offset, 8, out ulong at)) Use(at);", "bool DmaMap(in Frag frag, uint offset, uint size, out ulong at)")]
    [InlineData("Use(f.Size);", "int Size(in Frag frag)")]
    [InlineData("f.Size = n;", "void SetSize(ref Frag frag, int size)")]
    [InlineData("f.Size += n;", "void AddSize(ref Frag frag, int delta)")]
    [InlineData("f.Size--;", "void AddSize(ref Frag frag, int delta)")]
    [InlineData("f.Size <<= n;", "int Size(in Frag frag)|void SetSize(ref Frag frag, int size)")]
    [InlineData("Use(f.Offset);", "int Offset(in Frag frag)")]
    [InlineData("f.Offset = n;", "void SetOffset(ref Frag frag, int offset)")]
    [InlineData("f.Offset -= n;", "void AddOffset(ref Frag frag, int delta)")]
    [InlineData("f.Page = p; f.Offset = 0; f.Size = n;", "void Fill(ref Frag frag, Page page, int offset, int size)")]
    [InlineData("f = new Frag { Page = p, Offset = 0, Size = n };", "void Fill(ref Frag frag, Page page, int offset, int size)")]
    [InlineData("f.Page = p; f.Size = n;", "void SetPage(ref Frag frag, Page page)|void SetSize(ref Frag frag, int size)")]
    [InlineData("f.Page?.Get();", "void Ref(in Frag frag)")]
    // what is inside of a use is converted with it
    [InlineData("Use(Dma.Map(dev, f.Page, f.Offset, f.Size, Dir.Out));", "ulong DmaMap(Device dev, in Frag frag, int offset, int size, Dir dir)|int Size(in Frag frag)")]
    public async Task OneForEachOperation(string statement, string expected)
    {
        Solution solution = Generation.Solution([World(Struct, statement)]);
        Generation done = await Generation.OfAsync(solution);
        Assert.Equal(expected.Split('|'), done.NewIn("X", solution));
        Assert.Empty(done.Left);
        Assert.Contains("X.", done.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public class Frag { [FragmentPage] public Page Page; [FragmentOffset] public int Offset; [FragmentSize] public int Size; }", "Page Page(Frag frag)|void SetSize(Frag frag, int size)|void AddOffset(Frag frag, int delta)")]
    [InlineData("public struct Frag { [FragmentPage] public Page Page { get; set; } [FragmentOffset] public long Offset { get; set; } [FragmentSize] public nint Size { get; set; } }", "Page Page(in Frag frag)|void SetSize(ref Frag frag, nint size)|void AddOffset(ref Frag frag, long delta)")]
    [InlineData("public record struct Frag(int Tag) { [FragmentPage] public Page Page; [FragmentOffset] public ushort Offset; [FragmentSize] public byte Size; }", "Page Page(in Frag frag)|void SetSize(ref Frag frag, byte size)|void AddOffset(ref Frag frag, int delta)")]
    [InlineData("public record class Frag { [FragmentPage] public Page Page; [FragmentOffset] public uint Offset; [FragmentSize] public ulong Size; }", "Page Page(Frag frag)|void SetSize(Frag frag, ulong size)|void AddOffset(Frag frag, uint delta)")]
    [InlineData("public interface Frag { [FragmentPage] Page Page { get; } [FragmentOffset] short Offset { get; set; } [FragmentSize] int Size { get; set; } }", "Page Page(Frag frag)|void SetSize(Frag frag, int size)|void AddOffset(Frag frag, int delta)")]
    public async Task TypesAreThoseOfTheParts(string fragment, string expected)
    {
        Solution solution = Generation.Solution([World("[Fragment(Accessor = typeof(X))] " + fragment, "Use(f.Page); f.Size = 3; f.Offset += 4;")]);
        Generation done = await Generation.OfAsync(solution);
        Assert.Equal(expected.Split('|'), done.NewIn("X", solution));
        Assert.Empty(done.Left);
    }

    [Theory]
    // as visible as the others, and no more than what they take
    [InlineData("public struct Frag", "internal class Page", "internal static Page Page(in Frag frag)|int Size(in Frag frag)")]
    [InlineData("internal struct Frag", "internal class Page", "internal static Page Page(in Frag frag)|internal static int Size(in Frag frag)")]
    public async Task NoMoreVisibleThanItsTypes(string fragment, string page, string expected)
    {
        string world = World($"[Fragment(Accessor = typeof(X))] {fragment} {{ [FragmentPage] internal Page Page; [FragmentSize] public int Size; }}", "Use(f.Page); Use(f.Size);", "internal static void M(ref Frag f)");
        Solution solution = Generation.Solution([world.Replace("public class Page", page, StringComparison.Ordinal)]);
        Generation done = await Generation.OfAsync(solution);
        Assert.Equal(expected.Split('|'), done.NewIn("X", solution));
        Assert.Empty(done.Left);
    }

    [Fact]
    public async Task NullableTypesStayWhatTheyAre()
    {
        const string Fragment = "[Fragment(Accessor = typeof(X))] public struct Frag { [FragmentPage] public Page? Page; [FragmentOffset] public int Offset; [FragmentSize] public int Size; }";
        Solution solution = Generation.Solution([World(Fragment, "if (f.Page != null) f.Page.Get(); f.Page = null; if (f.Page is { } held) Use(held);")], nullable: true);
        Generation done = await Generation.OfAsync(solution);
        Assert.Equal(["void Ref(in Frag frag)", "Page? Page(in Frag frag)", "void SetPage(ref Frag frag, Page? page)"], done.NewIn("X", solution));
        Assert.Contains("=> frag.Page!.Get();", done.TextOf("X"), StringComparison.Ordinal);
        Assert.Contains("Null when it has none.", done.TextOf("X"), StringComparison.Ordinal);
        Assert.Empty(done.Left);
    }

    private const string Containers = """
        [FragmentContainer] public class Shared { public Frag[] Frags = new Frag[17]; [FragmentCount] public int Count; }
        public class Buffer { public Shared Info { get; } = new Shared(); public Shared Shinfo() => Info; }
        """;

    [Theory]
    [InlineData("b.Info.Frags[n].Page.Get();", "void Ref(in Frag frag)|void Ref(Buffer b, int index)", "X.Ref(b, n);")]
    [InlineData("Buffer buffer = b; buffer.Shinfo().Frags[n + 1].Size = 3;", "void SetSize(ref Frag frag, int size)|void SetSize(Buffer buffer, int index, int size)", "X.SetSize(buffer, n + 1, 3);")]
    [InlineData("Shared info = b.Info; info.Frags[0].Size += 3;", "void AddSize(ref Frag frag, int delta)|void AddSize(Shared info, int index, int delta)", "X.AddSize(info, 0, 3);")]
    [InlineData("Use(Dma.Map(dev, b.Info.Frags[n].Page, b.Info.Frags[n].Offset, 16, Dir.Out));", "ulong DmaMap(Device dev, in Frag frag, int offset, int size, Dir dir)|ulong DmaMap(Device dev, Buffer b, int index, int offset, int size, Dir dir)", "X.DmaMap(dev, b, n, 0, 16, Dir.Out)")]
    // an array that is in no container is nobody's buffer
    [InlineData("frags[n].Page.Get();", "void Ref(in Frag frag)", "X.Ref(frags[n]);")]
    public async Task AContainerAndAnIndexWhereTheChainIsWalked(string statement, string expected, string call)
    {
        Solution solution = Generation.Solution([World(Struct + Containers, statement, "public static void M(Buffer b, Frag[] frags, Device dev, int n)")]);
        Generation done = await Generation.OfAsync(solution);
        // A name of one letter is no name for a parameter that others read.
        Assert.Equal(expected.Replace("Buffer b,", "Buffer buffer,", StringComparison.Ordinal).Split('|'), done.NewIn("X", solution));
        Assert.Contains(call, done.Text, StringComparison.Ordinal);
        Assert.Empty(done.Left);
    }

    [Theory]
    [InlineData("[System.Runtime.CompilerServices.InlineArray(8)] public struct Eight { Frag _first; } [FragmentContainer] public struct Shared { public Eight Frags; }", "void SetSize(ref Frag frag, int size)|void SetSize(ref Shared shared, int index, int size)")]
    [InlineData("[FragmentContainer] public class Shared { readonly Frag[] _all = new Frag[4]; public System.Span<Frag> Frags => _all; }", "void SetSize(ref Frag frag, int size)|void SetSize(Shared shared, int index, int size)")]
    [InlineData("public class Ring { readonly Frag[] _all = new Frag[4]; public ref Frag this[int i] => ref _all[i]; } [FragmentContainer] public class Shared { public Ring Frags = new Ring(); }", "void SetSize(ref Frag frag, int size)|void SetSize(Shared shared, int index, int size)")]
    public async Task InlineArraysSpansAndReferences(string container, string expected)
    {
        Solution solution = Generation.Solution([World(Struct + container, "s.Frags[n].Size = 3;", "public static void M(ref Shared s, int n)")]);
        Generation done = await Generation.OfAsync(solution);
        Assert.Equal(expected.Split('|'), done.NewIn("X", solution));
        Assert.Empty(done.Left);
    }

    public static TheoryData<LanguageVersion> Versions =>
        new(Enum.GetValues<LanguageVersion>().Where(version => version is >= LanguageVersion.CSharp8 and < LanguageVersion.LatestMajor));

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task EveryLanguage(LanguageVersion version)
    {
        Solution solution = Generation.Solution([World(Struct.Replace("(Accessor = typeof(X))", "", StringComparison.Ordinal), "f.Page.Get(); Use(f.Page.Address() + f.Offset); f.Page = p; f.Offset = 0; f.Size = n; f.Size -= n; f.Page?.Put();")], version);
        Generation done = await Generation.OfAsync(solution);
        Assert.Empty(done.Left);
        Assert.Contains("FragAccessors.Fill(ref f, p, 0, n);", done.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhereThereIsNoTypeForThemOneIsMade()
    {
        const string Fragment = """
            // Whose file it is.

            using FragApi;

            namespace Net.Core
            {
              [Fragment]
              public struct Seg
              {
                [FragmentPage] public Page Page;
                [FragmentOffset] public ushort Start;
              }

              public class Page
              {
                [PageGet]
                public void Get()
                {
                }
              }
            }

            """;
        Solution solution = Generation.Solution(["using Net.Core;\nclass C { void M(ref Seg seg) { seg.Page.Get(); seg.Start += 2; } }\n", Fragment]);
        Generation done = await Generation.OfAsync(solution);
        Assert.Equal("using Net.Core;\nclass C { void M(ref Seg seg) { SegAccessors.Ref(seg); SegAccessors.AddOffset(ref seg, 2); } }\n", done.Text);
        Assert.Equal(Fragment.Replace("[Fragment]", "[Fragment(Accessor = typeof(SegAccessors))]", StringComparison.Ordinal), done.File("Test1.cs"));
        Assert.Equal("""
            // Whose file it is.

            using FragApi;

            namespace Net.Core
            {
              /// <summary>The accessors of <see cref="Seg"/>, and beside it the only code that knows its raw parts.</summary>
              [FragmentAccessor]
              public static class SegAccessors
              {
                /// <summary>Takes a reference on the fragment's page; the caller owes one <c>Unref</c>.</summary>
                public static void Ref(in Seg seg)
                {
                  seg.Page.Get();
                }

                /// <summary>
                /// Moves the fragment's start by a number of bytes; negative numbers move it towards the start of the page.
                /// </summary>
                public static void AddOffset(ref Seg seg, int delta)
                {
                  seg.Start = (ushort)(seg.Start + delta);
                }
              }
            }

            """, done.File("SegAccessors.cs"));
    }

    [Fact]
    public async Task TheClassGrowsInTheOrderOfTheOperations()
    {
        const string Accessors = """
            using FragApi;

            /// <summary>By hand.</summary>
            [FragmentAccessor]
            public static partial class X
            {
                /// <summary>By hand.</summary>
                public static int Size(in Frag f) => f.Size;

                // The end.
            }

            """;
        Solution solution = Generation.Solution([World(Struct, "f.Page.Get(); f.Size += 1;").Replace("public static class X { }", "public static partial class X { static void Help() { } }", StringComparison.Ordinal), Accessors]);
        Generation done = await Generation.OfAsync(solution);
        Assert.Equal("""
            using FragApi;

            /// <summary>By hand.</summary>
            [FragmentAccessor]
            public static partial class X
            {
                /// <summary>Takes a reference on the fragment's page; the caller owes one <c>Unref</c>.</summary>
                public static void Ref(in Frag f) => f.Page.Get();

                /// <summary>By hand.</summary>
                public static int Size(in Frag f) => f.Size;

                /// <summary>Adds to the fragment's length, in bytes; negative numbers shorten it.</summary>
                public static void AddSize(ref Frag f, int delta) => f.Size += delta;

                // The end.
            }

            """, done.File("Test1.cs"));
    }

    [Fact]
    public async Task ABindingFileNamesTheNewType()
    {
        const string Source = """
            namespace App;

            public class Page { public void Get() => System.GC.Collect(); }

            public struct Frag { public Page Page; public int Size; }

            class C { void M(Frag f) { f.Page.Get(); } }

            """;
        Solution solution = Generation.Solution([Source], bindings: "fragment      T:App.Frag   # ours\nfragment-page F:App.Frag.Page\npage-get      M:App.Page.Get\n");
        Generation done = await Generation.OfAsync(solution);
        Assert.Equal("fragment      T:App.Frag accessor=T:App.FragAccessors   # ours\nfragment-page F:App.Frag.Page\npage-get      M:App.Page.Get\n", (await done.Generated.MainProject().AdditionalDocuments.Single().GetTextAsync()).ToString());
        Assert.Equal("namespace App;\n\n/// <summary>The accessors of <see cref=\"Frag\"/>, and beside it the only code that knows its raw parts.</summary>\npublic static class FragAccessors\n{\n    /// <summary>Takes a reference on the fragment's page; the caller owes one <c>Unref</c>.</summary>\n    public static void Ref(in Frag frag) => frag.Page.Get();\n}\n".ReplaceLineEndings("\n"), done.File("FragAccessors.cs").ReplaceLineEndings("\n"));
        Assert.Empty(done.Left);
    }

    [Theory]
    [InlineData("private struct Frag", "private static class FragAccessors")]
    [InlineData("internal struct Frag", "internal static class FragAccessors")]
    public async Task AFragmentInsideOfAType(string fragment, string expected)
    {
        Solution solution = Generation.Solution([$"using FragApi;\n{Page}\npublic class Outer\n{{\n    [Fragment]\n    {fragment}\n    {{\n        [FragmentPage] public Page Page;\n    }}\n\n    class Inner {{ void M(Frag f) {{ f.Page.Get(); }} }}\n}}\n"]);
        Generation done = await Generation.OfAsync(solution);
        Assert.Contains(expected, done.TextOf("FragAccessors"), StringComparison.Ordinal);
        Assert.Empty(done.Left);
    }

    [Fact]
    public async Task AFragmentWithTypeParameters()
    {
        Solution solution = Generation.Solution([$"using FragApi;\n{Page}\n[Fragment] public struct Frag<T> where T : class, new() {{ [FragmentPage] public Page Page; [FragmentSize] public int Size; public T Tag; }}\nclass C {{ void M(ref Frag<object> f) {{ f.Page.Get(); f.Size = 3; }} }}\n"]);
        Generation done = await Generation.OfAsync(solution);
        Assert.Equal(["void Ref<T>(in Frag<T> frag) where T : class, new()", "void SetSize<T>(ref Frag<T> frag, int size) where T : class, new()"], done.NewIn("FragAccessors", solution));
        Assert.Empty(done.Left);
    }

    [Theory]
    [InlineData("public static void Size(this in Frag f) { }", "this ref Frag f")]
    [InlineData("public static int Size(Frag it) => it.Size;", "ref Frag it")]
    public async Task TheOthersInTheClassAreTheModel(string existing, string expected)
    {
        Solution solution = Generation.Solution([World(Struct, "f.Size = 3; f.Page.Get();").Replace("class X { }", $"class X {{ {existing} }}", StringComparison.Ordinal)]);
        Generation done = await Generation.OfAsync(solution);
        Assert.Contains($"void SetSize({expected}, int size)", done.NewIn("X", solution));
    }

    [Fact]
    public async Task TwoFamiliesGetANameEach()
    {
        const string Families = "public static class Two { [PageMap(Family = \"a\")] public static ulong MapA(Page page, int offset, int size) => 0; [PageMap(Family = \"b\")] public static ulong MapB(Page page, int offset, int size) => 0; }";
        Solution solution = Generation.Solution([World(Struct + Families, "Use(Two.MapA(f.Page, f.Offset, 1)); Use(Two.MapA(f.Page, f.Offset, 2)); Use(Two.MapB(f.Page, f.Offset, 3));")]);
        Generation done = await Generation.OfAsync(solution);
        Assert.Equal(["ulong DmaMap(in Frag frag, int offset, int size)", "ulong DmaMapB(in Frag frag, int offset, int size)"], done.NewIn("X", solution));
        Assert.Contains("X.DmaMapB(f, 0, 3)", done.Text, StringComparison.Ordinal);
        Assert.Empty(done.Left);
    }

    [Fact]
    public async Task InTheFragmentItself()
    {
        const string Fragment = """
            [Fragment(Accessor = typeof(Frag))] public struct Frag
            {
                [FragmentPage] public Page Page;
                [FragmentSize] public int Size;
                public int Length() => 0;
            }
            """;
        Solution solution = Generation.Solution([World(Fragment, "Use(f.Page); f.Size = 3; f.Page.Get();")]);
        Generation done = await Generation.OfAsync(solution);
        // A method cannot have the name of a field: it says by an attribute what it does.
        Assert.Equal(["void Ref(in Frag frag)", "Page GetPage(in Frag frag)", "void SetSize(ref Frag frag, int size)"], done.NewIn("Frag", solution));
        Assert.Contains("[FragmentAccessor(FragmentOperation.Page)]", done.TextOf("Frag"), StringComparison.Ordinal);
        Assert.Empty(done.Left);
    }

    [Fact]
    public async Task InstanceMethodsWhereTheOthersAre()
    {
        const string Fragment = """
            [Fragment] public struct Frag
            {
                [FragmentPage] public Page Page;
                [FragmentSize] public int Size;
                [FragmentAccessor] public readonly void Ref() => Page.Get();
            }
            """;
        Solution solution = Generation.Solution([World(Fragment, "f.Page.Put(); f.Size = 3;")]);
        Generation done = await Generation.OfAsync(solution);
        Assert.Equal(["public readonly void Unref()", "public void SetSize(int size)"], done.NewIn("Frag", solution));
        Assert.Contains("f.Unref(); f.SetSize(3);", done.Text, StringComparison.Ordinal);
        Assert.Empty(done.Left);
    }

    [Fact]
    public async Task AFormThatTakesTheFragmentBesideOneThatTakesABuffer()
    {
        Solution solution = Generation.Solution([World(Struct + Containers, "f.Page.Get();", "public static void M(ref Frag f)").Replace("class X { }", "class X { public static void Ref(Buffer buffer, int i) => buffer.Info.Frags[i].Page.Get(); }", StringComparison.Ordinal)]);
        Generation done = await Generation.OfAsync(solution);
        Assert.Equal(["void Ref(in Frag frag)"], done.NewIn("X", solution));
        Assert.Empty(done.Left);
    }

    [Theory]
    // the uses say '?.', all of them or some: who does not counts on an exception
    [InlineData("f.Page?.Get(); f.Page?.Get();", "frag.Page?.Get();", 0)]
    [InlineData("f.Page?.Get(); f.Page.Get();", "frag.Page.Get();", 1)]
    public async Task AMissingPageIsSkippedOnlyWhereAllDo(string statements, string body, int left)
    {
        Generation done = await Generation.OfAsync(Generation.Solution([World(Struct, statements)]));
        Assert.Contains(body, done.TextOf("X"), StringComparison.Ordinal);
        Assert.Equal(left, done.Left.Length);
    }

    [Fact]
    public async Task ThroughAPointer()
    {
        Solution solution = Generation.Solution([World("[Fragment(Accessor = typeof(X))] public unsafe struct Frag { [FragmentPage] public Pg* Page; [FragmentOffset] public int Offset; [FragmentSize] public int Size; } public struct Pg { } public static unsafe class Pgs { [PageGet] public static void Get(Pg* page) { } [PageAddress] public static void* At(Pg* page) => null; }", "Pgs.Get(f->Page); byte* at = (byte*)Pgs.At(f->Page) + f->Offset; f->Size = (int)at;", "public static unsafe void M(Frag* f)")]);
        Generation done = await Generation.OfAsync(solution);
        Assert.Equal(["unsafe void Ref(in Frag frag)", "unsafe void* Address(in Frag frag)", "void SetSize(ref Frag frag, int size)"], done.NewIn("X", solution));
        Assert.Contains("X.Ref(*f); byte* at = (byte*)X.Address(*f); X.SetSize(ref *f, (int)at);", done.Text, StringComparison.Ordinal);
        Assert.Empty(done.Left);
    }

    [Fact]
    public async Task TheTypeIsInAnotherProject()
    {
        Solution solution = TwoProjects("class D { void M(ref Frag f) { f.Page.Get(); f.Page.Here(); } }\nstatic class Ext { [PagePut] public static void Here(this Page page) { } }");
        Solution after = await FixAllRunner.ApplyAsync(solution, new GenerateAccessorFix(), FixAllScope.Solution, new SolutionAnalysis([new AccessorAnalyzer()]));
        TextDocument changed = Assert.Single(await CodeFixRunner.ChangedFilesAsync(solution, after, default));
        Assert.Equal("Core", changed.Project.Name);
        string text = (await changed.GetTextAsync()).ToString();
        Assert.Contains("public static void Ref(in Frag frag) => frag.Page.Get();", text, StringComparison.Ordinal);
        // What the other project alone has, its accessors cannot call.
        Assert.DoesNotContain("void Unref", text, StringComparison.Ordinal);
        Assert.Empty((await after.MainProject().GetCompilationAsync())!.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
    }

    private static Solution TwoProjects(string source)
    {
        Microsoft.CodeAnalysis.Testing.SolutionState state = TestHost.NewState();
        Microsoft.CodeAnalysis.Testing.ProjectState core = new("Core", LanguageNames.CSharp, "/Core/Test", "cs");
        core.Sources.Add(World(Struct, ""));
        core.Sources.Add(FakeKernel.Annotations.Replace("internal ", "public ", StringComparison.Ordinal).Replace("[Embedded]", "", StringComparison.Ordinal));
        state.AdditionalProjects.Add("Core", core);
        state.AdditionalProjectReferences.Add("Core");
        state.Sources.Add("using FragApi;\n" + source);
        return TestHost.CreateSolution(state);
    }

    /// <summary>The same with the verifier that the other fixes are held to: it stops when a fix leaves the diagnostics where they were, so that one accessor is all it sees.</summary>
    [Fact]
    public async Task AsTheVerifierSeesIt()
    {
        const string Annotated = """
            using FragApi;
            public class Page { [PageGet] public void Get() { } }
            [Fragment(Accessor = typeof(X))] public struct Frag { [FragmentPage] public Page Page; [FragmentSize] public int Size; }
            [FragmentAccessor]
            public static class X
            {
            }
            """;
        const string Uses = "class C { void M(ref Frag f) { {|FRAG1001:f.Page.Get()|}; {|FRAG1001:f.Page.Get()|}; } }";
        CSharpCodeFixVerifier<AccessorAnalyzer, GenerateAccessorFix>.Test test = new() { StandsAlone = true };
        test.TestState.Sources.Add(Uses);
        test.TestState.Sources.Add(Annotated);
        test.TestState.Sources.Add(FakeKernel.Annotations);
        test.FixedState.Sources.Add(Uses);
        test.FixedState.Sources.Add(Annotated.Replace("{\n}", """
            {
                /// <summary>Takes a reference on the fragment's page; the caller owes one <c>Unref</c>.</summary>
                public static void Ref(in Frag frag)
                {
                    frag.Page.Get();
                }
            }
            """, StringComparison.Ordinal));
        test.FixedState.Sources.Add(FakeKernel.Annotations);
        await test.RunAsync();
    }

    [Theory]
    // nothing that an accessor could reach, take or add to
    [InlineData("Use(f.Size);", "[Fragment(Accessor = typeof(X))] public class Frag { [FragmentSize] protected internal int Size; public static void No() { } } public class Derived : Frag { public void N(Derived f) { f.Size = 0; } }", true)]
    [InlineData("Use(f.Page.Bytes().ToString());", "[Fragment(Accessor = typeof(X))] public struct Frag { [FragmentPage] public Odd Page; [FragmentOffset] public int Offset; } public class Odd { [PageAddress] public string Bytes() => \"\"; }", false)]
    [InlineData("ref Page slot = ref f.Page; slot = null;", Struct, false)]
    [InlineData("(f.Size, f.Offset) = (1, 2);", Struct, false)]
    [InlineData("Use(f.Page.Get<int>());", "[Fragment(Accessor = typeof(X))] public struct Frag { [FragmentPage] public Odd Page; } public class Odd { [PageGet] public int Get<T>() => 0; }", false)]
    [InlineData("Use(f.Page);", "[Fragment(Accessor = typeof(System.Collections.Generic.List<int>))] public struct Frag { [FragmentPage] public Page Page; }", false)]
    [InlineData("Use(f.Page);", "[Fragment(Accessor = typeof(System.GC))] public struct Frag { [FragmentPage] public Page Page; }", false)]
    [InlineData("Use(f.Page);", "[Fragment(Accessor = typeof(I))] public struct Frag { [FragmentPage] public Page Page; } public interface I { }", false)]
    public async Task NothingIsOfferedWhereNothingCanBeWritten(string statement, string fragment, bool offered)
    {
        Solution solution = Generation.Solution([World(fragment, statement)]);
        SolutionAnalysis analysis = new([new AccessorAnalyzer()]);
        OfferedFix? offer = await CodeFixRunner.FirstOfferAsync([.. await analysis.FixableAsync(solution.MainProject(), new GenerateAccessorFix())], new GenerateAccessorFix(), ActionChoice.First, default);
        Assert.True(offered == offer is not null, offer?.ToString());
    }

    [Fact]
    public async Task TheTitleSaysWhatIsWritten()
    {
        Solution solution = Generation.Solution([World(Struct, "f.Offset += 4;")]);
        SolutionAnalysis analysis = new([new AccessorAnalyzer()]);
        OfferedFix? offer = await CodeFixRunner.FirstOfferAsync([.. await analysis.FixableAsync(solution.MainProject(), new GenerateAccessorFix())], new GenerateAccessorFix(), ActionChoice.First, default);
        Assert.Equal("Generate accessor 'X.AddOffset'", offer?.Action.Title);
        Assert.Equal(GenerateAccessorFix.EquivalenceKey, offer?.Action.EquivalenceKey);
    }

    [Fact]
    public async Task AUseThatHasAFixIsOfferedNoAccessor()
    {
        Solution solution = TestHost.CreateSolution("using Kernel; class C { void M(Frag f) { Mm.GetPage(f.Page); } }");
        SolutionAnalysis analysis = new([new AccessorAnalyzer()]);
        Assert.Null(await CodeFixRunner.FirstOfferAsync([.. await analysis.FixableAsync(solution.MainProject(), new GenerateAccessorFix())], new GenerateAccessorFix(), ActionChoice.First, default));
    }

    /// <summary>It would take the first key that it meets, and write what nobody asked for.</summary>
    [Fact]
    public async Task DotnetFormatWritesNone()
    {
        Solution solution = Generation.Solution([World(Struct, "f.Offset += 4; f.Page.Get();")]);
        Solution after = await FixAllRunner.ApplyLikeDotnetFormatAsync(solution, new GenerateAccessorFix(), new SolutionAnalysis([new AccessorAnalyzer()]));
        Assert.Empty(await CodeFixRunner.ChangedFilesAsync(solution, after, default));
    }

    [Theory]
    [InlineData(FixAllScope.Document)]
    [InlineData(FixAllScope.Project)]
    [InlineData(FixAllScope.Solution)]
    public async Task EachOnceInEveryScope(FixAllScope scope)
    {
        Solution solution = Generation.Solution([World(Struct, "f.Page.Get(); f.Size = 1;"), "class D { void M(ref Frag f) { f.Page.Get(); f.Size = 2; f.Offset = 3; } }"]);
        Solution after = await FixAllRunner.ApplyAsync(solution, new GenerateAccessorFix(), scope, new SolutionAnalysis([new AccessorAnalyzer()]));
        Generation done = new(after, after, []);
        Assert.Equal(["void Ref(in Frag frag)", "void SetSize(ref Frag frag, int size)", "void SetOffset(ref Frag frag, int offset)"], done.NewIn("X", solution));
    }

    private static string World(string fragment, string statements, string method = "public static void M(ref Frag f, Page p, Device dev, int n)") => $$"""
        using FragApi;
        {{Page}}
        public class Device { }
        public enum Dir { Out }
        public static class Dma
        {
            [PageMap] public static ulong Map(Device dev, Page page, int offset, int size, Dir dir) => 0;
            [PageMap] public static bool TryMap(Page page, uint offset, uint size, out ulong at) { at = 0; return true; }
        }
        {{fragment}}
        [FragmentAccessor] public static class X { }
        static class C
        {
            static void Use(object o) { }
            {{method}} { {{statements}} }
        }

        """;
}
