using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Xunit;

namespace FragApi.Cli.Writing.Tests;

/// <summary>Bytes to text and back: what was not edited stays, byte by byte.</summary>
public sealed class SourceFileTests
{
    static SourceFileTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static TheoryData<string, byte[], string, string, bool> Files => new()
    {
        { "empty", [], "", "utf-8", false },
        { "ascii", "class C;\r\n"u8.ToArray(), "class C;\r\n", "utf-8", false },
        { "utf-8", "// ü€😀"u8.ToArray(), "// ü€😀", "utf-8", false },
        { "utf-8 with mark", [0xef, 0xbb, 0xbf, .. "ü"u8], "ü", "utf-8", false },
        { "the mark alone", [0xef, 0xbb, 0xbf], "", "utf-8", false },
        { "two marks", [0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf, (byte)'x'], "\ufeffx", "utf-8", false },
        { "half a mark", [0xef, 0xbb], "\u00ef\u00bb", "iso-8859-1", true },
        { "utf-16", [0xff, 0xfe, .. Encoding.Unicode.GetBytes("ü😀")], "ü😀", "utf-16", false },
        { "utf-16BE", [0xfe, 0xff, .. Encoding.BigEndianUnicode.GetBytes("ü😀")], "ü😀", "utf-16BE", false },
        { "utf-16, lone surrogate", [0xff, 0xfe, 0x41, 0, 0, 0xd8, 0x42, 0], "A{d800}B", "utf-16", false },
        { "utf-16BE, lone surrogate", [0xfe, 0xff, 0xdc, 0, 0, 0x42], "{dc00}B", "utf-16BE", false },
        { "utf-16, odd", [0xff, 0xfe, 0x41, 0, 0x42], "A\0B", "iso-8859-1", true },
        { "utf-32", [0xff, 0xfe, 0, 0, .. new UTF32Encoding(false, false).GetBytes("ü😀")], "ü😀", "utf-32", false },
        { "utf-32BE", [0, 0, 0xfe, 0xff, .. new UTF32Encoding(true, false).GetBytes("ü😀")], "ü😀", "utf-32BE", false },
        { "utf-16 that begins with a zero", [0xff, 0xfe, 0, 0, 0x41, 0], "\0A", "utf-16", false },
        { "latin-1", [(byte)'/', (byte)'/', 0xfc, (byte)'\n'], "//ü\n", "iso-8859-1", true },
        { "latin-1 after a mark", [0xef, 0xbb, 0xbf, 0xfc, (byte)'x'], "üx", "iso-8859-1", true },
        { "overlong", [0xc0, 0xaf], "À¯", "iso-8859-1", true },
        { "surrogate in utf-8", [0xed, 0xa0, 0x80], "\u00ed\u00a0\u0080", "iso-8859-1", true },
        { "zero", [0x41, 0, 0x42], "A\0B", "utf-8", false },
        { "all line ends, no last one", "a\rb\nc\r\nd\u0085e\u2028f"u8.ToArray(), "a\rb\nc\r\nd\u0085e\u2028f", "utf-8", false },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Reads(string name, byte[] bytes, string text, string encoding, bool isFallback)
    {
        SourceFile file = SourceFile.FromBytes(name, bytes);
        Assert.Equal((WithSurrogates(text), encoding, isFallback), (file.Decode(), file.Encoding.WebName, file.IsFallback));
        Assert.Equal(bytes, Encode(file, file.Decode()));
        Assert.Equal([.. bytes, .. Body(file, "//")], Encode(file, file.Decode() + "//"));
        Assert.Equal(file.HasByteOrderMark ? file.Encoding.GetPreamble().Length : 0, file.IsFallback ? 0 : file.Encoding.GetPreamble().Length);
    }

    [Fact]
    public void A_declared_encoding_is_used()
    {
        Encoding japanese = Encoding.GetEncoding(932);
        SourceFile file = SourceFile.FromBytes("a.cs", japanese.GetBytes("// 表示"), japanese);
        Assert.Equal(("// 表示", "shift_jis", false), (file.Decode(), file.Encoding.WebName, file.IsFallback));
        Assert.Equal(japanese.GetBytes("/* 示 */"), Encode(file, "/* 示 */"));

        Encoding western = Encoding.GetEncoding(1252);
        file = SourceFile.FromBytes("a.cs", [0x80, 0xfc], western);
        Assert.Equal(("€ü", false), (file.Decode(), file.IsFallback));
        // What is valid UTF-8 by accident is not UTF-8 when something else is declared.
        file = SourceFile.FromBytes("a.cs", "ü"u8.ToArray(), western);
        Assert.Equal("Ã¼", file.Decode());
    }

    [Fact]
    public void A_byte_order_mark_wins_over_a_declared_encoding() =>
        Assert.Equal("ü", SourceFile.FromBytes("a.cs", [0xef, 0xbb, 0xbf, .. "ü"u8], Encoding.GetEncoding(1252)).Decode());

    [Fact]
    public void What_a_declared_encoding_cannot_read()
    {
        // One byte a character: Latin-1 gives it back.
        foreach (Encoding declared in (Encoding[])[Encoding.UTF8, Encoding.ASCII])
        {
            SourceFile single = SourceFile.FromBytes("a.cs", [0x41, 0xfc], declared);
            Assert.Equal(("Aü", true), (single.Decode(), single.IsFallback));
            Assert.Equal([0x41, 0xfc, 0x42], Encode(single, "AüB"));
        }

        // More than one: it can be read for a report, and is not written.
        SourceFile file = SourceFile.FromBytes("a.cs", [0x41, 0x81], Encoding.GetEncoding(932));
        Assert.False(file.IsFallback);
        Assert.StartsWith("A", file.Decode());
        Assert.False(file.TryEncode(file.Decode(), out byte[] bytes, out string? problem));
        Assert.Empty(bytes);
        Assert.Equal("the file has bytes that are not valid in its encoding, shift_jis, and would not survive", problem);
    }

    [Theory]
    [InlineData(new byte[] { 0xfc }, "ü€", "the file's encoding, iso-8859-1 (it is not valid UTF-8), cannot express U+20AC")]
    [InlineData(new byte[] { 0xfc }, "😀", "the file's encoding, iso-8859-1 (it is not valid UTF-8), cannot express U+1F600")]
    [InlineData(new byte[] { 0x41 }, "{d800}", "the file's encoding, utf-8, cannot express U+D800")]
    [InlineData(new byte[] { 0xff, 0xfe, 0, 0 }, "{d800}", "the file's encoding, utf-32, cannot express U+D800")]
    public void A_text_that_cannot_be_expressed(byte[] bytes, string text, string expected)
    {
        Assert.False(SourceFile.FromBytes("a.cs", bytes).TryEncode(WithSurrogates(text), out _, out string? problem));
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void Reads_from_the_disk()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("bücher und.cs", [0xef, 0xbb, 0xbf, 0x41]);
        SourceFile file = SourceFile.Read(path);
        Assert.Equal((path, "A", true), (file.Path, file.Decode(), file.HasByteOrderMark));
        Assert.Equal([0xef, 0xbb, 0xbf, 0x41], file.Bytes);
        Assert.Throws<FileNotFoundException>(() => SourceFile.Read(folder.PathOf("none.cs")));
    }

    [LinuxFact]
    public void A_pipe_is_not_waited_for()
    {
        using TemporaryFolder folder = new();
        Assert.Equal(0, Tool.Run("mkfifo", folder.PathOf("pipe.cs")));
        Assert.Contains("is not a file", Assert.Throws<IOException>(() => SourceFile.Read(folder.PathOf("pipe.cs"))).Message);
    }

    /// <summary>
    /// Random contents in every encoding, raw bytes among them, and random edits: what lies outside the edits has the same
    /// bytes as before.
    /// </summary>
    [Fact]
    public void Untouched_parts_keep_their_bytes()
    {
        Random random = new(20);
        Encoding[] declared = [.. ((int[])[932, 936, 949, 950, 1251, 1252, 54936, 437]).Select(Encoding.GetEncoding)];
        int edited = 0;
        int fallbacks = 0;
        int refused = 0;
        for (int round = 0; round < 20_000; round++)
        {
            Encoding? hint = random.Next(3) == 0 ? declared[random.Next(declared.Length)] : null;
            byte[] bytes = Contents(random, hint);
            SourceFile file = SourceFile.FromBytes("a.cs", bytes, hint);
            string text = file.Decode();
            if (!file.TryEncode(text, out byte[] same, out _))
            {
                // Only several bytes a character may be refused.
                Assert.True(hint is { IsSingleByte: false });
                refused++;
                continue;
            }

            Assert.Equal(bytes, same);
            fallbacks += file.IsFallback ? 1 : 0;

            // Edits in ASCII, as the tool makes them, at places that do not cut a character.
            List<(int Start, int End, string New)> edits = [];
            for (int at = random.Next(8); at < text.Length; at += 1 + random.Next(12))
            {
                int end = Math.Min(text.Length, at + random.Next(4));
                if (IsBoundary(text, at) && IsBoundary(text, end))
                    edits.Add((at, end, ((string[])["", "\r\n", "SkbFrag.Ref(frag)"])[random.Next(3)]));
                at = end;
            }

            StringBuilder changed = new();
            List<byte> expected = [.. bytes.AsSpan(0, bytes.Length - Body(file, text).Length)];
            int position = 0;
            foreach ((int start, int end, string inserted) in edits.Append((text.Length, text.Length, "")))
            {
                changed.Append(text, position, start - position).Append(inserted);
                expected.AddRange(Slice(file, bytes, text, position, start));
                expected.AddRange(Body(file, inserted));
                position = end;
            }

            Assert.Equal(expected, Encode(file, changed.ToString()));
            edited += edits.Count;
        }

        Assert.True(edited > 20_000 && fallbacks > 1_000 && refused > 100, $"{edited} edits, {fallbacks} fallbacks, {refused} refused");
    }

    private static byte[] Contents(Random random, Encoding? declared)
    {
        byte[] raw = new byte[random.Next(40)];
        random.NextBytes(raw);
        string text = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => ((string[])["a", "\r", "\n", "\r\n", "ü", "€", "😀", "表", " ", "\t", "Ж"])[random.Next(11)]));
        byte[] utf16 = new byte[2 * random.Next(20)];
        random.NextBytes(utf16);
        byte[] ascii = Encoding.ASCII.GetBytes(new string('x', random.Next(10)));
        return random.Next(9) switch
        {
            0 => raw,
            1 => [0xef, 0xbb, 0xbf, .. raw],
            2 => [.. ascii, (byte)random.Next(128, 256), .. ascii],
            3 => [0xff, 0xfe, .. utf16],
            4 => [0xfe, 0xff, .. utf16],
            5 => [0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes(text)],
            6 => [.. Encoding.UTF32.GetPreamble(), .. Encoding.UTF32.GetBytes(text)],
            _ => (declared ?? Encoding.UTF8).GetBytes(text),
        };
    }

    private static bool IsBoundary(string text, int at) => at == 0 || at >= text.Length || !(char.IsHighSurrogate(text[at - 1]) && char.IsLowSurrogate(text[at]));

    /// <summary>The original's own bytes for a part of its text.</summary>
    private static byte[] Slice(SourceFile file, byte[] bytes, string text, int start, int end)
    {
        int mark = bytes.Length - Body(file, text).Length;
        int from = mark + file.Encoding.GetByteCount(text[..start]);
        return bytes[from..(from + file.Encoding.GetByteCount(text[start..end]))];
    }

    /// <summary>Lone surrogates do not survive the metadata and the test runner.</summary>
    private static string WithSurrogates(string text) => text.Replace("{d800}", "\ud800", StringComparison.Ordinal).Replace("{dc00}", "\udc00", StringComparison.Ordinal);

    private static byte[] Body(SourceFile file, string text) => file.Encoding.GetBytes(text);

    private static byte[] Encode(SourceFile file, string text)
    {
        Assert.True(file.TryEncode(text, out byte[] bytes, out string? problem), problem);
        Assert.Null(problem);
        return bytes;
    }
}
