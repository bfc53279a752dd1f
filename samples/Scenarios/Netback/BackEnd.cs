using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using FragApi;

namespace Scenarios;

/// <summary>What the host does with a guest's pages, and when it answers.</summary>
internal enum BackEndMode
{
    /// <summary>Copies every byte, and answers at once.</summary>
    Copy,

    /// <summary>Maps, hands the frame to the stack, and answers at once.</summary>
    MapAndAnswer,

    /// <summary>Maps, and answers when the buffer is freed.</summary>
    MapUntilFreed,

    /// <summary>Maps, and answers when the last fragment is let go of.</summary>
    MapUntilReleased,
}

/// <summary>The host's end of the guest's network interface.</summary>
internal sealed class BackEnd
{
    private readonly PagePool _pool;
    private readonly GrantTable _grants;
    private readonly HostStack _stack;
    private readonly BackEndMode _mode;

    public BackEnd(PagePool pool, GrantTable grants, HostStack stack, BackEndMode mode)
    {
        _pool = pool;
        _grants = grants;
        _stack = stack;
        _mode = mode;
    }

    /// <summary>Times that pages were unmapped; each is one call of the hypervisor and one TLB flush, for all pages of a frame.</summary>
    public int UnmapCalls { get; private set; }

    public void Transmit(GuestFrame frame, Action answer)
    {
        SkBuff skb = SkBuff.Alloc(HostStack.HeaderLength, _pool);
        skb.Cb = frame.Number;
        // Here the headers are not part of the guest's pages; as in them, every eight bytes are the frame's number.
        MemoryMarshal.Cast<byte, long>(skb.Put(HostStack.HeaderLength)).Fill(frame.Number);

        if (_mode == BackEndMode.Copy)
        {
            for (int i = 0; i < frame.Grants.Count; i++)
            {
                Page copy = _pool.Acquire();
                _grants.Copy(frame.Grants[i], 0, copy.Span);
                skb.AddRxFrag(i, copy, 0, copy.Size, copy.Size);
            }

            answer();
            _stack.Transmit(skb, pages: false, () => { });
            return;
        }

        SkbFragDestructor? released = null;
        if (_mode == BackEndMode.MapUntilReleased)
            released = new SkbFragDestructor(_ => UnmapAndAnswer(frame.Grants, answer));
        foreach (int grant in frame.Grants)
        {
            Page page = _grants.Map(grant);
            if (!skb.AppendPage(page, 0, page.Size, released))
            {
                skb.Free();
                throw new InvalidOperationException("a buffer has room for a frame's pages");
            }
        }

        released?.Unref();
        _stack.Transmit(skb, pages: true, () =>
        {
            if (_mode == BackEndMode.MapUntilFreed)
                UnmapAndAnswer(frame.Grants, answer);
        });
        if (_mode == BackEndMode.MapAndAnswer)
            UnmapAndAnswer(frame.Grants, answer);
    }

    private void UnmapAndAnswer(IReadOnlyList<int> grants, Action answer)
    {
        UnmapCalls++;
        foreach (int grant in grants)
            _grants.Unmap(grant);
        answer();
    }
}
