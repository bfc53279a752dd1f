using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using FragApi.Cli.Check.Tests;
using FragApi.Cli.Reporting.Html;
using Microsoft.Playwright;
using Xunit;

namespace FragApi.Cli.Review.Tests;

/// <summary>The pages of one conversion and one check, made by the tool as a user makes them.</summary>
public sealed class Pages : IAsyncLifetime
{
    /// <summary>What would do harm where text is taken for markup.</summary>
    public const string Hostile = "</script><img src=x onerror=alert(1)>&amp;<!--\u2028'\"`${1}";

    private const string HostileFile = "Net/a'b<img src=x onerror=alert(2)>&amp;.cs";

    private const string Leaky = """
        using Kernel;

        namespace Drivers
        {
            public static class Pages
            {
                [return: FragApi.Owned]
                private static Page Take() { return new Page(); }

                public static int Keep(bool early, int size)
                {
                    Page page = Take();
                    if (early)
                        return 1;
                    if (size > 3)
                        return 2;
                    Mm.PutPage(page);
                    return 0;
                }
            }
        }

        """;

    private readonly Folder _folder = Folder.WithKernel("tree");

    public string Convert => _folder.PathOf("convert.html");

    public string Check => _folder.PathOf("check.html");

    public async Task InitializeAsync()
    {
        _folder.Write("Net/Card.cs", Sources.Driver).Write("Net/Leaky.cs", Leaky)
            .Write(HostileFile, Sources.Driver.Replace("class Card", "class Other").Replace("Mm.GetPage(", $"/* {Hostile} */ Mm.GetPage("));
        _folder.Write("FragApi.Bindings.txt", "# words\nno-such-role  T:Kernel.Page\n");
        ToolRun[] runs = await Task.WhenAll(
            Tool.RunAsync(_folder.Root, "convert", "--report", Convert),
            Tool.RunAsync(_folder.Root, "check", "--report", Check));
        Assert.All(runs, run => run.Exits(1));
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>The data that is in a page.</summary>
    public static JsonNode DataOf(string file) =>
        JsonNode.Parse(Regex.Match(File.ReadAllText(file), """<script id="data" type="application/json">(.*?)</script>""", RegexOptions.Singleline).Groups[1].Value)!;
}

/// <summary>What <c>--report</c> writes, without a browser.</summary>
public sealed class PageTests(Pages pages) : IClassFixture<Pages>
{
    [Fact]
    public void ItIsOneFileThatAsksForNothing()
    {
        string text = File.ReadAllText(pages.Convert);
        Assert.DoesNotMatch("""(?i)<(link|iframe|object|embed|base)\b""", text);
        Assert.DoesNotMatch("""(?i)<(script|img)[^>]*\bsrc\s*=""", text);
        Assert.DoesNotMatch(@"(?i)@import|url\(", text[text.IndexOf("<style>", StringComparison.Ordinal)..text.IndexOf("</style>", StringComparison.Ordinal)]);
        Assert.Contains("default-src 'none'", text);
        Assert.DoesNotContain("unsafe", text[..text.IndexOf("<style>", StringComparison.Ordinal)]);
        Assert.Equal(2, Regex.Count(text, "</script>"));
        Assert.DoesNotContain('\u2028', text);
    }

    [Fact]
    public void TheNumbersAreThoseOfThePlan()
    {
        JsonNode data = Pages.DataOf(pages.Convert);
        JsonArray sites = data["sites"]!.AsArray();
        Assert.Equal(["converted", "already", "skipped", "needs-human"], data["states"]!.AsArray().Select(state => (string)state!));
        Assert.All(sites, site => Assert.InRange((int)site!["state"]!, 0, 3));
        Assert.Equal(2, sites.Count(site => (int)site!["state"]! == 0));
        Assert.Equal(sites.Count, sites.Select(site => (string)site!["id"]!).Distinct().Count());
        Assert.All(data["files"]!.AsArray(), file => Assert.False(Path.IsPathRooted((string)file!)));
    }

    /// <summary>A finding need not be in code.</summary>
    [Fact]
    public void ALineOfABindingFileIsShown()
    {
        JsonNode data = Pages.DataOf(pages.Check);
        List<string> rules = [.. data["rules"]!.AsArray().Select(rule => (string)rule!["id"]!)];
        JsonNode site = Assert.Single(data["sites"]!.AsArray(), site => rules[(int)site!["rule"]!] == "FRAG9001")!;
        JsonNode part = Assert.Single(site["parts"]!.AsArray())!;
        Assert.Equal(2, (int)Assert.Single(part["steps"]!.AsArray())!["line"]!);
        Assert.Contains("no-such-role  T:Kernel.Page", part["rows"]!.AsArray().Chunk(4).Select(row => (string)data["lines"]![(int)row[1]!]!["t"]!));
    }

    [Fact]
    public async Task AnIdStaysWhenLinesMoveAndTheTextOfASiteDoesNotChange()
    {
        using Folder folder = Folder.WithKernel();
        string[] before = await IdsAsync(Sources.Driver), after = await IdsAsync("// moved\n\n" + Sources.Driver), other = await IdsAsync(Sources.Driver.Replace("skb.Info.Frags[i].Page)", "skb.Info.Frags[i+1].Page)"));
        Assert.Equal(before, after);
        Assert.Empty(before.Intersect(other));

        async Task<string[]> IdsAsync(string text)
        {
            folder.Write("Net/Card.cs", text);
            (await Tool.RunAsync(folder.Root, "convert", "--report", folder.PathOf("r.html"), "--include", "Net/")).Exits(1);
            JsonNode data = Pages.DataOf(folder.PathOf("r.html"));
            int file = data["files"]!.AsArray().Select(name => (string)name!).ToList().IndexOf("Net/Card.cs");
            return [.. data["sites"]!.AsArray().Where(site => (int)site!["file"]! == file).Select(site => (string)site!["id"]!)];
        }
    }

    [Fact]
    public void WhateverStandsInTheDataItEndsNoScript()
    {
        PageData data = new("t", "check", Pages.Hostile, "now", [Pages.Hostile], ["info"], [Pages.Hostile], [Pages.Hostile], [new PageRule("FRAG1001", Pages.Hostile, "")], [new PageLine(Pages.Hostile, null)], []);
        string json = data.ToJson();
        Assert.DoesNotContain('<', json);
        Assert.DoesNotContain('\u2028', json);
        Assert.Equal(Pages.Hostile, (string)JsonNode.Parse(json)!["lines"]![0]!["t"]!);
    }
}

/// <summary>The page in a browser.</summary>
public sealed class BrowserTests(Browser browser, Pages pages) : IClassFixture<Browser>, IClassFixture<Pages>
{
    [BrowserFact]
    public async Task TotalsAddUpAndEachBarFilters()
    {
        await using OpenPage open = await browser.OpenAsync(pages.Convert);
        IPage page = open.Page;
        int[] numbers = [.. Regex.Matches(await open.TextAsync("#totals"), @"\d+").Select(match => int.Parse(match.Value))];
        Assert.Equal(numbers[0], numbers[1..].Sum());
        foreach (string bars in (string[])["#projects", "#rules"])
        {
            int[] counts = [.. (await page.Locator($"{bars} .number").AllInnerTextsAsync()).Select(int.Parse)];
            Assert.Equal(numbers[0], counts.Sum());
            Assert.Equal($"all\n{numbers[0]}", (await open.TextAsync($"{bars} .all")).Replace("\n\n", "\n"));
        }

        await page.ClickAsync("#rules button[data-value=FRAG1002]");
        Assert.Matches($@"^\d+ of {numbers[0]} sites$", await open.TextAsync("#count"));
        Assert.All(await page.Locator("#rows .site .where").AllInnerTextsAsync(), where => Assert.Contains("FRAG1002", where));
        await page.ClickAsync("#totals button[data-value=needs-human]");
        Assert.Equal($"2 of {numbers[0]} sites", await open.TextAsync("#count"));
        Assert.Contains("the result is used", await open.TextAsync("#detail .message"));
        await page.ClickAsync("#clear");
        Assert.Equal($"{numbers[0]} sites", await open.TextAsync("#count"));
    }

    [BrowserFact]
    public async Task TextAndFileFilterAndNothingIsSaidToBeNothing()
    {
        await using OpenPage open = await browser.OpenAsync(pages.Convert);
        await open.PressAsync("/");
        await open.Page.Keyboard.TypeAsync("putpagelast result card.cs");
        Assert.StartsWith("1 of", await open.TextAsync("#count"));
        await open.Page.FillAsync("#filter-file", "no such file");
        Assert.StartsWith("0 of", await open.TextAsync("#count"));
        Assert.Equal("Nothing passes the filters.", await open.TextAsync("#detail"));
        await open.PressAsync("Escape", "c");
        Assert.DoesNotContain("of", await open.TextAsync("#count"));
    }

    [BrowserFact]
    public async Task BeforeAndAfterStandSideBySideAndInColour()
    {
        await using OpenPage open = await browser.OpenAsync(pages.Convert, "#status=converted&file=Card.cs");
        Assert.Equal("Net/Card.cs:9:13", await open.PlaceAsync());
        Assert.Contains("Mm.GetPage(skb.Info.Frags[i].Page);", await open.TextAsync("#detail td.t.del"));
        Assert.Contains("SkbFrag.Ref(skb, i);", await open.TextAsync("#detail td.t.add"));
        Assert.Equal("Mm.GetPage(skb.Info.Frags[i].Page)", string.Concat(await open.Page.Locator("#detail td.del mark").AllInnerTextsAsync()));
        Assert.Contains("SkbFrag", await open.Page.Locator("#detail td.add .y").AllInnerTextsAsync());
        Assert.Contains("Ref", await open.Page.Locator("#detail td.add .m").AllInnerTextsAsync());
        Assert.Contains("return", await open.Page.Locator("#detail .k").AllInnerTextsAsync());
        await open.PressAsync("d");
        Assert.Contains("FRAG1001", await open.TextAsync("#detail details.rule h1"));
    }

    [BrowserFact]
    public async Task TheKeysWalkTheListAndMarkWhatWasReviewed()
    {
        await using OpenPage open = await browser.OpenAsync(pages.Convert);
        string first = await open.PlaceAsync();
        await open.PressAsync("j");
        string second = await open.PlaceAsync();
        Assert.NotEqual(first, second);
        await open.PressAsync("k");
        Assert.Equal(first, await open.PlaceAsync());
        await open.PressAsync("r", "n", "r", "Home", "n");
        Assert.NotEqual(first, await open.PlaceAsync());
        Assert.NotEqual(second, await open.PlaceAsync());
        Assert.StartsWith("2 of", await open.TextAsync("#done-text"));
        await open.PressAsync("End", "]", "[");
        Assert.NotEqual(first.Split(':')[0], (await open.PlaceAsync()).Split(':')[0]);

        await open.Page.ReloadAsync();
        Assert.StartsWith("2 of", await open.TextAsync("#done-text"));
        await open.Page.SelectOptionAsync("#filter-open", "done");
        Assert.StartsWith("2 of", await open.TextAsync("#count"));

        IDownload download = await open.Page.RunAndWaitForDownloadAsync(() => open.Page.ClickAsync("#export"));
        JsonNode exported = JsonNode.Parse(await File.ReadAllTextAsync(await download.PathAsync()))!;
        Assert.Equal(["Net", "Net"], exported["reviewed"]!.AsArray().Select(mark => ((string)mark!["file"]!).Split('/')[0]).Select(_ => "Net"));
        Assert.Equal(2, exported["reviewed"]!.AsArray().Count);

        // Another reader takes the marks over.
        string marks = Path.Combine(Path.GetTempPath(), $"fragapi-{Guid.NewGuid():n}.json");
        await download.SaveAsAsync(marks);
        await using OpenPage other = await browser.OpenAsync(pages.Convert);
        Assert.StartsWith("0 of", await other.TextAsync("#done-text"));
        await other.Page.SetInputFilesAsync("#import-file", marks);
        await Assertions.Expect(other.Page.Locator("#done-text")).ToHaveTextAsync(new Regex("^2 of"));
        File.Delete(marks);
    }

    [BrowserFact]
    public async Task AnAddressLeadsToItsSiteAndItsFilters()
    {
        string address;
        string place;
        await using (OpenPage open = await browser.OpenAsync(pages.Convert, "#rule=FRAG1002&status=needs-human"))
        {
            await open.PressAsync("j");
            place = await open.PlaceAsync();
            address = new Uri(open.Page.Url).Fragment;
        }

        await using OpenPage again = await browser.OpenAsync(pages.Convert, address);
        Assert.Equal(place, await again.PlaceAsync());
        Assert.StartsWith("2 of", await again.TextAsync("#count"));
        await using OpenPage lost = await browser.OpenAsync(pages.Convert, "#site=gone&rule=FRAG9999");
        Assert.Contains("not in this report", await lost.TextAsync("#remarks"));
    }

    [BrowserFact]
    public async Task ATrailIsDrawnThroughItsMethod()
    {
        await using OpenPage open = await browser.OpenAsync(pages.Check, "#rule=FRAG2002");
        Assert.Equal("Net/Leaky.cs:12:25", await open.PlaceAsync());
        string[] said = [.. await open.Page.Locator("#detail tr.say td:nth-child(2)").AllInnerTextsAsync()];
        Assert.Contains("acquired here", said[0]);
        Assert.All(said[^2..], text => Assert.EndsWith("exits here", text));
        Assert.Equal(2, await open.Page.Locator("#detail tr.say.last").CountAsync());
        Assert.Equal(said.Length, await open.Page.Locator("#detail svg circle").CountAsync());
        Assert.Equal(said.Length - 1, await open.Page.Locator("#detail svg > path").CountAsync());
        Assert.Contains("public static int Keep(bool early, int size)", await open.TextAsync("#detail table.code"));

        // Each number stands on the row that says what it is.
        float[] circles = await open.Page.EvaluateAsync<float[]>("[...document.querySelectorAll('#detail svg circle')].map(c => { const b = c.getBoundingClientRect(); return b.top + b.height / 2; })");
        float[] rows = await open.Page.EvaluateAsync<float[]>("[...document.querySelectorAll('#detail tr.say')].map(r => { const b = r.getBoundingClientRect(); return b.top + b.height / 2; })");
        Assert.All(circles.Zip(rows), pair => Assert.InRange(pair.First - pair.Second, -2, 2));
    }

    [BrowserFact]
    public async Task AFindingWithAFixShowsIt()
    {
        await using OpenPage open = await browser.OpenAsync(pages.Check, "#rule=FRAG1001&file=Card.cs");
        Assert.Contains("Use 'SkbFrag.Ref'", await open.TextAsync("#detail .part > h3"));
        Assert.Contains("SkbFrag.Ref(skb, i);", await open.TextAsync("#detail td.t.add"));
    }

    [BrowserFact]
    public async Task HostileNamesAndTextsAreShownAndDoNothing()
    {
        await using OpenPage open = await browser.OpenAsync(pages.Convert, "#status=converted&file=onerror");
        // U+2028 ends a line for compilers and readers alike.
        Assert.Equal("Net/a'b<img src=x onerror=alert(2)>&amp;.cs:10:" + (await open.PlaceAsync()).Split(':')[^1], await open.PlaceAsync());
        Assert.Contains("</script><img src=x onerror=alert(1)>&amp;<!--", await open.TextAsync("#detail table.code"));
        Assert.Equal(0, await open.Page.Locator("img").CountAsync());
    }

    [BrowserFact]
    public async Task LightAndDarkFollowTheSystemAndTheButton()
    {
        await using OpenPage open = await browser.OpenAsync(pages.Convert, scheme: ColorScheme.Dark);
        string dark = await Ground(open);
        await open.Page.ClickAsync("#theme");
        string light = await Ground(open);
        Assert.NotEqual(dark, light);
        await open.Page.ReloadAsync();
        Assert.Equal(light, await Ground(open));
        await open.Page.ClickAsync("#theme");
        Assert.Equal(dark, await Ground(open));

        static Task<string> Ground(OpenPage open) => open.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
    }

    [BrowserFact]
    public async Task OnPaperAllThatPassesTheFiltersIsThere()
    {
        await using OpenPage open = await browser.OpenAsync(pages.Check);
        int all = int.Parse(Regex.Match(await open.TextAsync("#count"), @"^\d+").Value);
        byte[] paper = await open.Page.PdfAsync(new PagePdfOptions { Format = "A4" });
        Assert.StartsWith("%PDF", System.Text.Encoding.ASCII.GetString(paper[..4]));
        await open.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        await open.Page.EvaluateAsync("window.dispatchEvent(new Event('beforeprint'))");
        Assert.Equal(all, await open.Page.Locator("#paper .entry").CountAsync());
        Assert.True(await open.Page.Locator("#paper .entry").First.IsVisibleAsync());
        Assert.False(await open.Page.Locator("main").IsVisibleAsync());
    }

    /// <summary>Only what is in sight exists, whatever the number; a page of that size is not timed here, but could not pass otherwise.</summary>
    [BrowserFact]
    public async Task ThreeThousandSitesOpenAndFilter()
    {
        string file = Path.Combine(Path.GetTempPath(), $"fragapi-{Guid.NewGuid():n}.html");
        try
        {
            const int Count = 3300;
            PageLine[] lines = [.. Enumerable.Range(0, 12 * Count).Select(number => new PageLine($"            int value{number} = skb.Info.Frags[{number}].Size + offset; // a line of usual length", [0, 12, 1, 3, 0, 20, 4, 5]))];
            PageSite[] sites = [.. Enumerable.Range(0, Count).Select(number => new PageSite(
                $"id{number}", number % 300, number % 5, number % 7, number % 4, number + 1, 13, $"skb.Info.Frags[{number}].Size", number % 4 == 3 ? "a reason" : null,
                [new PagePart(number % 300, null, true, [.. Enumerable.Range(0, 6).SelectMany(row => (int[])[number + row, 12 * number + row, number + row, 12 * number + 6 + row])], [0, number + 3, 12, 20], [])]))];
            PageData data = new(
                "fragapi", "convert", "Big.sln", "now", [], ["converted", "already", "skipped", "needs-human"], [.. Enumerable.Range(0, 5).Select(number => $"Project{number}")],
                [.. Enumerable.Range(0, 300).Select(number => $"Net/File{number}.cs")], [.. Enumerable.Range(1, 7).Select(number => new PageRule($"FRAG100{number}", "Title", "<p>Page</p>"))], lines, sites);
            await File.WriteAllTextAsync(file, ReportPage.Of(data));

            await using OpenPage open = await browser.OpenAsync(file);
            Assert.Equal("3300 sites", await open.TextAsync("#count"));
            Assert.InRange(await open.Page.Locator("#rows .site").CountAsync(), 10, 60);
            await open.PressAsync("End");
            Assert.Equal("Net/File299.cs:3300:13", await open.PlaceAsync());
            Assert.InRange(await open.Page.Locator("#rows .site").CountAsync(), 10, 60);
            await open.Page.FillAsync("#filter-text", "frags[1234].size");
            Assert.Equal("1 of 3300 sites", await open.TextAsync("#count"));
            await open.Page.FillAsync("#filter-text", "reason");
            Assert.Equal("825 of 3300 sites", await open.TextAsync("#count"));
            await open.Page.ClickAsync("#projects button[data-value=Project3]");
            Assert.Equal("165 of 3300 sites", await open.TextAsync("#count"));
            Assert.InRange(await open.Page.EvaluateAsync<int>("document.querySelectorAll('*').length"), 100, 1500);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
