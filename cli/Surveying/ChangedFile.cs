using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Surveying;

/// <summary>The old and the new text of a file that changes.</summary>
internal sealed record ChangedFile(string Path, SourceText Old, SourceText New);
