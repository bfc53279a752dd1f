using System;
using System.IO;
using System.Security.Cryptography;

namespace FragApi.Cli.Writing;

/// <summary>Single steps on the disk that a write is made of.</summary>
internal static class Disk
{
    /// <summary>Creates a file and waits until the disk has it.</summary>
    /// <param name="path">A file that is not there yet.</param>
    /// <param name="bytes">Its contents.</param>
    /// <param name="like">The file whose permissions and owner it gets; null for a new file's.</param>
    public static void WriteNew(string path, ReadOnlySpan<byte> bytes, string? like)
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        if (like is not null && !OperatingSystem.IsWindows())
        {
            // The owner first: changing it takes the set-user-id bits away. Both before the contents: they may be secret.
            Native.CopyOwner(like, path);
            File.SetUnixFileMode(handle, File.GetUnixFileMode(like));
        }

        RandomAccess.Write(handle, bytes, 0);
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>The file's bytes, or null when there is none.</summary>
    public static byte[]? ReadIfThere(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (IOException missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Removes a file if it is there.</summary>
    public static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // Gone with its folder.
        }
    }

    public static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
