using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;

namespace FragApi.Cli.Writing;

/// <summary>
/// Writes a list of files: all or none, even if the process is killed in the middle or the power fails.
/// </summary>
/// <remarks>
/// New files and copies of the originals are put beside the targets and flushed to the disk, a journal in the root folder
/// says what is going on, and then each new file is renamed over its target. Mode, owner (where allowed) and the link
/// that leads to a file are kept; access control lists and hard links are not: a rename makes a new file.
/// </remarks>
internal static class FileTransaction
{
    /// <summary>Writes the files.</summary>
    /// <param name="root">The folder that the journal lies in while the write goes on; the files may lie elsewhere.</param>
    /// <param name="changes">The files. Those whose bytes stay the same are left alone.</param>
    /// <param name="options">How; null for the defaults, which start no finisher.</param>
    /// <param name="cancellation">Stops the write with nothing changed, unless it is too late to.</param>
    /// <exception cref="WriteFailedException">It did not happen; the message is for the user.</exception>
    /// <exception cref="OperationCanceledException">Stopped by the token or by Ctrl-C; nothing was changed.</exception>
    public static WriteResult Commit(string root, IReadOnlyList<FileChange> changes, WriteOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new WriteOptions();
        Action<WriteStep, string> before = options.Before ?? ((_, _) => { });
        using Interruption interruption = new(cancellation);
        string folder = RootOf(root);
        using FolderLock taken = Lock(folder, options.Patience);
        string? note = RecoverLocked(folder, before);
        IReadOnlyList<Target> targets = Targets.Check(changes, before, interruption);
        if (targets.Count > 0)
        {
            string? said = new PendingWrite(folder, targets, before, interruption).Run(options.Finisher);
            note = note is null || said is null ? note ?? said : note + " " + said;
        }

        return new WriteResult(targets.Count, interruption.IsRequested, note);
    }

    /// <summary>
    /// Settles what an interrupted write left in the folder: completes it if it was committed, else removes its files.
    /// For the start of every verb: without anything to do it costs one look into the folder.
    /// </summary>
    /// <param name="root">The folder that was passed to <see cref="Commit"/>.</param>
    /// <param name="patience">How long to wait for a write that is still going on there; null for ten seconds.</param>
    /// <param name="before">Called before each step. For tests.</param>
    /// <returns>One line that says what was done, or null when there was nothing to do.</returns>
    /// <exception cref="WriteFailedException">It could not be done, or another process is writing there.</exception>
    public static string? Recover(string root, TimeSpan? patience = null, Action<WriteStep, string>? before = null)
    {
        if (!Directory.Exists(root))
            return null;
        string folder = RootOf(root);
        Stopwatch watch = Stopwatch.StartNew();
        while (IsAnythingLeft(folder))
        {
            FolderLock? taken = TryLock(folder, TimeSpan.Zero);
            if (taken is not null)
            {
                using (taken)
                    return RecoverLocked(folder, before ?? ((_, _) => { }));
            }

            if (watch.Elapsed >= (patience ?? TimeSpan.FromSeconds(10)))
                throw Busy(folder);
            Thread.Sleep(20);
        }

        return null;
    }

    /// <summary>Settles one certain write once its process is dead; does nothing if somebody else did.</summary>
    /// <param name="root">Its root folder, as the journal has it.</param>
    /// <param name="id">Its journal's id: another write may have begun meanwhile.</param>
    /// <param name="before">Called before each step.</param>
    public static void Finish(string root, string id, Action<WriteStep, string> before)
    {
        TimeSpan longest = TimeSpan.FromMinutes(5);
        Stopwatch watch = Stopwatch.StartNew();
        while (Journal.Read(root)?.Id == id && watch.Elapsed < longest)
        {
            using FolderLock? taken = FolderLock.Take(root, TimeSpan.FromSeconds(1));
            if (taken is null)
                continue;
            if (Journal.Read(root) is Journal journal && journal.Id == id)
                Settlement.Settle(journal, before);
            return;
        }
    }

    private static bool IsAnythingLeft(string folder) =>
        File.Exists(Path.Combine(folder, Journal.FileName)) || Journal.FindUnpublished(folder).Length > 0;

    private static string? RecoverLocked(string folder, Action<WriteStep, string> before)
    {
        Journal? journal = Journal.Read(folder);
        try
        {
            string? said = null;
            if (journal is not null)
                said = Describe(journal, Settlement.Settle(journal, before));
            // With the lock in hand, a journal that nobody published has no owner any more.
            foreach (string path in Journal.FindUnpublished(folder))
            {
                Disk.Remove(path);
                said ??= $"{folder}: removed the leftovers of a write that was interrupted before it changed anything.";
            }

            return said;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            (string what, string advice) = WriteFailedException.Explain(cause);
            throw WriteFailedException.Unsettled(
                journal?.FilePath ?? folder,
                $"an interrupted write could not be completed: {what}",
                $"{advice} It is completed first then.",
                cause);
        }
    }

    private static string Describe(Journal journal, Settled settled)
    {
        string files = journal.Entries.Count == 1 ? "1 file" : $"{journal.Entries.Count} files";
        string text = settled.Way switch
        {
            SettledWay.Cancelled => $"{journal.Root}: removed the leftovers of a write that was interrupted before it changed anything.",
            SettledWay.Completed => $"{journal.Root}: completed the interrupted write of {files}.",
            _ => $"{journal.Root}: undid the interrupted write of {files}: it could not be completed.",
        };
        return settled.Conflicts.Count == 0 ? text : $"{text} {string.Join("; ", settled.Conflicts)}.";
    }

    private static string RootOf(string root)
    {
        try
        {
            string folder = RealPath.Of(root);
            return Directory.Exists(folder) ? folder : throw WriteFailedException.Unchanged(root, "the folder does not exist", "Pass one that does.");
        }
        catch (IOException circle)
        {
            throw WriteFailedException.Unchanged(root, "the folder cannot be found", circle);
        }
    }

    private static FolderLock Lock(string folder, TimeSpan patience) => TryLock(folder, patience) ?? throw Busy(folder);

    private static FolderLock? TryLock(string folder, TimeSpan patience)
    {
        try
        {
            return FolderLock.Take(folder, patience);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw WriteFailedException.Unchanged(folder, "the folder cannot be locked for writing", cause);
        }
    }

    private static WriteFailedException Busy(string folder) =>
        WriteFailedException.Unchanged(folder, "another fragapi is writing in this folder", "Wait until it has ended and run the command again.");
}
