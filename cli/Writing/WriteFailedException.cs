using System;
using System.IO;

namespace FragApi.Cli.Writing;

/// <summary>
/// A write did not happen. The message names the file, what happened, what state the files are in and what to do.
/// </summary>
internal sealed class WriteFailedException : Exception
{
    private WriteFailedException(string path, string message, bool nothingChanged, Exception? cause)
        : base(message, cause)
    {
        Path = path;
        NothingChanged = nothingChanged;
    }

    /// <summary>The file or folder it failed at.</summary>
    public string Path { get; }

    /// <summary>Whether every file is as it was.</summary>
    public bool NothingChanged { get; }

    /// <summary>A failure after which every file is as it was.</summary>
    public static WriteFailedException Unchanged(string path, string what, string advice, Exception? cause = null) =>
        new(path, $"{path}: {what}. Nothing was changed. {advice}", nothingChanged: true, cause);

    /// <summary>A failure that left something for the user to know: <paramref name="state"/> says what.</summary>
    public static WriteFailedException Unsettled(string path, string what, string state, Exception? cause = null) =>
        new(path, $"{path}: {what}. {state}", nothingChanged: false, cause);

    /// <summary>A failure of the operating system, in words.</summary>
    public static WriteFailedException Unchanged(string path, string doing, Exception cause)
    {
        (string what, string advice) = Explain(cause);
        return Unchanged(path, $"{doing}: {what}", advice, cause);
    }

    /// <summary>What the operating system said, and what helps against it.</summary>
    public static (string What, string Advice) Explain(Exception cause)
    {
        // On Unix the HResult of these exceptions is the errno, on Windows it ends in the error code.
        int code = cause.HResult & 0xFFFF;
        if (OperatingSystem.IsWindows() ? code is 0x27 or 0x70 : code == 28)
            return ("the disk is full", "Make room and run the command again.");
        if (!OperatingSystem.IsWindows() && (code == 122 && OperatingSystem.IsLinux() || code == 69 && OperatingSystem.IsMacOS()))
            return ("the disk quota is used up", "Make room and run the command again.");
        if (!OperatingSystem.IsWindows() && code == 27)
            return ("the file would exceed the largest size allowed here", "Raise the limit and run the command again.");
        if (!OperatingSystem.IsWindows() && code == 30)
            return ("the file system is read-only", "Make it writable and run the command again.");
        if (cause is UnauthorizedAccessException)
            return ("permission denied", "Make the file and its folder writable and run the command again.");
        string said = cause.Message.TrimEnd('.', ' ');
        return (cause is DirectoryNotFoundException ? "the folder does not exist" : said, "Remove the cause and run the command again.");
    }
}
