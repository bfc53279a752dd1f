using System.IO;
using FragApi.Testing;

namespace FragApi.Cli.Check.Tests;

/// <summary>What the tests check.</summary>
internal static class Sources
{
    /// <summary>Pages, fragments and buffers, with their accessors.</summary>
    public static readonly string Kernel = File.ReadAllText(Repository.PathOf("tests", "FragApi.FakeKernel", "Kernel.cs"));

    /// <summary>A get with a fix, and a put without: its result is used. Lines 9 and 10.</summary>
    public const string Driver = """
        using Kernel;

        namespace Drivers
        {
            public static class Card
            {
                public static bool Clone(SkBuff skb, int i)
                {
                    Mm.GetPage(skb.Info.Frags[i].Page);
                    return Mm.PutPageLast(skb.Info.Frags[i].Page);
                }
            }
        }

        """;

    /// <summary><see cref="Driver"/>'s findings as they are printed.</summary>
    public static readonly string[] DriverLines =
    [
        "(9,13): warning FRAG1001: 'Mm.GetPage' takes a reference on the page of 'skb.Info.Frags[i]' by hand; use 'SkbFrag.Ref'",
        "(10,20): warning FRAG1002: 'Mm.PutPageLast' drops a reference on the page of 'skb.Info.Frags[i]' by hand; no fix: the result is used, and 'SkbFrag.Unref' does not return it",
    ];

    /// <summary>Only accessors.</summary>
    public const string Clean = """
        using Kernel;

        namespace Drivers
        {
            public static class Clean
            {
                public static void Clone(SkBuff skb, int i) { SkbFrag.Ref(skb.Info.Frags[i]); }
            }
        }

        """;
}
