using System;
using System.Threading.Tasks;
using Xunit;

namespace FragApi.Cli.Check.Tests;

/// <summary>What the tool advises is right when it is followed.</summary>
public sealed class AdviceTests
{
    private const string Fragment = """
        using FragApi;
        public class Page { [PageGet] public void Get() { } }
        [Fragment(Accessor = typeof(S))]
        public struct Frag { [FragmentPage] public Page Page; [FragmentOffset] public int Offset; [FragmentSize] public int Size; }
        [FragmentAccessor]
        public static class S { public static Page Page(in Frag f) => f.Page; public static void SetPage(ref Frag f, Page p) => f.Page = p; }

        """;

    [Fact]
    public async Task CommandsAreForTheCodeBaseThatWasGiven()
    {
        using Folder folder = new("a tree");
        WriteFragment(folder);
        folder.Write("Use.cs", "class Use { Page M(Frag f) => f.Page; }");
        string parent = System.IO.Path.GetDirectoryName(folder.Root)!;
        ToolRun planned = (await Tool.RunAsync(parent, "convert", "a tree", "--loose")).Exits(0);
        Assert.Equal("Nothing was written. To apply: fragapi convert \"a tree\" --loose --write", planned.Lines[^1]);
        ToolRun written = (await Tool.RunAsync(parent, "convert", "a tree", "--loose", "--write")).Exits(0);
        Assert.Equal("Written. Next: build, review the diff, commit; then fragapi seal \"a tree\" --loose", written.Lines[^1]);
        ToolRun again = (await Tool.RunAsync(parent, "convert", "a tree", "--loose")).Exits(0);
        Assert.Equal("Nothing to convert. Next: fragapi seal \"a tree\" --loose", again.Lines[^1]);
        ToolRun sealing = (await Tool.RunAsync(parent, "seal", "a tree", "--loose")).Exits(0);
        Assert.Equal("No missed case. To make it so: fragapi seal \"a tree\" --loose --write", sealing.Lines[^1]);
    }

    [Fact]
    public async Task WhereNothingIsBoundItIsSaidHowToBind()
    {
        using Folder folder = new();
        folder.Write("A.cs", "class A { }");
        ToolRun run = (await Tool.RunAsync(folder.Root, "convert")).Exits(0);
        Assert.Contains("No type is said to be a fragment.", run.Lines[^1], StringComparison.Ordinal);
        Assert.Contains("fragapi explain bindings", run.Lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("seal", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InASealedTreeNobodyIsSentInACircle()
    {
        using Folder folder = new();
        WriteFragment(folder);
        (await Tool.RunAsync(folder.Root, "seal", "--write")).Exits(0);
        Assert.Equal("Nothing to convert. The pages are sealed: a raw use does not compile.", (await Tool.RunAsync(folder.Root, "convert")).Exits(0).Lines[^1]);
        folder.Write("Raw.cs", "class Raw { Page M(Frag f) => f.Page; }");
        ToolRun sealing = (await Tool.RunAsync(folder.Root, "seal")).Exits(1);
        Assert.Contains("Raw.cs(1,31): f.Page: FRAG1006", sealing.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("fragapi convert", sealing.Out, StringComparison.Ordinal);
        Assert.Contains("by hand with the accessors", sealing.Lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("fragapi seal", (await Tool.RunAsync(folder.Root, "convert")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MissingAccessorsAreSummedUpByName()
    {
        using Folder folder = new();
        WriteFragment(folder);
        folder.Write("Use.cs", "class Use { int M(Frag f) => f.Size + f.Offset + f.Size; int N(Frag f) => f.Size; }");
        ToolRun run = (await Tool.RunAsync(folder.Root, "convert")).Exits(1);
        Assert.Contains("  no accessor: Size 3, Offset 1; once the fragment's accessor type has them, these are converted: fragapi explain accessors", run.Lines);
        Assert.DoesNotContain("names no accessor", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("page-gett M:Page.Get", "'page-gett' is not a keyword; did you mean 'page-get'?")]
    [InlineData("PageGet M:Page.Get", "'PageGet' is not a keyword; did you mean 'page-get'?")]
    [InlineData("page-get M:Page.get", "'M:Page.get' names nothing in this compilation or its references; there is 'M:Page.Get'")]
    [InlineData("page-get M:page.Get", "'M:page.Get' names nothing in this compilation or its references; there is 'T:Page'")]
    [InlineData("fragment T:Fragg", "'T:Fragg' names nothing in this compilation or its references; there is 'T:Frag'")]
    [InlineData("fragment T:Frag accessor=T:s", "'T:s' names no type in this compilation or its references; there is 'T:S'")]
    [InlineData("page-get M:Nothing.LikeThis", "'M:Nothing.LikeThis' names nothing in this compilation or its references")]
    [InlineData("consumes M:S.SetPage(Frag@,Page)#P", "'M:S.SetPage(Frag@,Page)' has no parameter 'P'; did you mean 'p'?")]
    [InlineData("consumes M:S.SetPage(Frag@,Page)#p when=true", "'true' is no outcome; did you mean 'True'? outcomes are ")]
    [InlineData("fragment-accessor M:S.Page(Frag@) operation=Pages", "'Pages' is not an operation; did you mean 'Page'? operations are ")]
    public async Task WhatIsSpelledOtherwiseInABindingFileIsSuggested(string line, string message)
    {
        using Folder folder = new();
        WriteFragment(folder);
        folder.Write("FragApi.Bindings.txt", line + "\n");
        ToolRun run = (await folder.CheckAsync("--rules", "FRAG9001,FRAG9002")).Exits(1);
        Assert.Contains(message, run.Lines[0], StringComparison.Ordinal);
        if (!message.EndsWith(' '))
            Assert.EndsWith(message, run.Lines[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chekc .", "fragapi: there is no verb 'chekc'; did you mean 'check'?")]
    [InlineData("Convert .", "fragapi: there is no verb 'Convert'; did you mean 'convert'?")]
    [InlineData("frobnicate", "fragapi: there is no verb 'frobnicate'")]
    [InlineData("check --formt json", "fragapi: there is no option '--formt' of 'check'; did you mean '--format'?")]
    [InlineData("convert --wirte", "fragapi: there is no option '--wirte' of 'convert'; did you mean '--write'?")]
    [InlineData("rules --fromat json", "fragapi: there is no option '--fromat' of 'rules'; did you mean '--format'?")]
    [InlineData("check --format jsn", "fragapi: --format jsn: it takes text or json; did you mean 'json'?")]
    [InlineData("check --fail-on warnings", "fragapi: --fail-on warnings: it takes info, warning or error; did you mean 'warning'?")]
    [InlineData("check --rules FRAG101", "fragapi: --rules FRAG101: there is no such rule ('fragapi rules' lists them); did you mean 'FRAG1001'?")]
    public async Task WhatIsSpelledOtherwiseOnTheCommandLineIsSuggested(string arguments, string message)
    {
        using Folder folder = new();
        ToolRun run = (await Tool.RunAsync(folder.Root, arguments.Split(' '))).Exits(2);
        Assert.Equal(message, run.Error.Split('\n')[0]);
        Assert.Equal("", run.Out);
    }

    [Fact]
    public async Task StrictModeEndsWithWhatWasNotTracked()
    {
        using Folder folder = Folder.WithKernel();
        folder.Write("A.cs", "using System.Buffers;\nclass A { byte[] M() { byte[] b = ArrayPool<byte>.Shared.Rent(1); Other.Use(b); return b; } }\n");
        folder.Write(".editorconfig", "root = true\n[*.cs]\nfrag_strict = true\n");
        Assert.Contains((await folder.CheckAsync("--rules", "FRAG2001")).Exits(0).Lines, line => line.StartsWith("tree: 1 acquisitions, 1 of them not tracked to the end: 1 ", StringComparison.Ordinal));
        Assert.DoesNotContain("not tracked to the end", (await folder.CheckAsync("--rules", "FRAG1001")).Exits(0).Out, StringComparison.Ordinal);
    }

    private static void WriteFragment(Folder folder) =>
        folder.Write("FragApi.Annotations.cs", Folder.Annotations).Write("Fragment.cs", Fragment);
}
