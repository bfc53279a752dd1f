using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using FragApi.Cli.Reporting;
using FragApi.Cli.Surveying;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace FragApi.Cli.Check.Tests;

/// <summary>The diff of texts that changed in random places: git takes it, and makes of the old text the new one.</summary>
public sealed class DiffTests
{
    private const int Files = 300;

    [Fact]
    public void GitMakesTheNewTextOfTheOld()
    {
        string folder = Directory.CreateTempSubdirectory("fragapi-diff-").FullName;
        try
        {
            Random random = new(11);
            StringBuilder all = new();
            List<string> expected = [];
            for (int file = 0; file < Files; file++)
            {
                SourceText old = SourceText.From(Lines(random));
                ImmutableArray<TextChange> changes = Changes(random, old);
                Rendered changed = new($"{file}.cs", old, changes);
                File.WriteAllText(Path.Combine(folder, $"{file}.cs"), old.ToString());
                expected.Add(changed.Text.ToString());
                UnifiedDiff diff = UnifiedDiff.Of(old, changed.Text);
                diff.WriteTo(all, $"{file}.cs");
                // The same text without its history: what was changed is not known, and all of it is compared.
                UnifiedDiff whole = UnifiedDiff.Of(old, SourceText.From(changed.Text.ToString()));
                Assert.Equal(diff.Insertions - diff.Deletions, whole.Insertions - whole.Deletions);
            }

            File.WriteAllText(Path.Combine(folder, "all.diff"), all.ToString());
            using Process git = Process.Start(new ProcessStartInfo("git", ["apply", "--whitespace=nowarn", "all.diff"]) { WorkingDirectory = folder, RedirectStandardError = true })!;
            string error = git.StandardError.ReadToEnd();
            git.WaitForExit();
            Assert.True(git.ExitCode == 0, error);
            for (int file = 0; file < Files; file++)
                Assert.Equal(expected[file], File.ReadAllText(Path.Combine(folder, $"{file}.cs")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void PlacesAreFoundAgainInTheOtherText()
    {
        Random random = new(12);
        for (int round = 0; round < 300; round++)
        {
            SourceText old = SourceText.From(Lines(random));
            ImmutableArray<TextChange> changes = Changes(random, old);
            Rendered changed = new("a.cs", old, changes);
            foreach (TextChange change in changes.Where(change => change.Span.Length > 0))
                Assert.Contains(change.NewText!, changed.TextOf(change.Span), StringComparison.Ordinal);
            for (int position = 0; position < old.Length; position++)
            {
                TextSpan one = new(position, 1);
                if (changes.Any(change => change.Span.Start <= one.End && change.Span.End >= one.Start))
                    continue;
                Assert.Equal(old.ToString(one), changed.TextOf(one));
                Assert.Equal(one, changed.OldSpan(changed.NewSpan(one)));
            }
        }
    }

    // Few different lines, so that lines that look alike stand side by side; with and without an end.
    private static string Lines(Random random)
    {
        StringBuilder text = new();
        for (int line = random.Next(30); line > 0; line--)
            text.Append("abc"[random.Next(3)], random.Next(3)).Append(random.Next(5) == 0 ? "\r\n" : "\n");
        return random.Next(3) == 0 ? text.Append('x').ToString() : text.ToString();
    }

    private static ImmutableArray<TextChange> Changes(Random random, SourceText old)
    {
        List<TextChange> changes = [];
        for (int at = random.Next(10); at <= old.Length; at += 1 + random.Next(12))
        {
            TextSpan span = TextSpan.FromBounds(at, Math.Min(old.Length, at + random.Next(5)));
            string[] texts = ["", "y", "\n", "y\n", "a\nb\n", "\nc"];
            string text = texts[random.Next(texts.Length)];
            if (span.Length + text.Length > 0)
                changes.Add(new TextChange(span, text));
            at = span.End;
        }

        return [.. changes];
    }
}
