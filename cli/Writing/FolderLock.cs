using System;
using System.Diagnostics;
using System.IO;
using System.Threading;

namespace FragApi.Cli.Writing;

/// <summary>
/// One writer a folder. The folder itself is locked, so that nothing is left behind and a dead process holds nothing;
/// where that is impossible (Windows, some network file systems) an open file in it stands for it.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    private const string FileName = ".fragapi-lock";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly int _handle = -1;
    private readonly FileStream? _file;

    private FolderLock(int handle) => _handle = handle;

    private FolderLock(FileStream file) => _file = file;

    /// <summary>The lock, or null when another process has it.</summary>
    /// <exception cref="IOException">The folder cannot be locked at all.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be locked at all.</exception>
    public static FolderLock? TryTake(string folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            int handle = Native.LockFolder(folder);
            if (handle != -2)
                return handle == -1 ? null : new FolderLock(handle);
        }

        string path = Path.Combine(folder, FileName);
        try
        {
            return new FolderLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose));
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    /// <summary>The lock, or null when another process still has it after that time.</summary>
    /// <inheritdoc cref="TryTake" path="/exception"/>
    public static FolderLock? Take(string folder, TimeSpan patience)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (true)
        {
            if (TryTake(folder) is FolderLock taken)
                return taken;
            if (watch.Elapsed >= patience)
                return null;
            Thread.Sleep(Pause);
        }
    }

    public void Dispose()
    {
        if (_file is not null)
            _file.Dispose();
        else
            Native.Close(_handle);
    }
}
