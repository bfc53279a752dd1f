using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FragApi.Cli.Tests;

/// <summary>A kind of project that people have: its files, and how many bugs are planted, one in each compilation.</summary>
/// <param name="Name">Its folder.</param>
/// <param name="Projects">What a solution names, within the folder.</param>
/// <param name="Planted">How many places are to be found.</param>
/// <param name="Files">Paths within the folder.</param>
internal sealed record ProjectKind(string Name, ImmutableArray<string> Projects, int Planted, ImmutableArray<(string Path, string Text)> Files)
{
    /// <summary>Packages that no other part of this repository restores.</summary>
    public bool NeedsPackages { get; init; }

    public override string ToString() => Name;

    public void AddTo(SourceTree tree)
    {
        tree.Add([.. Files.Select(file => ($"{Name}/{file.Path}", file.Text))]);
        tree.AddBytes($"{Name}/key.snk", ProjectKinds.Key.Pair);
        tree.AddBytes($"{Name}/public.snk", ProjectKinds.Key.Public);
        if (Name == "GeneratorVersions")
        {
            foreach (string version in (string[])["1", "2"])
                tree.AddBytes($"{Name}/v{version}/Generator.dll", ProjectKinds.Generator($"partial class Made {{ public static int V{version} => {version}; }}"));
        }
    }
}

/// <summary>The kinds, written after what the project files of public repositories do.</summary>
internal static class ProjectKinds
{
    private const string Two = "<TargetFrameworks>netstandard2.0;net10.0</TargetFrameworks>";

    /// <summary>A key for signing: both halves, and the public one.</summary>
    public static (byte[] Pair, byte[] Public) Key { get; } = MakeKey();

    public static IReadOnlyList<ProjectKind> All { get; } =
    [
        Kind("Hooks", ["Hooks.csproj"], 1,
            ("Hooks.csproj", Sources.Project().Replace("</Project>", $"""
                {Target("A", "BeforeTargets=\"BeforeBuild\"")}
                {Target("B", "BeforeTargets=\"BeforeCompile\"")}
                {Target("C", "BeforeTargets=\"Compile;CoreCompile\"")}
                {Target("D", "AfterTargets=\"ResolveReferences\"")}
                {Target("E", "")}
                <PropertyGroup><CoreCompileDependsOn>$(CoreCompileDependsOn);E</CoreCompileDependsOn></PropertyGroup>
                <Target Name="Late" AfterTargets="CoreCompile;AfterBuild"><Error Condition="!Exists('@(IntermediateAssembly->'%(FullPath)')')" Text="there is no assembly to work on" /></Target>
                </Project>
                """, StringComparison.Ordinal)),
            ("Code.cs", "class Code { int M() => MadeA.X + MadeB.X + MadeC.X + MadeD.X + MadeE.X; }\n" + Bug("Hooks"))),
        Kind("OwnTargets", ["OwnTargets.csproj"], 1,
            ("OwnTargets.csproj", """<Project><Import Project="Sdk.props" Sdk="Microsoft.NET.Sdk" /><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup><Import Project="Sdk.targets" Sdk="Microsoft.NET.Sdk" /><Import Project="own.targets" /></Project>"""),
            ("own.targets", $"<Project><PropertyGroup><DefineConstants>$(DefineConstants);OWN</DefineConstants><BuildDependsOn>F;$(BuildDependsOn)</BuildDependsOn></PropertyGroup>{Target("F", "")}{Target("G", "AfterTargets=\"GenerateAssemblyInfo\"")}</Project>"),
            ("Code.cs", $"class Code {{ int M() => MadeF.X + MadeG.X; }}\n#if OWN\n{Bug("OwnTargets")}#endif\n")),
        Kind("Resources", ["Resources.csproj"], 1,
            ("Resources.csproj", Sources.Project(items: "<EmbeddedResource Update=\"Texts.resx\"><StronglyTypedFileName>$(IntermediateOutputPath)Texts.cs</StronglyTypedFileName><StronglyTypedLanguage>CSharp</StronglyTypedLanguage><StronglyTypedNamespace>Res</StronglyTypedNamespace><StronglyTypedClassName>Texts</StronglyTypedClassName></EmbeddedResource>")),
            ("Texts.resx", """<?xml version="1.0" encoding="utf-8"?><root><resheader name="resmimetype"><value>text/microsoft-resx</value></resheader><resheader name="version"><value>2.0</value></resheader><resheader name="reader"><value>System.Resources.ResXResourceReader, System.Windows.Forms</value></resheader><resheader name="writer"><value>System.Resources.ResXResourceWriter, System.Windows.Forms</value></resheader><data name="Hello" xml:space="preserve"><value>hello</value></data></root>"""),
            ("Code.cs", "class Code { string M() => Res.Texts.Hello; }\n" + Bug("Resources"))),
        Kind("GeneratorVersions", ["One/One.csproj", "Two/Two.csproj"], 2,
            ("One/One.csproj", Sources.Project(items: "<Analyzer Include=\"../v1/Generator.dll\" />")), ("One/Code.cs", "class Code { int M() => Made.V1; }\n" + Bug("One")),
            ("Two/Two.csproj", Sources.Project(items: "<Analyzer Include=\"../v2/Generator.dll\" />")), ("Two/Code.cs", "class Code { int M() => Made.V2; }\n" + Bug("Two"))),
        Kind("OwnGenerator", ["Use/Use.csproj"], 1,
            ("Generator/Generator.csproj", Sources.Project(framework: "<TargetFramework>netstandard2.0</TargetFramework>", items: "<PackageReference Include=\"Microsoft.CodeAnalysis.CSharp\" Version=\"4.14.0\" PrivateAssets=\"all\" /><ProjectReference Include=\"../Helper/Helper.csproj\" /><EmbeddedResource Include=\"made.txt\" LogicalName=\"made\" />")),
            ("Generator/made.txt", "partial class Made { public static int OfResource => 1; }\n"),
            ("Generator/Generator.cs", GeneratorOf("new System.IO.StreamReader(typeof(Generator).Assembly.GetManifestResourceStream(\"made\")).ReadToEnd() + Helper.More()")),
            ("Helper/Helper.csproj", Sources.Project(framework: "<TargetFramework>netstandard2.0</TargetFramework>")),
            ("Helper/Helper.cs", "public static class Helper { public static string More() => \"partial class Made { public static int OfHelper => 2; }\"; }\n"),
            ("Use/Use.csproj", Sources.Project(items: "<ProjectReference Include=\"../Generator/Generator.csproj\" OutputItemType=\"Analyzer\" ReferenceOutputAssembly=\"false\" /><ProjectReference Include=\"../Helper/Helper.csproj\" OutputItemType=\"Analyzer\" ReferenceOutputAssembly=\"false\" />")),
            ("Use/Code.cs", "class Code { int M() => Made.OfResource + Made.OfHelper; }\n" + Bug("OwnGenerator"))),
        Kind("Signed", ["Library/Library.csproj", "Friend/Friend.csproj"], 3,
            ("Library/Library.csproj", Sources.Project("<SignAssembly>true</SignAssembly><AssemblyOriginatorKeyFile>../key.snk</AssemblyOriginatorKeyFile>", $"<InternalsVisibleTo Include=\"Friend\" Key=\"{PublicKey()}\" />", Two)),
            ("Library/Code.cs", $"class Hidden {{ public static int X => 1; }}\n#if NETSTANDARD\n{Bug("Old")}#else\n{Bug("New")}#endif\n"),
            ("Friend/Friend.csproj", Sources.Project("<SignAssembly>true</SignAssembly><PublicSign>true</PublicSign><AssemblyOriginatorKeyFile>../public.snk</AssemblyOriginatorKeyFile>", "<ProjectReference Include=\"../Library/Library.csproj\" />")),
            ("Friend/Code.cs", "class Friend { int M() => Hidden.X; }\n" + Bug("InFriend"))),
        Kind("Shared", ["Linked/Linked.csproj", "Shared/Shared.shproj"], 2,
            ("Linked/Linked.csproj", Sources.Project(items: "<Compile Include=\"../common/**/*.cs\" Link=\"%(RecursiveDir)%(Filename).cs\" />").Replace("</Project>", "<Import Project=\"../Shared/Shared.projitems\" Label=\"Shared\" /></Project>", StringComparison.Ordinal)),
            ("Linked/Code.cs", "class Code { int M() => Common.X + InShared.X; }\n"),
            ("common/deep/Common.cs", "static class Common { public static int X => 1; }\n" + Bug("Linked")),
            ("Shared/Shared.shproj", "<Project DefaultTargets=\"Build\" xmlns=\"http://schemas.microsoft.com/developer/msbuild/2003\"><PropertyGroup Label=\"Globals\"><ProjectGuid>33b08bcd-4f69-4e59-8a16-3d7bd3fdb3ae</ProjectGuid></PropertyGroup><Import Project=\"Shared.projitems\" Label=\"Shared\" /></Project>"),
            ("Shared/Shared.projitems", "<Project><PropertyGroup><HasSharedItems>true</HasSharedItems></PropertyGroup><ItemGroup><Compile Include=\"$(MSBuildThisFileDirectory)InShared.cs\" /></ItemGroup></Project>"),
            ("Shared/InShared.cs", "static class InShared { public static int X => 2; }\n" + Bug("Shared"))),
        Kind("Strict", ["Strict.csproj"], 1,
            ("Strict.csproj", Sources.Project("<TreatWarningsAsErrors>true</TreatWarningsAsErrors><WarningsNotAsErrors>CS0168</WarningsNotAsErrors><Nullable>enable</Nullable><Features>strict</Features><GenerateDocumentationFile>true</GenerateDocumentationFile><CodeAnalysisRuleSet>own.ruleset</CodeAnalysisRuleSet><EmitCompilerGeneratedFiles>true</EmitCompilerGeneratedFiles><CompilerGeneratedFilesOutputPath>Generated</CompilerGeneratedFilesOutputPath>", "<Compile Remove=\"Generated/**\" />")),
            ("own.ruleset", "<?xml version=\"1.0\" encoding=\"utf-8\"?><RuleSet Name=\"own\" Description=\"own\" ToolsVersion=\"16.0\"><Rules AnalyzerId=\"Microsoft.CodeAnalysis.CSharp\" RuleNamespace=\"Microsoft.CodeAnalysis.CSharp\"><Rule Id=\"CS1591\" Action=\"None\" /></Rules></RuleSet>"),
            ("Code.cs", "using System.Text.RegularExpressions;\npublic static partial class Code { [GeneratedRegex(\"a+\")] private static partial Regex Form(); static int M() { int unused; return Form().Count(\"a\"); } }\n" + Bug("Strict"))),
        Kind("Razor", ["Razor.csproj"], 1,
            ("Razor.csproj", Sources.Project("<Nullable>enable</Nullable>", "<FrameworkReference Include=\"Microsoft.AspNetCore.App\" />").Replace("Microsoft.NET.Sdk", "Microsoft.NET.Sdk.Razor", StringComparison.Ordinal)),
            ("Part.razor", "<h1>@Title</h1>\n@code { [Microsoft.AspNetCore.Components.Parameter] public string? Title { get; set; } }\n"),
            ("Code.cs", "static class Code { static string M() => nameof(global::Razor.Part.Title); }\n" + Bug("Razor"))),
        Kind("OtherLanguages", ["Basic.vbproj", "Sharp.fsproj"], 0,
            ("Basic.vbproj", Sources.Project()), ("Basic.vb", "Public Class Basic\nEnd Class\n"),
            ("Sharp.fsproj", Sources.Project(items: "<Compile Include=\"Sharp.fs\" />")), ("Sharp.fs", "module Sharp\nlet x = 1\n")),
        Kind("Proto", ["Proto.csproj"], 1,
            ("Proto.csproj", Sources.Project(items: "<PackageReference Include=\"Google.Protobuf\" Version=\"3.31.1\" /><PackageReference Include=\"Grpc.Tools\" Version=\"2.72.0\" PrivateAssets=\"all\" /><Protobuf Include=\"message.proto\" GrpcServices=\"None\" />")),
            ("message.proto", "syntax = \"proto3\";\noption csharp_namespace = \"Wire\";\nmessage Message { int32 id = 1; }\n"),
            ("Code.cs", "class Code { int M(Wire.Message message) => message.Id; }\n" + Bug("Proto"))) with { NeedsPackages = true },
        Kind("Json", ["Json.csproj"], 2,
            ("Json.csproj", Sources.Project("<Nullable>enable</Nullable>", framework: "<TargetFrameworks>net8.0;net10.0</TargetFrameworks>")),
            ("Code.cs", $$"""
                using System.Text.Json.Serialization;
                public class Data { public int X { get; set; } }
                [JsonSerializable(typeof(Data))] internal partial class Context : JsonSerializerContext { public static object O => Default; }
                #if NET10_0
                {{Bug("Ten")}}
                #else
                {{Bug("Eight")}}
                #endif

                """)) with { NeedsPackages = true },
    ];

    /// <summary>Memory that is read after it was freed, in one line; every framework has the methods.</summary>
    public static string Bug(string name) =>
        $"static class Bug{name} {{ static byte M() {{ var p = System.Runtime.InteropServices.Marshal.AllocHGlobal(1); System.Runtime.InteropServices.Marshal.FreeHGlobal(p); return System.Runtime.InteropServices.Marshal.ReadByte(p); }} }}\n";

    /// <summary>A generator, compiled: an assembly of one name, whatever it generates.</summary>
    public static byte[] Generator(string made)
    {
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Generator",
            [CSharpSyntaxTree.ParseText(GeneratorOf($"@\"{made}\""))],
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using MemoryStream image = new();
        Xunit.Assert.True(compilation.Emit(image).Success);
        return image.ToArray();
    }

    private static string GeneratorOf(string made) => $$"""
        using Microsoft.CodeAnalysis;
        [Generator]
        public class Generator : IIncrementalGenerator
        {
            public void Initialize(IncrementalGeneratorInitializationContext context) => context.RegisterPostInitializationOutput(output => output.AddSource("made.cs", {{made}}));
        }

        """;

    private static ProjectKind Kind(string name, ImmutableArray<string> projects, int planted, params ReadOnlySpan<(string Path, string Text)> files) => new(name, projects, planted, [.. files]);

    /// <summary>A target that writes a file and compiles it.</summary>
    private static string Target(string name, string when) =>
        $"<Target Name=\"{name}\" {when}><WriteLinesToFile File=\"$(IntermediateOutputPath){name}.cs\" Lines=\"class Made{name} {{ public static int X => 1%3B }}\" Overwrite=\"true\" /><ItemGroup><Compile Include=\"$(IntermediateOutputPath){name}.cs\" /></ItemGroup></Target>";

    private static (byte[] Pair, byte[] Public) MakeKey()
    {
        const int Bits = 1024;
        using RSACryptoServiceProvider rsa = new(Bits);
        byte[] blob = rsa.ExportCspBlob(includePrivateParameters: false);
        // A strong name's public key: the algorithms for signing and hashing, and the length of what follows.
        return (rsa.ExportCspBlob(includePrivateParameters: true), [0x00, 0x24, 0x00, 0x00, 0x04, 0x80, 0x00, 0x00, .. BitConverter.GetBytes(blob.Length), .. SigningAlgorithm(blob)]);
    }

    private static byte[] SigningAlgorithm(byte[] blob)
    {
        byte[] signing = [.. blob];
        BitConverter.GetBytes(0x2400).CopyTo(signing, 4);
        return signing;
    }

    private static string PublicKey() => Convert.ToHexString(Key.Public);
}
