using Drivers.Kernel;

namespace Drivers.Core;

/// <summary>Allocates buffers for a socket's writers.</summary>
public static class Sock
{
    // P9: pages are allocated, then filled; on failure the buffer frees what it has
    public static SkBuff? AllocSendPskb(int headLen, int dataLen)
    {
        SkBuff skb = new(headLen);
        int npages = (dataLen + Mm.PageSize - 1) >> Mm.PageShift;
        skb.TrueSize += dataLen;
        skb.Info.NrFrags = npages;

        for (int i = 0; i < npages; i++)
        {
            Page? page = Mm.AllocPage();
            if (page is null)
            {
                skb.Info.NrFrags = i;
                skb.Free();
                return null;
            }

            ref Frag frag = ref skb.Info.Frags[i];
            frag.Page = page;
            frag.PageOffset = 0;
            frag.Size = dataLen >= Mm.PageSize ? Mm.PageSize : dataLen;
            skb.Len += frag.Size;
            skb.DataLen += frag.Size;
            dataLen -= frag.Size;
        }

        return skb;
    }
}
