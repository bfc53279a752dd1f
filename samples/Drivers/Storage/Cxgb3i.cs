using System;
using Drivers.Kernel;

namespace Drivers.Storage;

/// <summary>An initiator with offload: a command's scatter list becomes fragments; short pieces are copied.</summary>
public sealed class Cxgb3i(NetDevice netdev)
{
    private static readonly Frag[] s_frags = new Frag[SharedInfo.MaxFrags];

    // P13, P18: pieces that go on where the last one ends are merged, in an array of the driver's own
    private static int SglReadToFrags(ReadOnlySpan<ScatterEntry> sgl, Frag[] frags)
    {
        int i = 0;
        foreach (ScatterEntry sg in sgl)
        {
            if (i > 0 && sg.Page == frags[i - 1].Page && sg.Offset == frags[i - 1].PageOffset + frags[i - 1].Size)
            {
                frags[i - 1].Size += sg.Length;
                continue;
            }

            frags[i].Page = sg.Page;
            frags[i].PageOffset = sg.Offset;
            frags[i].Size = sg.Length;
            i++;
        }

        return i;
    }

    // P12, P7, P5: pages are shared with the command, or copied into the head when there are too many pieces
    public SkBuff InitPdu(ReadOnlySpan<ScatterEntry> sgl, int maxFrags)
    {
        int count = SglReadToFrags(sgl, s_frags);
        SkBuff skb = new(48);
        if (count > maxFrags)
        {
            nint dst = skb.Data + 48;
            for (int i = 0; i < count; i++)
            {
                nint src = Mm.PageAddress(s_frags[i].Page) + s_frags[i].PageOffset;
                int n = Math.Min(s_frags[i].Size, 64);
                Mm.Span(src, n).CopyTo(Mm.Span(dst, n));
                dst += n;
                skb.Len += n;
            }

            return skb;
        }

        for (int i = 0; i < count; i++)
        {
            Mm.GetPage(s_frags[i].Page);
            skb.Info.Frags[i] = s_frags[i];
            skb.Len += s_frags[i].Size;
            skb.DataLen += s_frags[i].Size;
        }

        skb.Info.NrFrags = count;
        return skb;
    }

    /// <summary>Sends what was built.</summary>
    public void Send(SkBuff skb) => netdev.Receive(skb);
}
