namespace FragApi.Cli.Check.Tests;

/// <summary>What the tests check.</summary>
internal static class Sources
{
    /// <summary>Pages, fragments and buffers, with their accessors.</summary>
    public const string Kernel = """
        using FragApi;

        namespace Kernel
        {
            public class Page { public int Count; }

            [Fragment(Accessor = typeof(SkbFrag))]
            public struct Frag
            {
                [FragmentPage] public Page Page;
                [FragmentOffset] public int Offset;
                [FragmentSize] public int Size;
            }

            [FragmentContainer]
            public class SkBuff
            {
                public Frag[] Frags = new Frag[17];
            }

            public static class Mm
            {
                [PageGet] public static void GetPage(Page page) { page.Count++; }
                [PagePut] public static void PutPage(Page page) { page.Count--; }
                [PagePut] public static bool PutLast(Page page) { return --page.Count == 0; }
            }

            [FragmentAccessor]
            public static class SkbFrag
            {
                public static void Ref(in Frag frag) { Mm.GetPage(frag.Page); }
                public static void Unref(in Frag frag) { Mm.PutPage(frag.Page); }
                public static Page Page(in Frag frag) { return frag.Page; }
                public static int Size(in Frag frag) { return frag.Size; }
            }
        }

        """;

    /// <summary>A get with a fix, and a put without: its result is used. Lines 9 and 10.</summary>
    public const string Driver = """
        using Kernel;

        namespace Drivers
        {
            public static class Card
            {
                public static bool Clone(SkBuff skb, int i)
                {
                    Mm.GetPage(skb.Frags[i].Page);
                    return Mm.PutLast(skb.Frags[i].Page);
                }
            }
        }

        """;

    /// <summary><see cref="Driver"/>'s findings as they are printed.</summary>
    public static readonly string[] DriverLines =
    [
        "(9,13): warning FRAG1001: 'Mm.GetPage' takes a reference on the page of 'skb.Frags[i]' by hand; use 'SkbFrag.Ref'",
        "(10,20): warning FRAG1002: 'Mm.PutLast' drops a reference on the page of 'skb.Frags[i]' by hand; no fix: the result is used, and 'SkbFrag.Unref' does not return it",
    ];

    /// <summary>Only accessors.</summary>
    public const string Clean = """
        using Kernel;

        namespace Drivers
        {
            public static class Clean
            {
                public static void Clone(SkBuff skb, int i) { SkbFrag.Ref(skb.Frags[i]); }
            }
        }

        """;
}
