using System;
using System.Runtime.InteropServices;

namespace FragApi;

/// <summary>Reads the control bytes that <c>recvmsg(MSG_ERRQUEUE)</c> gave.</summary>
/// <remarks>
/// A record is a <c>cmsghdr</c> {length, level, type}, padded to the machine's word, and then <c>sock_extended_err</c>
/// {errno, origin, type, code, pad, info, data}, 16 bytes. IPv6 sockets say IPv6 for IPv4 peers too.
/// </remarks>
internal static class ErrorQueueParser
{
    private const int IpLevel = 0;
    private const int IpReceiveError = 11;
    private const int Ipv6Level = 41;
    private const int Ipv6ReceiveError = 25;
    private const byte OriginZeroCopy = 5;
    private const byte CodeCopied = 1;
    private const int ErrorSize = 16;

    private static int Word => nint.Size;

    private static int HeaderSize => Align(Word + 2 * sizeof(int));

    /// <summary>
    /// Takes the next completion out of <paramref name="control"/>, which becomes what follows it. False: there is none.
    /// Whatever else is queued there (a time stamp, an ICMP error) is passed over; so is what makes no sense.
    /// </summary>
    public static bool TryRead(ref ReadOnlySpan<byte> control, out CompletionRange range)
    {
        while (control.Length >= HeaderSize)
        {
            ulong length = Word == 8 ? MemoryMarshal.Read<ulong>(control) : MemoryMarshal.Read<uint>(control);
            if (length < (ulong)HeaderSize || length > (ulong)control.Length)
                break;
            int level = MemoryMarshal.Read<int>(control[Word..]);
            int type = MemoryMarshal.Read<int>(control[(Word + sizeof(int))..]);
            ReadOnlySpan<byte> data = control[HeaderSize..(int)length];
            control = control[Math.Min(control.Length, Align((int)length))..];
            if ((level, type) is (IpLevel, IpReceiveError) or (Ipv6Level, Ipv6ReceiveError) && TryReadError(data, out range))
                return true;
        }

        control = default;
        range = default;
        return false;
    }

    private static bool TryReadError(ReadOnlySpan<byte> data, out CompletionRange range)
    {
        range = default;
        if (data.Length < ErrorSize || MemoryMarshal.Read<uint>(data) != 0 || data[4] != OriginZeroCopy)
            return false;
        range = new CompletionRange(
            MemoryMarshal.Read<uint>(data[8..]),
            MemoryMarshal.Read<uint>(data[12..]),
            (data[6] & CodeCopied) != 0);
        return true;
    }

    private static int Align(int length) => (length + Word - 1) & ~(Word - 1);
}
