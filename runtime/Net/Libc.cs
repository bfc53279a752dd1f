using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FragApi;

/// <summary>The system calls that zero-copy sends need and <see cref="System.Net.Sockets.Socket"/> does not offer. Linux only.</summary>
/// <remarks>
/// The layouts are the kernel's, with <c>size_t</c> as <see cref="nuint"/>; glibc's and musl's agree with them. The
/// constants are those of every Linux that .NET runs on.
/// </remarks>
internal static unsafe partial class Libc
{
    public const int SolSocket = 1;
    public const int SoZeroCopy = 60;

    public const int MsgDontWait = 0x40;
    public const int MsgErrorQueue = 0x2000;
    public const int MsgNoSignal = 0x4000;
    public const int MsgZeroCopy = 0x4000000;

    public const short PollOut = 4;

    public const int EpollCloseOnExec = 0x80000;
    public const int EpollAdd = 1;
    public const int EpollRemove = 2;
    public const int EpollModify = 3;
    public const uint EpollOut = 4;
    public const uint EpollError = 8;
    public const uint EpollHangUp = 16;
    public const uint EpollEdge = 1u << 31;

    public const int ShutdownWrite = 1;

    /// <summary>Socket address family "none": connecting to it dissolves an association.</summary>
    public const ushort FamilyUnspecified = 0;

    // The kernel packs epoll_event on x86 alone.
    private static readonly bool s_packed = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86;

    /// <summary>Length of an <c>epoll_event</c>, in bytes.</summary>
    public static int EpollEventSize => s_packed ? 12 : 16;

    public static void WriteEpollEvent(byte* at, uint events, ulong data)
    {
        *(uint*)at = events;
        *(ulong*)(at + EpollEventSize - sizeof(ulong)) = data;
    }

    public static (uint Events, ulong Data) ReadEpollEvent(byte* at) => (*(uint*)at, *(ulong*)(at + EpollEventSize - sizeof(ulong)));

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    public static partial nint SendMessage(Descriptor socket, MessageHeader* message, int flags);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    public static partial nint ReceiveMessage(Descriptor socket, MessageHeader* message, int flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollEntry* entries, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "shutdown", SetLastError = true)]
    public static partial int Shutdown(Descriptor socket, int how);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    public static partial int Connect(Descriptor socket, byte* address, uint length);

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int EpollControl(Descriptor epoll, int operation, Descriptor socket, byte* what);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int EpollWait(Descriptor epoll, byte* events, int count, int milliseconds);

    /// <summary>Another descriptor of the same socket, not inherited by child processes.</summary>
    public static Descriptor Duplicate(SafeHandle socket)
    {
        const int duplicateCloseOnExec = 1030;
        int descriptor = Control(socket, duplicateCloseOnExec, 0);
        return descriptor >= 0 ? new Descriptor(descriptor) : throw Errno.Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(SafeHandle descriptor, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int CloseDescriptor(int descriptor);

    [StructLayout(LayoutKind.Sequential)]
    public struct IoVector
    {
        public nint Address;
        public nuint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct MessageHeader
    {
        public byte* Name;
        public uint NameLength;
        public IoVector* Vectors;
        public nuint VectorCount;
        public byte* Control;
        public nuint ControlLength;
        public int Flags;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Results;
    }

    /// <summary>An open descriptor; calls in progress keep it open.</summary>
    public sealed class Descriptor : SafeHandleMinusOneIsInvalid
    {
        public Descriptor()
            : base(ownsHandle: true)
        {
        }

        public Descriptor(int descriptor)
            : base(ownsHandle: true) => SetHandle(descriptor);

        protected override bool ReleaseHandle() => CloseDescriptor((int)handle) == 0;
    }
}
