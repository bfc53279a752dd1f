using System.Net.Sockets;

namespace FragApi;

/// <summary>Linux error numbers, and what <see cref="SocketException"/> calls them.</summary>
internal static class Errno
{
    public const int Interrupted = 4;
    public const int Again = 11;
    public const int InvalidArgument = 22;
    public const int MessageTooLong = 90;
    public const int NotSupported = 95;
    public const int NoBuffers = 105;

    public static SocketException Exception(int errno) => new((int)Translate(errno), $"{Translate(errno)} (errno {errno})");

    public static SocketError Translate(int errno) => errno switch
    {
        1 or 13 => SocketError.AccessDenied,
        9 or 88 => SocketError.NotSocket,
        Again => SocketError.WouldBlock,
        12 or NoBuffers => SocketError.NoBufferSpaceAvailable,
        14 => SocketError.Fault,
        InvalidArgument => SocketError.InvalidArgument,
        24 => SocketError.TooManyOpenSockets,
        32 or 108 => SocketError.Shutdown,
        89 => SocketError.DestinationAddressRequired,
        MessageTooLong => SocketError.MessageSize,
        NotSupported => SocketError.OperationNotSupported,
        97 => SocketError.AddressFamilyNotSupported,
        99 => SocketError.AddressNotAvailable,
        100 => SocketError.NetworkDown,
        101 => SocketError.NetworkUnreachable,
        103 => SocketError.ConnectionAborted,
        104 => SocketError.ConnectionReset,
        106 => SocketError.IsConnected,
        107 => SocketError.NotConnected,
        110 => SocketError.TimedOut,
        111 => SocketError.ConnectionRefused,
        112 => SocketError.HostDown,
        113 => SocketError.HostUnreachable,
        _ => SocketError.SocketError,
    };
}
