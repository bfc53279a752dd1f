using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using FragApi.Cli.Check.Tests;
using FragApi.Testing;
using Xunit;

namespace FragApi.Cli.Review.Tests;

/// <summary>The shell parts of docs/ci.md, taken out of the page and run as they are written.</summary>
public sealed partial class RecipeTests
{
    private static readonly string s_page = File.ReadAllText(Repository.PathOf("docs", "ci.md"));

    [Theory]
    [InlineData("GitHub Actions", "GITHUB_BASE_REF", "main")]
    [InlineData("Azure Pipelines", "SYSTEM_PULLREQUEST_TARGETBRANCH", "refs/heads/main")]
    [InlineData("GitLab", "CI_MERGE_REQUEST_DIFF_BASE_SHA", "")]
    public async Task APipelineLetsTheOldPassAndNothingNew(string section, string variable, string value)
    {
        using Clone clone = await Clone.MakeAsync();
        string[] scripts = Scripts(Block(section, "yaml"));
        Assert.True(scripts.Length >= 3, string.Join("\n---\n", scripts));
        Assert.Contains(scripts, script => script.Contains("--baseline", StringComparison.Ordinal));
        Assert.Contains(scripts, script => script.Contains("--since", StringComparison.Ordinal));
        if (value.Length == 0)
            value = GitFolder.GitIn(clone.Root, "rev-parse", "origin/main").Trim();

        foreach (string script in scripts)
            Assert.Equal((script, 0), (script, await clone.RunAsync(script, (variable, value))));
        Assert.True(File.Exists(Path.Combine(clone.Root, "fragapi.html")));

        File.WriteAllText(Path.Combine(clone.Root, "New.cs"), Sources.Driver.Replace("class Card", "class New"));
        foreach (string script in scripts.Where(script => script.Contains("fragapi check", StringComparison.Ordinal)))
            Assert.Equal((script, 1), (script, await clone.RunAsync(script, (variable, value))));
    }

    [Fact]
    public async Task TheHookRefusesACommitWithSomethingNew()
    {
        using Clone clone = await Clone.MakeAsync();
        string hook = Path.Combine(clone.Root, ".git", "hooks", "pre-commit");
        File.WriteAllText(hook, Block("Before each commit", "sh"));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(hook, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.AppendAllText(Path.Combine(clone.Root, "Net", "Card.cs"), "\n// a word\n");
        Assert.Equal(0, await clone.RunAsync("git commit --quiet --all --message 'a word'"));
        File.WriteAllText(Path.Combine(clone.Root, "New.cs"), Sources.Driver.Replace("class Card", "class New"));
        Assert.Equal(1, await clone.RunAsync("git add --all && git commit --quiet --message 'a bug'"));
        File.Delete(Path.Combine(clone.Root, "New.cs"));
        Assert.Equal(0, await clone.RunAsync("git add --all && git commit --quiet --allow-empty --message 'no bug'"));
    }

    [Fact]
    public async Task TheBuildAloneRefusesWhatIsNotSuppressed()
    {
        using Clone clone = await Clone.MakeAsync();
        File.WriteAllText(Path.Combine(clone.Root, "Tree.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup><Analyzer Include="{Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)}/FragApi.Analyzers.dll" /></ItemGroup>
            </Project>
            """);
        string build = Block("With MSBuild alone", "sh");
        Assert.Equal(1, await clone.RunAsync(build));
        Assert.Contains("FRAG1001", File.ReadAllText(Path.Combine(clone.Root, "fragapi.sarif")));
    }

    /// <summary>The first block of a language in a section.</summary>
    private static string Block(string section, string language)
    {
        int start = s_page.IndexOf($"\n## {section}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, section);
        int open = s_page.IndexOf($"```{language}\n", start, StringComparison.Ordinal) + language.Length + 4;
        return s_page[open..s_page.IndexOf("\n```", open, StringComparison.Ordinal)] + "\n";
    }

    /// <summary>What a pipeline runs: after <c>run:</c> or <c>script:</c> in the line, in the block below, or as the items of a list.</summary>
    private static string[] Scripts(string yaml)
    {
        List<string> scripts = [];
        string[] lines = yaml.Split('\n');
        for (int index = 0; index < lines.Length; index++)
        {
            if (ScriptKey().Match(lines[index]) is not { Success: true } key)
                continue;
            int indent = key.Groups["before"].Length;
            string rest = key.Groups["rest"].Value.Trim();
            if (rest.Length > 0 && rest != "|")
            {
                scripts.Add(rest);
                continue;
            }

            string[] below = [.. lines.Skip(index + 1).TakeWhile(line => line.Length > indent && line[..(indent + 1)].All(character => character == ' '))];
            if (rest == "|")
                scripts.Add(string.Join('\n', below.Select(line => line.Trim())));
            else
                scripts.AddRange(below.Select(line => line.Trim()[2..]));
        }

        return [.. scripts];
    }

    [GeneratedRegex(@"^(?<before> *(- )?)(run|script):(?<rest>.*)$")]
    private static partial Regex ScriptKey();

    /// <summary>A clone as a pipeline has it, of a repository with known findings, their baseline, and a branch that changed a comment.</summary>
    private sealed class Clone : IDisposable
    {
        private readonly GitFolder _origin;
        private readonly string _shim;

        public static async Task<Clone> MakeAsync()
        {
            GitFolder origin = new();
            (await Tool.RunAsync(origin.Root, "check", "--baseline", "fragapi.baseline.json", "--update-baseline")).Exits(0);
            origin.Commit("baseline");
            return new Clone(origin);
        }

        private Clone(GitFolder origin)
        {
            _origin = origin;
            string folder = Path.GetDirectoryName(_origin.Root)!;
            Root = Path.Combine(folder, "clone");
            GitFolder.GitIn(folder, "clone", "--quiet", new Uri(_origin.Root).AbsoluteUri, Root);
            GitFolder.GitIn(Root, "config", "user.name", "test");
            GitFolder.GitIn(Root, "config", "user.email", "test@example.org");
            GitFolder.GitIn(Root, "config", "commit.gpgsign", "false");
            GitFolder.GitIn(Root, "checkout", "--quiet", "-b", "work");
            File.WriteAllText(Path.Combine(Root, "Net", "Card.cs"), "// a comment\n" + Sources.Driver);
            GitFolder.GitIn(Root, "commit", "--quiet", "--all", "--message", "work");

            // The tool as built stands for the one of the manifest.
            _shim = Path.Combine(folder, "bin");
            Directory.CreateDirectory(_shim);
            string real = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(bin => Path.Combine(bin, "dotnet")).First(File.Exists);
            string dotnet = Path.Combine(_shim, "dotnet");
            File.WriteAllText(dotnet, $"""
                #!/bin/sh
                case "$1 $2" in
                  "tool restore") exit 0 ;;
                  "fragapi "*) shift; exec "{real}" "{Tool.Dll}" "$@" ;;
                  *) exec "{real}" "$@" ;;
                esac

                """);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        }

        public string Root { get; }

        public async Task<int> RunAsync(string script, params (string Name, string Value)[] variables)
        {
            ProcessStartInfo start = new("bash", ["-e", "-o", "pipefail", "-c", script]) { WorkingDirectory = Root, RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (string name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)))
                start.Environment.Remove(name);
            start.Environment["PATH"] = $"{_shim}:{start.Environment["PATH"]}";
            foreach ((string name, string value) in variables)
                start.Environment[name] = value;
            using Process shell = Process.Start(start)!;
            Task<string> error = shell.StandardError.ReadToEndAsync();
            await shell.StandardOutput.ReadToEndAsync();
            await shell.WaitForExitAsync();
            Assert.True(shell.ExitCode is 0 or 1, $"{script}: {shell.ExitCode}\n{await error}");
            return shell.ExitCode;
        }

        public void Dispose() => _origin.Dispose();
    }
}
