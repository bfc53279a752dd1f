namespace FragApi;

/// <summary>
/// A buffer that the kernel may still read: a clone of the caller's, which holds head and fragments, and how many
/// zero-copy calls of it are not complete. Guarded by the lock of its channel.
/// </summary>
internal sealed class PendingSend
{
    /// <summary>The clone; freed when <see cref="Outstanding"/> comes to 0.</summary>
    public SkBuff? Buffer;

    /// <summary>
    /// Calls that wait for their completion, and one more while the buffer is being submitted: a completion may come
    /// before the call that caused it has returned, and must not free the buffer under the next call.
    /// </summary>
    public int Outstanding;

    /// <summary>When it was submitted, as far as waiters are concerned.</summary>
    public SendEpoch? Epoch;

    /// <summary>The next one in whatever list it is in.</summary>
    public PendingSend? Next;
}
