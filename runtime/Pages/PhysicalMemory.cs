using System;
using System.Buffers.Binary;
using System.IO;
using Microsoft.Win32.SafeHandles;

namespace FragApi;

/// <summary>
/// Where memory of this process is in physical memory, read from its page map. Linux only, and only for a process that
/// may see frame numbers (<c>CAP_SYS_ADMIN</c>); everywhere else the answer is "not known".
/// </summary>
/// <remarks>
/// The answer is that of the moment: unless the memory is locked or pinned by a device driver, the system may move it.
/// Kernel: <c>Documentation/admin-guide/mm/pagemap.rst</c>.
/// </remarks>
public static class PhysicalMemory
{
    private const ulong Present = 1ul << 63;
    private const ulong FrameMask = (1ul << 55) - 1;

    private static readonly SafeFileHandle? s_pageMap = Open();

    /// <summary>The physical address behind <paramref name="address"/>; false where it is not known.</summary>
    public static bool TryTranslate(nint address, out ulong physical)
    {
        physical = 0;
        if (s_pageMap is null || address == 0)
            return false;
        ulong unit = (ulong)Page.UnitSize;
        Span<byte> entry = stackalloc byte[sizeof(ulong)];
        try
        {
            if (RandomAccess.Read(s_pageMap, entry, (long)((ulong)address / unit * sizeof(ulong))) != entry.Length)
                return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        ulong value = BinaryPrimitives.ReadUInt64LittleEndian(entry);
        if (!BitConverter.IsLittleEndian)
            value = BinaryPrimitives.ReverseEndianness(value);
        // Without the privilege the frame number reads as 0.
        ulong frame = value & FrameMask;
        if ((value & Present) == 0 || frame == 0)
            return false;
        physical = frame * unit + (ulong)address % unit;
        return true;
    }

    private static SafeFileHandle? Open()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        try
        {
            return File.OpenHandle("/proc/self/pagemap", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return null;
        }
    }
}
