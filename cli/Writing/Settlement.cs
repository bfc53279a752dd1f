using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace FragApi.Cli.Writing;

/// <summary>What settling a write came to.</summary>
/// <param name="Way">The state that the files are in.</param>
/// <param name="Conflicts">A sentence for each file that was left alone because somebody else changed it meanwhile.</param>
internal sealed record Settled(SettledWay Way, IReadOnlyList<string> Conflicts);

internal enum SettledWay
{
    /// <summary>No file was touched.</summary>
    Cancelled,

    /// <summary>All files have their new bytes.</summary>
    Completed,

    /// <summary>All files have their old bytes.</summary>
    Undone,
}

/// <summary>
/// Brings a write to its end from its journal and from what lies on the disk, and nothing else: what the finisher and the
/// next run do, and what the writer itself does when a rename fails. It may itself be killed at any moment and be done
/// again.
/// </summary>
/// <remarks>
/// How the disk says where a write stopped. A rename takes our new file away and makes the target new in one step, so a
/// target is still to be renamed as long as our new file is there. Undoing puts all originals back before it removes the
/// first new file that was not used, and it starts only while there is one, so an old target without its new file means
/// that undoing had begun, and no new file at all means that only cleaning up is left.
/// </remarks>
internal static class Settlement
{
    private enum Content
    {
        Old,
        New,
        Other,
    }

    /// <summary>Settles the write, forward where that is possible.</summary>
    /// <exception cref="IOException">It could not be done; it can be tried again.</exception>
    /// <exception cref="UnauthorizedAccessException">It could not be done; it can be tried again.</exception>
    public static Settled Settle(Journal journal, Action<WriteStep, string> before)
    {
        if (!journal.IsCommitted)
        {
            CleanUp(journal, [], before);
            return new Settled(SettledWay.Cancelled, []);
        }

        Seen[] seen = Look(journal);
        if (!seen.Any(file => file.HasNewFile))
        {
            CleanUp(journal, [], before);
            return new Settled(seen.All(file => file.Target == Content.Old) ? SettledWay.Undone : SettledWay.Completed, []);
        }

        if (seen.Any(file => file.WantsUndoing) && seen.All(file => file.CanBeUndone))
            return Undo(journal, seen, before);
        try
        {
            return Complete(journal, seen, before);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            // A rename that does not work now may never work: then the way back must.
            seen = Look(journal);
            if (seen.Any(file => file.HasNewFile) && seen.All(file => file.CanBeUndone))
                return Undo(journal, seen, before);
            throw;
        }
    }

    /// <summary>Puts the originals back.</summary>
    /// <inheritdoc cref="Settle" path="/exception"/>
    public static Settled Undo(Journal journal, Action<WriteStep, string> before) => Undo(journal, Look(journal), before);

    /// <summary>Removes our own files and then the journal.</summary>
    /// <param name="journal">The write's journal.</param>
    /// <param name="kept">Files of ours that somebody may need.</param>
    /// <param name="before">Called before each step.</param>
    public static void CleanUp(Journal journal, IReadOnlyCollection<string> kept, Action<WriteStep, string> before)
    {
        // All new files before the first original: see the remarks above.
        foreach (Func<int, string> kind in (Func<int, string>[])[journal.NewPath, journal.OldPath])
        {
            for (int i = 0; i < journal.Entries.Count; i++)
            {
                string path = kind(i);
                if (kept.Contains(path) || !File.Exists(path))
                    continue;
                before(WriteStep.CleanUp, path);
                Disk.Remove(path);
            }
        }

        before(WriteStep.RemoveJournal, journal.FilePath);
        journal.Remove();
    }

    /// <summary>Makes the names in all the targets' folders survive a power cut.</summary>
    public static void FlushFolders(Journal journal)
    {
        foreach (string folder in journal.Entries.Select(entry => Path.GetDirectoryName(entry.File)!).Distinct(StringComparer.Ordinal))
            Native.FlushFolder(folder);
    }

    private static Settled Complete(Journal journal, Seen[] seen, Action<WriteStep, string> before)
    {
        List<string> conflicts = [];
        List<string> kept = [];
        for (int i = 0; i < seen.Length; i++)
        {
            string target = journal.Entries[i].File;
            if (seen[i] is { Target: Content.Old, IsNewFileGood: true })
            {
                before(WriteStep.Rename, target);
                File.Move(journal.NewPath(i), target, overwrite: true);
            }
            else if (seen[i] is { Target: Content.Other, IsNewFileGood: true })
            {
                conflicts.Add($"{target} was changed by another program meanwhile and left as it is; the text meant for it is in {journal.NewPath(i)}");
                kept.Add(journal.NewPath(i));
            }
            else if (seen[i].HasNewFile && seen[i].Target != Content.New)
            {
                conflicts.Add($"{target} was left as it is: the text meant for it is damaged");
            }
        }

        FlushFolders(journal);
        CleanUp(journal, kept, before);
        return new Settled(SettledWay.Completed, conflicts);
    }

    private static Settled Undo(Journal journal, Seen[] seen, Action<WriteStep, string> before)
    {
        List<string> conflicts = [];
        List<string> kept = [];
        for (int i = 0; i < seen.Length; i++)
        {
            JournalEntry entry = journal.Entries[i];
            if (seen[i].Target == Content.New && seen[i].HasOldFile)
            {
                before(WriteStep.Restore, entry.File);
                Restore(entry, journal.OldPath(i));
            }
            else if (seen[i].Target != Content.Old && !seen[i].HasNewFile)
            {
                conflicts.Add(seen[i].HasOldFile
                    ? $"{entry.File} was changed by another program meanwhile and left as it is; the original is in {journal.OldPath(i)}"
                    : $"{entry.File} could not be put back: the copy of the original is gone");
                kept.Add(journal.OldPath(i));
            }
        }

        FlushFolders(journal);
        CleanUp(journal, kept, before);
        return new Settled(SettledWay.Undone, conflicts);
    }

    private static void Restore(JournalEntry entry, string old)
    {
        if (entry.OldHash is null)
        {
            Disk.Remove(entry.File);
            return;
        }

        // On the copy, not on the target: after the rename nothing is left to be done.
        File.SetLastWriteTimeUtc(old, entry.Modified);
        File.Move(old, entry.File, overwrite: true);
    }

    private static Seen[] Look(Journal journal)
    {
        Seen[] seen = new Seen[journal.Entries.Count];
        for (int i = 0; i < seen.Length; i++)
        {
            JournalEntry entry = journal.Entries[i];
            string? target = HashOf(entry.File);
            string? newFile = HashOf(journal.NewPath(i));
            seen[i] = new Seen(
                target == entry.NewHash ? Content.New : target == entry.OldHash ? Content.Old : Content.Other,
                HasNewFile: newFile is not null,
                IsNewFileGood: newFile == entry.NewHash,
                HasOldFile: HashOf(journal.OldPath(i)) is string old && (entry.OldHash is null || old == entry.OldHash));
        }

        return seen;
    }

    private static string? HashOf(string path) => Disk.ReadIfThere(path) is byte[] bytes ? Disk.Hash(bytes) : null;

    private readonly record struct Seen(Content Target, bool HasNewFile, bool IsNewFileGood, bool HasOldFile)
    {
        public bool WantsUndoing => HasNewFile
            ? Target == Content.Other || Target == Content.Old && !IsNewFileGood
            : Target == Content.Old;

        public bool CanBeUndone => Target switch
        {
            Content.Old => true,
            Content.New => HasOldFile,
            _ => HasNewFile,
        };
    }
}
