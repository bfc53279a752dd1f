using System;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Scenarios;

/// <summary>
/// The server, and the packet capture in front of it: every request is looked at before its block is written to the file.
/// </summary>
internal sealed class NfsServer : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly byte[] _file;
    private readonly byte[] _request;
    private readonly int _blockSize;

    public NfsServer(int blocks, int blockSize)
    {
        _blockSize = blockSize;
        _file = new byte[blocks * blockSize];
        _request = new byte[sizeof(int) + blockSize];
        _socket.ReceiveTimeout = 10_000;
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    }

    public EndPoint Address => _socket.LocalEndPoint!;

    /// <summary>Requests received.</summary>
    public int Captured { get; private set; }

    /// <summary>Those with a byte in them that was not to be written.</summary>
    public int WrongRequests { get; private set; }

    /// <summary>Those bytes.</summary>
    public long WrongBytes { get; private set; }

    /// <summary>Blocks of the file that are not what was written.</summary>
    public int CorruptBlocks
    {
        get
        {
            int corrupt = 0;
            for (int at = 0; at < _file.Length; at += _blockSize)
            {
                if (_file.AsSpan(at, _blockSize).ContainsAnyExcept(NfsClient.Content))
                    corrupt++;
            }

            return corrupt;
        }
    }

    /// <summary>Receives one request, which is on its way, and returns the number of the call to reply to.</summary>
    public int Receive()
    {
        int length = _socket.Receive(_request);
        if (length != _request.Length)
            throw new InvalidOperationException($"a request of {length} bytes");
        int xid = BinaryPrimitives.ReadInt32BigEndian(_request);
        ReadOnlySpan<byte> block = _request.AsSpan(sizeof(int));
        block.CopyTo(_file.AsSpan(xid * _blockSize));
        Captured++;
        int wrong = block.Length - block.Count(NfsClient.Content);
        WrongBytes += wrong;
        WrongRequests += wrong > 0 ? 1 : 0;
        return xid;
    }

    public void Dispose() => _socket.Dispose();
}
