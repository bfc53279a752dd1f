using System.Collections.Generic;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Converting;

/// <summary>A file's text with the conversions in it.</summary>
internal sealed class Rendered(string path, SourceText old, IReadOnlyList<TextChange> changes)
{
    public string Path => path;

    public SourceText Text { get; } = old.WithChanges(changes);

    public IReadOnlyList<TextChange> Changes => changes;

    public ChangedFile ToChangedFile() => new(path, old, Text);

    /// <summary>What a stretch of the old text has become.</summary>
    public string TextOf(TextSpan span)
    {
        int start = span.Start;
        int end = span.End;
        foreach (TextChange change in changes)
        {
            int shift = (change.NewText?.Length ?? 0) - change.Span.Length;
            // An insertion right in front, such as an import, does not belong to it.
            if (change.Span.End <= span.Start && !(change.Span.Start == span.Start && change.Span.Length > 0))
                start += shift;
            if (change.Span.End <= span.End)
                end += shift;
        }

        return end < start ? "" : Text.ToString(TextSpan.FromBounds(start, System.Math.Min(end, Text.Length)));
    }
}
