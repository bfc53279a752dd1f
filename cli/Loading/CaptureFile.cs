using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;

namespace FragApi.Cli.Loading;

/// <summary>A file that <c>FragApi.Capture.targets</c> writes: lines <c>name=value</c>; after the line <c>arguments</c>, one argument a line.</summary>
internal sealed class CaptureFile
{
    private readonly ILookup<string, string> _values;

    private CaptureFile(string[] lines)
    {
        int start = Array.IndexOf(lines, "arguments");
        Arguments = start < 0 ? [] : [.. lines[(start + 1)..]];
        _values = (start < 0 ? lines : lines[..start])
            .Select(line => (Line: line, Split: line.IndexOf('=', StringComparison.Ordinal)))
            .Where(line => line.Split > 0)
            .ToLookup(line => line.Line[..line.Split], line => line.Line[(line.Split + 1)..]);
    }

    public ImmutableArray<string> Arguments { get; }

    public static CaptureFile Read(string path) => new(File.ReadAllLines(path));

    public IEnumerable<string> Values(string name) => _values[name];

    public string Value(string name) => _values[name].FirstOrDefault() ?? "";
}
