using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace FragApi.Cli.Writing;

/// <summary>What git says of a folder.</summary>
internal enum GitState
{
    /// <summary>No work tree: nothing to compare with.</summary>
    NoWorkTree,

    /// <summary>Everything is committed.</summary>
    Clean,

    /// <summary>Something is not; <see cref="GitStatus.Changes"/> lists it.</summary>
    Dirty,

    /// <summary>A work tree, but git could not be asked; <see cref="GitStatus.Problem"/> says why.</summary>
    Unknown,
}

/// <summary>How a file differs from what is committed.</summary>
internal enum GitChangeKind
{
    Modified,
    Added,
    Deleted,
    Conflicted,
    Untracked,
}

/// <summary>A file with uncommitted changes.</summary>
/// <param name="Path">Relative to the folder asked about, as git writes it: with slashes.</param>
/// <param name="Kind">How it differs.</param>
internal sealed record GitChange(string Path, GitChangeKind Kind);

/// <summary>What git says of a folder.</summary>
/// <param name="State">The answer.</param>
/// <param name="WorkTree">The work tree's top folder, links followed; null when there is none.</param>
/// <param name="Changes">What is uncommitted under the folder, sorted.</param>
/// <param name="Problem">Why git could not be asked; null when it could.</param>
internal sealed record GitStatus(GitState State, string? WorkTree, IReadOnlyList<GitChange> Changes, string? Problem);

/// <summary>
/// Whether a folder has changes that a conversion would mix with its own. Tracked files count whatever they are, untracked
/// ones only as C# sources outside <c>bin</c> and <c>obj</c>: nothing else is written. Submodules and ignored files are
/// not looked at.
/// </summary>
internal static class GitGuard
{
    /// <summary>Asks git about a folder. Never throws for what git or the disk does.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="git">The program to ask. For tests.</param>
    public static GitStatus Inspect(string folder, string git = "git")
    {
        string real;
        string? workTree;
        try
        {
            real = RealPath.Of(folder);
            workTree = Git.WorkTreeOf(real);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return new GitStatus(GitState.Unknown, null, [], cause.Message);
        }

        if (workTree is null)
            return new GitStatus(GitState.NoWorkTree, null, [], null);
        GitAnswer answer = Git.Ask(real, ["status", "--porcelain=v1", "-z", "--untracked-files=all", "--ignore-submodules=all", "--no-renames", "--", "."], program: git);
        if (answer.Problem is not null)
            return new GitStatus(GitState.Unknown, workTree, [], answer.Problem);
        string prefix = Path.GetRelativePath(workTree, real).Replace('\\', '/');
        IReadOnlyList<GitChange> changes = Parse(Encoding.UTF8.GetString(answer.Output), prefix == "." ? "" : prefix + "/");
        return new GitStatus(changes.Count == 0 ? GitState.Clean : GitState.Dirty, workTree, changes, null);
    }

    /// <summary>Entries "XY path" ended by NUL; the paths are relative to the top folder.</summary>
    private static IReadOnlyList<GitChange> Parse(string output, string prefix)
    {
        List<GitChange> changes = [];
        string[] entries = output.Split('\0');
        for (int i = 0; i < entries.Length; i++)
        {
            if (entries[i].Length < 4)
                continue;
            (char index, char tree) = (entries[i][0], entries[i][1]);
            string path = entries[i][3..];
            // A rename or a copy is followed by the name that it came from; it is not asked for, but may be configured.
            if (index is 'R' or 'C' || tree is 'R' or 'C')
                i++;
            path = path.StartsWith(prefix, StringComparison.Ordinal) ? path[prefix.Length..] : path;
            if (index == '!' || index == '?' && !IsOwnSource(path))
                continue;
            changes.Add(new GitChange(path, KindOf(index, tree)));
        }

        changes.Sort((one, other) => string.CompareOrdinal(one.Path, other.Path));
        return changes;
    }

    private static GitChangeKind KindOf(char index, char tree) => (index, tree) switch
    {
        ('?', _) => GitChangeKind.Untracked,
        ('U', _) or (_, 'U') or ('A', 'A') or ('D', 'D') => GitChangeKind.Conflicted,
        ('D', _) or (_, 'D') => GitChangeKind.Deleted,
        ('A', _) => GitChangeKind.Added,
        _ => GitChangeKind.Modified,
    };

    private static bool IsOwnSource(string path) =>
        path.EndsWith(".cs", StringComparison.OrdinalIgnoreCase)
        && !path.Split('/').SkipLast(1).Any(part => part.Equals("bin", StringComparison.OrdinalIgnoreCase) || part.Equals("obj", StringComparison.OrdinalIgnoreCase));
}
