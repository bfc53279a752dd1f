using System.Threading.Tasks;
using FragApi.Analyzers.Dma;
using FragApi.Testing;

namespace FragApi.Ownership.Tests;

/// <summary>Statements in a driver's method, or members of a driver, and what the DMA rules say of them.</summary>
internal static class DmaSnippet
{
    /// <summary>Exactly the marked diagnostics are found.</summary>
    public static Task FlagsAsync(string statements, string members = "") => FileAsync(Around(statements, members));

    /// <summary>Nothing is found.</summary>
    public static Task SilentAsync(string statements, string members = "") => FileAsync(Around(statements, members));

    /// <summary>The same for whole members of the driver.</summary>
    public static Task MembersAsync(string members) => FileAsync(Around("", members));

    public static Task FileAsync(string source)
    {
        CSharpAnalyzerVerifier<DmaAnalyzer>.Test test = new();
        test.TestState.Sources.Add(source);
        return test.RunAsync();
    }

    public static string Around(string statements, string members = "") =>
        $$"""
        using System;
        using System.Collections.Generic;
        using FragApi;
        using Far;
        using Net;
        using static Net.Dma;

        unsafe partial class Driver
        {
            const DmaDir ToDevice = DmaDir.ToDevice;
            Device dev;
            PciDev pdev;
            INetDev net;
            Desc[] ring = new Desc[64];
            long[] maps = new long[64];
            long pending;
            int head;

            {{members.ReplaceLineEndings("\n    ")}}

            void M(SkBuff skb, ref Frag frag, Page page, int i, int len, int n, bool b)
            {
                {{statements.ReplaceLineEndings("\n        ")}}
            }
        }

        """;
}
