using System;
using Drivers.Kernel;

namespace Drivers.Virt;

/// <summary>The simple paravirtual interface: receive buffers are pages of a private chain.</summary>
public sealed class VirtioNet(NetDevice netdev)
{
    // P9, P10: one more piece; the page is the caller's reference
    private static void SetSkbFrag(SkBuff skb, Page page, int offset, ref int len)
    {
        int i = skb.Info.NrFrags;
        ref Frag f = ref skb.Info.Frags[i];
        f.Size = Math.Min(Mm.PageSize - offset, len);
        f.PageOffset = offset;
        f.Page = page;

        skb.DataLen += f.Size;
        skb.Len += f.Size;
        skb.Info.NrFrags++;
        len -= f.Size;
    }

    /// <summary>A packet over several pages of the chain has come.</summary>
    public void PageToSkb(int offset, int len)
    {
        SkBuff skb = new(12);
        while (len > 0)
        {
            Page? page = Mm.AllocPage();
            if (page is null)
            {
                netdev.Drop(skb);
                return;
            }

            SetSkbFrag(skb, page, offset, ref len);
            offset = 0;
        }

        netdev.Receive(skb);
    }

    // P15: the pieces as a scatter list
    public int SkbToSg(SkBuff skb, Span<ScatterEntry> sg)
    {
        int n = 0;
        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            ref readonly Frag frag = ref skb.Info.Frags[i];
            sg[n++].Set(frag.Page, frag.Size, frag.PageOffset);
        }

        return n;
    }

    /// <summary>Sends a buffer.</summary>
    public Tx Xmit(SkBuff skb)
    {
        ScatterEntry[] sg = new ScatterEntry[SharedInfo.MaxFrags];
        Recorder.Log($"queued {SkbToSg(skb, sg)}");
        skb.Free();
        return Tx.Ok;
    }
}
