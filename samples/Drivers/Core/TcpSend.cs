using System;
using Drivers.Kernel;

namespace Drivers.Core;

/// <summary>A stream socket's writer: small writes fill up a page that the socket keeps.</summary>
public sealed class TcpSend
{
    private Page? _sndPage;
    private int _sndOff;

    // P13: goes on in the last fragment when that one ends where the socket's page is filled to
    private static bool CanCoalesce(SkBuff skb, int i, Page? page, int off)
    {
        if (i == 0)
            return false;
        ref readonly Frag frag = ref skb.Info.Frags[i - 1];
        return page == frag.Page && off == frag.PageOffset + frag.Size;
    }

    // P7, P10: a new fragment holds the page, and so does the socket
    public void Write(SkBuff skb, int copy)
    {
        while (copy > 0)
        {
            if (_sndPage is not null && _sndOff == Mm.PageSize)
            {
                Mm.PutPage(_sndPage);
                _sndPage = null;
            }

            if (_sndPage is null)
            {
                _sndPage = Mm.AllocPage();
                _sndOff = 0;
                if (_sndPage is null)
                    return;
            }

            int n = Math.Min(copy, Mm.PageSize - _sndOff);
            int i = skb.Info.NrFrags;
            if (CanCoalesce(skb, i, _sndPage, _sndOff))
            {
                skb.Info.Frags[i - 1].Size += n;
            }
            else
            {
                skb.FillPageDesc(i, _sndPage, _sndOff, n);
                skb.Info.Frags[i].Page.GetPage();
            }

            skb.Len += n;
            skb.DataLen += n;
            _sndOff += n;
            copy -= n;
        }
    }

    // P15: pages of a file are sent in place; the offset moves on page by page
    public static int SendPage(SkBuff skb, ReadOnlySpan<Page> pages, int offset, int size)
    {
        int copied = 0;
        for (int p = 0; p < pages.Length && size > 0; p++)
        {
            int n = Math.Min(size, Mm.PageSize - offset);
            int i = skb.Info.NrFrags;
            if (CanCoalesce(skb, i, pages[p], offset))
            {
                skb.Info.Frags[i - 1].Size += n;
            }
            else
            {
                Mm.GetPage(pages[p]);
                skb.FillPageDesc(i, pages[p], offset, n);
            }

            skb.Len += n;
            skb.DataLen += n;
            copied += n;
            size -= n;
            offset = (offset + n) % Mm.PageSize;
        }

        return copied;
    }

    /// <summary>Lets the socket's page go.</summary>
    public void Close()
    {
        _sndPage?.Put();
        _sndPage = null;
    }
}
