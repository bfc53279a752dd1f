using System;
using System.Collections.Generic;
using System.IO;

namespace FragApi.Cli.Writing;

/// <summary>A file to be written, looked at and found fit.</summary>
/// <param name="Path">Where it really is: links followed.</param>
/// <param name="Before">The bytes there, null when the file is created.</param>
/// <param name="After">The bytes to be there.</param>
/// <param name="Modified">When it was last modified (UTC).</param>
internal sealed record Target(string Path, byte[]? Before, byte[] After, DateTime Modified);

/// <summary>Looks at every target before the first byte is written.</summary>
internal static class Targets
{
    private const string RunAgain = "Run the command again.";

    /// <summary>The files to write: those whose bytes differ, each once.</summary>
    /// <exception cref="WriteFailedException">One of them cannot be written.</exception>
    public static IReadOnlyList<Target> Check(IReadOnlyList<FileChange> changes, Action<WriteStep, string> before, Interruption interruption)
    {
        List<Target> targets = [];
        Dictionary<string, Target> known = new(RealPath.Comparer);
        foreach (FileChange change in changes)
        {
            interruption.ThrowIfRequested();
            Target target;
            try
            {
                before(WriteStep.Check, change.Path);
                target = Look(change);
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                throw WriteFailedException.Unchanged(change.Path, "cannot be looked at", cause);
            }

            if (known.TryGetValue(target.Path, out Target? other))
            {
                if (!other.After.AsSpan().SequenceEqual(target.After))
                    throw WriteFailedException.Unchanged(change.Path, "the same file is to be written twice, with different texts (under two names, through a link)", "Pass each file under one name only.");
                continue;
            }

            known.Add(target.Path, target);
            if (target.Before is null || !target.Before.AsSpan().SequenceEqual(target.After))
                targets.Add(target);
        }

        return targets;
    }

    /// <summary>Looks again, just before a rename.</summary>
    public static void CheckUnchanged(Target target)
    {
        byte[]? now = Disk.ReadIfThere(target.Path);
        if (target.Before is null ? now is not null : now is null || !now.AsSpan().SequenceEqual(target.Before))
            throw Changed(target.Path, target.Before, now);
    }

    private static Target Look(FileChange change)
    {
        string path = RealPath.Of(change.Path);
        string folder = Path.GetDirectoryName(path)!;
        if (Directory.Exists(path))
            throw WriteFailedException.Unchanged(change.Path, "this is a folder, not a file", RunAgain);
        if (!Directory.Exists(folder))
            throw WriteFailedException.Unchanged(change.Path, $"the folder {folder} does not exist", RunAgain);
        byte[]? now = Disk.ReadIfThere(path);
        if (change.Before is null ? now is not null : now is null || !now.AsSpan().SequenceEqual(change.Before))
            throw Changed(change.Path, change.Before, now);
        if (!Native.MayAccess(folder, Native.WritePermission | Native.SearchPermission))
            throw WriteFailedException.Unchanged(change.Path, $"the folder {folder} is not writable", "Make it writable and run the command again.");
        if (now is null)
            return new Target(path, null, change.After, DateTime.UnixEpoch);
        if (IsReadOnly(path))
            throw WriteFailedException.Unchanged(change.Path, "the file is read-only", "Make it writable, or exclude it, and run the command again.");
        return new Target(path, now, change.After, File.GetLastWriteTimeUtc(path));
    }

    /// <summary>
    /// A rename needs no permission on the file itself, so it has to be asked for. Without any write bit a file is
    /// read-only for root too: whoever took the bits away meant it.
    /// </summary>
    private static bool IsReadOnly(string path)
    {
        const UnixFileMode Write = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        if (OperatingSystem.IsWindows())
            return File.GetAttributes(path).HasFlag(FileAttributes.ReadOnly);
        return (File.GetUnixFileMode(path) & Write) == 0 || !Native.MayAccess(path, Native.WritePermission);
    }

    private static WriteFailedException Changed(string path, byte[]? before, byte[]? now) =>
        before is null ? WriteFailedException.Unchanged(path, "the file was to be created, but there is one now", RunAgain)
        : now is null ? WriteFailedException.Unchanged(path, "the file has been deleted since it was read", RunAgain)
        : WriteFailedException.Unchanged(path, "the file has changed since it was read", RunAgain);
}
