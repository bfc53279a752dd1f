namespace FragApi.Cli.Writing;

/// <summary>What a write that succeeded did.</summary>
/// <param name="Files">How many files were written; those whose bytes stay the same are not.</param>
/// <param name="Interrupted">Ctrl-C came when it was too late to stop: all files are written, and the program should end now.</param>
/// <param name="Note">One line to show, or null.</param>
internal sealed record WriteResult(int Files, bool Interrupted, string? Note);
