using System;
using Drivers.Kernel;

namespace Drivers.Core;

/// <summary>Corked datagrams: writes are collected in the last fragment until the datagram is pushed.</summary>
public sealed class IpAppend
{
    private Page? _page;
    private int _off;

    // P13, P7, P16: the cork's page, if the last fragment is in it; else a new fragment
    public bool Append(SkBuff skb, ReadOnlySpan<byte> data)
    {
        while (data.Length > 0)
        {
            int i = skb.Info.NrFrags;
            ref Frag frag = ref skb.Info.Frags[Math.Max(i - 1, 0)];
            int left = Mm.PageSize - _off;

            if (_page is not null && left > 0)
            {
                if (i == 0 || _page != frag.Page)
                {
                    if (i == SharedInfo.MaxFrags)
                        return false;
                    Mm.GetPage(_page);
                    skb.FillPageDesc(i, _page, _off, 0);
                    frag = ref skb.Info.Frags[i];
                }
            }
            else if (i < SharedInfo.MaxFrags)
            {
                Page? page = Mm.AllocPage();
                if (page is null)
                    return false;
                _page?.Put();
                _page = page;
                _off = 0;
                left = Mm.PageSize;

                skb.FillPageDesc(i, page, 0, 0);
                frag = ref skb.Info.Frags[i];
                Mm.GetPage(frag.Page);
            }
            else
            {
                return false;
            }

            int copy = Math.Min(left, data.Length);
            data[..copy].CopyTo(Mm.Span(Mm.PageAddress(frag.Page) + frag.PageOffset + frag.Size, copy));
            _off += copy;
            frag.Size += copy;
            skb.Len += copy;
            skb.DataLen += copy;
            data = data[copy..];
        }

        return true;
    }

    /// <summary>Pulls the cork: its page is let go.</summary>
    public void Flush()
    {
        _page?.Put();
        _page = null;
    }
}
