using System;
using System.Runtime.InteropServices;

namespace FragApi.Cli.Writing;

/// <summary>What the operating system offers and the base class library does not.</summary>
internal static class Native
{
    public const int ReadPermission = 4;
    public const int WritePermission = 2;
    public const int SearchPermission = 1;

    private const int CurrentFolder = -100;
    private const uint BasicStats = 0x7ff;
    private const int TypeMask = 0xf000;
    private const int RegularFile = 0x8000;
    private const int LockExclusive = 2;
    private const int LockNonBlocking = 4;
    private static readonly int CloseOnExec = OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    /// <summary>Makes this process the leader of a session of its own: the terminal's signals no longer reach it.</summary>
    public static void LeaveSession()
    {
        if (!OperatingSystem.IsWindows())
            _ = setsid();
    }

    /// <summary>Whether this user may do that with the file; true where it cannot be asked.</summary>
    public static bool MayAccess(string path, int permissions) => OperatingSystem.IsWindows() || access(path, permissions) == 0;

    /// <summary>Makes the names in a folder survive a power cut.</summary>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        int handle = open(folder, CloseOnExec);
        if (handle < 0)
            return;
        // Some file systems cannot flush a folder; they have nothing better to offer either.
        _ = fsync(handle);
        _ = close(handle);
    }

    /// <summary>
    /// An exclusive lock on a folder, which ends with this process however it ends: a handle, -1 when another process
    /// has it, -2 when this file system has no such locks.
    /// </summary>
    public static int LockFolder(string folder)
    {
        const int WouldBlock = 11;
        const int WouldBlockOnMac = 35;
        int handle = open(folder, CloseOnExec);
        if (handle < 0)
            return -2;
        if (flock(handle, LockExclusive | LockNonBlocking) == 0)
            return handle;
        int error = Marshal.GetLastPInvokeError();
        _ = close(handle);
        return error == (OperatingSystem.IsMacOS() ? WouldBlockOnMac : WouldBlock) ? -1 : -2;
    }

    public static void Close(int handle) => _ = close(handle);

    /// <summary>Whether the path is known to lead to something that is no file: a pipe, a device, a socket.</summary>
    public static bool IsSpecialFile(string path) => Stat(path) is Status status && (status.Mode & TypeMask) != RegularFile;

    /// <summary>Gives a file the owner and group of another. Where that is not allowed, it stays this user's.</summary>
    public static void CopyOwner(string from, string to)
    {
        if (Stat(from) is Status source && Stat(to) is Status target && (source.User, source.Group) != (target.User, target.Group))
            _ = lchown(to, source.User, source.Group);
    }

    /// <summary>statx and not stat: its structure is the same on every architecture. Linux alone has it.</summary>
    private static Status? Stat(string path)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        try
        {
            return statx(CurrentFolder, path, 0, BasicStats, out Status status) == 0 ? status : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int setsid();

    [DllImport("libc", SetLastError = true)]
    private static extern int access([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int mode);

    [DllImport("libc", SetLastError = true)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int close(int handle);

    [DllImport("libc", SetLastError = true)]
    private static extern int fsync(int handle);

    [DllImport("libc", SetLastError = true)]
    private static extern int flock(int handle, int operation);

    [DllImport("libc", SetLastError = true)]
    private static extern int lchown([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint user, uint group);

    [DllImport("libc", SetLastError = true)]
    private static extern int statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, out Status status);

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(20)]
        public uint User;

        [FieldOffset(24)]
        public uint Group;

        [FieldOffset(28)]
        public ushort Mode;
    }
}
