using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace FragApi.Analyzers.Tests;

/// <summary>Every shape that C# gives a fragment and the place around it, crossed with every rule that has a fix and reads.</summary>
public sealed class ShapeMatrixTests
{
    /// <summary>A rule with the raw form and the converted one; F is the fragment, A how an accessor takes it.</summary>
    private static readonly (string Id, string Raw, string Fixed, bool HasValue)[] s_rules =
    [
        ("FRAG1001", "Mm.GetPage(F.Page)", "SkbFrag.Ref(A)", false),
        ("FRAG1001", "F.Page.Hold()", "SkbFrag.Ref(A)", false),
        ("FRAG1002", "PutPage(page: (Page)(F.Page))", "SkbFrag.Unref(A)", false),
        ("FRAG1003", "Dma.MapPage(Nic, F.Page, F.Offset + 8, 16, DmaDir.ToDevice)", "SkbFrag.DmaMap(Nic, E, 8, 16, DmaDir.ToDevice)", true),
        ("FRAG1003", "Pci.MapPage(dir: PciDir.FromDevice, size: 16, offset: F.Offset, page: F.Page, dev: Slot)", "SkbFrag.DmaMap(Slot.Dev, E, 0, 16, DmaDir.FromDevice)", true),
        ("FRAG1004", "Mm.PageAddress(F.Page) + F.Offset", "SkbFrag.Address(E)", true),
        ("FRAG1004", "F.Offset + F.Page.Phys", "SkbFrag.Phys(E)", true),
        ("FRAG1006", "Mm.FreePage(F.Page)", "Mm.FreePage(SkbFrag.Page(E))", false),
        ("FRAG1007", "Math.Abs(F.Size)", "Math.Abs(SkbFrag.Size(E))", false),
        ("FRAG1007", "Math.Abs(F.Offset)", "Math.Abs(SkbFrag.Offset(E))", false),
    ];

    /// <summary>How the fragment is written, how an accessor takes it as (container, index) or by itself, and parameters that bring it.</summary>
    private static readonly (string Fragment, string Pair, string Element, string Parameters)[] s_fragments =
    [
        ("f", "f", "f", "Frag f"),
        ("f", "f", "f", "ref Frag f"),
        ("f", "f", "f", "in Frag f"),
        ("f", "f", "f", "ref readonly Frag f"),
        ("fs[i]", "fs[i]", "fs[i]", "Frag[] fs, int i"),
        ("fs[i]", "fs[i]", "fs[i]", "Span<Frag> fs, int i"),
        ("fs[^1]", "fs[^1]", "fs[^1]", "ReadOnlySpan<Frag> fs"),
        ("fs[i]", "fs[i]", "fs[i]", "List<Frag> fs, int i"),
        ("fs[i]", "fs[i]", "fs[i]", "Eight fs, int i"),
        ("fs[key]", "fs[key]", "fs[key]", "Dictionary<string, Frag> fs, string key"),
        ("fs[i, 0]", "fs[i, 0]", "fs[i, 0]", "Frag[,] fs, int i"),
        ("p->", "*p", "*p", "Frag* p"),
        ("p[i]", "p[i]", "p[i]", "Frag* p, int i"),
        ("(*p)", "*p", "*p", "Frag* p"),
        ("(p + i)->", "*(p + i)", "*(p + i)", "Frag* p, int i"),
        ("skb.Info.Frags[i]", "skb, i", "skb.Info.Frags[i]", "SkBuff skb, int i"),
        ("skb.Shinfo().Frags[i + 1]", "skb, i + 1", "skb.Shinfo().Frags[i + 1]", "SkBuff skb, int i"),
        ("skbs[k].Next.Info.Frags[i]", "skbs[k].Next, i", "skbs[k].Next.Info.Frags[i]", "SkBuff[] skbs, int i, int k"),
        ("((SkBuff)o).Info.Frags[0]", "(SkBuff)o, 0", "((SkBuff)o).Info.Frags[0]", "object o"),
        ("t.Item1", "t.Item1", "t.Item1", "(Frag, int) t"),
        ("box.Value", "box.Value", "box.Value", "Box<Frag> box"),
        ("First", "First", "First", "int i"),
        ("this._own", "this._own", "this._own", "int i"),
    ];

    public static TheoryData<int, int> RulesAndFragments
    {
        get
        {
            TheoryData<int, int> data = new();
            for (int rule = 0; rule < s_rules.Length; rule++)
            {
                for (int fragment = 0; fragment < s_fragments.Length; fragment++)
                    data.Add(rule, fragment);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(RulesAndFragments))]
    public Task Fragment(int rule, int fragment)
    {
        (string id, string raw, string converted, _) = s_rules[rule];
        (string text, string pair, string element, string parameters) = s_fragments[fragment];
        string statement = text.EndsWith("->", System.StringComparison.Ordinal) ? raw.Replace("F.", text) : raw.Replace("F.", text + ".");
        return RawCalls.FixFileAsync(id,
            File($"void M({parameters}) {{ {AsStatement(rule, statement)} }}"),
            File($"void M({parameters}) {{ {AsStatement(rule, converted.Replace("(A)", $"({pair})").Replace(", E,", $", {element},").Replace("(E)", $"({element})"))} }}"));
    }

    /// <summary>Where an expression can stand; X is the raw call on <c>f</c>.</summary>
    private static readonly string[] s_places =
    [
        "void M(Frag f) { X; }",
        "void M(Frag f) => X;",
        "void M(Frag[] fs) { foreach (Frag f in fs) X; }",
        "void M(Span<Frag> fs) { foreach (ref Frag f in fs) X; }",
        "void M(Span<Frag> fs) { foreach (ref readonly Frag f in fs) { if (fs.Length > 1) { X; } } }",
        "void M(Frag[] fs) { ref Frag f = ref fs[0]; X; }",
        "void M(Frag[] fs) { ref readonly Frag f = ref fs[0]; X; }",
        "void M(Frag[] fs) { Array.ForEach(fs, f => X); }",
        "void M(Frag[] fs) { Array.ForEach(fs, static f => { X; }); }",
        "void M(Frag[] fs) { Array.ForEach(fs, delegate(Frag f) { X; }); }",
        "void M(Frag g) { Local(g); void Local(in Frag f) => X; }",
        "async Task M(Frag[] fs) { foreach (Frag f in fs) { await Task.Yield(); X; } }",
        "IEnumerable<int> M(Frag[] fs) { foreach (Frag f in fs) { X; yield return 1; } }",
        "void M(Frag f) { try { X; } catch (Exception) when (Slot != null) { } finally { } }",
        "void M(Frag f) { lock (Nic) { using (new System.IO.MemoryStream()) { checked { X; } } } }",
        "void M(Frag f, int n) { switch (n) { case 1: X; break; default: goto case 1; } }",
        "C(Frag f) { X; } ~C() { }",
        "int P { get { Frag f = default; X; return 0; } set { } }",
        "event Action E { add { Frag f = default; X; } remove { } }",
        "public static C operator +(C a, Frag f) { X; return a; }",
        "class Inner<T> where T : class { void M(Frag f) { X; } }",
        "record R(Frag f) { public void M() { X; } }",
        "struct S(Frag f) { public void M() { X; } }",
        "interface I { void M(Frag f) { X; } }",
    ];

    public static TheoryData<int> Places => new(Enumerable.Range(0, s_places.Length));

    [Theory]
    [MemberData(nameof(Places))]
    public Task Place(int place) => RawCalls.FixFileAsync("FRAG1001",
        File(s_places[place].Replace("X", "Mm.GetPage(f.Page)")), File(s_places[place].Replace("X", "SkbFrag.Ref(f)")));

    /// <summary>Where a value can stand; X is the raw address of <c>f</c>.</summary>
    private static readonly string[] s_values =
    [
        "long M(Frag f) => X;",
        "long M(Frag f) { return X; }",
        "static Frag f; long _va = X;",
        "static Frag f; long Va { get; } = X;",
        "Func<Frag, long> _of = f => X;",
        "long M(Frag f, int n) => n switch { 0 => X, _ => 0 };",
        "long M(Frag f, bool b) => b ? X : 0;",
        "bool M(Frag f) => X is > 0 and < 100;",
        "string M(Frag f) => $\"{X:x8} and {X,10}\";",
        "object M(Frag f) => new { Va = X };",
        "(long, long) M(Frag f) => (X, 1);",
        "long[] M(Frag f) => new[] { X, 1 };",
        "List<long> M(Frag f) => [X, .. new[] { 1L }];",
        "long M(Frag f) => X << 2 | 1;",
        "bool M(Frag f) => X == 0 || 4096 < X;",
        "long M(Frag f) => -(X);",
        "void M(Frag f, ref long sum) { sum += X; }",
        "void M(Frag f, long[] to) { to[0] = to[1] = X; }",
        "C(long n) { } C(Frag f) : this(X) { }",
        "class Base(long n) { public long N => n; } class D(Frag f) : Base(X) { }",
        "IEnumerable<long> M(Frag[] fs) => from f in fs where X > 0 select X;",
        "async Task<long> M(Frag f) { await Task.Yield(); return X; }",
        "IEnumerable<long> M(Frag f) { yield return X; }",
        "void M(Frag f) { for (long n = X; n < X; n++) { } }",
        "void M(Frag f) { if (X != 0) { } while (X == 1) { } do { } while (X == 1); }",
    ];

    public static TheoryData<int> Values => new(Enumerable.Range(0, s_values.Length));

    [Theory]
    [MemberData(nameof(Values))]
    public Task Value(int place)
    {
        string file = File(s_values[place]);
        int count = file.Split('X').Length - 1;
        return RawCalls.FixFileAsync(string.Join(" ", Enumerable.Repeat("FRAG1004", count)),
            file.Replace("X", place == 15 ? "Mm.PageAddress(f.Page) + f.Offset" : Bound(place)), file.Replace(place == 15 ? "(X)" : "X", "SkbFrag.Address(f)"));

        // In parentheses where the operators around it would take it apart; they go with the sum.
        static string Bound(int place) => place is 7 or 13 or 14 or 24 ? "(Mm.PageAddress(f.Page) + f.Offset)" : "Mm.PageAddress(f.Page) + f.Offset";
    }

    [Fact]
    public Task Program() => RawCalls.FixFileAsync("FRAG1001 FRAG1006 FRAG1002 FRAG1004 FRAG1001",
        """
        using System;
        using Kernel;
        Frag f = default;
        Mm.GetPage(f.Page);
        Page p = f.Page;
        Mm.PutPage(p);
        Local(in f);
        Console.WriteLine(Mm.PageAddress(f.Page) + f.Offset);
        static void Local(in Frag g) { Mm.GetPage(g.Page); }
        """,
        """
        using System;
        using Kernel;
        Frag f = default;
        SkbFrag.Ref(f);
        Page p = SkbFrag.Page(f);
        SkbFrag.Unref(f);
        Local(in f);
        Console.WriteLine(SkbFrag.Address(f));
        static void Local(in Frag g) { SkbFrag.Ref(g); }
        """, program: true);

    [Theory]
    [InlineData("namespace App { class SkbFrag { } class C { void M(Frag f) { Mm.GetPage(f.Page); } } }", "namespace App { class SkbFrag { } class C { void M(Frag f) { Kernel.SkbFrag.Ref(f); } } }")]
    [InlineData("class C { void M(Frag f, int SkbFrag) { Mm.GetPage(f.Page); } }", "class C { void M(Frag f, int SkbFrag) { Kernel.SkbFrag.Ref(f); } }")]
    public Task NameIsTaken(string before, string after) => RawCalls.FixFileAsync("FRAG1001", "using Kernel;\n" + before, "using Kernel;\n" + after);

    /// <summary>The remaining expressions of a rule that has a value are assigned, so that they can stand as statements.</summary>
    private static string AsStatement(int rule, string expression) => s_rules[rule].HasValue ? $"long value = {expression}; Use(value);" : expression + ";";

    private static string File(string members) =>
        $$"""
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using System.Threading.Tasks;
        using Kernel;
        using static Kernel.Mm;

        [System.Runtime.CompilerServices.InlineArray(8)] struct Eight { Frag _first; }
        class Box<T> { public T Value; }
        partial class C
        {
            static Device Nic;
            static PciDev Slot;
            static void Use(long value) { }
        }
        {{(members.Contains("await") || members.Contains("yield") ? "" : "unsafe ")}}partial class C
        {
            Frag _own;
            Frag First => _own;
            {{members}}
        }
        """;
}
