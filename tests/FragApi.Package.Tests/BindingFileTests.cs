using System.IO;
using System.Threading.Tasks;
using Xunit;

namespace FragApi.Package.Tests;

/// <summary>Binding files come along without a word in the project file, and speak up when they are wrong.</summary>
[Collection(PackageCollection.Name)]
public sealed class BindingFileTests(PackageFixture package)
{
    private const string Source = """
        public sealed class Page
        {
            public int Count;

            public void Get()
            {
                Count++;
            }
        }

        public struct Frag
        {
            public Page page;
        }

        public static class Driver
        {
            public static void Hold(ref Frag frag)
            {
                frag.page.Get(); // FRAG1001
            }
        }

        """;

    private const string Bindings = """
        fragment      T:Frag
        fragment-page F:Frag.page
        page-get      M:Page.Get

        """;

    [Fact]
    public async Task The_projects_own_binding_files_are_picked_up()
    {
        ConsumerSolution project = await package.NewProjectAsync("net10.0", "", Source);
        project.Write("FragApi.Bindings.txt", Bindings);

        Assert.Equal(project.Expected(), (await project.BuildAsync()).Succeeds().Findings(project.Folder));
    }

    [Theory]
    [InlineData("<FragApiBindings>../shared/FragApi.Bindings.Vendor.txt</FragApiBindings>")]
    [InlineData("</PropertyGroup><ItemGroup><FragApiBindings Include=\"../shared/FragApi.Bindings.Vendor.txt\" /></ItemGroup><PropertyGroup>")]
    [InlineData("</PropertyGroup><ItemGroup><AdditionalFiles Include=\"../shared/FragApi.Bindings.Vendor.txt\" /></ItemGroup><PropertyGroup>")]
    public async Task A_binding_file_elsewhere_is_named_by_property_or_item(string how)
    {
        ConsumerSolution project = await package.NewProjectAsync("net10.0", how, Source);
        Directory.CreateDirectory(Path.Combine(project.Folder, "../shared"));
        project.Write("../shared/FragApi.Bindings.Vendor.txt", Bindings);

        Assert.Equal(project.Expected(), (await project.BuildAsync()).Succeeds().Findings(project.Folder));
    }

    [Fact]
    public async Task What_is_wrong_in_a_binding_file_is_located_in_it()
    {
        ConsumerSolution project = await package.NewProjectAsync("net10.0", "", Source);
        project.Write("FragApi.Bindings.txt", Bindings + "page-gett M:Page.Get\n\npage-put M:Page.Putt\nfragment-offset F:Frag.page\n");
        // It is an additional file already: once is enough.
        project.Write("Directory.Build.targets", "<Project><ItemGroup><AdditionalFiles Include=\"FragApi.Bindings.txt\" /></ItemGroup></Project>");

        Assert.Equal(
            [
                new Finding("FragApi.Bindings.txt", 4, "warning", "FRAG9001"),
                new Finding("FragApi.Bindings.txt", 6, "warning", "FRAG9002"),
                new Finding("FragApi.Bindings.txt", 7, "warning", "FRAG9003"),
                .. project.Expected(),
            ],
            (await project.BuildAsync()).Succeeds().Findings(project.Folder));
    }

    [Fact]
    public async Task A_file_that_would_not_be_read_is_an_error()
    {
        ConsumerSolution project = await package.NewProjectAsync("net10.0", "", Source);
        project.Write("vendor.txt", Bindings);

        Assert.Contains("error FRAGAPI003: The binding file 'missing.txt' of FragApiBindings does not exist.", (await project.BuildAsync("-p:FragApiBindings=missing.txt")).Fails().Output);
        Assert.Contains("error FRAGAPI004: The binding file 'vendor.txt' of FragApiBindings would not be read", (await project.BuildAsync("-p:FragApiBindings=vendor.txt")).Fails().Output);
    }

    [Theory]
    [InlineData("<FragApiBindingPacks>NerdbankStreams</FragApiBindingPacks>")]
    [InlineData("</PropertyGroup><ItemGroup><FragApiBindingPack Include=\"NerdbankStreams\" /></ItemGroup><PropertyGroup>")]
    public async Task A_pack_of_the_package_is_chosen_by_name(string how)
    {
        // The project is the library: its own sources declare what the pack names.
        ConsumerSolution project = await package.NewProjectAsync("net10.0", how, """
            namespace Nerdbank.Streams
            {
                public sealed class Sequence<T>
                {
                    public void Dispose() { }
                    public void Advance(int count) { }
                }
            }

            public static class Program
            {
                public static void Use()
                {
                    Nerdbank.Streams.Sequence<int> sequence = new Nerdbank.Streams.Sequence<int>(); // FRAG2001
                    sequence.Advance(1);
                }
            }

            """);

        Assert.Equal(project.Expected(), (await project.BuildAsync()).Succeeds().Findings(project.Folder));
    }

    [Fact]
    public async Task A_pack_is_silent_where_its_library_is_not()
    {
        ConsumerSolution project = await package.NewProjectAsync("net10.0", "<FragApiBindingPacks>DotNetty;Orleans</FragApiBindingPacks>", Source);

        Assert.DoesNotContain("FRAG9", (await project.BuildAsync()).Succeeds().Output);
    }

    [Fact]
    public async Task A_pack_that_is_not_there_is_an_error()
    {
        ConsumerSolution project = await package.NewProjectAsync("net10.0", "", Source);

        Assert.Contains("error FRAGAPI005: FragApiBindingPacks names 'Netty'", (await project.BuildAsync("-p:FragApiBindingPacks=Netty")).Fails().Output);
    }
}
