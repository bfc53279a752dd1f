using System.Collections.Generic;
using Drivers.Kernel;

namespace Drivers.Storage;

/// <summary>
/// ATA over Ethernet: a frame's fragments are the block layer's pages, on loan. The driver keeps the buffer and sends a
/// clone; when it is the only one left, the stack is done with the pages.
/// </summary>
public sealed class Aoe
{
    private readonly Queue<SkBuff> _sent = new();

    // P9: the block layer's page is lent: the buffer must not put it
    public static void FillFrame(SkBuff skb, Page page, int offset, int len)
    {
        ref Frag frag = ref skb.Info.Frags[0];
        frag.Page = page;
        frag.PageOffset = offset;
        frag.Size = len;
        skb.Info.NrFrags = 1;
        skb.Len += len;
        skb.DataLen = len;
    }

    /// <summary>Sends a clone of the frame; the frame is the driver's.</summary>
    public SkBuff Send(SkBuff frame)
    {
        _sent.Enqueue(frame);
        return frame.Clone();
    }

    // P11: the pages go back to the block layer, without a put
    public bool FreeFrame()
    {
        if (!_sent.TryPeek(out SkBuff? skb) || skb.Info.DataRef != 1)
            return false;
        _sent.Dequeue();
        for (int i = 0; i < skb.Info.NrFrags; i++)
            skb.Info.Frags[i].Page = null;
        skb.Info.NrFrags = 0;
        skb.Len -= skb.DataLen;
        skb.DataLen = 0;
        skb.Free();
        return true;
    }

    // P15, P16: a reply without scatter: the bytes are copied to the block layer's page
    public static void CopyReply(SkBuff reply, Page to, int offset)
    {
        for (int i = 0; i < reply.Info.NrFrags; i++)
        {
            ref readonly Frag frag = ref reply.Info.Frags[i];
            CopyPage(to, offset, frag.Page, frag.PageOffset, frag.Size);
            offset += frag.Size;
        }
    }

    private static void CopyPage(Page to, int toOffset, Page? from, int fromOffset, int len) =>
        Mm.Span(Mm.PageAddress(from) + fromOffset, len).CopyTo(Mm.Span(Mm.PageAddress(to) + toOffset, len));
}
