using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using FragApi.Testing;
using Xunit;

namespace FragApi.Cli.Tests;

/// <summary>What can be wrong with a tree, a command line or a machine: a message that says where, an exit code, nothing changed.</summary>
public sealed class FaultTests
{
    /// <summary>Runs convert with <c>--write</c>, expects that end and that message, and that no file has changed.</summary>
    private static async Task<Outcome> RefusesAsync(SourceTree tree, int exitCode, string[] says, params string[] arguments)
    {
        SortedDictionary<string, string> before = tree.Snapshot();
        Outcome outcome = (await tree.RunAsync(["convert", .. arguments.Length == 0 ? ["."] : arguments, "--write"])).Exits(exitCode).Says(says);
        Assert.Equal(before, tree.Snapshot());
        return outcome;
    }

    [Fact]
    public async Task AProjectThatDoesNotCompile()
    {
        using SourceTree tree = SourceTree.Project("", ("Driver.cs", Sources.Driver()), ("Broken.cs", "class Broken\n{\n    int M() => \"text\";\n}\n"));
        // Where no fragment is in sight, nobody asks whether it compiles.
        (await tree.RunAsync("convert", ".")).Exits(0).Prints(" files not bound: no name in them concerns a rule.");
        (await tree.RunAsync("convert", ".", "--full")).Exits(3).Says("Tree does not compile as it is; what has to do with a fragment does, and was converted", "Broken.cs(3,16): error CS0029");
        tree.Add(("Broken.cs", "class Broken\n{\n    int M(Kernel.Frag frag) => \"text\";\n}\n"));
        await RefusesAsync(tree, 3, ["Tree does not compile as it is", "Broken.cs(3,32): error CS0029"]);
        tree.Add(("Broken.cs", "class Broken\n{\n    int M() => \"text\";\n}\n"));
        (await tree.RunAsync("seal", ".", "--write", "--full")).Exits(3).Says("Tree does not compile as it is", "Broken.cs(3,16): error CS0029");
    }

    [Fact]
    public async Task AProjectThatDoesNotCompileIsSaidSoEvenWhereNothingIsToConvert()
    {
        using SourceTree tree = SourceTree.Project("", ("Broken.cs", "class Broken { int M() => ; }"));
        await RefusesAsync(tree, 3, ["Tree does not compile as it is", "Broken.cs(1,"]);
    }

    [Theory]
    [InlineData("malformed", "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup></Project>", "Tree.csproj(1,", "error MSB4025")]
    [InlineData("empty", "", "Tree.csproj", "error MSB4025")]
    [InlineData("unknown SDK", "<Project Sdk=\"No.Such.Sdk\"></Project>", "Tree.csproj", "No.Such.Sdk")]
    [InlineData("import of nothing", "<Project Sdk=\"Microsoft.NET.Sdk\"><Import Project=\"gone.targets\" /><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>", "Tree.csproj(1,", "gone.targets")]
    [InlineData("no framework", "<Project Sdk=\"Microsoft.NET.Sdk\"></Project>", "Tree.csproj", "NETSDK1013")]
    public async Task AProjectFileThatMsBuildRefuses(string what, string project, string place, string message)
    {
        using SourceTree tree = SourceTree.Loose(("Driver.cs", Sources.Driver()));
        tree.Add(("Tree.csproj", project));
        Outcome outcome = await RefusesAsync(tree, 3, ["could not be loaded", place, message]);
        Assert.True(outcome.Error.Split('\n').Length < 12, $"{what}: {outcome.Error}");
    }

    [Fact]
    public async Task AReferenceToNothing()
    {
        using SourceTree tree = SourceTree.Loose(("Driver.cs", Sources.Driver()));
        tree.Add(("Tree.csproj", Sources.Project(items: "<Reference Include=\"Gone\"><HintPath>lib/Gone.dll</HintPath></Reference>")), ("Use.cs", "class Use { Gone.Thing thing; Kernel.Frag frag; }"));
        await RefusesAsync(tree, 3, ["Use.cs(1,", "CS0246"]);
    }

    [Fact]
    public async Task AProjectReferenceToNothing()
    {
        using SourceTree tree = SourceTree.Loose(("Driver.cs", Sources.Driver()));
        tree.Add(("Tree.csproj", Sources.Project(items: "<ProjectReference Include=\"../gone/Gone.csproj\" />")), ("Use.cs", "class Use { Gone.Thing thing; Kernel.Frag frag; }"));
        await RefusesAsync(tree, 3, ["Use.cs(1,", "CS0246"]);
    }

    [Fact]
    public async Task AMissingSourceFile()
    {
        using SourceTree tree = SourceTree.Loose(("Driver.cs", Sources.Driver()));
        tree.Add(("Tree.csproj", Sources.Project(items: "<Compile Include=\"Gone.cs\" />")));
        await RefusesAsync(tree, 3, ["could not be loaded", "Gone.cs"]);
    }

    [Fact]
    public async Task ProjectsThatReferToEachOther()
    {
        using SourceTree tree = new();
        tree.Add(
            ("A/A.csproj", Sources.Project(items: "<ProjectReference Include=\"../B/B.csproj\" />")), ("A/A.cs", "public class A { }"),
            ("B/B.csproj", Sources.Project(items: "<ProjectReference Include=\"../A/A.csproj\" />")), ("B/B.cs", "public class B { }"));
        Outcome outcome = await RefusesAsync(tree, 3, ["could not be loaded", "A.csproj"]);
        Assert.Contains("circular", outcome.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task NoSdkOnThePath()
    {
        using SourceTree tree = SourceTree.Project("", ("Driver.cs", Sources.Driver()));
        // Started by the host, it finds the one that it was started by; as the program that it is installed as, it does not.
        Dictionary<string, string?> environment = new() { ["PATH"] = "/nonexistent", ["DOTNET_ROOT"] = Path.GetDirectoryName(Tool.Host) };
        string program = Path.ChangeExtension(Tool.Assembly, null);
        (await Tool.ProgramAsync(tree.Folder, environment, program, "convert", ".")).Exits(3).Says("there is no .NET SDK; 'dotnet' is not on the PATH", "--loose");
        // Which is what then works.
        (await Tool.ProgramAsync(tree.Folder, environment, program, "convert", ".", "--loose")).Exits(0).Prints("SkbFrag.Ref(frag);");
    }

    [Fact]
    public async Task AFileThatCannotBeRead()
    {
        if (!File.Exists("/proc/self/mem"))
            return;
        using SourceTree tree = SourceTree.Loose(("Driver.cs", Sources.Driver()));
        // Nobody, root included, can read its first byte.
        File.CreateSymbolicLink(tree.PathOf("Unreadable.cs"), "/proc/self/mem");
        await RefusesAsync(tree, 3, ["Unreadable.cs could not be read: "]);
    }

    [Theory]
    [InlineData("convert . --rules FRAG9999", "--rules FRAG9999: there is no such rule")]
    [InlineData("convert gone", "gone: there is no such file or folder")]
    [InlineData("convert notes.txt", "notes.txt: not a .sln, .slnx, .slnf, .csproj or .binlog")]
    [InlineData("convert empty", "empty: there is no project and no .cs file in it")]
    [InlineData("convert . --bindings gone.txt", "gone.txt: there is no such file")]
    [InlineData("convert . --bindings notes.txt", "a binding file is called FragApi.Bindings*.txt")]
    [InlineData("convert . --frobnicate", "'--frobnicate'")]
    [InlineData("frobnicate .", "'frobnicate'")]
    [InlineData("convert . --plan", "--plan")]
    [InlineData("convert . one", "a folder without projects goes by itself|there is no such file or folder")]
    public async Task ACommandLineThatIsWrong(string arguments, string message)
    {
        using SourceTree tree = SourceTree.Loose(("Driver.cs", Sources.Driver()), ("notes.txt", "notes"));
        Directory.CreateDirectory(tree.PathOf("empty"));
        SortedDictionary<string, string> before = tree.Snapshot();
        Outcome outcome = (await tree.RunAsync(arguments.Split(' '))).Exits(2);
        Assert.True(message.Split('|').Any(part => outcome.Error.Contains(part, StringComparison.Ordinal)), outcome.Error);
        Assert.Equal("", outcome.Out);
        Assert.Equal(before, tree.Snapshot());
    }

    [Fact]
    public async Task ABindingFileWithAMalformedLineIsLocatedAndTheRestCounts()
    {
        using SourceTree tree = SourceTree.Loose(("Driver.cs", Sources.Driver()), ("doc/FragApi.Bindings.txt", "# fine\npage-get M:Kernel.Mm.PutPage(Kernel.Page) frobnicate=1\nfragmant T:Kernel.Frag\npage-get M:Kernel.Gone\n"));
        (Outcome outcome, PlanFile plan) = await tree.ConvertAsync();
        outcome.Says("doc/FragApi.Bindings.txt(2,", "doc/FragApi.Bindings.txt(3,", "FRAG9001", "doc/FragApi.Bindings.txt(4,", "FRAG9002");
        Assert.True(plan.Summary.Converted >= Sources.SitesOfDriver - 1);
    }

    [Fact]
    public async Task FilesThatAreNoOrdinarySources()
    {
        using SourceTree tree = SourceTree.Loose(("Driver.cs", Sources.Driver()), ("Empty.cs", ""), ("Comment.cs", "// nothing else"), ("Garbage.cs", new string('}', 200) + "\0\u0001 class ( { <"));
        tree.AddBytes("Latin.cs", [.. Encoding.ASCII.GetBytes("using Kernel;\n// caf"), 0xE9, .. Encoding.ASCII.GetBytes("\nclass Latin { static void M(ref Frag frag) { Mm.GetPage(frag.Page); } }\n")]);
        tree.AddBytes("Zero.cs", new byte[5000]);
        tree.AddBytes("Noise.cs", Noise(20_000));
        (Outcome outcome, PlanFile plan) = await tree.ConvertAsync();
        Assert.True(outcome.ExitCode is 0 or 1, outcome.ToString());
        Assert.Equal(Sources.SitesOfDriver, plan.Of("converted").Count(site => site.File == "Driver.cs"));
        Assert.Single(plan.Of("converted"), site => site.File == "Latin.cs");
    }

    [Fact]
    public async Task InvalidUtf8IsKeptByteByByteOrTheFileIsNotWritten()
    {
        using SourceTree tree = SourceTree.Loose();
        byte[] head = [.. Encoding.ASCII.GetBytes("using Kernel;\n// caf"), 0xE9, 0x20, 0xFF];
        tree.AddBytes("Latin.cs", [.. head, .. Encoding.ASCII.GetBytes("\nclass Latin { static void M(ref Frag frag) { Mm.GetPage(frag.Page); } }\n")]);
        byte[] before = File.ReadAllBytes(tree.PathOf("Latin.cs"));
        Outcome outcome = await tree.RunAsync("convert", ".", "--write");
        byte[] after = File.ReadAllBytes(tree.PathOf("Latin.cs"));
        if (outcome.ExitCode == 0)
            Assert.Equal([.. head, .. Encoding.ASCII.GetBytes("\nclass Latin { static void M(ref Frag frag) { SkbFrag.Ref(frag); } }\n")], after);
        else
            Assert.Equal(before, after);
        if (outcome.ExitCode != 0)
            outcome.Exits(3).Says("Latin.cs");
    }

    [Fact]
    public async Task AnEnormousFile()
    {
        int methods = LongRun.IsOn ? 24_000 : 4_000;
        StringBuilder text = new("using Kernel;\n\npublic class Big\n{\n");
        for (int number = 0; number < methods; number++)
            text.Append($"    public int M{number}(ref Frag frag, int[] table)\n    {{\n        int sum = 0;\n        for (int i = 0; i < table.Length; i++)\n            sum += table[i] * {number} + (table[i] >> 3);\n        Mm.GetPage(frag.Page);\n        return sum;\n    }}\n\n");
        text.Append("}\n");
        Assert.True(text.Length > 200 * methods);
        using SourceTree tree = SourceTree.Loose(("Big.cs", text.ToString()));
        (Outcome outcome, PlanFile plan) = await tree.ConvertAsync();
        outcome.Exits(0).Prints($" 1 file changed, {methods} insertions(+), {methods} deletions(-)");
        Assert.Equal(methods, plan.Summary.Converted);
    }

    [Fact]
    public async Task ALinkThatLeadsBackIsFollowedOnce()
    {
        using SourceTree tree = SourceTree.Loose(("sub/Driver.cs", Sources.Driver()));
        Directory.CreateSymbolicLink(tree.PathOf("sub/loop"), tree.Folder);
        Directory.CreateSymbolicLink(tree.PathOf("sub/self"), tree.PathOf("sub/self"));
        File.CreateSymbolicLink(tree.PathOf("sub/Gone.cs"), tree.PathOf("nowhere.cs"));
        (Outcome outcome, PlanFile plan) = await tree.ConvertAsync();
        outcome.Exits(0);
        Assert.Equal(Sources.SitesOfDriver, plan.Summary.Converted);
    }

    [Fact]
    public async Task BlanksAndForeignLettersInThePath()
    {
        using SourceTree tree = new("a b+c 'd' Überträger 线");
        tree.Add(Sources.Kernel, Sources.Annotations, ("ein Treiber/Überträger (1).cs", Sources.Driver()), ("My Tree ß.csproj", Sources.Project()));
        (Outcome outcome, PlanFile plan) = await tree.ConvertAsync(".", "--write");
        outcome.Exits(0);
        Assert.Equal(Sources.SitesOfDriver, plan.Of("converted").Count(site => site.File == "ein Treiber/Überträger (1).cs"));
        Assert.Contains("SkbFrag.Ref(frag);", tree.Read("ein Treiber/Überträger (1).cs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task APlanOrADiffThatCannotBeWrittenIsNamedAndNothingElseIsWritten()
    {
        using SourceTree tree = SourceTree.Loose(("Driver.cs", Sources.Driver()));
        await RefusesAsync(tree, 3, ["gone/plan.json could not be written"], ".", "--plan", "gone/plan.json");
        await RefusesAsync(tree, 3, ["gone/a.diff could not be written"], ".", "--diff", "gone/a.diff");
        await RefusesAsync(tree, 3, [" could not be written"], ".", "--plan", ".");
    }

    [Fact]
    public async Task UncommittedChangesAreRefusedUnlessAllowed()
    {
        using SourceTree tree = SourceTree.Loose(("Driver.cs", Sources.Driver()));
        await tree.CommitAsync();
        tree.Add(("New.cs", "class New { }"));
        Outcome outcome = await RefusesAsync(tree, 2, ["--allow-dirty"]);
        Assert.Contains("New.cs", outcome.Error, StringComparison.Ordinal);
        (await tree.RunAsync("convert")).Exits(0);
        (await tree.RunAsync("convert", ".", "--write", "--allow-dirty")).Exits(0).Prints("Written.");
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task CancelledWhileLoadingNothingIsChanged(string signal)
    {
        // A shell starts what runs in the background deaf to Ctrl-C, and so are its children.
        if (signal == "INT" && IgnoresInterrupts())
            return;
        using SourceTree tree = SourceTree.Project("", ("Driver.cs", Sources.Driver()));
        // Evaluates for long, so that the signal surely comes while it loads.
        tree.Add(("Tree.csproj", Sources.Project().Replace("</Project>", "<Target Name=\"Wait\" BeforeTargets=\"CoreCompile\"><WriteLinesToFile File=\"started.txt\" Lines=\"x\" /><Exec Command=\"sleep 60\" /></Target></Project>", StringComparison.Ordinal)));
        SortedDictionary<string, string> before = tree.Snapshot();
        using Process process = Process.Start(Tool.Start(tree.Folder, [], Tool.Host, Tool.Assembly, "convert", ".", "--write"))!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        for (int wait = 0; !File.Exists(tree.PathOf("started.txt")) && wait < 1200 && !process.HasExited; wait++)
            await Task.Delay(100);
        Assert.True(File.Exists(tree.PathOf("started.txt")), process.HasExited ? await error : "not started");
        File.Delete(tree.PathOf("started.txt"));
        Process.Start("kill", [$"-{signal}", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])!.WaitForExit();
        Stopwatch clock = Stopwatch.StartNew();
        await process.WaitForExitAsync();
        Assert.True(clock.Elapsed.TotalSeconds < 40, "it waited for the project to load");
        Assert.Equal(3, process.ExitCode);
        Assert.Contains("interrupted; nothing was changed", await error, StringComparison.Ordinal);
        await output;
        Assert.Equal(before, tree.Snapshot());
    }

    private static bool IgnoresInterrupts() =>
        File.Exists("/proc/self/status")
        && File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is string ignored
        && (Convert.ToUInt64(ignored[7..].Trim(), 16) & 1 << 1) != 0;

    private static byte[] Noise(int length)
    {
        byte[] noise = new byte[length];
        new Random(1).NextBytes(noise);
        return noise;
    }
}
