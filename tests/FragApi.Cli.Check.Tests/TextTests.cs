using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace FragApi.Cli.Check.Tests;

/// <summary>What <c>check</c> prints for people, and what it exits with.</summary>
public sealed class TextTests
{
    [Fact]
    public async Task FindingsArePrintedAsCompilersDo()
    {
        using Folder folder = Folder.WithKernel();
        folder.Write("Net/Card.cs", Sources.Driver).Write("Net/Clean.cs", Sources.Clean);
        ToolRun run = (await folder.CheckAsync(".")).Exits(1);
        Assert.Equal(Sources.DriverLines.Select(line => "Net/Card.cs" + line), run.Lines.Take(2));
        Assert.Equal(["rule", "findings", "files"], run.Lines[2].Split(' ', System.StringSplitOptions.RemoveEmptyEntries));
        Assert.Matches("^FRAG1001  Reference taken on a fragment's page by hand +1 +1 *$", run.Lines[3]);
        Assert.Matches("^FRAG1002  Reference dropped on a fragment's page by hand +1 +1 *$", run.Lines[4]);
        Assert.Matches("^all +2 +1 *$", run.Lines[5]);
        Assert.Equal("2 findings in 1 file.", run.Lines[6]);
        Assert.Equal(7, run.Lines.Count);
        Assert.DoesNotContain('\u001b', run.Out);
    }

    [Fact]
    public async Task WithoutFindingsItSaysSo()
    {
        using Folder folder = Folder.WithKernel();
        folder.Write("Clean.cs", Sources.Clean);
        Assert.Equal(["No findings in 2 files."], (await folder.CheckAsync()).Exits(0).Lines);
    }

    [Fact]
    public async Task WhereNothingIsBoundItSaysHowToBind()
    {
        using Folder folder = new();
        folder.Write("A.cs", "class A { }");
        Assert.Equal(["No findings in 1 file. No type is said to be a fragment there: 'fragapi explain annotations', 'fragapi explain bindings'."], (await folder.CheckAsync("--full")).Exits(0).Lines);
        Assert.Contains("fragapi: 1 of 1 files not bound: no name in them concerns a rule. Whether they compile was not asked (--full).", (await folder.CheckAsync()).Exits(0).Error);
    }

    [Fact]
    public async Task BrokenCodeInAFolderIsTolerated()
    {
        using Folder folder = Folder.WithKernel();
        folder.Write("Card.cs", Sources.Driver.Replace("return", "Unknown.Thing<int> x = Missing(; return"));
        folder.Write("Empty.cs", "");
        folder.Write("Torn.cs", "namespace { class { void M( { if (((");
        await File.WriteAllBytesAsync(folder.PathOf("Bytes.cs"), [0x63, 0xff, 0xfe, 0x00, 0xc3, 0x28, 0x0a]);
        ToolRun run = (await folder.CheckAsync()).Exits(1);
        Assert.Contains("Card.cs" + Sources.DriverLines[0], run.Lines);
    }

    [Theory]
    [InlineData("", 2, "there is no project and no .cs file in it")]
    [InlineData("nowhere", 2, "there is no such file or folder")]
    [InlineData("--severity loud", 2, "fragapi: --severity loud: it takes info, warning or error")]
    [InlineData("--format xml", 2, "fragapi: --format xml: it takes text or json")]
    [InlineData("--rules FRAG1099", 2, "--rules FRAG1099: there is no such rule")]
    [InlineData("--update-baseline", 2, "--update-baseline needs --baseline FILE.")]
    [InlineData("--baseline known.json", 2, "--baseline known.json: there is no such file; --update-baseline makes it.")]
    public async Task WhatCannotBeDoneIsSaidOnStandardError(string arguments, int exitCode, string message)
    {
        using Folder folder = new();
        ToolRun run = (await folder.CheckAsync(arguments.Split(' ', System.StringSplitOptions.RemoveEmptyEntries))).Exits(exitCode);
        Assert.Contains(message, run.Error);
        Assert.Equal("", run.Out);
    }

    [Theory]
    [InlineData("--rules frag1002", new[] { "Net/Card.cs(10", "Sub/Card.cs(10" }, 1)]
    [InlineData("--rules FRAG1003,FRAG1004", new string[0], 0)]
    [InlineData("--include Net/", new[] { "Net/Card.cs(9", "Net/Card.cs(10" }, 1)]
    [InlineData("--exclude **/Card.cs", new string[0], 0)]
    [InlineData("--include **/Card.cs --exclude Sub/ --rules FRAG1001", new[] { "Net/Card.cs(9" }, 1)]
    public async Task FilesAndRulesCanBeChosen(string arguments, string[] places, int exitCode)
    {
        using Folder folder = Folder.WithKernel();
        folder.Write("Net/Card.cs", Sources.Driver).Write("Sub/Card.cs", Sources.Driver.Replace("class Card", "class Other"));
        ToolRun run = (await folder.CheckAsync(arguments.Split(' '))).Exits(exitCode);
        Assert.Equal(places, run.Lines.Where(line => line.Contains("): ")).Select(line => line.Split(',')[0]));
    }

    [Fact]
    public async Task SeveritiesAndSuppressionsAreTheBuilds()
    {
        using Folder folder = Folder.WithKernel();
        folder.Write("Net/Card.cs", Sources.Driver).Write("Old/Card.cs", Sources.Driver.Replace("class Card", "class Old"));
        folder.Write("Lone/Card.cs", "#pragma warning disable FRAG1001\n" + Sources.Driver.Replace("class Card", "class Lone"));
        folder.Write(".editorconfig", "root = true\n[*.cs]\ndotnet_diagnostic.FRAG1001.severity = error\ndotnet_diagnostic.FRAG1002.severity = suggestion\n[Old/**.cs]\ndotnet_diagnostic.FRAG1001.severity = none\ndotnet_diagnostic.FRAG1002.severity = silent\n");
        Assert.Equal(["Lone/Card.cs(11,20): info FRAG1002", "Net/Card.cs(9,13): error FRAG1001", "Net/Card.cs(10,20): info FRAG1002"], Heads(await folder.CheckAsync()));
        ToolRun errors = (await folder.CheckAsync("--severity", "error")).Exits(1);
        Assert.Equal(["Net/Card.cs(9,13): error FRAG1001"], Heads(errors));
        (await folder.CheckAsync("--severity", "error", "--include", "Lone/")).Exits(0);

        // Information is printed, and fails nothing unless asked to.
        ToolRun information = (await folder.CheckAsync("--include", "Lone/")).Exits(0);
        Assert.Equal(["Lone/Card.cs(11,20): info FRAG1002"], Heads(information));
        Assert.Equal("1 finding in 1 file, information only.", information.Lines[^1]);
        (await folder.CheckAsync("--include", "Lone/", "--fail-on", "info")).Exits(1);
        Assert.Equal("3 findings in 2 files, 2 of them information.", (await folder.CheckAsync("--fail-on", "error")).Exits(1).Lines[^1]);

        static IEnumerable<string> Heads(ToolRun run) => run.Lines.Where(line => line.Contains("): ")).Select(line => string.Join(':', line.Split(':').Take(2)));
    }

    [Fact]
    public async Task WhatIsWrongWithABindingFileIsAFindingInIt()
    {
        using Folder folder = Folder.WithKernel();
        folder.Write("FragApi.Bindings.txt", "# ours\npage-gett M:Kernel.Mm.PutPage(Kernel.Page)\n");
        ToolRun run = (await folder.CheckAsync("--rules", "FRAG9001")).Exits(1);
        Assert.StartsWith("FragApi.Bindings.txt(2,1): warning FRAG9001: Malformed binding: 'page-gett'", run.Lines[0]);
    }
}
