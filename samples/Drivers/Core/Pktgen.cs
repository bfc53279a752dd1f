using Drivers.Kernel;

namespace Drivers.Core;

/// <summary>Makes packets as fast as it can: all fragments share one page.</summary>
public sealed class Pktgen
{
    private Page? _page;

    // P10: the page is stored before its reference is taken
    public SkBuff? Build(int datalen, int frags)
    {
        SkBuff skb = new(42);
        int fragLen = datalen / frags;
        for (int i = 0; datalen > 0; i++)
        {
            if (_page is null)
            {
                _page = Mm.AllocPage();
                if (_page is null)
                {
                    skb.Free();
                    return null;
                }
            }

            skb.Info.Frags[i].Page = _page;
            Mm.GetPage(skb.Info.Frags[i].Page);

            skb.Info.Frags[i].PageOffset = 0;
            skb.Info.Frags[i].Size = i == frags - 1 ? datalen : fragLen;
            datalen -= skb.Info.Frags[i].Size;
            skb.Len += skb.Info.Frags[i].Size;
            skb.DataLen += skb.Info.Frags[i].Size;
            skb.Info.NrFrags = i + 1;
        }

        return skb;
    }

    /// <summary>Lets the shared page go.</summary>
    public void Stop()
    {
        Mm.PutPage(_page);
        _page = null;
    }
}
