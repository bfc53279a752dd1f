using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>Receive side: a page buffer becomes the only fragment of a packet.</summary>
public sealed class SfcRx(NetDevice netdev)
{
    private struct RxBuffer
    {
        public Page? Page;
        public int Offset;
        public int Len;
    }

    private RxBuffer _pending;

    /// <summary>The hardware has filled half a page.</summary>
    public bool Fill(int offset, int len)
    {
        _pending = new RxBuffer { Page = Mm.AllocPage(), Offset = offset, Len = len };
        return _pending.Page is not null;
    }

    // P9: three stores to fragment 0, one fragment
    public void Deliver()
    {
        SkBuff skb = new(0);
        Page? page = _pending.Page;
        _pending.Page = null;

        skb.Info.Frags[0].Page = page;
        skb.Info.Frags[0].PageOffset = _pending.Offset;
        skb.Info.Frags[0].Size = _pending.Len;
        skb.Info.NrFrags = 1;

        skb.Len = _pending.Len;
        skb.DataLen = _pending.Len;
        skb.TrueSize += _pending.Len;
        netdev.Receive(skb);
    }

    // P8, P18: the buffer that waits is the driver's own; its page is no fragment's
    public void Discard()
    {
        if (_pending.Page is null)
            return;
        Mm.PutPage(_pending.Page);
        _pending.Page = null;
    }
}
