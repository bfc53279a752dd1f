using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using FragApi.Cli.Writing;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Loading;

/// <summary>Every source file, read once, whatever number of compilations it is in.</summary>
internal sealed class SourceStore
{
    private readonly ConcurrentDictionary<string, (SourceFile File, Lazy<SourceText> Text)> _files = new(StringComparer.Ordinal);

    private readonly Dictionary<string, byte[]> _known = new(StringComparer.Ordinal);

    /// <summary>Files that a build made, as they were, should they not be there any more.</summary>
    public void Know(IReadOnlyDictionary<string, byte[]> files)
    {
        foreach ((string path, byte[] bytes) in files)
            _known.TryAdd(path, bytes);
    }

    /// <summary>The file can be read.</summary>
    public bool Has(string path) => File.Exists(path) || _known.ContainsKey(path);

    /// <summary>The file has these words in it; one that cannot be read has none.</summary>
    public bool HasText(string path, string words)
    {
        try
        {
            return Read(path, encoding: null).ToString().Contains(words, StringComparison.Ordinal);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The file's text.</summary>
    /// <exception cref="System.IO.IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be read.</exception>
    public SourceText Read(string path, Encoding? encoding) => _files.GetOrAdd(path, name =>
        WithText(_known.TryGetValue(name, out byte[]? bytes) && !File.Exists(name) ? SourceFile.FromBytes(name, bytes, encoding) : SourceFile.Read(name, encoding))).Text.Value;

    /// <summary>A file as somebody else has read it; false where it was read before.</summary>
    public bool Keep(SourceFile file) => _files.TryAdd(file.Path, WithText(file));

    /// <summary>The file as it was read.</summary>
    public SourceFile Of(string path) => _files[path].File;

    /// <summary>Files that are not in the encoding that they should be in.</summary>
    public IEnumerable<string> Fallbacks => _files.Values.Where(file => file.File.IsFallback).Select(file => file.File.Path).Order(StringComparer.Ordinal);

    private static (SourceFile File, Lazy<SourceText> Text) WithText(SourceFile file) => (file, new Lazy<SourceText>(() => SourceText.From(file.Decode(), file.Encoding)));
}
