using System;
using Drivers.Kernel;

namespace Drivers.Storage;

/// <summary>Helpers that every Fibre Channel over Ethernet driver shares.</summary>
public static class FcoeTransport
{
    // P17: CRC over the head and over fragments of many pages
    public static uint FrameCrc(SkBuff skb)
    {
        uint crc = Checksum.Crc32(~0u, skb.Data, skb.HeadLen);
        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            ref Frag frag = ref skb.Info.Frags[i];
            int off = frag.PageOffset;
            int len = frag.Size;
            while (len > 0)
            {
                int clen = Math.Min(len, Mm.PageSize - (off & (Mm.PageSize - 1)));
                nint data = Mm.Kmap(frag.Page, off >> Mm.PageShift);
                crc = Checksum.Crc32(crc, data + (off & (Mm.PageSize - 1)), clen);
                Mm.Kunmap(frag.Page);
                off += clen;
                len -= clen;
            }
        }

        return crc;
    }

    // P9, P10: the trailer's bytes are a piece of a page that many frames share
    public static bool GetPagedCrcEof(SkBuff skb, int trailerLength, CrcPage eof)
    {
        Page? page = eof.Page;
        if (page is null)
        {
            page = Mm.AllocPage();
            if (page is null)
                return false;
            eof.Page = page;
            eof.Offset = 0;
        }

        Mm.GetPage(page);
        skb.Info.Frags[skb.Info.NrFrags].Page = page;
        skb.Info.Frags[skb.Info.NrFrags].PageOffset = eof.Offset;
        skb.Info.Frags[skb.Info.NrFrags].Size = trailerLength;
        skb.Info.NrFrags++;

        skb.Len += trailerLength;
        skb.DataLen += trailerLength;
        eof.Offset += trailerLength;
        if (eof.Offset >= Mm.PageSize)
        {
            eof.Page = null;
            eof.Offset = 0;
            Mm.PutPage(page);
        }

        return true;
    }

    /// <summary>The page that trailers are cut from.</summary>
    public sealed class CrcPage
    {
        /// <summary>The page, with a reference of its own.</summary>
        public Page? Page;

        /// <summary>Where the next trailer goes.</summary>
        public int Offset;
    }
}
