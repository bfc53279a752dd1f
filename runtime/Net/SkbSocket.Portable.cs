using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace FragApi;

/// <content>Sending with nothing but <see cref="Socket"/>: the kernel copies, piece by piece on a stream.</content>
public sealed partial class SkbSocket
{
    private async ValueTask<int> SendPortableAsync(SkBuff skb, SocketAddress? to, TimeSpan timeout, CancellationToken cancellation)
    {
        SkBuff clone = skb.Clone();
        try
        {
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(timeout);
            try
            {
                await _gate.WaitAsync(limit.Token).ConfigureAwait(false);
                try
                {
                    ObjectDisposedException.ThrowIf(_disposed, this);
                    if (_cutAt != 0)
                        throw CutStream();
                    return _isStream
                        ? await SendPieces(clone, limit.Token).ConfigureAwait(false)
                        : await SendDatagram(clone, to, limit.Token).ConfigureAwait(false);
                }
                finally
                {
                    _gate.Release();
                }
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw new TimeoutException();
            }
        }
        finally
        {
            clone.Free();
        }
    }

    private async ValueTask<int> SendPieces(SkBuff skb, CancellationToken cancellation)
    {
        int sent = 0;
        try
        {
            for (int i = 0; i <= skb.Info.NrFrags; i++)
            {
                Memory<byte> piece = skb.Piece(i);
                while (piece.Length > 0)
                {
                    int count = await Socket.SendAsync(piece, SocketFlags.None, cancellation).ConfigureAwait(false);
                    sent += count;
                    piece = piece[count..];
                }
            }

            return sent;
        }
        catch (OperationCanceledException)
        {
            // How much of the piece left, nobody says: take it for cut, even at its first byte.
            _cutAt = Math.Max(sent, 1);
            throw;
        }
        catch when (sent != 0)
        {
            _cutAt = sent;
            throw;
        }
    }

    private async ValueTask<int> SendDatagram(SkBuff skb, SocketAddress? to, CancellationToken cancellation)
    {
        byte[] gathered = _arrays.Rent(skb.Len);
        try
        {
            int length = 0;
            for (int i = 0; i <= skb.Info.NrFrags; i++)
            {
                Memory<byte> piece = skb.Piece(i);
                piece.CopyTo(gathered.AsMemory(length));
                length += piece.Length;
            }

            ReadOnlyMemory<byte> datagram = gathered.AsMemory(0, length);
            return to is null
                ? await Socket.SendAsync(datagram, SocketFlags.None, cancellation).ConfigureAwait(false)
                : await Socket.SendToAsync(datagram, SocketFlags.None, to, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _arrays.Return(gathered);
        }
    }
}
