using System.Threading.Tasks;
using FragApi.Analyzers.Lifetime;
using FragApi.CodeFixes;
using FragApi.Testing;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>The fix of FRAG4001: the flags are merged behind the copy; in one pass everywhere, and never so that it would not compile.</summary>
public sealed class LifetimeFixTests
{
    private static Task FixesAsync(string statements, string fixedStatements, string members = "") =>
        FilesAsync(LifetimeSnippet.Around(statements, members), LifetimeSnippet.Around(fixedStatements, members));

    private static Task FilesAsync(string source, string fixedSource)
    {
        CSharpCodeFixVerifier<LifetimeAnalyzer, MergeFlagsFix>.Test test = new();
        test.TestState.Sources.Add(source);
        test.FixedState.Sources.Add(fixedSource);
        return test.RunAsync();
    }

    private static Task KeepsAsync(string statements, string members = "") => FixesAsync(statements, statements, members);

    private const string Mask = "(Tx.ZeroCopy | Tx.Shared)";

    [Fact]
    public Task Behind_the_copy() => FixesAsync(
        "{|FRAG4001:Array.Copy(from.Info.Frags, to.Info.Frags, n)|};\nto.Len = n;",
        $"Array.Copy(from.Info.Frags, to.Info.Frags, n);\nto.Info.Flags |= from.Info.Flags & {Mask};\nto.Len = n;");

    [Fact]
    public Task Behind_the_loop() => FixesAsync(
        """
        for (int j = 0; j < n; j++)
        {
            {|FRAG4001:to.Info.Frags[j] = from.Info.Frags[j]|};
            SkbFrag.Ref(to, j);
        }

        to.Len = n;
        """,
        $$"""
        for (int j = 0; j < n; j++)
        {
            to.Info.Frags[j] = from.Info.Frags[j];
            SkbFrag.Ref(to, j);
        }
        to.Info.Flags |= from.Info.Flags & {{Mask}};

        to.Len = n;
        """);

    [Fact]
    public Task In_a_loop_that_something_leaves() => FixesAsync(
        """
        for (int j = 0; j < n; j++)
        {
            {|FRAG4001:to.Info.Frags[j] = from.Info.Frags[j]|}; // shared
            if (b)
                return;
        }
        """,
        $$"""
        for (int j = 0; j < n; j++)
        {
            to.Info.Frags[j] = from.Info.Frags[j]; // shared
            to.Info.Flags |= from.Info.Flags & {{Mask}};
            if (b)
                return;
        }
        """);

    [Fact]
    public Task In_a_loop_over_the_sources() => FixesAsync(
        """
        foreach (SkBuff s in scratch)
            {|FRAG4001:to.Info.Frags[k++] = s.Info.Frags[0]|};
        """,
        $$"""
        foreach (SkBuff s in scratch)
        {
            to.Info.Frags[k++] = s.Info.Frags[0];
            to.Info.Flags |= s.Info.Flags & {{Mask}};
        }
        """);

    [Fact]
    public Task The_one_statement_of_an_if() => FixesAsync(
        """
        if (b)
            {|FRAG4001:to.Info.Frags[k] = from.Info.Frags[i]|};
        else
            n++;
        """,
        $$"""
        if (b)
        {
            to.Info.Frags[k] = from.Info.Frags[i];
            to.Info.Flags |= from.Info.Flags & {{Mask}};
        }
        else
            n++;
        """);

    [Fact]
    public Task On_one_line() => FixesAsync(
        "if (b) {|FRAG4001:to.Info.Frags[k] = from.Info.Frags[i]|}; n++;",
        $"if (b) {{ to.Info.Frags[k] = from.Info.Frags[i]; to.Info.Flags |= from.Info.Flags & {Mask}; }} n++;");

    [Fact]
    public Task By_whatever_names() => FixesAsync(
        """
        SharedInfo s = from.Shinfo();
        ref Frag f = ref to.Info.Frags[k];
        {|FRAG4001:f = s.Frags[i]|};
        """,
        $$"""
        SharedInfo s = from.Shinfo();
        ref Frag f = ref to.Info.Frags[k];
        f = s.Frags[i];
        to.Info.Flags |= s.Flags & {{Mask}};
        """);

    [Fact]
    public Task Two_copies_of_one_pair_and_one_of_another() => FixesAsync(
        """
        {|FRAG4001:to.Info.Frags[0] = from.Info.Frags[0]|};
        to.Info.Frags[1] = from.Info.Frags[1];
        {|FRAG4001:to.Info.Frags[2] = skb.Info.Frags[0]|};
        """,
        $$"""
        to.Info.Frags[0] = from.Info.Frags[0];
        to.Info.Flags |= from.Info.Flags & {{Mask}};
        to.Info.Frags[1] = from.Info.Frags[1];
        to.Info.Frags[2] = skb.Info.Frags[0];
        to.Info.Flags |= skb.Info.Flags & {{Mask}};
        """);

    [Fact]
    public Task Where_an_accessor_took_the_buffer() => FixesAsync(
        "{|FRAG4001:SkbFrag.Fill(ref to.Info.Frags[k], SkbFrag.Page(from, i), 0, n)|};",
        $"SkbFrag.Fill(ref to.Info.Frags[k], SkbFrag.Page(from, i), 0, n);\nto.Info.Flags |= from.Info.Flags & {Mask};");

    [Fact]
    public Task Integer_flags_of_every_width() => FilesAsync(
        """
        using System;
        using FragApi;
        using Net;

        [FragmentContainer]
        class Small
        {
            public Frag[] Frags = new Frag[4];
            [FragmentFlags(2)] public byte Flags;

            void Take(Small other)
            {
                {|FRAG4001:Array.Copy(other.Frags, Frags, 4)|};
            }
        }

        [FragmentContainer]
        class Large
        {
            public Frag[] Frags = new Frag[4];
            [FragmentFlags(0x30)] public uint Flags { get; set; }

            static void Move(Large to, Large from)
            {
                {|FRAG4001:from.Frags.AsSpan().CopyTo(to.Frags)|};
            }
        }
        """,
        """
        using System;
        using FragApi;
        using Net;

        [FragmentContainer]
        class Small
        {
            public Frag[] Frags = new Frag[4];
            [FragmentFlags(2)] public byte Flags;

            void Take(Small other)
            {
                Array.Copy(other.Frags, Frags, 4);
                Flags |= (byte)(other.Flags & 2);
            }
        }

        [FragmentContainer]
        class Large
        {
            public Frag[] Frags = new Frag[4];
            [FragmentFlags(0x30)] public uint Flags { get; set; }

            static void Move(Large to, Large from)
            {
                from.Frags.AsSpan().CopyTo(to.Frags);
                to.Flags |= from.Flags & 0x30;
            }
        }
        """);

    [Fact]
    public Task Through_pointers() => FilesAsync(
        """
        using FragApi;
        using Net;

        [FragmentContainer]
        unsafe struct Raw
        {
            public Frag* Frags;
            [FragmentFlags(1L)] public long Flags;

            static void Move(Raw* to, Raw* from)
            {
                {|FRAG4001:to->Frags[0] = from->Frags[0]|};
            }
        }
        """,
        """
        using FragApi;
        using Net;

        [FragmentContainer]
        unsafe struct Raw
        {
            public Frag* Frags;
            [FragmentFlags(1L)] public long Flags;

            static void Move(Raw* to, Raw* from)
            {
                to->Frags[0] = from->Frags[0];
                to->Flags |= from->Flags & 1;
            }
        }
        """);

    [Theory]
    [InlineData("Action copy = () => {|FRAG4001:to.Info.Frags[k] = from.Info.Frags[i]|};")]
    [InlineData("SharedInfo fresh = new SharedInfo { {|FRAG4001:Frags = from.Info.Frags|} };")]
    [InlineData("{|FRAG4001:to.Info.Frags[k] = net.Receive().Info.Frags[i]|};")]
    [InlineData("if ({|FRAG4001:from.Info.Used.TryCopyTo(to.Info.Frags)|}) n++;")]
    [InlineData("to?{|FRAG4001:.Info.Frags.CopyTo(from.Info.Frags, 0)|};")]
    public Task No_fix_where_there_is_no_place_for_it(string statements) => KeepsAsync(statements);

    [Fact]
    public Task No_fix_that_would_not_compile() => FilesAsync(Sealed, Sealed);

    private const string Sealed = """
        using System;
        using FragApi;
        using Net;

        [FragmentContainer]
        class Fixed
        {
            public Frag[] Frags = new Frag[4];
            [FragmentFlags(1)] public int Flags { get; }

            static void Move(Fixed to, Fixed from)
            {
                {|FRAG4001:from.Frags.AsSpan().CopyTo(to.Frags)|};
            }
        }
        """;
}
