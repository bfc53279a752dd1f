using System.Threading.Tasks;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>FRAG4008: fragments merge because their pages are equal, and nobody compared destructors.</summary>
public sealed class LifetimeMergeTests
{
    public static TheoryData<string> Merged =>
    [
        "ref Frag a = ref info.Frags[k]; ref Frag z = ref info.Frags[i]; if (a.Page == z.Page && a.Offset + a.Size == z.Offset) { {|FRAG4008:a.Size += z.Size|}; }",
        "if (info.Frags[k].Page == page && info.Frags[k].Offset + info.Frags[k].Size == n) {|FRAG4008:info.Frags[k].Size += len|};",
        "if (info.Frags[k].Page == page) {|FRAG4008:info.Frags[k].Size = info.Frags[k].Size + len|};",
        "if (SkbFrag.Page(info.Frags[k]) == page) {|FRAG4008:SkbFrag.AddSize(ref info.Frags[k], len)|};",
        "if (SkbFrag.Page(info.Frags[k]) == page) {|FRAG4008:SkbFrag.SetSize(ref info.Frags[k], SkbFrag.Size(info.Frags[k]) + len)|};",
        "if (ReferenceEquals(info.Frags[k].Page, page)) {|FRAG4008:info.Frags[k].Size += len|};",
        "if (info.Frags[k].Page != page) return; {|FRAG4008:info.Frags[k].Size += len|};",
        "bool same = info.Frags[k].Page == page; if (same) {|FRAG4008:info.Frags[k].Size += len|};",
    ];

    [Theory]
    [MemberData(nameof(Merged))]
    public Task Only_the_pages_were_compared(string statements) => LifetimeSnippet.FlagsAsync(statements);

    public static TheoryData<string> Silent =>
    [
        "if (info.Frags[k].Page == page && info.Frags[k].Dtor == null) info.Frags[k].Size += len;",
        "ref Frag a = ref info.Frags[k]; ref Frag z = ref info.Frags[i]; if (a.Page == z.Page && a.Dtor == z.Dtor) a.Size += z.Size;",
        "Destructor d = info.Frags[k].Dtor; if (info.Frags[k].Page == page && d is null) info.Frags[k].Size += len;",
        "if (info.Frags[k].Page == page && CanMerge(info.Frags[k], info.Frags[i])) info.Frags[k].Size += len;",
        "if (info.Frags[k].Page == page) info.Frags[i].Size += len;",
        "if (info.Frags[k].Page == page) info.Frags[k].Size -= len;",
        "if (info.Frags[k].Page == page) info.Frags[k].Size = len;",
        "if (info.Frags[k].Page == page) SkbFrag.AddSize(ref info.Frags[k], -len);",
        "if (info.Frags[k].Page == page) return;",
        "if (info.Frags[k].Page == null) info.Frags[k].Size += len;",
        "if (info.Frags[k].Page is null) info.Frags[k].Size += len;",
        "info.Frags[k].Size += len;",
        "if (info.Frags[k].Page == page) n += len;",
        "info.Frags[k].Size += len; if (info.Frags[k].Page == page) return;",
    ];

    [Theory]
    [MemberData(nameof(Silent))]
    public Task Destructors_were_compared_or_nothing_merges(string statements) =>
        LifetimeSnippet.SilentAsync(statements, "static bool CanMerge(in Frag one, in Frag other) { return one.Dtor == other.Dtor; }");

    [Fact]
    public Task A_fragment_without_a_destructor_has_none_to_compare() => LifetimeSnippet.FileAsync("""
        using FragApi;
        using Net;

        [Fragment]
        struct Piece
        {
            [FragmentPage] public Page Page;
            [FragmentOffset] public int Offset;
            [FragmentSize] public int Size;
        }

        static class Coalesce
        {
            static void Grow(ref Piece last, Page page, int len)
            {
                if (last.Page == page)
                    last.Size += len;
            }
        }
        """);

    [Fact]
    public Task A_page_that_has_the_destructor_in_it_compares_both() => LifetimeSnippet.FileAsync("""
        using FragApi;
        using Net;

        readonly struct Held
        {
            public readonly Page Page;
            [FragmentDestructor] public readonly Destructor Dtor;
            public static bool operator ==(Held one, Held other) { return one.Page == other.Page && one.Dtor == other.Dtor; }
            public static bool operator !=(Held one, Held other) { return !(one == other); }
            public override bool Equals(object other) { return other is Held held && this == held; }
            public override int GetHashCode() { return 0; }
        }

        [Fragment]
        struct Piece
        {
            [FragmentPage] public Held Page;
            [FragmentOffset] public int Offset;
            [FragmentSize] public int Size;
        }

        static class Coalesce
        {
            static void Grow(ref Piece last, in Piece next)
            {
                if (last.Page == next.Page)
                    last.Size += next.Size;
            }
        }
        """);

    [Fact]
    public Task The_destructor_may_be_an_accessors() => LifetimeSnippet.FileAsync("""
        using FragApi;
        using Net;

        [Fragment(Accessor = typeof(Pieces))]
        struct Piece
        {
            [FragmentPage] public Page Page;
            [FragmentOffset] public int Offset;
            [FragmentSize] public int Size;
        }

        static class Pieces
        {
            [FragmentDestructor] public static Destructor DestructorOf(in Piece piece) { return null; }
        }

        static class Coalesce
        {
            static void Grow(ref Piece last, Page page, int len)
            {
                if (last.Page == page)
                    {|FRAG4008:last.Size += len|};
            }

            static void GrowAlike(ref Piece last, in Piece next)
            {
                if (last.Page == next.Page && Pieces.DestructorOf(last) == Pieces.DestructorOf(next))
                    last.Size += next.Size;
            }
        }
        """);
}
