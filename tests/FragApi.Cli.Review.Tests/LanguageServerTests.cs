using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FragApi.Cli.Check.Tests;
using Xunit;

namespace FragApi.Cli.Review.Tests;

/// <summary>A test that needs csharp-ls, which no build installs.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LanguageServerFactAttribute : FactAttribute
{
    public LanguageServerFactAttribute() => Skip = Program is null ? "there is no csharp-ls: 'dotnet tool install --global csharp-ls --version 0.28.0', or name one in FRAGAPI_CSHARP_LS" : null!;

    /// <summary>The server; null when there is none.</summary>
    internal static string? Program { get; } =
        ((IEnumerable<string?>)[Environment.GetEnvironmentVariable("FRAGAPI_CSHARP_LS"), Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".dotnet", "tools", "csharp-ls"), .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "csharp-ls"))])
        .FirstOrDefault(File.Exists);
}

/// <summary>What an editor on csharp-ls is shown, over the protocol that the editor speaks.</summary>
public sealed class LanguageServerTests
{
    [LanguageServerFact]
    public async Task TheEditorIsShownTheFindingsWithTheirPages()
    {
        using Folder folder = Folder.WithKernel();
        folder.Write("Net/Card.cs", Sources.Driver).Write("Tree.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup><Analyzer Include="{Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)}/FragApi.Analyzers.dll" /></ItemGroup>
            </Project>
            """);
        using Process restore = Process.Start(new ProcessStartInfo("dotnet", ["restore"]) { WorkingDirectory = folder.Root, RedirectStandardOutput = true })!;
        await restore.StandardOutput.ReadToEndAsync();
        await restore.WaitForExitAsync();
        using LanguageServer server = new(LanguageServerFactAttribute.Program!, folder.Root);
        await server.InitializeAsync();
        string uri = new Uri(folder.PathOf("Net/Card.cs")).AbsoluteUri;
        await server.NotifyAsync("textDocument/didOpen", new { textDocument = new { uri, languageId = "csharp", version = 1, text = Sources.Driver } });

        JsonNode[] found = [];
        // It answers before the solution is loaded, with nothing.
        for (int attempt = 0; attempt < 60 && found.Length == 0; attempt++)
        {
            JsonNode? answer = await server.AskAsync("textDocument/diagnostic", new { textDocument = new { uri } });
            found = [.. (answer?["items"]?.AsArray() ?? []).Select(item => item!).Where(item => ((string?)item["code"] ?? "").StartsWith("FRAG", StringComparison.Ordinal))];
            if (found.Length == 0)
                await Task.Delay(1000);
        }

        Assert.Equal(["FRAG1001", "FRAG1002"], found.Select(item => (string)item["code"]!).Order(StringComparer.Ordinal));
        JsonNode first = found.Single(item => (string)item["code"]! == "FRAG1001");
        Assert.Equal((8, 12, 8, 41), ((int)first["range"]!["start"]!["line"]!, (int)first["range"]!["start"]!["character"]!, (int)first["range"]!["end"]!["line"]!, (int)first["range"]!["end"]!["character"]!));
        Assert.EndsWith("FRAG1001.md", (string)first["codeDescription"]!["href"]!);
        Assert.Equal(2, (int)first["severity"]!);
    }
}

/// <summary>A language server at the other end of two pipes.</summary>
internal sealed class LanguageServer : IDisposable
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private int _id;

    public LanguageServer(string program, string folder)
    {
        ProcessStartInfo start = new(program) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)))
            start.Environment.Remove(name);
        _process = Process.Start(start)!;
        _process.BeginErrorReadLine();
    }

    public async Task InitializeAsync()
    {
        string root = new Uri(_process.StartInfo.WorkingDirectory).AbsoluteUri;
        await AskAsync("initialize", new
        {
            processId = Environment.ProcessId,
            rootUri = root,
            workspaceFolders = new[] { new { uri = root, name = "tree" } },
            capabilities = new { workspace = new { configuration = true, workspaceFolders = true }, textDocument = new { diagnostic = new { }, publishDiagnostics = new { } }, window = new { workDoneProgress = true } },
        });
        await NotifyAsync("initialized", new { });
    }

    public Task NotifyAsync(string method, object parameters) => SendAsync(new { jsonrpc = "2.0", method, @params = parameters });

    /// <summary>Asks, and answers what the server itself asks until the answer comes.</summary>
    public async Task<JsonNode?> AskAsync(string method, object parameters)
    {
        int id = ++_id;
        await SendAsync(new { jsonrpc = "2.0", id, method, @params = parameters });
        while (true)
        {
            JsonNode message = await ReceiveAsync().WaitAsync(s_longest);
            if (message["method"] is JsonNode asked)
            {
                if (message["id"] is JsonNode question)
                    await SendAsync(new { jsonrpc = "2.0", id = question.DeepClone(), result = Answer((string)asked!, message["params"]) });
            }
            else if ((int)message["id"]! == id)
            {
                return message["result"];
            }
        }
    }

    private static JsonNode? Answer(string method, JsonNode? parameters) => method == "workspace/configuration"
        ? new JsonArray([.. parameters!["items"]!.AsArray().Select(_ => (JsonNode)new JsonObject { ["analyzersEnabled"] = true })])
        : null;

    private async Task SendAsync(object message)
    {
        byte[] text = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(message);
        Stream input = _process.StandardInput.BaseStream;
        await input.WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"Content-Length: {text.Length}\r\n\r\n")));
        await input.WriteAsync(text);
        await input.FlushAsync();
    }

    private async Task<JsonNode> ReceiveAsync()
    {
        int length = 0;
        while (await LineAsync() is { Length: > 0 } header)
        {
            if (header.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                length = int.Parse(header.AsSpan("Content-Length:".Length), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
        }

        byte[] text = new byte[length];
        await _process.StandardOutput.BaseStream.ReadExactlyAsync(text);
        return JsonNode.Parse(text)!;
    }

    private async Task<string> LineAsync()
    {
        StringBuilder line = new();
        byte[] one = new byte[1];
        while (true)
        {
            if (await _process.StandardOutput.BaseStream.ReadAsync(one) == 0)
                throw new EndOfStreamException("the server has ended");
            if (one[0] == '\n')
                return line.ToString().TrimEnd('\r');
            line.Append((char)one[0]);
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }
}
