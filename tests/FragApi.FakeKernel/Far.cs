namespace Far
{
    using Net;
    using FragApi;

    public interface INetDev
    {
        int Post(long dma, int len);
        void Send(SkBuff skb);
        void CopyHeader(SkBuff to, SkBuff from);
        void Log(string text);
        void Forget(SkBuff skb);
        Page Alloc();
        SkBuff Receive();
        [ZeroCopySend] bool SendZc(byte[] data, int count);
        [ZeroCopySend] int SendSkb(SkBuff skb);
        [ZeroCopySend] bool SendRaw(System.IntPtr data, int count);
        [ZeroCopySend] bool SendView(System.ReadOnlyMemory<byte> data);
        [ZeroCopyCompletion] void WaitZc();
        void Free([Consumes] SkBuff skb);
        void Keep([KeepsFragments] SkBuff skb);
    }
}
