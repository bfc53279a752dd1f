namespace Drivers.Kernel;

/// <summary>What became of a buffer that was to be sent.</summary>
public enum Tx
{
    /// <summary>The driver has taken it.</summary>
    Ok,

    /// <summary>The ring is full: the caller keeps it.</summary>
    Busy,

    /// <summary>It was dropped and freed.</summary>
    Dropped,
}

/// <summary>A network interface.</summary>
public sealed class NetDevice(string name)
{
    /// <summary>The interface's name.</summary>
    public string Name { get; } = name;

    /// <summary>Packets dropped.</summary>
    public int Dropped { get; private set; }

    /// <summary>Counts a packet as dropped and frees it.</summary>
    public Tx Drop(SkBuff skb)
    {
        Dropped++;
        Recorder.Log("drop");
        skb.Free();
        return Tx.Dropped;
    }

    /// <summary>Hands a received packet to the stack, which owns it from here on.</summary>
    public void Receive(SkBuff skb)
    {
        Recorder.Log("receive");
        Recorder.State(skb);
        skb.Free();
    }
}
