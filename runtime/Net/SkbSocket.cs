using System;
using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace FragApi;

/// <summary>
/// Sends buffers through a socket, head and fragments in one call, without copying where that pays. The references of a
/// buffer are held until the kernel says that it has let go of the pages, which is when destructors run.
/// </summary>
/// <remarks>
/// <para>Linux: <c>sendmsg</c> with <c>MSG_ZEROCOPY</c>, completions from the error queue, which belongs to this object
/// from then on. Elsewhere, and where the kernel or the policy says so, sends copy, and nothing is held after they return.</para>
/// <para>A completion says that the kernel does not read the pages any more. It does not say that the peer has the bytes.</para>
/// <para>Thread safe: buffers go out whole, in the order of the calls. <c>docs/zero-copy.md</c> has the contract.</para>
/// </remarks>
public sealed partial class SkbSocket : IDisposable, IAsyncDisposable
{
    private readonly ArrayPool<byte> _arrays;
    private readonly ZeroCopyChannel? _channel;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly bool _isStream;
    private volatile bool _disposed;
    private int _cutAt;

    /// <summary>
    /// Takes over a socket: it is closed with this object. It must not have been used for zero-copy sends before.
    /// </summary>
    /// <param name="socket">A stream socket that is connected, or will be before the first send; or a datagram socket.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="ArgumentException">Neither a stream nor a datagram socket.</exception>
    /// <exception cref="SocketException">There are no descriptors left.</exception>
    public SkbSocket(Socket socket, SkbSocketOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (socket.SocketType is not (SocketType.Stream or SocketType.Dgram))
            throw new ArgumentException($"A {socket.SocketType} socket is neither a stream nor a datagram socket.", nameof(socket));
        options ??= new SkbSocketOptions();
        _arrays = options.Arrays ?? throw new ArgumentException("There are no arrays to gather in.", nameof(options));
        Socket = socket;
        _isStream = socket.SocketType == SocketType.Stream;
        if (OperatingSystem.IsLinux() && !options.Portable)
            _channel = new ZeroCopyChannel(socket, options);
    }

    /// <summary>Lets the kernel finish, as <see cref="Dispose()"/> does; the socket object closes itself.</summary>
    ~SkbSocket() => _channel?.Close();

    /// <summary>
    /// Releasing a buffer after its completion threw: it was freed by someone who did not own it. The exception goes here
    /// and nowhere else. (What destructors throw goes to <see cref="SkbFragDestructor.DestroyFailed"/>.)
    /// </summary>
    public static event Action<Exception>? ReleaseFailed;

    /// <summary>Sockets that were closed while the kernel still held pages, and wait for it. See <see cref="Dispose()"/>.</summary>
    public static int Draining => ZeroCopyChannel.Draining;

    /// <summary>The socket, to receive from and to set options on. Sending through it directly goes past this object's order.</summary>
    public Socket Socket { get; }

    /// <summary>Whether some buffers are sent without copying; false for good where system, protocol or options rule it out.</summary>
    public bool IsZeroCopy => _channel is not null && _channel.IsZeroCopy;

    /// <summary>Buffers that the kernel may still read.</summary>
    public int PendingBuffers => _channel?.Live ?? 0;

    /// <summary>What the socket did so far. All zero where there is no zero-copy at all.</summary>
    public SkbSocketStatistics Statistics => _channel?.Statistics ?? default;

    /// <summary>
    /// How much of a buffer is in the stream when its send was cut short: cancelled, timed out, or failed; 0 when the stream
    /// ends with a whole buffer. While it is not 0, sends are refused: the next bytes would be taken for the rest of that
    /// buffer. Off Linux it is a guess: what is known to have left, and at least 1.
    /// </summary>
    public int CutAt => _cutAt;

    /// <summary>Sets <see cref="CutAt"/> to 0: the caller knows where the stream stands, and sends what must follow.</summary>
    public void Resume() => _cutAt = 0;

    /// <summary>
    /// Is over when the kernel has let go of every buffer sent before this call, and their destructors have run. After a
    /// copied send there is nothing to wait for.
    /// </summary>
    /// <exception cref="OperationCanceledException">No longer waits; the buffers are released all the same, later.</exception>
    public Task WhenReleasedAsync(CancellationToken cancellation = default) =>
        _channel is null ? Task.CompletedTask : _channel.WhenReleased().WaitAsync(cancellation);

    /// <summary>
    /// Closes the socket; never blocks. What was sent is still delivered, as with a plain socket. The references of buffers
    /// in flight are dropped when the kernel has let go of them, and not before: until then they stay out of their pools.
    /// A connection whose peer does not take the rest within <see cref="SkbSocketOptions.CloseTimeout"/> is reset, so that the
    /// kernel lets go.
    /// </summary>
    public void Dispose() => Close(null);

    /// <summary>The same with another time instead of <see cref="SkbSocketOptions.CloseTimeout"/>; zero resets a connection that has anything in flight.</summary>
    public void Close(TimeSpan timeout) => Close((TimeSpan?)timeout);

    /// <summary>Closes as <see cref="Dispose()"/> does, and waits until every buffer is released.</summary>
    public async ValueTask DisposeAsync()
    {
        Dispose();
        if (_channel is not null)
            await _channel.WhenClosed.ConfigureAwait(false);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Runs on a thread that belongs to every socket of the process.")]
    internal static void Report(Exception failure)
    {
        try
        {
            ReleaseFailed?.Invoke(failure);
        }
        catch (Exception)
        {
            // Nobody is left to tell.
        }
    }

    private void Close(TimeSpan? timeout)
    {
        _disposed = true;
        _channel?.Close(timeout);
        Socket.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>An address in the socket's own family: a dual-mode socket reaches IPv4 peers by mapped addresses.</summary>
    private SocketAddress AddressOf(EndPoint to)
    {
        ArgumentNullException.ThrowIfNull(to);
        if (Socket.AddressFamily == AddressFamily.InterNetworkV6 && to is IPEndPoint { AddressFamily: AddressFamily.InterNetwork } v4)
            to = new IPEndPoint(v4.Address.MapToIPv6(), v4.Port);
        return to.Serialize();
    }
}
