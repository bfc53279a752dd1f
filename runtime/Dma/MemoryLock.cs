using System.Runtime.InteropServices;

namespace FragApi;

/// <summary>Keeps memory where it is in physical memory, as far as swapping goes. The calls do not nest.</summary>
internal static partial class MemoryLock
{
    /// <summary>0: done. The length is in bytes.</summary>
    [LibraryImport("libc", EntryPoint = "mlock", SetLastError = true)]
    public static partial int Take(nint address, nuint length);

    /// <summary>0: done.</summary>
    [LibraryImport("libc", EntryPoint = "munlock", SetLastError = true)]
    public static partial int Drop(nint address, nuint length);
}
