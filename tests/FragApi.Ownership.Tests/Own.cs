using System;
using System.Threading.Tasks;
using FragApi.Analyzers.Ownership;
using FragApi.Testing;

namespace FragApi.Ownership.Tests;

/// <summary>
/// Statements in a method, or a whole file, and what is said of it: <c>{|FRAG2001:..|}</c> is a warning,
/// <c>{|FRAG2001i:..|}</c> an info.
/// </summary>
internal static class Own
{
    /// <summary>The marked diagnostics, and no others, for statements in a method.</summary>
    public static Task IsAsync(string statements) => FileAsync(Around(statements));

    /// <summary>The same for members of a class.</summary>
    public static Task MembersAsync(string members) => FileAsync(Class(members));

    /// <summary>The same for a whole file.</summary>
    public static Task FileAsync(string source, Action<CSharpAnalyzerVerifier<OwnershipAnalyzer>.Test>? change = null)
    {
        CSharpAnalyzerVerifier<OwnershipAnalyzer>.Test test = Test(source);
        // What is off by default is off.
        test.DisabledDiagnostics.Add("FRAG2011");
        change?.Invoke(test);
        return test.RunAsync();
    }

    /// <summary>The same in a compilation that knows none of the annotations.</summary>
    public static Task UnboundAsync(string statements)
    {
        CSharpAnalyzerVerifier<OwnershipAnalyzer>.Test test = Test(AroundUnbound(statements), bound: false);
        test.DisabledDiagnostics.Add("FRAG2011");
        return test.RunAsync();
    }

    public static CSharpAnalyzerVerifier<OwnershipAnalyzer>.Test Test(string source, bool bound = true)
    {
        CSharpAnalyzerVerifier<OwnershipAnalyzer>.Test test = new() { StandsAlone = !bound };
        test.TestState.Sources.Add(source);
        return test;
    }

    public static string Around(string statements) => Class($$"""
            unsafe void M(Page page, Page other, Ring ring, Pool pool, Pool second, Box box, List<Page> list, Page[] pages, bool b, bool c, int n)
            {
                {{statements.ReplaceLineEndings("\n        ")}}
            }
        """);

    public static string Class(string members) =>
        $$"""
        using System;
        using System.Buffers;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Runtime.InteropServices;
        using System.Threading.Tasks;
        using FragApi;
        using Mem;
        using static Mem.Mm;
        using When = FragApi.When;

        partial class C
        {
            Page _page;
            object _kept;
            static Page s_page;
            int _n;
        {{members}}
        }
        """;

    private static string AroundUnbound(string statements) =>
        $$"""
        using System;
        using System.Buffers;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Runtime.InteropServices;
        using System.Text;
        using System.Threading.Tasks;

        public static class Other
        {
            public static void Use(object value) { }
            public static unsafe void Raw(void* value) { }
            public static void Span(Span<byte> value) { }
            public static void Memory(Memory<byte> value) { }
            public static bool Busy() { return false; }
        }

        class C
        {
            byte[] _buffer;
            readonly ArrayPool<byte> _pool = ArrayPool<byte>.Create();
            readonly ArrayPool<byte> _same = ArrayPool<byte>.Shared;

            unsafe void M(Stream stream, SafeHandle handle, SafeBuffer buffer, ArrayPool<byte> given, object target, byte[] data, bool b, int n)
            {
                {{statements.ReplaceLineEndings("\n        ")}}
            }
        }
        """;
}
