namespace FragApi;

/// <summary>What a socket did so far.</summary>
/// <param name="ZeroCopyCalls">Successful system calls without copying; a TCP buffer may take several.</param>
/// <param name="CompletedCalls">Those of them that the kernel has let go of.</param>
/// <param name="CopiedBuffers">Buffers that were sent by copying, in whole or in part.</param>
/// <param name="CopiedRecords">Completions that said the kernel had copied after all.</param>
/// <param name="NoBuffers">Calls that the kernel had no memory for (<c>ENOBUFS</c>), and that were copied instead.</param>
/// <param name="StrayRecords">Completions of calls that this socket did not make: someone else sends on it.</param>
public readonly record struct SkbSocketStatistics(
    long ZeroCopyCalls,
    long CompletedCalls,
    long CopiedBuffers,
    long CopiedRecords,
    long NoBuffers,
    long StrayRecords);
