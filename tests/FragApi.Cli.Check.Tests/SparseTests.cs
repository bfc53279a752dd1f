using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Cli.Checking;
using FragApi.Cli.Converting;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
using FragApi.Cli.Reporting;
using FragApi.Cli.Surveying;
using FragApi.Testing;
using Microsoft.CodeAnalysis;
using Xunit;

namespace FragApi.Cli.Check.Tests;

/// <summary>
/// Which files are bound: those in which a rule may find something, by whatever way code gets hold of what concerns it, and
/// no others, whatever they call their members. What is found is what is found when all are bound.
/// </summary>
public sealed class SparseTests
{
    /// <summary>Ways to a fragment that do not mention its type where it is used.</summary>
    public static TheoryData<string, string, string> Ways => new()
    {
        { "a method's result", "public static class Source { public static Frag First(SkBuff skb) => skb.Info.Frags[0]; }", "var f = Source.First(null); _ = f.Offset;" },
        { "a field", "public class Slot { public Frag Held; }", "var slot = new Slot(); _ = slot.Held.Offset;" },
        { "a generic base", "public class Frags : System.Collections.Generic.List<Frag> { } public class Card { public Frags Sent = new(); }", "_ = new Card().Sent[0].Offset;" },
        { "an indexer", "public class Ring { public Frag this[int i] => default; } public class Port { public Ring Down = new(); }", "_ = new Port().Down[0].Offset;" },
        { "an enumerator", "public class Walk { public Step GetEnumerator() => new(); } public class Step { public Frag Current => default; public bool MoveNext() => false; } public class Port { public Walk All = new(); }", "foreach (var f in new Port().All) _ = f.Offset;" },
        { "a deconstruction", "public class Pair { public void Deconstruct(out Frag one, out int two) { one = default; two = 0; } } public class Port { public Pair Both = new(); }", "var (f, n) = new Port().Both; _ = f.Offset;" },
        { "a conversion", "public class Box { public static Frag operator +(Box box, int n) => default; } public class Port { public Box In = new(); }", "var f = new Port().In + 1; _ = f.Offset;" },
        { "an out parameter", "public static class Source { public static void Take(out Frag frag) => frag = default; }", "Source.Take(out var f); _ = f.Offset;" },
        { "a lambda's parameter", "public delegate void Visit(ref Frag frag); public static class Source { public static void Each(Visit visit) { } }", "Source.Each((ref f) => _ = f.Offset);" },
        { "a delegate of the base library", "public static class Source { public static void Each(System.Action<Frag> visit) { } }", "Source.Each(f => _ = f.Offset);" },
        { "an alias of all files", "global using Piece = Kernel.Frag;", "Piece f = default; _ = f.Offset;" },
        { "a tuple", "public static class Source { public static (Frag, int) Next() => default; }", "var (f, n) = Source.Next(); _ = f.Offset;" },
        { "a constraint", "public class Of<T> where T : struct { public T One; } public class Port { public Of<Frag> It = new(); }", "_ = new Port().It.One.Offset;" },
        { "a derived class's base", "public class Base { protected Frag _frag; } public class Card : Base { }", "} class Use2 : Card { void M() { _ = _frag.Offset; }" },
        { "a part of a class", "public partial class Use { private Frag _own; }", "_ = _own.Offset;" },
        { "an extension of the buffer", "public static class Buffers { public static Frag Head(this SkBuff skb) => skb.Info.Frags[0]; } public class Port { public SkBuff Skb = new(); }", "var f = new Port().Skb.Head(); _ = f.Offset;" },
        { "a task", "public static class Source { public static async System.Threading.Tasks.Task<Frag> NextAsync() { await System.Threading.Tasks.Task.Yield(); return default; } }", "var f = Source.NextAsync().Result; _ = f.Offset;" },
        { "a get that all files may call by its name", "global using static Kernel.Mm;", "GetPage(new SkBuff().Info.Frags[0].Page);" },
        { "a rented array from a helper", "internal static class Buffers { internal static byte[] Take(int n) => System.Buffers.ArrayPool<byte>.Shared.Rent(n); }", "byte[] b = Buffers.Take(4); b[0] = 1;" },
        { "a rented array from a helper of a value", "internal class Buffers { internal byte[] Take(int n) => System.Buffers.ArrayPool<byte>.Shared.Rent(n); } internal class Port { internal Buffers Mine = new(); }", "byte[] b = new Port().Mine.Take(4); b[0] = 1;" },
        { "a member that leads on", "public class Deck : System.Collections.Generic.List<Frag> { public Frag Top => this[0]; public static Deck One() => new(); } public class Port { public static Deck It() => Deck.One(); }", "_ = Port.It().Top.Offset;" },
        { "a type by its full name", "public class Nothing { }", "Kernel.Frag f = default; _ = f.Offset; _ = Kernel.SkbFrag.Page(f);" },
        { "a namespace by another name", "global using K = Kernel;", "_ = K.Mm.AllocPage(); K.Mm.GetPage(K.SkbFrag.Page(new K.Frag())); _ = new K.Frag().Offset;" },
        { "a helper that two types have", "internal static class One { internal static byte[] Take(int n) => System.Buffers.ArrayPool<byte>.Shared.Rent(n); } internal static class Two { internal static byte[] Take(int n) => One.Take(n); }", "byte[] b = Two.Take(4); b[0] = 1;" },
        { "a rented array from a helper's helper", "internal static class Inner { internal static byte[] Take(int n) => System.Buffers.ArrayPool<byte>.Shared.Rent(n); } internal static class Outer { internal static byte[] Get(int n) => Inner.Take(n); }", "byte[] b = Outer.Get(4); b[0] = 1;" },
        { "an object that makes another one that holds a rented array", "public sealed class Lease : System.IDisposable { public byte[] Data { get; } = System.Buffers.ArrayPool<byte>.Shared.Rent(4); public void Dispose() => System.Buffers.ArrayPool<byte>.Shared.Return(Data); } public sealed class Holder : System.IDisposable { private readonly Lease _lease; public Holder() { _lease = new(); } public int Size => 4; public void Dispose() => _lease.Dispose(); }", "var h = new Holder(); _ = h.Size;" },
        { "a handle by an import of all files", "global using System.Runtime.InteropServices;", "GCHandle h = GCHandle.Alloc(new object()); _ = h.IsAllocated;" },
        { "a pool that is a field of another", "internal class Pools { internal System.Buffers.ArrayPool<byte> Mine = null; }", "} private void Twice(Pools pools, byte[] b) { pools.Mine.Return(b); pools.Mine.Return(b);" },
        { "a pointer cast, in which nothing has a name", "public class Nothing { }", "} private unsafe void Peek(Frag* f) { _ = *(long*)f;" },
        { "a name in disguise", "public class Nothing { }", "Frag f = default; _ = f.\\u004fffset;" },
        { "a part that has no name", "[FragApi.Fragment] public struct Piece { [FragApi.FragmentSize] public int this[int i] => 0; }", "Piece p = default; _ = p[0];" },
        { "a part in one member of two", "public class Nothing { }", "} private int Plain(Frag Offset) => 0; private int Part(Frag f) { return f.Offset;" },
    };

    [Theory, MemberData(nameof(Ways))]
    public async Task WhatIsFoundAtTheEndOfAWayIsFoundWithoutTheRest(string way, string elsewhere, string use)
    {
        using Folder folder = Folder.WithKernel();
        folder.Write("Elsewhere.cs", elsewhere.StartsWith("global", System.StringComparison.Ordinal) ? elsewhere : "using Kernel;\n" + elsewhere + "\n");
        folder.Write("Use.cs", $"using Kernel;\npublic partial class Use {{ public void Run() {{ {use} }} }}\n");
        for (int i = 0; i < 3; i++)
            folder.Write($"Plain{i}.cs", Plain.Replace("Plain", $"Plain{i}", System.StringComparison.Ordinal));
        (string sparse, string? remark) = await CheckAsync(folder.Root, bindsAll: false);
        (string full, string? none) = await CheckAsync(folder.Root, bindsAll: true);
        Assert.Equal(full, sparse);
        Assert.Contains("\"file\": \"Use.cs\"", sparse, System.StringComparison.Ordinal);
        Assert.Null(none);
        Assert.True(remark is not null || way.StartsWith("a get that all", System.StringComparison.Ordinal));
        Assert.Equal(await ConvertAsync(folder.Root, bindsAll: true), await ConvertAsync(folder.Root, bindsAll: false));
    }

    /// <summary>Everything is called as a vocabulary may call it, and nothing has to do with one.</summary>
    private const string Plain = """
        public class Plain : System.IDisposable
        {
            public int Page, Offset, Size, Count;
            public Plain[] Parts = new Plain[2];
            public Plain Get(int n) => Parts[n];
            public void Put(Plain other) => Page = other.Page + other.Offset;
            public void Write(byte[] data) { Size += data.Length; GetPage(this); }
            public void GetPage(Plain page) => Put(page);
            public void PutPage(Plain page) { Count--; Write(null); }
            public void Dispose() => PutPage(this);
        }

        """;

    [Fact]
    public async Task NamesThatEverybodyUsesMakeNoFileACandidate()
    {
        using Folder folder = Folder.WithKernel();
        folder.Write("Card.cs", Sources.Driver);
        for (int i = 0; i < 20; i++)
            folder.Write($"Plain{i}.cs", Plain.Replace("Plain", $"Plain{i}", System.StringComparison.Ordinal));
        (string sparse, string? remark) = await CheckAsync(folder.Root, bindsAll: false);
        Assert.Equal("20 of 22 files not bound: no name in them concerns a rule. Whether they compile was not asked (--full).", remark);
        Assert.Equal((await CheckAsync(folder.Root, bindsAll: true)).Findings, sparse);
    }

    [Fact]
    public async Task APoolOfOnesOwnThatIsCalledLikeTheBaseLibrarysIsNone()
    {
        using Folder folder = Folder.WithKernel();
        folder.Write("Pool.cs", "namespace Own; public sealed class ObjectPool<T> { public T Get() => default; public void Return(T one) { } }\n");
        for (int i = 0; i < 3; i++)
            folder.Write($"Use{i}.cs", $"namespace Own; public class Use{i} {{ private static readonly ObjectPool<string> s_pool = new(); public string Take() => s_pool.Get(); public void Done(string one) => s_pool.Return(one); }}\n");
        (string sparse, string? remark) = await CheckAsync(folder.Root, bindsAll: false);
        Assert.Equal("4 of 5 files not bound: no name in them concerns a rule. Whether they compile was not asked (--full).", remark);
        Assert.Equal((await CheckAsync(folder.Root, bindsAll: true)).Findings, sparse);
    }

    [Fact]
    public async Task TextThatIsDisabledIsLookedAtByItself()
    {
        using Folder folder = Folder.WithKernel();
        folder.Write("Old.cs", "#if OLD\nclass Old { void M(Kernel.Frag f) { Kernel.Mm.GetPage(f.Page); } }\n#endif\n").Write("Plain.cs", "#if OLD\nclass Plain { }\n#endif\n");
        (string sparse, string? remark) = await CheckAsync(folder.Root, bindsAll: false);
        Assert.Contains("FRAG1011", sparse, System.StringComparison.Ordinal);
        Assert.Equal("1 of 3 files not bound: no name in them concerns a rule. Whether they compile was not asked (--full).", remark);
        Assert.Equal((await CheckAsync(folder.Root, bindsAll: true)).Findings, sparse);
    }

    [Fact]
    public async Task WhatSuppressesAndConfiguresIsObeyedAlike()
    {
        using Folder folder = Folder.WithKernel();
        folder.Write("Card.cs", Sources.Driver).Write("Other.cs", "#pragma warning disable FRAG1001\n" + Sources.Driver.Replace("class Card", "class Other", System.StringComparison.Ordinal));
        folder.Write("Made.cs", Sources.Driver.Replace("public static class Card", "[System.CodeDom.Compiler.GeneratedCode(\"a\", \"1\")] public static class Made", System.StringComparison.Ordinal));
        folder.Write("Hidden.cs", Sources.Driver.Replace("public static class Card", "[System.Diagnostics.CodeAnalysis.SuppressMessage(\"a\", \"FRAG1002\")] public static class Hidden", System.StringComparison.Ordinal));
        folder.Write("Made.g.cs", Sources.Driver.Replace("class Card", "class Made2", System.StringComparison.Ordinal)).Write("Plain.cs", "class Plain { }");
        folder.Write(".editorconfig", "root = true\n[Card.cs]\ndotnet_diagnostic.FRAG1002.severity = error\n");
        (string sparse, string? _) = await CheckAsync(folder.Root, bindsAll: false);
        Assert.Equal((await CheckAsync(folder.Root, bindsAll: true)).Findings, sparse);
        Assert.Equal(await ConvertAsync(folder.Root, bindsAll: true), await ConvertAsync(folder.Root, bindsAll: false));
        folder.Write(".editorconfig", "root = true\n[*.cs]\ndotnet_analyzer_diagnostic.category-FragApi.Accessors.severity = error\n");
        Assert.Equal((await CheckAsync(folder.Root, bindsAll: true)).Findings, (await CheckAsync(folder.Root, bindsAll: false)).Findings);
    }

    [Fact]
    public async Task AnErrorInAFileThatIsNotBoundChangesNothingThatIsFound()
    {
        using Folder folder = Folder.WithKernel();
        folder.Write("Card.cs", Sources.Driver).Write("Broken.cs", "class Broken { Gone _gone; int Get() => \"text\"; }");
        CheckResult sparse = await CheckAsync(AsProject(await LoadAsync(folder.Root)), bindsAll: false);
        CheckResult full = await CheckAsync(AsProject(await LoadAsync(folder.Root)), bindsAll: true);
        Assert.Empty(sparse.Failures);
        Assert.StartsWith("tree does not compile as it is; what a rule looks at does, and was checked.", Assert.Single(full.Failures), System.StringComparison.Ordinal);
        Assert.Equal(2, sparse.Findings.Length);
        Assert.Equal(full.Findings.Select(finding => finding.Message), sparse.Findings.Select(finding => finding.Message));

        // What a rule looks at has to compile, and so has what cannot even be read.
        folder.Write("Broken.cs", "class Broken { int Get(Kernel.Frag frag) => \"text\"; }");
        Assert.Contains("it was not checked", Assert.Single((await CheckAsync(AsProject(await LoadAsync(folder.Root)), bindsAll: false)).Failures), System.StringComparison.Ordinal);
        folder.Write("Broken.cs", "class Broken { int Get() => ; }");
        Assert.Contains("it was not checked", Assert.Single((await CheckAsync(AsProject(await LoadAsync(folder.Root)), bindsAll: false)).Failures), System.StringComparison.Ordinal);
    }

    /// <summary>Where nearly all is bound the compiler is asked at one go, and says the same.</summary>
    [Theory, InlineData(0), InlineData(10_000)]
    public async Task OfFilesThatAreNotBoundOnlyWhatCannotBeReadIsSaid(int comment)
    {
        using Folder folder = new();
        folder.Write("Bound.cs", $"class Bound {{ int One() => \"text\"; int Two() => Nowhere(); }} //{new string('x', comment)}");
        folder.Write("Other.cs", "class Other { int One() => \"text\"; private int Three() => 3; }");
        folder.Write("Unread.cs", "class Unread { int One() => ; int Two() => \"text\"; }");
        LoadedProject project = Assert.Single((await LoadAsync(folder.Root)).Projects);
        IEnumerable<Diagnostic> errors = CompilerErrors.In(project, new HashSet<string> { Path.Combine(folder.Root, "Bound.cs") }, CancellationToken.None)
            .Where(problem => problem.Severity == DiagnosticSeverity.Error);
        Assert.Equal(
            ["Bound.cs CS0029", "Bound.cs CS0103", "Unread.cs CS1525"],
            errors.Select(error => $"{Path.GetFileName(error.Location.SourceTree!.FilePath)} {error.Id}").Order(System.StringComparer.Ordinal));
    }

    [Fact]
    public async Task WhatIsKnownOfNullIsKnownWhereItIsWritten()
    {
        using Folder folder = Folder.WithKernel();
        folder.Write("Frags.cs", """
            #nullable enable
            using FragApi;

            [Fragment(Accessor = typeof(Pieces))]
            public struct Piece { [FragmentPage] public string? Page; }

            [FragmentAccessor]
            public static class Pieces { public static string? Page(in Piece piece) => piece.Page; }
            """).Write("Use.cs", """
            #nullable enable
            public static class Use
            {
                public static string Take(Piece piece)
                {
                    if (piece.Page is null)
                        return "";
                    return piece.Page;
                }
            }
            """);
        (string Plan, string Diff) sparse = await ConvertAsync(folder.Root, bindsAll: false);
        Assert.Contains("+        return Pieces.Page(piece)!;", sparse.Diff, System.StringComparison.Ordinal);
        Assert.Equal(await ConvertAsync(folder.Root, bindsAll: true), sparse);
    }

    [Fact]
    public async Task TheDriverTreeHasTheSameFindingsAndTheSamePlan()
    {
        string drivers = Repository.PathOf("samples", "Drivers");
        Assert.Equal((await CheckAsync(drivers, bindsAll: true)).Findings, (await CheckAsync(drivers, bindsAll: false)).Findings);
        Assert.Equal(await ConvertAsync(drivers, bindsAll: true), await ConvertAsync(drivers, bindsAll: false));
    }

    private static Task<CodeBase> LoadAsync(string folder) =>
        Loader.LoadAsync(new LoadRequest([folder], [], Loose: true, null, []), new SourceStore(), CancellationToken.None);

    /// <summary>Where nothing unresolved is tolerated.</summary>
    private static CodeBase AsProject(CodeBase code) => new(code.Root, isLoose: false, code.Projects, code.Notes, code.Losses);

    private static Task<CheckResult> CheckAsync(CodeBase code, bool bindsAll) =>
        Checker.RunAsync(code, new Selection([], [], []) { BindsAll = bindsAll }, withFixes: false, new Silent(), CancellationToken.None);

    private static async Task<(string Findings, string? Remark)> CheckAsync(string folder, bool bindsAll)
    {
        CodeBase code = await LoadAsync(folder);
        CheckResult result = await CheckAsync(code, bindsAll);
        StringWriter text = new();
        CheckReport.Write(text, width: 80, result.Findings, code);
        return (FindingsJson.Of(result.Findings, code) + text + string.Join('\n', result.Failures), result.Unbound);
    }

    private static async Task<(string Plan, string Diff)> ConvertAsync(string folder, bool bindsAll)
    {
        CodeBase code = await LoadAsync(folder);
        Plan plan = await Converting.Conversion.PlanAsync(code, new Selection([], [], []) { BindsAll = bindsAll }, new Silent(), CancellationToken.None);
        DiffStat stat = DiffStat.Of(plan.Files, code);
        return (PlanJson.Of(plan, [], stat, code), stat.Diff);
    }

    private sealed class Silent : IProgressSteps
    {
        public void Step(string what, int done, int of)
        {
        }

        public void Note(string text)
        {
        }
    }
}
