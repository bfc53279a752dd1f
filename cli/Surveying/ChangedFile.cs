using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Surveying;

/// <summary>The old and the new text of a file that changes.</summary>
internal sealed record ChangedFile(string Path, SourceText Old, SourceText New)
{
    /// <summary>There is no such file yet.</summary>
    public bool IsNew { get; init; }
}
