using System;
using System.IO;
using System.Text;

namespace FragApi.Cli.Writing;

/// <summary>
/// A file of source text with the way its bytes mean it, so that an edited text becomes bytes again and every untouched
/// byte stays: byte order mark, line endings, stray bytes.
/// </summary>
internal sealed class SourceFile
{
    private readonly int _markLength;
    private readonly bool _isReversible;

    private SourceFile(string path, byte[] bytes, int markLength, Encoding encoding, bool isFallback, bool isReversible)
    {
        Path = path;
        Bytes = bytes;
        Encoding = encoding;
        IsFallback = isFallback;
        _markLength = markLength;
        _isReversible = isReversible;
    }

    public string Path { get; }

    /// <summary>The bytes that were read, the byte order mark included.</summary>
    public byte[] Bytes { get; }

    /// <summary>What the bytes after the mark are read with. Its own preamble is the file's mark, or empty.</summary>
    public Encoding Encoding { get; }

    public bool HasByteOrderMark => _markLength > 0;

    /// <summary>
    /// The bytes are not in the encoding that they should be in, and were read as Latin-1, one character a byte: right for
    /// everything in ASCII, and giving every byte back, but other characters may look wrong.
    /// </summary>
    public bool IsFallback { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="declared">The compiler's <c>/codepage</c>, or null. As for the compiler, a byte order mark wins over it.</param>
    /// <exception cref="IOException">It cannot be read, or is no regular file.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be read.</exception>
    public static SourceFile Read(string path, Encoding? declared = null)
    {
        // Opening a pipe would wait for somebody to write to it.
        if (Native.IsSpecialFile(path))
            throw new IOException($"{path} is not a file");
        return FromBytes(path, File.ReadAllBytes(path), declared);
    }

    /// <summary>The same for bytes at hand; the caller must not change them afterwards.</summary>
    /// <inheritdoc cref="Read" path="/param"/>
    public static SourceFile FromBytes(string path, byte[] bytes, Encoding? declared = null)
    {
        ReadOnlySpan<byte> all = bytes;
        (Encoding? Encoding, int Length) mark = all switch
        {
            // FF FE begins both: only a whole number of valid characters makes it UTF-32.
            [0xff, 0xfe, 0, 0, ..] when IsValid(Utf32(bigEndian: false), all[4..]) => (Utf32(bigEndian: false), 4),
            [0, 0, 0xfe, 0xff, ..] => (Utf32(bigEndian: true), 4),
            [0xff, 0xfe, ..] => (new Utf16Encoding(bigEndian: false), 2),
            [0xfe, 0xff, ..] => (new Utf16Encoding(bigEndian: true), 2),
            [0xef, 0xbb, 0xbf, ..] => (new UTF8Encoding(true, true), 3),
            _ => (null, 0),
        };
        if (mark.Encoding is not null)
            return Reading(path, bytes, mark.Length, mark.Encoding, withFallback: true);

        // UTF-8 declared is no more than what is tried anyway.
        Encoding encoding = declared is null or { CodePage: 65001 } ? new UTF8Encoding(false, true) : Strict(declared);
        // The bytes of a character of several bytes may look like ASCII: as Latin-1 the text would be another one.
        return Reading(path, bytes, 0, encoding, withFallback: encoding is UTF8Encoding || encoding.IsSingleByte);
    }

    /// <summary>The text, without the byte order mark. It is not kept: who parses it has it.</summary>
    public string Decode() => (_isReversible ? Encoding : Lenient(Encoding)).GetString(Bytes.AsSpan(_markLength));

    /// <summary>The bytes of an edited text in the file's own encoding and with its mark.</summary>
    /// <param name="text">The new text.</param>
    /// <param name="bytes">Its bytes; empty when it cannot be done.</param>
    /// <param name="problem">Why it cannot be done; null when it can.</param>
    public bool TryEncode(string text, out byte[] bytes, out string? problem)
    {
        bytes = [];
        if (!_isReversible)
        {
            problem = $"the file has bytes that are not valid in its encoding, {Encoding.WebName}, and would not survive";
            return false;
        }

        try
        {
            byte[] body = Encoding.GetBytes(text);
            bytes = [.. Bytes.AsSpan(0, _markLength), .. body];
            problem = null;
            return true;
        }
        catch (EncoderFallbackException unknown)
        {
            string character = unknown.CharUnknownHigh != 0 ? $"{unknown.CharUnknownHigh}{unknown.CharUnknownLow}" : unknown.CharUnknown.ToString();
            int codePoint = char.IsSurrogatePair(character, 0) ? char.ConvertToUtf32(character, 0) : character[0];
            string name = IsFallback ? $"{Encoding.WebName} (it is not valid UTF-8)" : Encoding.WebName;
            problem = $"the file's encoding, {name}, cannot express U+{codePoint:X4}";
            return false;
        }
    }

    private static SourceFile Reading(string path, byte[] bytes, int markLength, Encoding encoding, bool withFallback)
    {
        bool isValid = IsValid(encoding, bytes.AsSpan(markLength));
        return !isValid && withFallback
            ? new SourceFile(path, bytes, markLength, Strict(Encoding.Latin1), isFallback: true, isReversible: true)
            : new SourceFile(path, bytes, markLength, encoding, isFallback: false, isReversible: isValid);
    }

    /// <summary>Whether the text gives the very same bytes back.</summary>
    private static bool IsValid(Encoding encoding, ReadOnlySpan<byte> body)
    {
        try
        {
            return encoding.GetBytes(encoding.GetString(body)).AsSpan().SequenceEqual(body);
        }
        catch (Exception invalid) when (invalid is DecoderFallbackException or EncoderFallbackException or ArgumentException)
        {
            return false;
        }
    }

    private static UTF32Encoding Utf32(bool bigEndian) => new(bigEndian, byteOrderMark: true, throwOnInvalidCharacters: true);

    private static Encoding Lenient(Encoding encoding)
    {
        Encoding lenient = (Encoding)encoding.Clone();
        lenient.DecoderFallback = DecoderFallback.ReplacementFallback;
        return lenient;
    }

    private static Encoding Strict(Encoding encoding)
    {
        Encoding strict = (Encoding)encoding.Clone();
        strict.EncoderFallback = EncoderFallback.ExceptionFallback;
        strict.DecoderFallback = DecoderFallback.ExceptionFallback;
        return strict;
    }
}
