using System;
using System.Buffers;
using System.Collections.Generic;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Analyzers.Vocabulary;

/// <summary>
/// Names, each with what it may stand for as a set of bits, and where a file uses them as identifiers. Looking for them
/// is reading the text once; only where the letters stand is the syntax asked whether they are an identifier, and no
/// comment, literal or disabled text.
/// </summary>
internal sealed class NameTable
{
    private const int Chunk = 16 * 1024;
    private const uint Start = 2166136261;
    private const uint Prime = 16777619;

    private readonly string?[] _names;
    private readonly uint[] _bits;

    public NameTable(IReadOnlyCollection<KeyValuePair<string, uint>> names)
    {
        int size = 16;
        while (size < names.Count * 4)
            size *= 2;
        _names = new string?[size];
        _bits = new uint[size];
        foreach (KeyValuePair<string, uint> entry in names)
        {
            int slot = (int)(Hash(entry.Key) & (uint)(size - 1));
            while (_names[slot] is not null)
                slot = (slot + 1) & (size - 1);
            _names[slot] = entry.Key;
            _bits[slot] = entry.Value;
        }

        Count = names.Count;
    }

    public int Count { get; }

    /// <summary>The hashes of all that stands in a text like a name, each once and in order: what is not among them is not in it.</summary>
    public static uint[] HashesIn(SourceText text, CancellationToken cancellation)
    {
        HashSet<uint> hashes = new();
        char[] buffer = ArrayPool<char>.Shared.Rent(Chunk);
        try
        {
            uint hash = Start;
            bool inside = false;
            for (int from = 0; from < text.Length; from += buffer.Length)
            {
                cancellation.ThrowIfCancellationRequested();
                int count = Math.Min(buffer.Length, text.Length - from);
                text.CopyTo(from, buffer, 0, count);
                for (int i = 0; i < count; i++)
                {
                    char c = buffer[i];
                    if (IsPartOfName(c))
                    {
                        hash = ((inside ? hash : Start) ^ c) * Prime;
                        inside = true;
                    }
                    else if (inside)
                    {
                        inside = false;
                        hashes.Add(hash);
                    }
                }
            }

            if (inside)
                hashes.Add(hash);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }

        uint[] sorted = new uint[hashes.Count];
        hashes.CopyTo(sorted);
        Array.Sort(sorted);
        return sorted;
    }

    /// <summary>What a name may stand for; nothing, for most.</summary>
    public uint this[string name]
    {
        get
        {
            for (int slot = (int)(Hash(name) & (uint)(_names.Length - 1)); _names[slot] is string entry; slot = (slot + 1) & (_names.Length - 1))
            {
                if (entry == name)
                    return _bits[slot];
            }

            return 0;
        }
    }

    /// <summary>Where a file has the names as identifiers, in order.</summary>
    public List<(SyntaxToken Token, uint Bits)>? FindIn(SyntaxTree tree, CancellationToken cancellation)
    {
        if (Count == 0)
            return null;
        SourceText text = tree.GetText(cancellation);
        char[] buffer = ArrayPool<char>.Shared.Rent(Chunk);
        try
        {
            return Find(tree, text, buffer, cancellation);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    private List<(SyntaxToken Token, uint Bits)>? Find(SyntaxTree tree, SourceText text, char[] buffer, CancellationToken cancellation)
    {
        List<(SyntaxToken, uint)>? found = null;
        SyntaxNode? root = null;
        uint hash = Start;
        int begin = -1;
        for (int from = 0; from < text.Length; from += buffer.Length)
        {
            int count = Math.Min(buffer.Length, text.Length - from);
            text.CopyTo(from, buffer, 0, count);
            for (int i = 0; i < count; i++)
            {
                char c = buffer[i];
                if (IsPartOfName(c))
                {
                    if (begin < 0)
                    {
                        begin = from + i;
                        hash = Start;
                    }

                    hash = (hash ^ c) * Prime;
                }
                else if (begin >= 0)
                {
                    End(from + i);
                }
            }
        }

        if (begin >= 0)
            End(text.Length);
        return found;

        void End(int end)
        {
            int at = begin;
            begin = -1;
            for (int slot = (int)(hash & (uint)(_names.Length - 1)); _names[slot] is string entry; slot = (slot + 1) & (_names.Length - 1))
            {
                if (entry.Length != end - at || !Is(entry, at))
                    continue;
                root ??= tree.GetRoot(cancellation);
                SyntaxToken token = root.FindToken(at);
                if (token.IsKind(SyntaxKind.IdentifierToken) && token.Span.Contains(at) && token.ValueText == entry)
                    (found ??= new List<(SyntaxToken, uint)>()).Add((token, _bits[slot]));
                return;
            }
        }

        bool Is(string entry, int at)
        {
            for (int i = 0; i < entry.Length; i++)
            {
                if (text[at + i] != entry[i])
                    return false;
            }

            return true;
        }
    }

    private static bool IsPartOfName(char c) =>
        c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or '_' or >= '0' and <= '9' || c > 127 && char.IsLetterOrDigit(c);

    /// <summary>By which a name is looked up.</summary>
    public static uint Hash(string name)
    {
        uint hash = Start;
        foreach (char c in name)
            hash = (hash ^ c) * Prime;
        return hash;
    }
}
