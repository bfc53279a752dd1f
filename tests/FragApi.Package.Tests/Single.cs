using System;

namespace FragApi.Package.Tests;

/// <summary>The smallest project that has findings: with the annotations of the package, in C# 7.3.</summary>
internal static class Single
{
    public const string WithAnnotations = "<FragApiAnnotations>source</FragApiAnnotations>";

    /// <summary>A raw get and, in an arm that is never compiled, another one.</summary>
    public const string Source = """
        using FragApi;

        public sealed class Page
        {
            public int Count;

            [PageGet]
            public void Get()
            {
                Count++;
            }
        }

        [Fragment(Accessor = typeof(SkbFrag))]
        public struct Frag
        {
            [FragmentPage]
            public Page page;
        }

        [FragmentAccessor]
        public static class SkbFrag
        {
            public static void Ref(in Frag frag)
            {
                frag.page.Get();
            }
        }

        public static class Driver
        {
            public static void Hold(ref Frag frag)
            {
                frag.page.Get(); // FRAG1001
        #if NEVER
                frag.page.Get();
        #endif
            }
        }

        """;

    /// <summary>The line of the raw get in the arm that is never compiled.</summary>
    public static readonly int DisabledLine = Array.IndexOf(Source.Split('\n'), "#if NEVER") + 2;
}
