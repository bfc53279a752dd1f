using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace FragApi.Cli.Writing;

/// <summary>A write under way in this process: prepared, then committed; whatever fails, it leaves all or nothing.</summary>
internal sealed class PendingWrite
{
    /// <summary>Waiting for the disk is most of the work; several files can wait at once.</summary>
    private const int FilesAtOnce = 8;

    private readonly Journal _journal;
    private readonly IReadOnlyList<Target> _targets;
    private readonly Action<WriteStep, string> _before;
    private readonly Interruption _interruption;

    public PendingWrite(string root, IReadOnlyList<Target> targets, Action<WriteStep, string> before, Interruption interruption)
    {
        _targets = targets;
        _before = before;
        _interruption = interruption;
        _journal = new Journal(root, [.. targets.Select(target => new JournalEntry(
            target.Path,
            target.Before is null ? null : Disk.Hash(target.Before),
            Disk.Hash(target.After),
            target.Modified))]);
    }

    /// <summary>Does it all.</summary>
    /// <returns>A line to show, or null.</returns>
    public string? Run(FinisherCommand? command)
    {
        using FinisherProcess finisher = Prepare(command);
        Rename();
        return JoinNotes(finisher.Problem, Finish());
    }

    /// <summary>Up to the point of no return.</summary>
    private FinisherProcess Prepare(FinisherCommand? command)
    {
        FinisherProcess? finisher = null;
        string at = _journal.FilePath;
        string doing = "the journal of the write cannot be written";
        try
        {
            _before(WriteStep.Announce, at);
            _journal.Publish();
            RefuseOtherWriters();
            // It starts while the files are written.
            finisher = FinisherProcess.Start(command, _journal);

            doing = "its new text cannot be written beside it";
            InParallel(i => Disk.WriteNew(_journal.NewPath(i), _targets[i].After, _targets[i].Before is null ? null : _targets[i].Path), WriteStep.WriteNew, ref at);
            doing = "its original cannot be copied beside it";
            InParallel(i => Disk.WriteNew(_journal.OldPath(i), _targets[i].Before, _targets[i].Before is null ? null : _targets[i].Path), WriteStep.KeepOld, ref at);
            doing = "cannot be looked at";
            foreach (Target target in _targets)
            {
                at = target.Path;
                _interruption.ThrowIfRequested();
                Targets.CheckUnchanged(target);
            }

            at = _journal.FilePath;
            doing = "the journal of the write cannot be written";
            Settlement.FlushFolders(_journal);
            _before(WriteStep.AwaitFinisher, at);
            finisher.AwaitReady();
            _before(WriteStep.Commit, at);
            _interruption.ThrowIfRequested();
            _journal.Commit();
            return finisher;
        }
        catch (Exception cause)
        {
            WriteFailedException? failure = cause switch
            {
                WriteFailedException known => known,
                IOException or UnauthorizedAccessException => WriteFailedException.Unchanged(at, doing, cause),
                _ => null,
            };
            Abandon(failure?.Message ?? cause.Message);
            finisher?.Dispose();
            if (failure is null || ReferenceEquals(failure, cause))
                throw;
            throw failure;
        }
    }

    private void Rename()
    {
        string at = _journal.Root;
        try
        {
            for (int i = 0; i < _targets.Count; i++)
            {
                Target target = _targets[i];
                at = target.Path;
                _before(WriteStep.Rename, at);
                Targets.CheckUnchanged(target);
                File.Move(_journal.NewPath(i), target.Path, overwrite: target.Before is not null);
            }
        }
        catch (Exception cause)
        {
            WriteFailedException? failure = cause switch
            {
                WriteFailedException known => known,
                IOException or UnauthorizedAccessException => WriteFailedException.Unchanged(at, "cannot be replaced by its new text", cause),
                _ => null,
            };
            Undo(at, failure?.Message ?? cause.Message);
            if (failure is null || ReferenceEquals(failure, cause))
                throw;
            throw failure;
        }
    }

    /// <summary>All is written; what cannot be tidied up now will be by the next run.</summary>
    private string? Finish()
    {
        try
        {
            Settlement.FlushFolders(_journal);
            Settlement.CleanUp(_journal, [], _before);
            return null;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return $"All files are written, but their backups ('.fragapi-*.tmp') could not all be removed ({WriteFailedException.Explain(cause).What}); the next run in {_journal.Root} tries again.";
        }
    }

    /// <summary>Takes our own files away again.</summary>
    private void Abandon(string because)
    {
        try
        {
            Settlement.CleanUp(_journal, [], _before);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw WriteFailedException.Unsettled(
                _journal.FilePath,
                because,
                $"Files named '.fragapi-*.tmp' could not be removed ({WriteFailedException.Explain(cause).What}); the next run in {_journal.Root} tries again.",
                cause);
        }
    }

    private void Undo(string at, string because)
    {
        Settled settled;
        try
        {
            settled = Settlement.Undo(_journal, _before);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw WriteFailedException.Unsettled(
                at,
                because.Replace(" Nothing was changed.", "", StringComparison.Ordinal),
                $"Not all files could be put back ({WriteFailedException.Explain(cause).What}). Remove the cause and run fragapi in {_journal.Root} again: it finishes this first. Until then the originals are the files '.fragapi-*-old.tmp', and {_journal.FilePath} says which is whose.",
                cause);
        }

        if (settled.Conflicts.Count > 0)
        {
            throw WriteFailedException.Unsettled(
                at,
                because.Replace(" Nothing was changed.", "", StringComparison.Ordinal),
                $"All files were put back except: {string.Join("; ", settled.Conflicts)}.");
        }
    }

    /// <summary>
    /// The lock is on our root only; a writer in a folder above or below has another one. Each looks for the other's
    /// journal after publishing its own, so at least one of them sees it.
    /// </summary>
    private void RefuseOtherWriters()
    {
        HashSet<string> looked = new(RealPath.Comparer) { _journal.Root };
        foreach (string start in _targets.Select(target => Path.GetDirectoryName(target.Path)!).Prepend(Path.GetDirectoryName(_journal.Root) ?? _journal.Root))
        {
            for (string? folder = start; folder is not null && (looked.Add(folder) || folder == _journal.Root); folder = Path.GetDirectoryName(folder))
            {
                if (folder != _journal.Root && File.Exists(Path.Combine(folder, Journal.FileName)))
                    throw WriteFailedException.Unchanged(folder, "another fragapi is writing there, or was interrupted", "Wait for it, or run fragapi in that folder first.");
            }
        }
    }

    private void InParallel(Action<int> work, WriteStep step, ref string at)
    {
        string failedAt = at;
        object gate = new();
        try
        {
            Parallel.For(0, _targets.Count, new ParallelOptions { MaxDegreeOfParallelism = FilesAtOnce }, i =>
            {
                try
                {
                    _interruption.ThrowIfRequested();
                    _before(step, _targets[i].Path);
                    work(i);
                }
                catch
                {
                    lock (gate)
                        failedAt = _targets[i].Path;
                    throw;
                }
            });
        }
        catch (AggregateException several)
        {
            at = failedAt;
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }
    }

    private static string? JoinNotes(string? one, string? other) => one is null || other is null ? one ?? other : one + " " + other;
}
