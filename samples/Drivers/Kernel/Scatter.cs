using System;

namespace Drivers.Kernel;

/// <summary>One entry of a scatter list. Not a fragment of a buffer, and no reference of its own.</summary>
public struct ScatterEntry
{
    /// <summary>The page the bytes are in, borrowed.</summary>
    public Page? Page;

    /// <summary>Where the bytes start in the page.</summary>
    public int Offset;

    /// <summary>How many bytes.</summary>
    public int Length;

    /// <summary>Sets all three.</summary>
    public void Set(Page? page, int length, int offset)
    {
        Page = page;
        Length = length;
        Offset = offset;
        Recorder.Log($"sg {Recorder.Name(page)} +{offset} {length}");
    }
}

/// <summary>Checksums over bytes at a simulated address.</summary>
public static class Checksum
{
    /// <summary>Goes on with a CRC-32 over <paramref name="length"/> bytes at <paramref name="address"/>.</summary>
    public static uint Crc32(uint crc, nint address, int length)
    {
        foreach (byte b in Mm.Span(address, length))
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xedb88320u : crc >> 1;
        }

        return crc;
    }
}
