using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Xunit;

namespace FragApi.Package.Tests;

/// <summary>
/// The README to the letter, in an empty folder with its own package cache and tool path: what it tells to write is
/// written, what it tells to type is typed, and what it shows comes. The campaign, and the tests themselves, run elsewhere.
/// </summary>
[Collection(PackageCollection.Name)]
public sealed partial class ReadmeTests(PackageFixture package)
{
    private static readonly string[] s_sections = ["## Install", "## The tool"];

    [Fact]
    public async Task What_the_README_tells_works_as_it_shows()
    {
        Reader reader = new(package);
        foreach (Block block in Blocks(File.ReadAllText(Path.Combine(PackageFixture.Root, "README.md"))))
            await reader.FollowAsync(block);

        // All of it was there to be followed.
        Assert.Equal(
            ["dotnet pack codefixes", "dotnet new console", "dotnet add package", "dotnet build", "dotnet format analyzers", "dotnet pack cli", "dotnet tool install", "../tools/fragapi convert", "../tools/fragapi convert", "../tools/fragapi seal", "../tools/fragapi check"],
            reader.Typed.Select(command => string.Join(' ', command.Split(' ').Take(command.StartsWith("dotnet", StringComparison.Ordinal) && !command.StartsWith("dotnet build", StringComparison.Ordinal) ? 3 : 2))));

        Demand_what_the_tools_package_holds(reader.ToolPackage);
    }

    /// <summary>The package that the README has packed: it is looked at here, so that it is packed once.</summary>
    private static void Demand_what_the_tools_package_holds(string path)
    {
        using ZipArchive archive = ZipFile.OpenRead(path);
        List<string> files = [.. archive.Entries.Select(entry => entry.FullName)];
        foreach (string file in (string[])["README.md", "LICENSE", "icon.png", "THIRD-PARTY-NOTICES.txt"])
            Assert.Contains(file, files);
        Assert.DoesNotContain(files, file => file.StartsWith("tools/", StringComparison.Ordinal) && file.EndsWith(".xml", StringComparison.Ordinal) && !file.EndsWith("DotnetToolSettings.xml", StringComparison.Ordinal));

        using StreamReader notices = new(archive.GetEntry("THIRD-PARTY-NOTICES.txt")!.Open());
        string named = notices.ReadToEnd();
        Assert.All(
            files.Where(file => file.EndsWith(".dll", StringComparison.Ordinal)).Select(file => Path.GetFileNameWithoutExtension(file)).Where(name => name != "fragapi" && !name.StartsWith("FragApi.", StringComparison.Ordinal)),
            name => Assert.Matches($"(?m)^(.*, )?{Regex.Escape(name)}(,|$)", named));
    }

    /// <param name="Language">What the fence says.</param>
    /// <param name="Text">What stands in it.</param>
    /// <param name="File">The last file that the paragraph in front names; null when none.</param>
    private sealed record Block(string Language, string[] Text, string? File);

    private static IEnumerable<Block> Blocks(string readme)
    {
        string? section = null;
        string? file = null;
        string? language = null;
        List<string> text = [];
        foreach (string line in readme.Split('\n'))
        {
            Match fence = Fence().Match(line);
            if (fence.Success && language is null)
            {
                language = fence.Groups["language"].Value;
                text.Clear();
            }
            else if (fence.Success)
            {
                if (section is not null)
                    yield return new Block(language!, [.. text], file);
                language = null;
                file = null;
            }
            else if (language is not null)
            {
                text.Add(line);
            }
            else
            {
                if (line.StartsWith("## ", StringComparison.Ordinal))
                    section = s_sections.Contains(line) ? line : null;
                if (FileName().Matches(line) is { Count: > 0 } names)
                    file = names[^1].Groups[1].Value;
            }
        }
    }

    [GeneratedRegex("^ *```(?<language>[a-z]*)$")]
    private static partial Regex Fence();

    [GeneratedRegex(@"`([A-Za-z]+\.(?:cs|csproj))`")]
    private static partial Regex FileName();

    /// <summary>Somebody who does what is written.</summary>
    private sealed class Reader
    {
        private readonly string _home;
        private readonly string _clone;
        private string _folder;

        public Reader(PackageFixture package)
        {
            _home = Path.Combine(package.Folder, "reader");
            _clone = Path.Combine(_home, "fragapi");
            package.Clone(_clone);
            _folder = _clone;
            // What the frameworks need comes with the SDK; what these packages need, with them.
            File.WriteAllText(Path.Combine(_home, "nuget.config"), "<configuration><packageSources><clear /></packageSources></configuration>");
        }

        public List<string> Typed { get; } = [];

        public string ToolPackage => Directory.EnumerateFiles(Path.Combine(_clone, "artifacts"), "fragapi.*.nupkg").Single();

        private string Project => Path.Combine(_home, "try");

        public async Task FollowAsync(Block block)
        {
            string[] lines = Unindented(block.Text);
            switch (block.Language)
            {
                case "console":
                    await TypeAsync(lines);
                    break;
                case "csharp" when block.File is string file:
                    File.WriteAllLines(Path.Combine(Project, file), lines);
                    break;
                case "xml" when block.File is string file:
                    string path = Path.Combine(Project, file);
                    string text = File.ReadAllText(path);
                    int end = text.IndexOf("</PropertyGroup>", StringComparison.Ordinal);
                    File.WriteAllText(path, text[..end] + string.Join('\n', lines) + text[end..]);
                    break;
                case "diff":
                    // What the command before has made of the file.
                    string program = File.ReadAllText(Path.Combine(Project, "Program.cs")).ReplaceLineEndings("\n");
                    Assert.Contains(string.Join('\n', lines.Where(line => line.StartsWith('+')).Select(line => line[1..])), program, StringComparison.Ordinal);
                    Assert.DoesNotContain(string.Join('\n', lines.Where(line => line.StartsWith('-')).Select(line => line[1..])), program, StringComparison.Ordinal);
                    break;
                default:
                    Assert.Fail($"nobody knows what to do with a block of '{block.Language}': {lines[0]}");
                    break;
            }
        }

        private async Task TypeAsync(string[] lines)
        {
            for (int at = 0; at < lines.Length;)
            {
                string command = lines[at++][2..];
                List<string> shown = [];
                for (; at < lines.Length && !lines[at].StartsWith("$ ", StringComparison.Ordinal); at++)
                    shown.Add(lines[at]);
                if (command.StartsWith("cd ", StringComparison.Ordinal))
                {
                    _folder = Path.GetFullPath(command[3..], _folder);
                    Assert.True(Directory.Exists(_folder), command);
                    continue;
                }

                Typed.Add(command);
                string printed = await RunAsync(command);
                int from = 0;
                foreach (string line in shown.Where(line => line != "…"))
                {
                    int found = printed.IndexOf(line, from, StringComparison.Ordinal);
                    Assert.True(found >= 0, $"'{command}' does not print\n{line}\nbut\n{printed}");
                    from = found + line.Length;
                }
            }
        }

        private async Task<string> RunAsync(string command)
        {
            bool packs = command.StartsWith("dotnet pack", StringComparison.Ordinal);
            Dictionary<string, string> environment = new() { ["DOTNET_SKIP_FIRST_TIME_EXPERIENCE"] = "1" };
            // Packing needs the packages that building this repository has restored; all else has a cache of its own.
            if (!packs)
                environment["NUGET_PACKAGES"] = Path.Combine(_home, "packages");
            else if (Environment.GetEnvironmentVariable("NUGET_PACKAGES") is string cache)
                environment["NUGET_PACKAGES"] = cache;
            // The sources are those that the build of the tests has just looked at.
            if (packs)
                environment["RunAnalyzers"] = "false";
            string[] words = command.Split(' ');
            ToolResult result = await Tool.ProgramAsync(_folder, environment, words[0].StartsWith("../", StringComparison.Ordinal) ? Path.GetFullPath(words[0], _folder) : words[0], words[1..]);
            return result.Succeeds().Output.ReplaceLineEndings("\n");
        }

        private static string[] Unindented(string[] lines)
        {
            int indent = lines.Where(line => line.Trim().Length > 0).Min(line => line.Length - line.TrimStart(' ').Length);
            // A diff's own first column is no indentation.
            return [.. lines.Select(line => line.Length >= indent ? line[indent..] : line.TrimStart(' '))];
        }
    }
}
