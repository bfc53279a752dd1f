using System;
using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>IP over InfiniBand: the fabric maps pages its own way.</summary>
public sealed class Ipoib(IbDevice ca, NetDevice netdev)
{
    private const int HeadSize = 40;

    private readonly ulong[] _mapping = new ulong[SharedInfo.MaxFrags];

    // P21: another bus's map; the unmaps walk back
    private bool DmaMapTx(SkBuff skb)
    {
        int i;
        for (i = 0; i < skb.Info.NrFrags; ++i)
        {
            ref Frag frag = ref skb.Info.Frags[i];
            _mapping[i] = Ib.MapPage(ca, frag.Page, frag.PageOffset, frag.Size, DmaDir.ToDevice);
            if (Ib.MappingError(ca, _mapping[i]))
                goto PartialError;
        }

        return true;

    PartialError:
        for (; i > 0; --i)
            Ib.UnmapPage(ca, _mapping[i - 1], skb.Info.Frags[i - 1].Size, DmaDir.ToDevice);
        return false;
    }

    /// <summary>Sends a buffer and waits for the fabric.</summary>
    public Tx Xmit(SkBuff skb)
    {
        if (!DmaMapTx(skb))
            return netdev.Drop(skb);
        for (int i = 0; i < skb.Info.NrFrags; i++)
            Ib.UnmapPage(ca, _mapping[i], skb.Info.Frags[i].Size, DmaDir.ToDevice);
        skb.Free();
        return Tx.Ok;
    }

    // P9, P21: a receive buffer of fresh pages
    public SkBuff? AllocRx(int pages)
    {
        SkBuff skb = new(0);
        for (int i = 0; i < pages; i++)
        {
            Page? page = Mm.AllocPage();
            if (page is null)
            {
                skb.Free();
                return null;
            }

            skb.FillPageDesc(i, page, 0, Mm.PageSize);
            _mapping[i] = Ib.MapPage(ca, skb.Info.Frags[i].Page, 0, Mm.PageSize, DmaDir.FromDevice);
        }

        return skb;
    }

    // P12: pages that the message did not reach move to the next receive buffer
    public static void PutFrags(SkBuff skb, SkBuff toSkb, int length)
    {
        int size = Math.Min(length, HeadSize);
        skb.Len += size;
        length -= size;

        int numFrags = skb.Info.NrFrags;
        for (int i = 0; i < numFrags; i++)
        {
            ref Frag frag = ref skb.Info.Frags[i];
            if (length == 0)
            {
                // Nothing in it: it is as good as new.
                toSkb.FillPageDesc(i, skb.Info.Frags[i].Page, 0, Mm.PageSize);
                --skb.Info.NrFrags;
            }
            else
            {
                size = Math.Min(length, Mm.PageSize);
                frag.Size = size;
                skb.DataLen += size;
                skb.Len += size;
                length -= size;
            }
        }
    }
}
