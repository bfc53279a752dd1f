using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using FragApi.Testing;
using Xunit;

namespace FragApi.Cli.Check.Tests;

/// <summary>The folders of the tool look one way: what a room may know.</summary>
public sealed partial class RoomsTests
{
    private static readonly string[] s_works = ["Converting", "Checking", "Sealing", "Proposing"];

    private static readonly Dictionary<string, string[]> s_mayKnow = new()
    {
        ["Hosting"] = [],
        ["Catalogue"] = [],
        ["Writing"] = [],
        ["Loading"] = ["Hosting", "Writing"],
        ["Surveying"] = ["Hosting", "Loading", "Writing"],
        ["Converting"] = ["Hosting", "Loading", "Writing", "Surveying"],
        ["Checking"] = ["Hosting", "Loading", "Writing", "Surveying"],
        ["Sealing"] = ["Hosting", "Loading", "Writing", "Surveying"],
        ["Proposing"] = ["Hosting", "Loading", "Writing", "Surveying"],
        ["Reporting"] = ["Hosting", "Loading", "Writing", "Surveying", "Catalogue", .. s_works],
        ["Explaining"] = ["Hosting", "Loading", "Writing", "Surveying", "Reporting", .. s_works],
        ["Commands"] = ["Hosting", "Loading", "Writing", "Surveying", "Catalogue", "Reporting", "Explaining", .. s_works],
    };

    [Fact]
    public void NoRoomKnowsOneThatIsBuiltOnIt()
    {
        List<string> wrong = [];
        int seen = 0;
        foreach (string folder in Directory.EnumerateDirectories(Repository.PathOf("cli")).Where(folder => s_mayKnow.ContainsKey(Path.GetFileName(folder))))
        {
            string room = Path.GetFileName(folder);
            foreach (string file in Directory.EnumerateFiles(folder, "*.cs"))
            {
                seen++;
                wrong.AddRange(Named().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)
                    .Where(other => other != room && s_mayKnow.ContainsKey(other) && !s_mayKnow[room].Contains(other))
                    .Select(other => $"{room}/{Path.GetFileName(file)} knows {other}"));
            }
        }

        Assert.True(seen > 50, $"{seen} files");
        Assert.Empty(wrong);
    }

    [Fact]
    public void EveryFolderIsARoom()
    {
        string[] others = ["bin", "obj", "package", "Ahead"];
        Assert.Empty(Directory.EnumerateDirectories(Repository.PathOf("cli")).Select(folder => Path.GetFileName(folder)).Except([.. s_mayKnow.Keys, .. others]));
        Assert.Equal(["Program.cs"], Directory.EnumerateFiles(Repository.PathOf("cli"), "*.cs").Select(file => Path.GetFileName(file)));
    }

    [GeneratedRegex(@"\bFragApi\.Cli\.(\w+)")]
    private static partial Regex Named();
}
