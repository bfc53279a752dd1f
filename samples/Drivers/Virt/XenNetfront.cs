using System.Collections.Generic;
using Drivers.Kernel;

namespace Drivers.Virt;

/// <summary>A guest's interface: pages are granted to the driver domain and come back with packets in them.</summary>
public sealed class XenNetfront(NetDevice netdev)
{
    private const int CopyThreshold = 256;

    private sealed class Cb
    {
        public Page? Page;
        public int Offset;
    }

    private readonly Queue<SkBuff> _ring = new();
    private int _grants;

    // P9: the page is set now, offset and size when the packet is there
    public void AllocRx(int buffers)
    {
        for (int i = 0; i < buffers; i++)
        {
            SkBuff skb = new(0);
            Page? page = Mm.AllocPage();
            if (page is null)
            {
                skb.Free();
                break;
            }

            skb.Info.Frags[0].Page = page;
            skb.Info.NrFrags = 1;
            Grant(Mm.PageToPfn(skb.Info.Frags[0].Page));
            _ring.Enqueue(skb);
        }
    }

    // P20: fragments are granted by machine frame
    public Tx Xmit(SkBuff skb)
    {
        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            ref Frag frag = ref skb.Info.Frags[i];
            ulong mfn = PfnToMfn(Mm.PageToPfn(frag.Page));
            Grant(mfn);
            Recorder.Log($"request +{frag.PageOffset} {frag.Size}");
        }

        skb.Free();
        return Tx.Ok;
    }

    // P12: fragment 0 of each further slot moves; the emptied buffer must not drop it
    private static int FillFrags(SkBuff skb, Queue<SkBuff> list, int sizePerSlot)
    {
        int nr = skb.Info.NrFrags;
        while (list.Count > 0)
        {
            SkBuff next = list.Dequeue();
            ref Frag nfrag = ref next.Info.Frags[0];

            skb.Info.Frags[nr].Page = nfrag.Page;
            skb.Info.Frags[nr].PageOffset = 0;
            skb.Info.Frags[nr].Size = sizePerSlot;
            skb.DataLen += sizePerSlot;
            skb.Len += sizePerSlot;

            next.Info.NrFrags = 0;
            next.Free();
            nr++;
        }

        skb.Info.NrFrags = nr;
        return nr;
    }

    // P13, P11: the page is stashed; it is freed later if it is no longer the first fragment
    public void Poll(int length, int extraSlots, int sizePerSlot)
    {
        if (_ring.Count == 0)
            return;
        SkBuff skb = _ring.Dequeue();
        Cb cb = new() { Page = skb.Info.Frags[0].Page, Offset = 0 };
        skb.Cb = cb;

        int len = length;
        if (len > CopyThreshold)
        {
            skb.Info.Frags[0].PageOffset = cb.Offset + CopyThreshold;
            skb.Info.Frags[0].Size = len - CopyThreshold;
            skb.DataLen = len - CopyThreshold;
            skb.Len += skb.DataLen;
        }
        else
        {
            skb.Info.Frags[0].Page = null;
            skb.Info.NrFrags = 0;
        }

        Queue<SkBuff> list = new();
        for (int i = 0; i < extraSlots && _ring.Count > 0; i++)
            list.Enqueue(_ring.Dequeue());
        FillFrags(skb, list, sizePerSlot);

        Deliver(skb, cb);
    }

    private void Deliver(SkBuff skb, Cb cb)
    {
        Page? page = cb.Page;
        Recorder.Log($"copy {Recorder.Name(Mm.PageAddress(page))}+{cb.Offset}");
        if (page != skb.Info.Frags[0].Page)
            Mm.PutPage(page);
        netdev.Receive(skb);
    }

    /// <summary>Frees the buffers that are still on the ring.</summary>
    public void Close()
    {
        while (_ring.TryDequeue(out SkBuff? skb))
            skb.Free();
    }

    private void Grant(ulong frame) => Recorder.Log($"grant {_grants++} frame {frame:x}");

    private static ulong PfnToMfn(ulong pfn) => pfn ^ 0x10_0000;
}
