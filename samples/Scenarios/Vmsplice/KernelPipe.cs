using System;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Scenarios;

/// <summary>A pipe of the system, not blocking, and the calls that put pages into it instead of bytes. Linux.</summary>
internal sealed class KernelPipe : IDisposable
{
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const uint Gift = 8;
    private const nuint BytesWaiting = 0x541B;

    private readonly int[] _ends = new int[2];
    private bool _closed;

    /// <exception cref="Win32Exception">There is no pipe to be had.</exception>
    public KernelPipe()
    {
        if (pipe2(_ends, NonBlocking | CloseOnExec) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>Bytes in the pipe: what somebody could ask who has nothing else to go by.</summary>
    public int Waiting
    {
        get
        {
            Check(ioctl(_ends[0], BytesWaiting, out int bytes));
            return bytes;
        }
    }

    /// <summary>Why this system cannot do it; null: it can.</summary>
    public static string? Missing()
    {
        if (!OperatingSystem.IsLinux())
            return "needs Linux";
        try
        {
            using KernelPipe pipe = new();
            nint memory = Marshal.AllocHGlobal(1);
            try
            {
                pipe.Splice(memory, 1, gift: false);
            }
            finally
            {
                Marshal.FreeHGlobal(memory);
            }

            return null;
        }
        catch (Exception failure) when (failure is Win32Exception or EntryPointNotFoundException or DllNotFoundException)
        {
            return $"needs vmsplice: {failure.Message}";
        }
    }

    /// <summary>Puts memory into the pipe, by reference. As a gift: it is promised not to be written to again.</summary>
    public void Splice(nint address, int length, bool gift)
    {
        IoVector vector = new(address, (nuint)length);
        if (Check(vmsplice(_ends[1], in vector, 1, gift ? Gift : 0)) != length)
            throw new InvalidOperationException("The pipe is full.");
    }

    /// <summary>Puts bytes into the pipe: a copy.</summary>
    public void Write(byte[] bytes)
    {
        if (Check(write(_ends[1], bytes, (nuint)bytes.Length)) != bytes.Length)
            throw new InvalidOperationException("The pipe is full.");
    }

    /// <summary>Everything in this pipe is in the other one too; the pages are shared, and nothing is taken out.</summary>
    public void TeeTo(KernelPipe other, int length)
    {
        if (Check(tee(_ends[0], other._ends[1], (nuint)length, 0)) != length)
            throw new InvalidOperationException("The other pipe is full.");
    }

    /// <summary>Takes bytes out.</summary>
    public void Read(byte[] bytes)
    {
        if (Check(read(_ends[0], bytes, (nuint)bytes.Length)) != bytes.Length)
            throw new InvalidOperationException("The pipe has fewer bytes.");
    }

    public void Dispose()
    {
        if (_closed)
            return;
        _closed = true;
        _ = close(_ends[0]);
        _ = close(_ends[1]);
    }

    private static nint Check(nint result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [DllImport("libc", SetLastError = true)]
    private static extern int pipe2([In, Out] int[] ends, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern nint vmsplice(int end, in IoVector vectors, nuint count, uint flags);

    [DllImport("libc", SetLastError = true)]
    private static extern nint tee(int from, int to, nuint length, uint flags);

    [DllImport("libc", SetLastError = true)]
    private static extern nint read(int end, [Out] byte[] bytes, nuint length);

    [DllImport("libc", SetLastError = true)]
    private static extern nint write(int end, byte[] bytes, nuint length);

    [DllImport("libc", SetLastError = true)]
    private static extern int ioctl(int end, nuint request, out int value);

    [DllImport("libc")]
    private static extern int close(int end);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct IoVector(nint start, nuint length)
    {
        public readonly nint Start = start;
        public readonly nuint Length = length;
    }
}
