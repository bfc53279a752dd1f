using System;
using System.Collections.Concurrent;
using System.IO;
using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Loading;

/// <summary>Every source file, read once, whatever number of compilations it is in.</summary>
internal sealed class SourceStore
{
    private readonly ConcurrentDictionary<string, (byte[] Bytes, SourceText Text)> _files = new(StringComparer.Ordinal);

    public SourceText Read(string path, Encoding? encoding) => _files.GetOrAdd(path, file =>
    {
        byte[] bytes = File.ReadAllBytes(file);
        return (bytes, SourceText.From(bytes, bytes.Length, encoding));
    }).Text;
}
