namespace FragApi;

/// <summary>
/// One record of a socket's error queue: the kernel let go of the sends <paramref name="First"/> to
/// <paramref name="Last"/>, both included. Ids count a socket's successful zero-copy calls from 0 and wrap at 2^32, so
/// <paramref name="Last"/> may be the smaller number.
/// </summary>
/// <param name="First">The first send's id.</param>
/// <param name="Last">The last send's id.</param>
/// <param name="Copied">
/// Whether the kernel copied after all. A hint: records merge, and a merged one keeps the word of its first send.
/// </param>
/// <remarks>Kernel: <c>struct sock_extended_err</c> with origin <c>SO_EE_ORIGIN_ZEROCOPY</c>; <c>msg_zerocopy.rst</c>.</remarks>
internal readonly record struct CompletionRange(uint First, uint Last, bool Copied)
{
    /// <summary>How many sends it covers; 1 to 2^32.</summary>
    public ulong Count => (ulong)(Last - First) + 1;

    /// <summary>Whether it covers send <paramref name="id"/>.</summary>
    public bool Covers(uint id) => id - First <= Last - First;
}
