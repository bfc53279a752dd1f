using System.Runtime.CompilerServices;

namespace FragApi;

/// <content>The buffers around the pages.</content>
public sealed unsafe partial class PagePool
{
    private const int BuffersPerCore = 256;
    private const int BuffersShared = 4096;

    private readonly CoreCache<SkBuff> _buffers = new(BuffersPerCore, BuffersShared);
    private readonly CoreCache<SkbSharedInfo> _infos = new(BuffersPerCore, BuffersShared);
    private readonly ReadyBuffers _ready = new();

    public partial long LiveBuffers => _buffers.Live - _ready.Count;

    private partial int HeadsAtHand => _ready.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal SkBuff RentBuffer() => _buffers.Rent() ?? new SkBuff();

    internal void ReturnBuffer(SkBuff skb)
    {
        skb.ForgetLife();
        if (_diagnostics is null)
            _buffers.Return(skb);
        else
            _buffers.Forget();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal SkbSharedInfo RentInfo() => _infos.Rent() ?? new SkbSharedInfo();

    internal void ReturnInfo(SkbSharedInfo info)
    {
        if (_diagnostics is null)
            _infos.Return(info);
        else
            _infos.Forget();
    }

    /// <summary>A buffer with an idle head of one page, as <see cref="KeepReady"/> got it; null when there is none for this thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal SkBuff? TakeReady() => _ready.Take();

    /// <summary>Takes over a freed buffer with its idle head, which is one page; false: there is no room, and it is to be taken apart.</summary>
    internal bool KeepReady(SkBuff skb) => _ready.Keep(skb);

    /// <summary>A page that comes out with a ready buffer is watched like one that is acquired.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void HandOut(Page head)
    {
        head.Activate();
        if (Leaked is not null)
            Watch(head);
    }

    partial void FreeBuffers() => _ready?.Close(static skb => skb.TakeApart());
}
