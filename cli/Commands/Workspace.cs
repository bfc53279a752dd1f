using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
using FragApi.Cli.Surveying;
using FragApi.Cli.Writing;

namespace FragApi.Cli.Commands;

/// <summary>The user's files on disk: when they may be changed, and changing them.</summary>
internal static class Workspace
{
    private const int Shown = 10;

    /// <summary>Settles what a write that was killed has left; says so.</summary>
    /// <exception cref="ToolException">It cannot be settled.</exception>
    public static void Recover(LoadRequest request)
    {
        try
        {
            if (FileTransaction.Recover(request.Root) is string done)
                Console.Error.WriteLine($"fragapi: {done}");
        }
        catch (WriteFailedException problem)
        {
            throw new ToolException(ExitCode.Failed, problem.Message);
        }
    }

    /// <summary>A conversion that is mixed with other changes cannot be reviewed, nor taken back; nor is it proved where the log of a build is of other sources.</summary>
    /// <exception cref="ToolException">There are uncommitted changes.</exception>
    public static void DemandClean(LoadRequest request, bool allowDirty)
    {
        request.Logs?.DemandCurrent();
        if (allowDirty)
            return;
        GitStatus status = GitGuard.Inspect(request.Root);
        if (status.State == GitState.Unknown)
            throw new ToolException(ExitCode.Usage, $"{request.Root} is a git work tree, and git could not be asked for uncommitted changes: {status.Problem}. Mend that, or write even so with --allow-dirty.");
        if (status.State != GitState.Dirty)
            return;
        string files = string.Join('\n', status.Changes.Take(Shown).Select(change => $"  {change.Kind.ToString().ToLowerInvariant(),-10} {change.Path}"));
        string more = status.Changes.Count > Shown ? string.Create(CultureInfo.InvariantCulture, $"\n  and {status.Changes.Count - Shown} more") : "";
        throw new ToolException(ExitCode.Usage, $"{request.Root} has uncommitted changes; commit or stash them first, or write even so with --allow-dirty:\n{files}{more}");
    }

    /// <summary>Writes all of it or nothing, in the files' own encodings.</summary>
    /// <exception cref="ToolException">It could not be written.</exception>
    public static void Write(CodeBase code, IReadOnlyCollection<ChangedFile> files, SourceStore sources, IReadOnlyCollection<(string Path, string Text)> added, CancellationToken cancellation)
    {
        List<FileChange> changes = [.. added.Select(file => new FileChange(file.Path, null, new UTF8Encoding(false).GetBytes(file.Text)))];
        foreach (ChangedFile file in files)
        {
            SourceFile source = sources.Of(file.Path);
            if (!source.TryEncode(file.New.ToString(), out byte[] bytes, out string? problem))
                throw new ToolException(ExitCode.Failed, $"{file.Path}: {problem}. Nothing was changed. Convert the file to UTF-8, or leave it out with --exclude.");
            changes.Add(new FileChange(file.Path, source.Bytes, bytes));
        }

        try
        {
            WriteResult result = FileTransaction.Commit(code.Root, changes, new WriteOptions { Finisher = FinisherCommand.ForThisProgram() }, cancellation);
            if (result.Note is not null)
                Console.Error.WriteLine($"fragapi: {result.Note}");
        }
        catch (WriteFailedException problem)
        {
            throw new ToolException(ExitCode.Failed, problem.Message);
        }
    }
}
