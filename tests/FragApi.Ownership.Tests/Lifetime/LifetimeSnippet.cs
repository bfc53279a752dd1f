using System.Threading.Tasks;
using FragApi.Analyzers.Lifetime;
using FragApi.Testing;

namespace FragApi.Ownership.Tests;

/// <summary>Statements in a driver's method, or members of a driver, and what the lifetime rules say of them.</summary>
internal static class LifetimeSnippet
{
    /// <summary>Exactly the marked diagnostics are found.</summary>
    public static Task FlagsAsync(string statements, string members = "") => FileAsync(Around(statements, members));

    /// <summary>Nothing is found.</summary>
    public static Task SilentAsync(string statements, string members = "") => FileAsync(Around(statements, members));

    /// <summary>The same for whole members of the driver.</summary>
    public static Task MembersAsync(string members) => FileAsync(Around("", members));

    public static Task FileAsync(string source)
    {
        CSharpAnalyzerVerifier<LifetimeAnalyzer>.Test test = new();
        test.TestState.Sources.Add(source);
        return test.RunAsync();
    }

    public static string Around(string statements, string members = "") =>
        $$"""
        using System;
        using System.Buffers;
        using System.Collections.Generic;
        using System.Diagnostics;
        using System.Linq;
        using System.Runtime.CompilerServices;
        using System.Runtime.InteropServices;
        using System.Threading;
        using System.Threading.Tasks;
        using FragApi;
        using Far;
        using Net;

        unsafe partial class Driver
        {
            INetDev net;
            Frag[] ring = new Frag[64];
            SkBuff current;
            [KeepsFragments] SkBuff held;
            [KeepsFragments] List<SkBuff> backlog = new List<SkBuff>();
            List<SkBuff> scratch = new List<SkBuff>();

            {{members.ReplaceLineEndings("\n    ")}}

            void M(SkBuff skb, SkBuff to, SkBuff from, SharedInfo info, Page page, int i, int k, int len, int n, bool b)
            {
                {{statements.ReplaceLineEndings("\n        ")}}
            }
        }

        """;
}
