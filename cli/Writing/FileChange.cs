namespace FragApi.Cli.Writing;

/// <summary>One file of a write.</summary>
/// <param name="Path">Absolute path; a symbolic link stands for the file that it leads to.</param>
/// <param name="Before">The bytes that were read, and that must still be there; null for a file to be created.</param>
/// <param name="After">The bytes to be there afterwards.</param>
internal sealed record FileChange(string Path, byte[]? Before, byte[] After);
