using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A licensed core that sits in many set-top boxes.</summary>
public sealed class Stmmac(Stmmac.Private priv)
{
    /// <summary>What the core's driver keeps.</summary>
    public sealed class Private(Device device)
    {
        /// <summary>Who does the DMA.</summary>
        public Device Device { get; } = device;

        internal TxRing Tx { get; } = new(device);
    }

    // P1: the device and the descriptors hang off the private object
    public Tx Xmit(SkBuff skb)
    {
        priv.Tx.Post(Dma.MapSingle(priv.Device, skb.Data, skb.HeadLen, DmaDir.ToDevice), skb.HeadLen, page: false);
        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            ref Frag frag = ref skb.Info.Frags[i];
            int len = frag.Size;
            int entry = priv.Tx.Post(0, len, page: true);
            priv.Tx[entry].Addr = Dma.MapPage(priv.Device, frag.Page, frag.PageOffset, len, DmaDir.ToDevice);
        }

        priv.Tx.Attach(skb);
        return Tx.Ok;
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => priv.Tx.Complete();
}
