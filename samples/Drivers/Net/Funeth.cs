using System.Collections.Generic;
using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A data processing unit's interface. It came after the accessors, and counts references by hand all the same.</summary>
public sealed class Funeth(NetDevice netdev)
{
    private readonly Queue<Page?> _retained = new();

    // P7: laundered: the page comes from the accessor, the count does not
    public void Retain(SkBuff skb)
    {
        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            Page? page = SkbFrag.Page(skb, i);
            Mm.GetPage(page);
            _retained.Enqueue(page);
        }

        netdev.Receive(skb);
    }

    // P8: laundered in one expression
    public static void DropTail(SkBuff skb, int keep)
    {
        while (skb.Info.NrFrags > keep)
        {
            ref Frag frag = ref skb.Info.Frags[--skb.Info.NrFrags];
            skb.Len -= SkbFrag.Size(frag);
            skb.DataLen -= SkbFrag.Size(frag);
            Mm.PutPage(SkbFrag.Page(frag));
        }
    }

    // P7: through a local of the raw field
    public static void ShareFirst(SkBuff from, SkBuff to)
    {
        ref Frag frag = ref from.Info.Frags[0];
        Page? page = frag.Page;
        page.GetPage();
        to.FillPageDesc(to.Info.NrFrags, page, frag.PageOffset, frag.Size);
        to.Len += frag.Size;
        to.DataLen += frag.Size;
    }

    /// <summary>Lets retained pages go.</summary>
    public void Release()
    {
        while (_retained.TryDequeue(out Page? page))
            page?.Put();
    }
}
