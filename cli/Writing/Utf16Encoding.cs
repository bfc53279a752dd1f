using System;
using System.Buffers.Binary;
using System.Text;

namespace FragApi.Cli.Writing;

/// <summary>
/// UTF-16 that keeps surrogates without a partner, which a C# source may have in a literal, and which
/// <see cref="UnicodeEncoding"/> replaces. An odd last byte is no UTF-16.
/// </summary>
internal sealed class Utf16Encoding(bool bigEndian) : Encoding(bigEndian ? 1201 : 1200)
{
    public override string WebName => bigEndian ? "utf-16BE" : "utf-16";

    public override ReadOnlySpan<byte> Preamble => bigEndian ? [0xfe, 0xff] : [0xff, 0xfe];

    public override byte[] GetPreamble() => Preamble.ToArray();

    public override int GetByteCount(char[] chars, int index, int count) => 2 * count;

    public override int GetMaxByteCount(int charCount) => 2 * charCount;

    public override int GetCharCount(byte[] bytes, int index, int count) =>
        count % 2 == 0 ? count / 2 : throw new ArgumentException("an odd number of bytes", nameof(count));

    public override int GetMaxCharCount(int byteCount) => (byteCount + 1) / 2;

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex)
    {
        for (int i = 0; i < charCount; i++)
        {
            Span<byte> two = bytes.AsSpan(byteIndex + 2 * i, 2);
            if (bigEndian)
                BinaryPrimitives.WriteUInt16BigEndian(two, chars[charIndex + i]);
            else
                BinaryPrimitives.WriteUInt16LittleEndian(two, chars[charIndex + i]);
        }

        return 2 * charCount;
    }

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        int count = GetCharCount(bytes, byteIndex, byteCount);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> two = bytes.AsSpan(byteIndex + 2 * i, 2);
            chars[charIndex + i] = (char)(bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(two) : BinaryPrimitives.ReadUInt16LittleEndian(two));
        }

        return count;
    }
}
