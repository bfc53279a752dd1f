using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using FragApi.Cli.Writing.Host;
using Xunit;

namespace FragApi.Cli.Writing.Tests;

/// <summary>What the next run makes of a write that was interrupted, whatever happened in between.</summary>
public sealed class RecoveryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public RecoveryTests()
    {
        foreach (string name in (string[])["a.cs", "b.cs", "c.cs"])
            _folder.Write(name, $"old {name}");
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// Dies at every step of a write (one that succeeds, and ones that fail at a rename and are undone), then at every
    /// step of the recovery, then recovers.
    /// </summary>
    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Dies_at_every_step_and_again_while_recovering(int failingRename)
    {
        SortedDictionary<string, string> before = _folder.Files();
        SortedDictionary<string, string> after = Rewriting.Apply(before);
        HashSet<WriteStep> diedAt = [];
        int cases = 0;
        for (int first = 0; ; first++)
        {
            bool isFirstDead = false;
            for (int second = 0; ; second++)
            {
                foreach (string path in Directory.GetFiles(_folder.Root))
                    File.Delete(path);
                foreach ((string path, string bytes) in before)
                    _folder.Write(path, Convert.FromBase64String(bytes));

                Death death = new(first, failingRename);
                try
                {
                    FileTransaction.Commit(_folder.Root, Rewriting.Changes(_folder.Root), new WriteOptions { Before = death.Before });
                }
                catch (Exception end) when (end is Died or WriteFailedException)
                {
                }

                isFirstDead = death.At is not null;
                if (death.At is WriteStep step)
                    diedAt.Add(step);
                Death again = new(second, -1);
                try
                {
                    FileTransaction.Recover(_folder.Root, before: again.Before);
                }
                catch (Died)
                {
                }

                FileTransaction.Recover(_folder.Root);
                SortedDictionary<string, string> left = _folder.Files();
                bool isNew = left.SequenceEqual(after);
                Assert.True(isNew || left.SequenceEqual(before), $"neither old nor new after dying at step {first} and {second}");
                cases++;
                if (again.At is null)
                    break;
            }

            if (!isFirstDead)
                break;
        }

        Assert.True(cases > 100, $"only {cases}");
        WriteStep[] passed = [WriteStep.Announce, WriteStep.WriteNew, WriteStep.KeepOld, WriteStep.Commit, WriteStep.Rename, WriteStep.CleanUp, WriteStep.RemoveJournal];
        Assert.Superset(passed.ToHashSet(), diedAt);
        Assert.Equal(failingRename > 0, diedAt.Contains(WriteStep.Restore));
    }

    [Fact]
    public void Says_what_it_did()
    {
        Interrupt(WriteStep.Commit, 0);
        Assert.Equal($"{_folder.Root}: removed the leftovers of a write that was interrupted before it changed anything.", FileTransaction.Recover(_folder.Root));
        Assert.Equal(["a.cs=old a.cs", "b.cs=old b.cs", "c.cs=old c.cs"], Texts());
        Interrupt(WriteStep.Rename, 1);
        Assert.Equal($"{_folder.Root}: completed the interrupted write of 3 files.", FileTransaction.Recover(_folder.Root));
        Assert.Equal(["a.cs=new a.cs", "b.cs=new b.cs", "c.cs=new c.cs"], Texts());
        Assert.Null(FileTransaction.Recover(_folder.Root));
    }

    [Fact]
    public void The_next_write_recovers_first()
    {
        Interrupt(WriteStep.Rename, 1);
        FileChange stale = new(_folder.PathOf("c.cs"), Encoding.UTF8.GetBytes("old c.cs"), [1]);
        Assert.Contains("has changed since it was read", Assert.Throws<WriteFailedException>(() => FileTransaction.Commit(_folder.Root, [stale])).Message);
        Assert.Equal(["a.cs=new a.cs", "b.cs=new b.cs", "c.cs=new c.cs"], Texts());
    }

    /// <summary>Somebody edits a file that was still to be renamed: the edit stays, on the old tree that it was made on.</summary>
    [Fact]
    public void An_edit_of_an_old_file_undoes_the_write()
    {
        Interrupt(WriteStep.Rename, 2);
        _folder.Write("c.cs", "edited");
        Assert.Equal($"{_folder.Root}: undid the interrupted write of 3 files: it could not be completed.", FileTransaction.Recover(_folder.Root));
        Assert.Equal(["a.cs=old a.cs", "b.cs=old b.cs", "c.cs=edited"], Texts());
    }

    /// <summary>Somebody edits a file that was renamed already: the edit stays, on the new tree.</summary>
    [Fact]
    public void An_edit_of_a_new_file_is_kept()
    {
        Interrupt(WriteStep.Rename, 2);
        _folder.Write("a.cs", "edited");
        Assert.Equal($"{_folder.Root}: completed the interrupted write of 3 files.", FileTransaction.Recover(_folder.Root));
        Assert.Equal(["a.cs=edited", "b.cs=new b.cs", "c.cs=new c.cs"], Texts());
    }

    /// <summary>Both: no tree is whole any more, and nothing that somebody wrote is lost.</summary>
    [Fact]
    public void Edits_of_old_and_new_files_are_kept_and_named()
    {
        Interrupt(WriteStep.Rename, 2);
        _folder.Write("a.cs", "edited");
        _folder.Write("c.cs", "edited too");
        string said = FileTransaction.Recover(_folder.Root)!;
        Assert.Contains($"{_folder.PathOf("c.cs")} was changed by another program meanwhile and left as it is; the text meant for it is in ", said);
        string kept = said[(said.LastIndexOf(" in ", StringComparison.Ordinal) + 4)..].TrimEnd('.');
        Assert.Equal("new c.cs", File.ReadAllText(kept));
        File.Delete(kept);
        Assert.Equal(["a.cs=edited", "b.cs=new b.cs", "c.cs=edited too"], Texts());
    }

    [Fact]
    public void A_damaged_new_file_undoes_the_write()
    {
        Interrupt(WriteStep.Rename, 2);
        File.WriteAllText(Directory.GetFiles(_folder.Root, "*-new.tmp").Single(), "");
        Assert.Contains("undid", FileTransaction.Recover(_folder.Root));
        Assert.Equal(["a.cs=old a.cs", "b.cs=old b.cs", "c.cs=old c.cs"], Texts());
    }

    [Fact]
    public void Reverting_by_hand_is_respected()
    {
        Interrupt(WriteStep.Rename, 2);
        foreach (string name in (string[])["a.cs", "b.cs", "c.cs"])
            _folder.Write(name, $"old {name}");
        Assert.Contains("undid", FileTransaction.Recover(_folder.Root));
        Assert.Equal(["a.cs=old a.cs", "b.cs=old b.cs", "c.cs=old c.cs"], Texts());
    }

    [Fact]
    public void A_moved_tree_is_recovered()
    {
        Interrupt(WriteStep.Rename, 1);
        using TemporaryFolder elsewhere = new();
        foreach (string path in Directory.GetFiles(_folder.Root))
            File.Move(path, elsewhere.PathOf(Path.GetFileName(path)));
        Assert.Contains("completed", FileTransaction.Recover(elsewhere.Root));
        Assert.Equal(("new a.cs", "new b.cs", "new c.cs", 3), (elsewhere.Text("a.cs"), elsewhere.Text("b.cs"), elsewhere.Text("c.cs"), elsewhere.Files().Count));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"version\":2}")]
    [InlineData("{\"version\":1,\"process\":1,\"id\":\"../x\",\"committed\":true,\"files\":[]}")]
    [InlineData("{\"version\":1,\"process\":1,\"id\":\"ab\",\"committed\":true,\"files\":[{\"file\":\"a.cs\",\"old\":null,\"new\":\"x\",\"modified\":1}]}")]
    [InlineData("{\"version\":1,\"process\":1,\"id\":\"ab\",\"committed\":true,\"files\":[{\"file\":1}]}")]
    public void A_journal_that_is_none(string text)
    {
        _folder.Write(".fragapi-journal", text);
        SortedDictionary<string, string> before = _folder.Files();
        WriteFailedException failure = Assert.Throws<WriteFailedException>(() => FileTransaction.Recover(_folder.Root));
        Assert.Contains($"{_folder.PathOf(".fragapi-journal")}: this is not a journal that this version of fragapi can read.", failure.Message);
        Assert.Equal(before, _folder.Files());
    }

    /// <summary>A journal that came with a repository cannot reach a file that none of our own lies beside.</summary>
    [Fact]
    public void A_forged_journal_does_no_harm()
    {
        using TemporaryFolder victim = new();
        string target = victim.Write("precious.txt", "precious");
        string hash = Disk.Hash(Encoding.UTF8.GetBytes("precious"));
        string other = Disk.Hash("old a.cs"u8.ToArray());
        string path = target.Replace("\\", "\\\\");
        // As a file that was created, to be removed; as one to be replaced; and one that makes it undo.
        foreach (string old in (string[])["null", $"\"{other}\""])
        {
            _folder.Write(".fragapi-1-ab-1-new.tmp", "evil");
            _folder.Write(".fragapi-journal", $$"""{"version":1,"process":1,"id":"ab","committed":true,"files":[{"file":"{{path}}","old":{{old}},"new":"{{hash}}","modified":1},{"file":"a.cs","old":"{{other}}","new":"{{hash}}","modified":1}]}""");
            FileTransaction.Recover(_folder.Root);
            Assert.Equal(["precious.txt"], victim.Files().Keys);
            Assert.Equal("precious", victim.Text("precious.txt"));
        }
    }

    [Fact]
    public void A_journal_that_was_never_published_is_removed()
    {
        _folder.Write(".fragapi-journal-1-ab.tmp", "");
        Assert.Contains("removed the leftovers", FileTransaction.Recover(_folder.Root));
        Assert.Equal(3, _folder.Files().Count);
    }

    /// <summary>Leaves the folder as a write does that dies at that step.</summary>
    private void Interrupt(WriteStep at, int occurrence)
    {
        bool isDead = false;
        Assert.Throws<Died>(() => FileTransaction.Commit(_folder.Root, [.. ((string[])["a.cs", "b.cs", "c.cs"]).Select(name => _folder.To(name, $"new {name}"))], new WriteOptions
        {
            Before = (step, _) =>
            {
                isDead |= step == at && occurrence-- == 0;
                if (isDead)
                    throw new Died();
            },
        }));
    }

    private string[] Texts() => [.. _folder.Files().Select(file => $"{file.Key}={Encoding.UTF8.GetString(Convert.FromBase64String(file.Value))}")];

    private sealed class Died : Exception;

    /// <summary>A process that dies: from a certain step on it does none any more. One rename may fail before.</summary>
    private sealed class Death(int at, int failingRename)
    {
        private int _steps = at;
        private int _renames = failingRename;

        public WriteStep? At { get; private set; }

        public void Before(WriteStep step, string path)
        {
            if (Interlocked.Decrement(ref _steps) < 0)
            {
                At ??= step;
                throw new Died();
            }

            if (step == WriteStep.Rename && _renames-- == 0)
                throw new IOException("the rename fails");
        }
    }
}
