using System;
using System.Buffers;

namespace FragApi;

/// <summary>How an <see cref="SkbSocket"/> sends and closes.</summary>
public sealed class SkbSocketOptions
{
    /// <summary>When to send without copying.</summary>
    public ZeroCopyMode Mode { get; init; } = ZeroCopyMode.Auto;

    /// <summary>
    /// Buffers shorter than this, in bytes, are copied in <see cref="ZeroCopyMode.Auto"/>. By default 10 KiB: below that,
    /// pinning pages costs more than copying them.
    /// </summary>
    public int ZeroCopyThreshold { get; init; } = 10 * 1024;

    /// <summary>
    /// How long a closed TCP socket may go on sending what it was given, before its connection is reset so that the
    /// kernel lets go of the pages. By default 30 seconds; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>: as
    /// long as the peer likes.
    /// </summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Where the bytes of a datagram are gathered on other systems than Linux; by default <see cref="ArrayPool{T}.Shared"/>.</summary>
    public ArrayPool<byte> Arrays { get; init; } = ArrayPool<byte>.Shared;

    /// <summary>Uses nothing but <see cref="System.Net.Sockets.Socket"/>, as on other systems than Linux; for tests.</summary>
    internal bool Portable { get; init; }
}
