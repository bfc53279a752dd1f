namespace FragApi;

/// <summary>When a socket sends without copying.</summary>
public enum ZeroCopyMode
{
    /// <summary>
    /// Buffers of at least <see cref="SkbSocketOptions.ZeroCopyThreshold"/> bytes, as long as the kernel does not copy them
    /// after all.
    /// </summary>
    Auto,

    /// <summary>Every buffer that is not empty, whatever it costs; only where the kernel refuses it is copied.</summary>
    Always,

    /// <summary>Never: the kernel copies every buffer, and references are dropped when the send returns.</summary>
    Never,
}
