using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using System.Text;
using System.Threading;
using FragApi.Cli.Writing.Host;
using Xunit;

namespace FragApi.Cli.Writing.Tests;

/// <summary>What can go wrong in a write: one kind of exception, a clear message, and nothing changed.</summary>
public sealed class FaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Writes_what_it_is_given()
    {
        _folder.Write("a.cs", "old a");
        _folder.Write("sub folder/bücher.cs", "old b");
        _folder.Write("empty.cs", "");
        _folder.Write("emptied.cs", "something");
        _folder.Write("same.cs", "same");
        DateTime untouched = new(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(_folder.PathOf("same.cs"), untouched);
        WriteResult result = Commit(_folder.To("a.cs", "new a"), _folder.To("sub folder/bücher.cs", "new b"), _folder.To("empty.cs", "x"), _folder.To("emptied.cs", ""), _folder.To("same.cs", "same"), _folder.To("created.cs", "c"), _folder.To("created empty.cs", ""));
        Assert.Equal(new WriteResult(6, false, null), result);
        Assert.Equal(["a.cs=new a", "created empty.cs=", "created.cs=c", "emptied.cs=", "empty.cs=x", "same.cs=same", "sub folder/bücher.cs=new b"], Texts());
        Assert.Equal(untouched, File.GetLastWriteTimeUtc(_folder.PathOf("same.cs")));
    }

    [Fact]
    public void Nothing_to_write()
    {
        _folder.Write("a.cs", "a");
        Assert.Equal(new WriteResult(0, false, null), Commit());
        Assert.Equal(new WriteResult(0, false, null), Commit(_folder.To("a.cs", "a")));
        Assert.Null(FileTransaction.Recover(_folder.Root));
        Assert.Null(FileTransaction.Recover(_folder.PathOf("no such folder")));
    }

    [Fact]
    public void A_large_file()
    {
        byte[] old = new byte[5 * 1024 * 1024];
        new Random(1).NextBytes(old);
        byte[] changed = [.. old, 1];
        _folder.Write("large.cs", old);
        Commit(new FileChange(_folder.PathOf("large.cs"), old, changed));
        Assert.Equal(changed, File.ReadAllBytes(_folder.PathOf("large.cs")));
    }

    [Fact]
    public void A_thousand_files()
    {
        for (int i = 0; i < 1000; i++)
            _folder.Write($"{i % 10}/File{i}.cs", $"class C{i};");
        SortedDictionary<string, string> before = _folder.Files();
        WriteResult result = FileTransaction.Commit(_folder.Root, Rewriting.Changes(_folder.Root), new WriteOptions { Finisher = HostProcess.Command });
        Assert.Equal(new WriteResult(1001, false, null), result);
        Assert.Equal(Rewriting.Apply(before), _folder.Files());
    }

    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public void Keeps_the_mode()
    {
        _folder.Write("a.cs", "a");
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupExecute;
        File.SetUnixFileMode(_folder.PathOf("a.cs"), Mode);
        Commit(_folder.To("a.cs", "b"));
        Assert.Equal(Mode, File.GetUnixFileMode(_folder.PathOf("a.cs")));
    }

    [LinuxFact]
    public void Keeps_the_owner_where_it_may()
    {
        _folder.Write("a.cs", "a");
        if (Tool.Run("chown", "1234:2345", _folder.PathOf("a.cs")) != 0)
            return; // Only root may give files away; for everybody else the owner is the same anyway.
        Commit(_folder.To("a.cs", "b"));
        Assert.Equal(0, Tool.Run("sh", "-c", $"test \"$(stat -c %u:%g '{_folder.PathOf("a.cs")}')\" = 1234:2345"));
    }

    [Fact]
    public void A_read_only_file()
    {
        _folder.Write("a.cs", "a");
        _folder.Write("b.cs", "b");
        FileInfo file = new(_folder.PathOf("b.cs")) { IsReadOnly = true };
        try
        {
            Assert.Equal($"{file.FullName}: the file is read-only. Nothing was changed. Make it writable, or exclude it, and run the command again.", Fails(_folder.To("a.cs", "A"), _folder.To("b.cs", "B")));
        }
        finally
        {
            file.IsReadOnly = false;
        }
    }

    [Fact]
    public void A_file_changed_since_it_was_read()
    {
        _folder.Write("a.cs", "a");
        _folder.Write("b.cs", "b");
        FileChange change = _folder.To("b.cs", "B");
        _folder.Write("b.cs", "changed");
        Assert.Equal($"{change.Path}: the file has changed since it was read. Nothing was changed. Run the command again.", Fails(_folder.To("a.cs", "A"), change));
    }

    [Fact]
    public void A_file_deleted_since_it_was_read()
    {
        _folder.Write("a.cs", "a");
        _folder.Write("b.cs", "b");
        FileChange change = _folder.To("b.cs", "B");
        File.Delete(change.Path);
        Assert.Equal($"{change.Path}: the file has been deleted since it was read. Nothing was changed. Run the command again.", Fails(_folder.To("a.cs", "A"), change));
    }

    [Fact]
    public void A_file_to_be_created_that_is_there()
    {
        FileChange change = _folder.To("a.cs", "A");
        _folder.Write("a.cs", "a");
        Assert.Equal($"{change.Path}: the file was to be created, but there is one now. Nothing was changed. Run the command again.", Fails(change));
    }

    [Fact]
    public void Folders_that_are_not_what_they_should_be()
    {
        Directory.CreateDirectory(_folder.PathOf("x.cs"));
        Assert.Contains("this is a folder, not a file. Nothing was changed.", Fails(new FileChange(_folder.PathOf("x.cs"), [1], [2])));
        Assert.Contains($"the folder {_folder.PathOf("none")} does not exist. Nothing was changed.", Fails(_folder.To("none/a.cs", "a")));
        Assert.Contains("the folder does not exist. Nothing was changed.", Assert.Throws<WriteFailedException>(() => FileTransaction.Commit(_folder.PathOf("none"), [])).Message);
    }

    /// <summary>Changed between two renames: what somebody wrote is never overwritten, and the others go back.</summary>
    [Theory]
    [InlineData("changed")]
    [InlineData(null)]
    public void A_file_changed_while_renaming(string? text)
    {
        foreach (string name in (string[])["a.cs", "b.cs", "c.cs"])
            _folder.Write(name, "old");
        WriteFailedException failure = Assert.Throws<WriteFailedException>(() => FileTransaction.Commit(_folder.Root, [.. ((string[])["a.cs", "b.cs", "c.cs"]).Select(name => _folder.To(name, "new"))], new WriteOptions
        {
            Before = (step, path) =>
            {
                if (step == WriteStep.Rename && path == _folder.PathOf("b.cs"))
                {
                    File.Delete(path);
                    if (text is not null)
                        File.WriteAllText(path, text);
                }
            },
        }));
        Assert.Contains(text is null ? "has been deleted since it was read. Nothing was changed." : "has changed since it was read. Nothing was changed.", failure.Message);
        Assert.True(failure.NothingChanged);
        Assert.Equal(text is null ? ["a.cs=old", "c.cs=old"] : ["a.cs=old", $"b.cs={text}", "c.cs=old"], Texts());
    }

    /// <summary>Every step may fail; whichever does, the tree is as before (or, once all is renamed, as it shall be).</summary>
    [Fact]
    public void Each_step_failing()
    {
        const string Full = "no space left";
        int failures = 0;
        for (int position = 0; ; position++)
        {
            using TemporaryFolder folder = new();
            folder.Write("a.cs", "old a");
            folder.Write("sub/b.cs", "old b");
            DateTime modified = new(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
            File.SetLastWriteTimeUtc(folder.PathOf("a.cs"), modified);
            SortedDictionary<string, string> before = folder.Files();
            int countdown = position;
            WriteStep? failed = null;
            WriteOptions options = new()
            {
                Before = (step, _) =>
                {
                    if (Interlocked.Decrement(ref countdown) == -1)
                    {
                        failed = step;
                        throw new IOException(Full);
                    }
                },
            };
            try
            {
                WriteResult result = FileTransaction.Commit(folder.Root, Rewriting.Changes(folder.Root), options);
                Assert.Equal(failed is null, result.Note is null);
                Assert.True(failed is null or WriteStep.CleanUp or WriteStep.RemoveJournal);
                _ = FileTransaction.Recover(folder.Root);
                Assert.Equal(Rewriting.Apply(before), folder.Files());
            }
            catch (WriteFailedException failure)
            {
                failures++;
                Assert.True(failed < WriteStep.CleanUp, $"{failed}: {failure.Message}");
                Assert.Contains($"{Full}. Nothing was changed. Remove the cause", failure.Message);
                Assert.True(failure.NothingChanged);
                Assert.Equal(before, folder.Files());
                Assert.Equal(modified, File.GetLastWriteTimeUtc(folder.PathOf("a.cs")));
            }

            if (failed is null)
                break;
        }

        // Check, WriteNew, KeepOld and Rename of three files; Announce, AwaitFinisher, Commit.
        Assert.Equal(4 * 3 + 3, failures);
    }

    [MountFact]
    public void A_full_disk()
    {
        string disk = Directory.CreateDirectory(_folder.PathOf("small disk")).FullName;
        Assert.Equal(0, Tool.Run("mount", "-t", "tmpfs", "-o", "size=64k", "none", disk));
        try
        {
            for (int i = 0; i < 4; i++)
                _folder.Write($"small disk/{i}.cs", new string('x', 8000));
            SortedDictionary<string, string> before = _folder.Files();
            WriteFailedException failure = Assert.Throws<WriteFailedException>(() => FileTransaction.Commit(disk, Rewriting.Changes(disk)));
            Assert.Contains("small disk/", failure.Message);
            Assert.Contains("the disk is full. Nothing was changed. Make room and run the command again.", failure.Message);
            Assert.Equal(before, _folder.Files());
        }
        finally
        {
            Assert.Equal(0, Tool.Run("umount", disk));
        }
    }

    /// <summary>A real failure in the middle of the renames, even for root.</summary>
    [ImmutableFact]
    public void An_immutable_file()
    {
        foreach (string name in (string[])["a.cs", "b.cs", "c.cs"])
            _folder.Write(name, "old");
        SortedDictionary<string, string> before = _folder.Files();
        Assert.Equal(0, Tool.Run("chattr", "+i", _folder.PathOf("b.cs")));
        try
        {
            Assert.Contains("b.cs: ", Fails(_folder.To("a.cs", "A"), _folder.To("b.cs", "B"), _folder.To("c.cs", "C")));
        }
        finally
        {
            Assert.Equal(0, Tool.Run("chattr", "-i", _folder.PathOf("b.cs")));
        }

        Assert.Equal(before, _folder.Files());
    }

    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public void A_folder_that_is_not_writable()
    {
        _folder.Write("a.cs", "a");
        _folder.Write("sub/b.cs", "b");
        FileChange[] changes = [_folder.To("a.cs", "A"), _folder.To("sub/b.cs", "B")];
        SortedDictionary<string, string> before = _folder.Files();
        string message;
        if (Environment.IsPrivilegedProcess)
        {
            // Modes do not stop root: the refusal is injected.
            message = Assert.Throws<WriteFailedException>(() => FileTransaction.Commit(_folder.Root, changes, new WriteOptions
            {
                Before = (step, path) =>
                {
                    if (step == WriteStep.WriteNew && path.EndsWith("b.cs", StringComparison.Ordinal))
                        throw new UnauthorizedAccessException();
                },
            })).Message;
            Assert.Contains("permission denied", message);
        }
        else
        {
            File.SetUnixFileMode(_folder.PathOf("sub"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
            message = Assert.Throws<WriteFailedException>(() => FileTransaction.Commit(_folder.Root, changes)).Message;
            Assert.Contains("is not writable", message);
        }

        Assert.StartsWith(_folder.PathOf("sub/b.cs"), message);
        Assert.Contains("Nothing was changed.", message);
        Assert.Equal(before, _folder.Files());
    }

    [UnixFact]
    public void Links_are_followed()
    {
        using TemporaryFolder elsewhere = new();
        elsewhere.Write("real.cs", "old");
        elsewhere.Write("folder/other.cs", "old");
        File.CreateSymbolicLink(_folder.PathOf("link.cs"), elsewhere.PathOf("real.cs"));
        File.CreateSymbolicLink(_folder.PathOf("link of link.cs"), "link.cs");
        Directory.CreateSymbolicLink(_folder.PathOf("linked"), elsewhere.PathOf("folder"));
        // The same file under two names is written once.
        Assert.Equal(2, Commit(_folder.To("link.cs", "new"), _folder.To("link of link.cs", "new"), _folder.To("linked/other.cs", "new")).Files);
        Assert.Equal(("new", "new"), (elsewhere.Text("real.cs"), elsewhere.Text("folder/other.cs")));
        Assert.Equal(2, elsewhere.Files().Count);
        Assert.Equal("link.cs", new FileInfo(_folder.PathOf("link of link.cs")).LinkTarget);
        Assert.NotNull(new FileInfo(_folder.PathOf("link.cs")).LinkTarget);
        Assert.Contains("the same file is to be written twice", Fails(_folder.To("link.cs", "one"), new FileChange(elsewhere.PathOf("real.cs"), "new"u8.ToArray(), "other"u8.ToArray())));
    }

    [UnixFact]
    public void Links_in_a_circle()
    {
        File.CreateSymbolicLink(_folder.PathOf("a.cs"), "b.cs");
        File.CreateSymbolicLink(_folder.PathOf("b.cs"), "a.cs");
        string message = Assert.Throws<WriteFailedException>(() => FileTransaction.Commit(_folder.Root, [new FileChange(_folder.PathOf("a.cs"), [1], [2])])).Message;
        Assert.Contains("its symbolic links go in a circle. Nothing was changed.", message);
    }

    [Fact]
    public void A_cancelled_write()
    {
        _folder.Write("a.cs", "a");
        using CancellationTokenSource source = new();
        Assert.Throws<OperationCanceledException>(() => FileTransaction.Commit(_folder.Root, [_folder.To("a.cs", "A")], new WriteOptions { Before = (step, _) => Cancel(step, WriteStep.Commit) }, source.Token));
        Assert.Equal(["a.cs=a"], Texts());

        // Too late.
        using CancellationTokenSource late = new();
        WriteResult result = FileTransaction.Commit(_folder.Root, [_folder.To("a.cs", "A")], new WriteOptions { Before = (step, _) => CancelLate(step) }, late.Token);
        Assert.Equal(new WriteResult(1, true, null), result);
        Assert.Equal(["a.cs=A"], Texts());

        void Cancel(WriteStep step, WriteStep at)
        {
            if (step == at)
                source.Cancel();
        }

        void CancelLate(WriteStep step)
        {
            if (step == WriteStep.Rename)
                late.Cancel();
        }
    }

    [Fact]
    public void Two_writers_at_the_same_time()
    {
        _folder.Write("a.cs", "a");
        _folder.Write("sub/b.cs", "b");
        List<string> messages = [];
        FileTransaction.Commit(_folder.Root, [_folder.To("a.cs", "A"), _folder.To("sub/b.cs", "B")], new WriteOptions
        {
            Before = (step, _) =>
            {
                if (step != WriteStep.Commit)
                    return;
                WriteOptions impatient = new() { Patience = TimeSpan.FromMilliseconds(50) };
                messages.Add(Assert.Throws<WriteFailedException>(() => FileTransaction.Commit(_folder.Root, [_folder.To("a.cs", "other")], impatient)).Message);
                messages.Add(Assert.Throws<WriteFailedException>(() => FileTransaction.Recover(_folder.Root, TimeSpan.FromMilliseconds(50))).Message);
                // Other roots, the same files.
                messages.Add(Assert.Throws<WriteFailedException>(() => FileTransaction.Commit(_folder.PathOf("sub"), [_folder.To("sub/b.cs", "other")], impatient)).Message);
            },
        });
        Assert.Equal($"{_folder.Root}: another fragapi is writing in this folder. Nothing was changed. Wait until it has ended and run the command again.", messages[0]);
        Assert.Equal(messages[0], messages[1]);
        Assert.Equal($"{_folder.Root}: another fragapi is writing there, or was interrupted. Nothing was changed. Wait for it, or run fragapi in that folder first.", messages[2]);
        Assert.Equal(["a.cs=A", "sub/b.cs=B"], Texts());

        // The other way round: the second one has the folder above.
        FileTransaction.Commit(_folder.PathOf("sub"), [_folder.To("sub/b.cs", "b")], new WriteOptions
        {
            Before = (step, _) =>
            {
                if (step == WriteStep.Commit)
                    messages.Add(Assert.Throws<WriteFailedException>(() => FileTransaction.Commit(_folder.Root, [_folder.To("sub/b.cs", "other")])).Message);
            },
        });
        Assert.StartsWith($"{_folder.PathOf("sub")}: another fragapi is writing there", messages[3]);
        Assert.Equal(["a.cs=A", "sub/b.cs=b"], Texts());
    }

    [Fact]
    public void Without_its_finisher_it_says_so()
    {
        _folder.Write("a.cs", "a");
        foreach (FinisherCommand command in (FinisherCommand[])[new("no such program", []), new("git", [])])
        {
            WriteResult result = FileTransaction.Commit(_folder.Root, [_folder.To("a.cs", _folder.Text("a.cs") + "+")], new WriteOptions { Finisher = command });
            Assert.Equal(1, result.Files);
            Assert.StartsWith("The write went on without its guard (", result.Note);
        }

        Assert.Equal(["a.cs=a++"], Texts());
    }

    private WriteResult Commit(params FileChange[] changes) => FileTransaction.Commit(_folder.Root, changes);

    /// <summary>The message; the folder is as it was.</summary>
    private string Fails(params FileChange[] changes)
    {
        SortedDictionary<string, string> before = _folder.Files();
        WriteFailedException failure = Assert.Throws<WriteFailedException>(() => Commit(changes));
        Assert.True(failure.NothingChanged);
        Assert.Equal(before, _folder.Files());
        return failure.Message;
    }

    private string[] Texts() => [.. _folder.Files().Select(file => $"{file.Key}={Encoding.UTF8.GetString(Convert.FromBase64String(file.Value))}")];
}
