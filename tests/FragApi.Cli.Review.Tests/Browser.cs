using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Xunit;

namespace FragApi.Cli.Review.Tests;

/// <summary>A test that needs a browser.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Browser.Program is null ? "there is no Chromium: install it ('apt-get install chromium'), or name one in FRAGAPI_CHROMIUM" : null!;
}

/// <summary>One headless Chromium for all tests of a class.</summary>
public sealed class Browser : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The machine's own; null when there is none.</summary>
    public static string? Program { get; } = ((string?[])[Environment.GetEnvironmentVariable("FRAGAPI_CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]).FirstOrDefault(File.Exists);

    public async Task InitializeAsync()
    {
        if (Program is null)
            return;
        string package = typeof(Browser).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "Playwright").Value!;
        Environment.SetEnvironmentVariable("PLAYWRIGHT_DRIVER_SEARCH_PATH", package);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Program,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.CloseAsync();
        _playwright?.Dispose();
    }

    /// <summary>Opens a file in a profile of its own. Whatever the page tries to load, and every error, is noted.</summary>
    public async Task<OpenPage> OpenAsync(string file, string address = "", ColorScheme scheme = ColorScheme.Light)
    {
        IBrowserContext context = await _browser!.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1400, Height = 900 }, ColorScheme = scheme, AcceptDownloads = true });
        OpenPage opened = new(await context.NewPageAsync());
        await opened.Page.GotoAsync(new Uri(file).AbsoluteUri + address);
        return opened;
    }
}

/// <summary>A page that is open.</summary>
public sealed class OpenPage : IAsyncDisposable
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _troubles = new();

    public OpenPage(IPage page)
    {
        Page = page;
        page.SetDefaultTimeout(20_000);
        page.PageError += (_, error) => _troubles.Enqueue(error);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _troubles.Enqueue(message.Text);
        };
        page.Dialog += (_, dialog) =>
        {
            _troubles.Enqueue("dialog: " + dialog.Message);
            _ = dialog.DismissAsync();
        };
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith("file:", StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal))
                _troubles.Enqueue("request: " + request.Url);
        };
    }

    public IPage Page { get; }

    public Task<string> TextAsync(string selector) => Page.Locator(selector).First.InnerTextAsync();

    public Task PressAsync(params string[] keys) => Array.ConvertAll(keys, key => key).Aggregate(Task.CompletedTask, async (before, key) => { await before; await Page.Keyboard.PressAsync(key); });

    /// <summary>Where the chosen site stands.</summary>
    public Task<string> PlaceAsync() => TextAsync("#detail .head .where");

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(_troubles);
        await Page.Context.CloseAsync();
    }
}
