using System;
using System.IO;
using System.Linq;
using Xunit;

namespace FragApi.Cli.Writing.Tests;

/// <summary>What git says of real repositories.</summary>
public sealed class GitGuardTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public GitGuardTests()
    {
        Git("init", "-q", "-b", "main");
        _folder.Write("a.cs", "a");
        _folder.Write("src/b b.cs", "b");
        _folder.Write("src/bücher/ç.cs", "c");
        _folder.Write("src/notes.txt", "n");
        _folder.Write(".gitignore", "ignored/\n");
        Git("add", "-A");
        Git("commit", "-qm", "one");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Clean()
    {
        GitStatus status = GitGuard.Inspect(_folder.Root);
        Assert.Equal((GitState.Clean, _folder.Root, null), (status.State, status.WorkTree, status.Problem));
        Assert.Empty(status.Changes);
        Assert.Equal(GitState.Clean, GitGuard.Inspect(_folder.PathOf("src/bücher")).State);
    }

    [Fact]
    public void No_work_tree()
    {
        using TemporaryFolder plain = new();
        Assert.Equal(new GitStatus(GitState.NoWorkTree, null, [], null), GitGuard.Inspect(plain.Root) with { Changes = [] });
        Assert.Equal(GitState.NoWorkTree, GitGuard.Inspect(plain.PathOf("none")).State);
    }

    [Fact]
    public void All_kinds_of_changes()
    {
        _folder.Write("a.cs", "changed");
        _folder.Write("src/notes.txt", "changed");
        File.Delete(_folder.PathOf("src/b b.cs"));
        _folder.Write("src/staged ü.cs", "s");
        Git("add", "src/staged ü.cs");
        _folder.Write("src/untracked ü\n.cs", "u");
        _folder.Write("src/untracked.txt", "no source");
        _folder.Write("src/bin/x.cs", "x");
        _folder.Write("src/obj/Debug/x.cs", "x");
        _folder.Write("src/robin/x.cs", "x");
        _folder.Write("ignored/x.cs", "x");
        Assert.Equal(
            ["Modified a.cs", "Deleted src/b b.cs", "Modified src/notes.txt", "Untracked src/robin/x.cs", "Added src/staged ü.cs", "Untracked src/untracked ü\n.cs"],
            Changes(_folder.Root));
        Assert.Equal(
            ["Deleted b b.cs", "Modified notes.txt", "Untracked robin/x.cs", "Added staged ü.cs", "Untracked untracked ü\n.cs"],
            Changes(_folder.PathOf("src")));
        Assert.Empty(Changes(_folder.PathOf("src/bücher")));
    }

    [Fact]
    public void Staged_changes_count()
    {
        _folder.Write("a.cs", "changed");
        Git("add", "a.cs");
        Git("rm", "-q", "--cached", "src/notes.txt");
        Git("mv", "src/b b.cs", "src/moved.cs");
        Assert.Equal(["Modified a.cs", "Deleted src/b b.cs", "Added src/moved.cs", "Deleted src/notes.txt"], Changes(_folder.Root));
    }

    [Fact]
    public void Conflicts()
    {
        Git("checkout", "-qb", "other");
        _folder.Write("a.cs", "theirs");
        Git("commit", "-qam", "theirs");
        Git("checkout", "-q", "main");
        _folder.Write("a.cs", "ours");
        Git("commit", "-qam", "ours");
        Assert.NotEqual(0, TryGit("merge", "-q", "other"));
        Assert.Equal(["Conflicted a.cs"], Changes(_folder.Root));
    }

    [Fact]
    public void A_repository_without_a_commit()
    {
        using TemporaryFolder fresh = new();
        Assert.Equal(0, Tool.Run("git", "-C", fresh.Root, "init", "-q"));
        fresh.Write("a.cs", "a");
        Assert.Equal([new GitChange("a.cs", GitChangeKind.Untracked)], GitGuard.Inspect(fresh.Root).Changes);
    }

    [Fact]
    public void A_linked_work_tree()
    {
        using TemporaryFolder other = new();
        Git("worktree", "add", "-q", "-b", "other", other.PathOf("tree"));
        Assert.True(File.Exists(other.PathOf("tree/.git")));
        Assert.Equal(GitState.Clean, GitGuard.Inspect(other.PathOf("tree")).State);
        other.Write("tree/src/b b.cs", "changed");
        GitStatus status = GitGuard.Inspect(other.PathOf("tree/src"));
        Assert.Equal((GitState.Dirty, other.PathOf("tree")), (status.State, status.WorkTree));
        Assert.Equal([new GitChange("b b.cs", GitChangeKind.Modified)], status.Changes);
        Assert.Equal(GitState.Clean, GitGuard.Inspect(_folder.Root).State);
    }

    [Fact]
    public void Submodules_are_their_own_business()
    {
        using TemporaryFolder other = new();
        Assert.Equal(0, Tool.Run("git", "clone", "-q", _folder.Root, other.PathOf("library")));
        Assert.Equal(0, TryGit("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", other.PathOf("library"), "library"));
        Git("commit", "-qm", "submodule");
        _folder.Write("library/a.cs", "changed");
        _folder.Write("library/new.cs", "new");
        Assert.Equal(GitState.Clean, GitGuard.Inspect(_folder.Root).State);
        Assert.Equal(["Modified a.cs", "Untracked new.cs"], Changes(_folder.PathOf("library")));
    }

    [UnixFact]
    public void A_folder_reached_through_a_link()
    {
        using TemporaryFolder other = new();
        Directory.CreateSymbolicLink(other.PathOf("link"), _folder.PathOf("src"));
        _folder.Write("src/b b.cs", "changed");
        Assert.Equal(["Modified b b.cs"], Changes(other.PathOf("link")));
    }

    [Fact]
    public void Git_is_missing()
    {
        GitStatus status = GitGuard.Inspect(_folder.Root, git: "no such program");
        Assert.Equal((GitState.Unknown, _folder.Root), (status.State, status.WorkTree));
        Assert.StartsWith("git cannot be started: ", status.Problem);
    }

    [Fact]
    public void Git_fails()
    {
        File.WriteAllText(_folder.PathOf(".git/config"), "[core\n");
        GitStatus status = GitGuard.Inspect(_folder.Root);
        Assert.Equal(GitState.Unknown, status.State);
        Assert.Contains("'git status' failed: fatal: ", status.Problem);

        using TemporaryFolder broken = new();
        broken.Write(".git", "gitdir: nowhere\n");
        Assert.Contains("not a git repository", GitGuard.Inspect(broken.Root).Problem);
    }

    /// <summary>Git refuses a repository of somebody else; its own tests pretend so by this variable.</summary>
    [Fact]
    public void Somebody_elses_repository()
    {
        Environment.SetEnvironmentVariable("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1");
        try
        {
            GitStatus status = GitGuard.Inspect(_folder.Root);
            Assert.Equal(GitState.Unknown, status.State);
            Assert.Contains("dubious ownership", status.Problem);
        }
        finally
        {
            Environment.SetEnvironmentVariable("GIT_TEST_ASSUME_DIFFERENT_OWNER", null);
        }
    }

    /// <summary>Inside a git hook these name the hook's repository.</summary>
    [Fact]
    public void The_environment_does_not_mislead()
    {
        using TemporaryFolder other = new();
        Environment.SetEnvironmentVariable("GIT_DIR", other.Root);
        try
        {
            Assert.Equal(GitState.Clean, GitGuard.Inspect(_folder.Root).State);
        }
        finally
        {
            Environment.SetEnvironmentVariable("GIT_DIR", null);
        }
    }

    /// <summary>The question leaves no trace: git would refresh the index, and run the monitor that a repository names.</summary>
    [UnixFact]
    public void Asking_changes_nothing_and_runs_nothing()
    {
        string trace = _folder.PathOf(".git/trace");
        Git("config", "core.fsmonitor", $"touch '{trace}'; false");
        File.SetLastWriteTimeUtc(_folder.PathOf("a.cs"), DateTime.UtcNow.AddMinutes(-5));
        byte[] index = File.ReadAllBytes(_folder.PathOf(".git/index"));
        Assert.Equal(GitState.Clean, GitGuard.Inspect(_folder.Root).State);
        Assert.Equal(index, File.ReadAllBytes(_folder.PathOf(".git/index")));
        Assert.False(File.Exists(trace));
    }

    private static string[] Changes(string folder)
    {
        GitStatus status = GitGuard.Inspect(folder);
        Assert.Null(status.Problem);
        Assert.Equal(status.Changes.Count == 0 ? GitState.Clean : GitState.Dirty, status.State);
        return [.. status.Changes.Select(change => $"{change.Kind} {change.Path}")];
    }

    private void Git(params string[] arguments) => Assert.Equal(0, TryGit(arguments));

    private int TryGit(params string[] arguments) =>
        Tool.Run("git", ["-C", _folder.Root, "-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false", .. arguments]);
}
