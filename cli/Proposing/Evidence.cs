namespace FragApi.Cli.Proposing;

/// <summary>A place in the code that speaks for a proposal.</summary>
/// <param name="File">Its full path.</param>
/// <param name="Line">From 1.</param>
/// <param name="Why">What is seen there, and what follows from it.</param>
internal sealed record Evidence(string File, int Line, string Why);
