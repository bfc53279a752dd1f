using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Xunit;

namespace FragApi.Analyzers.Tests;

/// <summary>How the fix spells the accessor's type: by its name with an import where that changes nothing else, else in full.</summary>
public sealed class ImportTests
{
    private const string Raw = "class L { void M(ref Kernel.Frag f, Kernel.Page p) { {|FRAG1005:f.Page = p|}; {|FRAG1007:f.Size = 1|}; } }\n";
    private const string Named = "class L { void M(ref Kernel.Frag f, Kernel.Page p) { SkbFrag.SetPage(ref f, p); SkbFrag.SetSize(ref f, 1); } }\n";
    private const string InFull = "class L { void M(ref Kernel.Frag f, Kernel.Page p) { Kernel.SkbFrag.SetPage(ref f, p); Kernel.SkbFrag.SetSize(ref f, 1); } }\n";

    [Theory]
    // none, behind a header, behind documentation, behind directives, before attributes
    [InlineData("", "using Kernel;\n\n")]
    [InlineData("// header\n// of the file\n\n", "// header\n// of the file\n\nusing Kernel;\n\n")]
    [InlineData("/// <summary>Doc.</summary>\n", "using Kernel;\n\n/// <summary>Doc.</summary>\n")]
    [InlineData("#nullable disable\n", "#nullable disable\nusing Kernel;\n\n")]
    [InlineData("[assembly: System.Reflection.AssemblyTitle(\"x\")]\n", "using Kernel;\n\n[assembly: System.Reflection.AssemblyTitle(\"x\")]\n")]
    // in order, System first
    [InlineData("using System;\nusing System.IO;\n", "using System;\nusing System.IO;\nusing Kernel;\n")]
    [InlineData("using Alpha;\nusing Zebra;\n", "using Alpha;\nusing Kernel;\nusing Zebra;\n")]
    [InlineData("using System;\nusing Zebra;\n", "using System;\nusing Kernel;\nusing Zebra;\n")]
    [InlineData("using Zebra;\n", "using Kernel;\nusing Zebra;\n")]
    // not in order: at the end
    [InlineData("using Zebra;\nusing System;\n", "using Zebra;\nusing System;\nusing Kernel;\n")]
    // before static ones and aliases, behind global ones
    [InlineData("using System;\nusing static System.Math;\nusing X = System.String;\n", "using System;\nusing Kernel;\nusing static System.Math;\nusing X = System.String;\n")]
    [InlineData("global using System;\nusing Alpha;\n", "global using System;\nusing Alpha;\nusing Kernel;\n")]
    // with a comment behind
    [InlineData("using System; // the system\n// more\n", "using System; // the system\nusing Kernel;\n// more\n")]
    [InlineData("using System; using System.IO;\n", "using System; using System.IO;\nusing Kernel;\n")]
    // file-scoped
    [InlineData("namespace Drivers;\n\n", "using Kernel;\n\nnamespace Drivers;\n\n")]
    [InlineData("// header\nnamespace Drivers;\n\nusing System;\nusing Zebra;\n\n", "// header\nnamespace Drivers;\n\nusing System;\nusing Kernel;\nusing Zebra;\n\n")]
    // CRLF
    [InlineData("using System;\r\n", "using System;\r\nusing Kernel;\r\n")]
    public Task ImportIsAddedOnce(string before, string after) => FixesAsync(before + Raw, after + Named);

    [Theory]
    [InlineData("using Kernel;\n")]
    [InlineData("global using Kernel;\n")]
    [InlineData("namespace Kernel.Drivers;\n")]
    [InlineData("namespace Kernel;\n")]
    public Task NoImportIsNeeded(string header) => FixesAsync(header + Raw, header + Named);

    [Theory]
    // a type, a namespace, an alias of that name
    [InlineData("namespace N; class SkbFrag { }\n")]
    // an import that would make another name ambiguous
    [InlineData("using Other;\nclass Uses { Device d; }\n")]
    // conditional imports
    [InlineData("#if DEBUG\nusing System;\n#endif\n")]
    public Task NameIsWrittenInFull(string header) => FixesAsync(header + Raw, header + InFull);

    [Theory]
    // a member, a local, a parameter, a nested type of that name
    [InlineData(
        "using Kernel; class L { int SkbFrag; void M(ref Frag f) { {|FRAG1007:f.Size = SkbFrag|}; } }",
        "using Kernel; class L { int SkbFrag; void M(ref Frag f) { Kernel.SkbFrag.SetSize(ref f, SkbFrag); } }")]
    [InlineData(
        "using Kernel; class L { void M(ref Frag f) { int SkbFrag = 3; {|FRAG1007:f.Size = SkbFrag|}; } }",
        "using Kernel; class L { void M(ref Frag f) { int SkbFrag = 3; Kernel.SkbFrag.SetSize(ref f, SkbFrag); } }")]
    [InlineData(
        "using Kernel; class L { class SkbFrag { } void M(ref Frag f) { {|FRAG1007:f.Size = 1|}; } }",
        "using Kernel; class L { class SkbFrag { } void M(ref Frag f) { Kernel.SkbFrag.SetSize(ref f, 1); } }")]
    // within an interpolation
    [InlineData(
        "using Kernel; class L { string M(Frag f, int SkbFrag) { return $\"{{|FRAG1006:f.Page|}} {{|FRAG1007:f.Size|}:x}\" + SkbFrag; } }",
        "using Kernel; class L { string M(Frag f, int SkbFrag) { return $\"{Kernel.SkbFrag.Page(f)} {Kernel.SkbFrag.Size(f):x}\" + SkbFrag; } }")]
    // a color-color property of the accessor's type name elsewhere does not matter
    [InlineData(
        "using Kernel; class L { void M(ref Frag f) { {|FRAG1007:f.Size = 1|}; } } class Z { int SkbFrag; int Q() { return SkbFrag; } }",
        "using Kernel; class L { void M(ref Frag f) { SkbFrag.SetSize(ref f, 1); } } class Z { int SkbFrag; int Q() { return SkbFrag; } }")]
    // an alias for the type
    [InlineData(
        "using Kernel; using Sk = Kernel.SkbFrag; class L { int M(ref Frag f) { {|FRAG1007:f.Size = 1|}; return Sk.Size(f); } }",
        "using Kernel; using Sk = Kernel.SkbFrag; class L { int M(ref Frag f) { Sk.SetSize(ref f, 1); return Sk.Size(f); } }")]
    // an import takes a line of its own
    [InlineData(
        "namespace A { using System; class L { void M(ref Kernel.Frag f) { {|FRAG1007:f.Size = 1|}; } } }",
        "namespace A { using System; class L { void M(ref Kernel.Frag f) { Kernel.SkbFrag.SetSize(ref f, 1); } } }")]
    // in the namespace that has the imports
    [InlineData(
        "namespace A\n{\n    using System;\n\n    class L { void M(ref Kernel.Frag f) { {|FRAG1007:f.Size = 1|}; } }\n}\n",
        "namespace A\n{\n    using System;\n    using Kernel;\n\n    class L { void M(ref Kernel.Frag f) { SkbFrag.SetSize(ref f, 1); } }\n}\n")]
    public Task NameMeansTheAccessor(string before, string after) => FixesAsync(before, after);

    [Fact]
    public Task NestedAccessorsAreNamedWithTheirType() => FixesAsync(
        """
        using FragApi;
        namespace V
        {
            [Fragment(Accessor = typeof(Host.Acc))] public struct Fr { [FragmentSize] public int Size; }
            public static class Host { [FragmentAccessor] public static class Acc { public static int Size(in Fr f) { return f.Size; } } }
        }
        namespace W { class C { string S(V.Fr f) { return $"{{|FRAG1007:f.Size|}:x}" + {|FRAG1007:f.Size|}; } } }

        """,
        """
        using FragApi;
        namespace V
        {
            [Fragment(Accessor = typeof(Host.Acc))] public struct Fr { [FragmentSize] public int Size; }
            public static class Host { [FragmentAccessor] public static class Acc { public static int Size(in Fr f) { return f.Size; } } }
        }
        namespace W { class C { string S(V.Fr f) { return $"{V.Host.Acc.Size(f):x}" + V.Host.Acc.Size(f); } } }

        """);

    [Fact]
    public async Task TopLevelStatements()
    {
        var test = Verify.TestOf(
            "Kernel.Frag f;\n{|FRAG1005:f.Page = null|};\nf.Offset = 3;\nf.Size = 3;\nSystem.Console.WriteLine({|FRAG1007:f.Size|});\n",
            "using Kernel;\n\nKernel.Frag f = default;\nSkbFrag.Fill(ref f, null, 3, 3);\nSystem.Console.WriteLine(SkbFrag.Size(f));\n");
        test.TestState.OutputKind = OutputKind.ConsoleApplication;
        await test.RunAsync();
    }

    private static Task FixesAsync(string before, string after)
    {
        var test = Verify.TestOf(before, after);
        const string Others = "namespace Alpha { class A { } } namespace Zebra { class Z { } } namespace Other { public class Device { } }";
        test.TestState.Sources.Add(Others);
        test.FixedState.Sources.Add(Others);
        return test.RunAsync();
    }
}
