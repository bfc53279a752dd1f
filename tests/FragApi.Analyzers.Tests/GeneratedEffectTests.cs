using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using System.Threading.Tasks;
using FragApi.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Emit;
using Xunit;

namespace FragApi.Analyzers.Tests;

/// <summary>
/// A program that knows no accessor, and the same with accessors generated and itself converted, do the same: each shape of a
/// fragment with each operation writes down what it does to whom, and the two records are compared.
/// </summary>
public sealed class GeneratedEffectTests
{
    /// <summary>What is done to a fragment F.</summary>
    private static readonly string[] s_operations =
    [
        "F.Page.Get();", "Mm.Get(F.Page);", "Mm.Put(F.Page);", "Note(F.Page.Put());",
        "Note(Mm.Address(F.Page) + F.Offset);", "Note(F.Page.Phys + (ulong)F.Offset);",
        "Note(Dma.Map(4, F.Page, F.Offset + 8, F.Size, Dir.Out));", "if (Dma.TryMap(F.Page, F.Offset, F.Size, out ulong at)) Note(at);",
        "Note(F.Page);", "Note(F.Offset);", "Note(F.Size);",
    ];

    /// <summary>What changes it.</summary>
    private static readonly string[] s_changes =
    [
        "F.Page = new Page(9);", "F.Offset = 77;", "F.Size = 55;", "F.Offset += 3;", "F.Offset -= 3;", "F.Offset++;", "F.Size += 2;", "F.Size -= 2;", "--F.Size;", "F.Offset |= 1;",
        "F.Page = new Page(8); F.Offset = 1; F.Size = 2;",
    ];

    /// <summary>How it is written, what brings it there, and whether it can be changed there.</summary>
    private static readonly (string Fragment, string Before, bool Changes)[] s_fragments =
    [
        ("f", "ref Frag f = ref buffer.Info.Frags[1];", true),
        ("f", "Frag f = buffer.Info.Frags[1];", true),
        ("f", "ref readonly Frag f = ref buffer.Info.Frags[1];", false),
        ("buffer.Info.Frags[i]", "int i = 1;", true),
        ("buffer.Shinfo().Frags[i + 1]", "int i = 0;", true),
        ("info.Frags[i]", "Shared info = buffer.Info; int i = 1;", true),
        ("fs[i]", "Frag[] fs = buffer.Info.Frags; int i = 1;", true),
        ("fs[1]", "Span<Frag> fs = buffer.Info.Frags;", true),
        ("fs[0]", "List<Frag> fs = new() { buffer.Info.Frags[1] };", false),
        ("f->", "fixed (Frag* f = &buffer.Info.Frags[1])", true),
        ("box.Value", "Box<Frag> box = new() { Value = buffer.Info.Frags[1] };", true),
    ];

    [Theory]
    [InlineData("ushort", "struct")]
    [InlineData("nint", "record struct")]
    [InlineData("uint", "class")]
    public async Task ItDoesTheSame(string number, string kind)
    {
        string program = Program(kind);
        string world = World(number, kind);
        Solution raw = Generation.Solution([program, world]);
        Generation done = await Generation.OfAsync(raw);
        string converted = done.Text;
        Assert.True(converted.Split("X.").Length > 60, converted);
        // What a narrow number is changed by with another operator than plus and minus has no accessor.
        Assert.DoesNotContain(done.Left, left => left.Location.SourceTree!.FilePath.EndsWith("Test0.cs", StringComparison.Ordinal) && !left.GetMessage().Contains("|=", StringComparison.Ordinal));
        string[] expected = await RunAsync(raw);
        Assert.True(expected.Length > 100, $"{expected.Length} notes");
        Assert.Equal(expected, await RunAsync(done.Converted));
    }

    private static string Program(string kind)
    {
        List<string> methods = [];
        foreach ((string fragment, string before, bool changes) in s_fragments)
        {
            // A class is no place for references to what it holds, and none for pointers.
            if (kind == "class" && (before.Contains("ref ", StringComparison.Ordinal) || before.Contains("Frag*", StringComparison.Ordinal)))
                continue;
            foreach (string operation in changes ? s_operations.Concat(s_changes) : s_operations)
            {
                string body = fragment.EndsWith("->", StringComparison.Ordinal) ? operation.Replace("F.", fragment, StringComparison.Ordinal) : operation.Replace("F.", fragment + ".", StringComparison.Ordinal);
                methods.Add($"static unsafe void M{methods.Count}(Buffer buffer) {{ {before} {{ {body} }} }}");
            }
        }

        return $$"""
            using System;
            using System.Collections.Generic;
            public static class Program
            {
                static void Note(object value) => Log.Add(value.ToString());
                {{string.Join("\n    ", methods)}}
                public static string[] Run()
                {
                    Log.Lines.Clear();
                    {{string.Join("\n        ", Enumerable.Range(0, methods.Count).Select(number => $"Try({number}, M{number});"))}}
                    return Log.Lines.ToArray();
                }
                static void Try(int number, Action<Buffer> method)
                {
                    Buffer buffer = new();
                    method(buffer);
                    Log.Add(number + ": " + buffer.Info.Frags[1]);
                }
            }
            """;
    }

    private static string World(string number, string kind) => $$"""
        using System.Collections.Generic;
        using FragApi;
        public static class Log { public static readonly List<string> Lines = new(); public static void Add(string line) => Lines.Add(line); }
        public class Page
        {
            readonly int _id;
            public Page(int id) => _id = id;
            [PageGet] public void Get() => Log.Add("get " + _id);
            [PagePut] public bool Put() { Log.Add("put " + _id); return _id > 3; }
            [PagePhys] public ulong Phys => (ulong)_id * 4096;
            public override string ToString() => "page " + _id;
        }
        public static class Mm
        {
            [PageGet] public static void Get(Page page) => page.Get();
            [PagePut] public static void Put(Page page) => page.Put();
            [PageAddress] public static long Address(Page page) => 100000 + page.ToString().Length;
        }
        public enum Dir { Out }
        public static class Dma
        {
            [PageMap] public static ulong Map(int channel, Page page, {{Wide(number)}} offset, {{Wide(number)}} size, Dir dir) { Log.Add($"map {channel} {page} {offset} {size} {dir}"); return (ulong)offset; }
            [PageMap] public static bool TryMap(Page page, {{number}} offset, {{number}} size, out ulong at) { Log.Add($"try {page} {offset} {size}"); at = (ulong)size; return true; }
        }
        [Fragment(Accessor = typeof(X))]
        public {{kind}} Frag
        {
            [FragmentPage] public Page Page;
            [FragmentOffset] public {{number}} Offset;
            [FragmentSize] public {{number}} Size;
            public override string ToString() => $"{Page} {Offset} {Size}";
        }
        [FragmentContainer]
        public class Shared { public Frag[] Frags = { new Frag { Page = new Page(2), Offset = 10, Size = 20 }, new Frag { Page = new Page(5), Offset = 30, Size = 40 } }; }
        public class Buffer { public Shared Info = new Shared(); public Shared Shinfo() => Info; }
        public class Box<T> { public T Value; }
        [FragmentAccessor]
        public static class X { }
        """;

    private static string Wide(string number) => number == "ushort" ? "int" : number;

    private static async Task<string[]> RunAsync(Solution solution)
    {
        Compilation compilation = (await solution.MainProject().GetCompilationAsync())!;
        using MemoryStream image = new();
        EmitResult emitted = compilation.Emit(image);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));
        image.Position = 0;
        AssemblyLoadContext context = new("effect", isCollectible: true);
        try
        {
            Type program = context.LoadFromStream(image).GetType("Program")!;
            return (string[])program.GetMethod("Run", BindingFlags.Public | BindingFlags.Static)!.Invoke(null, null)!;
        }
        finally
        {
            context.Unload();
        }
    }
}
