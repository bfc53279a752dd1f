using System.Collections.Generic;
using Drivers.Kernel;

namespace Drivers.Core;

/// <summary>Moves a packet's pages into a pipe, without a copy.</summary>
public sealed class Splice
{
    private readonly record struct PipeBuffer(Page? Page, int Offset, int Len);

    private readonly Queue<PipeBuffer> _pipe = new();

    // P15: each fragment's page gets a reference for the pipe
    public int SpliceBits(SkBuff skb, int offset)
    {
        int n = 0;
        for (int seg = 0; seg < skb.Info.NrFrags; seg++)
        {
            ref Frag f = ref skb.Info.Frags[seg];
            if (SpliceSegment(f.Page, f.PageOffset, f.Size, ref offset))
                n++;
        }

        return n;
    }

    private bool SpliceSegment(Page? page, int pageOffset, int len, ref int offset)
    {
        if (offset >= len)
        {
            offset -= len;
            return false;
        }

        Mm.GetPage(page);
        _pipe.Enqueue(new PipeBuffer(page, pageOffset + offset, len - offset));
        offset = 0;
        return true;
    }

    // P13, P9: a pipe's buffers become fragments; the pipe's reference goes along
    public void SpliceFrom(SkBuff skb)
    {
        while (_pipe.TryDequeue(out PipeBuffer buf))
        {
            int i = skb.Info.NrFrags;
            if (i > 0 && skb.Info.Frags[i - 1] is var last && ReferenceEquals(last.Page, buf.Page) && last.PageOffset + last.Size == buf.Offset)
            {
                skb.Info.Frags[i - 1].Size += buf.Len;
                buf.Page?.Put();
            }
            else
            {
                skb.Info.Frags[i] = new Frag { PageOffset = buf.Offset, Size = buf.Len, Page = buf.Page };
                skb.Info.NrFrags++;
            }

            skb.Len += buf.Len;
            skb.DataLen += buf.Len;
        }
    }
}
