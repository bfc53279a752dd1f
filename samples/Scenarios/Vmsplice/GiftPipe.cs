using System;
using System.Collections.Generic;
using FragApi;

namespace Scenarios;

/// <summary>
/// A pipe that pages are given to. A buffer stands for each page in it: a tee is a clone, and what has been read is freed, so
/// that a destructor runs when the last reader of the last pipe is done. The bytes go through a pipe of the system, where one
/// is used; else they are read from the page when they are read.
/// </summary>
internal sealed class GiftPipe(KernelPipe? kernel) : IDisposable
{
    private readonly Queue<SkBuff> _gifts = new();

    /// <summary>Whether the pipe has nothing in it. That says nothing about the pipes behind it.</summary>
    public bool IsEmpty => kernel is null ? _gifts.Count == 0 : kernel.Waiting == 0;

    /// <summary>Pages in the pipe.</summary>
    public int Count => _gifts.Count;

    /// <summary>Puts a buffer's one page into the pipe, by reference.</summary>
    public void Give([Consumes] SkBuff skb)
    {
        kernel?.Splice(SkbFrag.Address(skb, 0), SkbFrag.Size(skb, 0), gift: true);
        _gifts.Enqueue(skb);
    }

    /// <summary>Puts the first page of this pipe into another one as well.</summary>
    public void TeeTo(GiftPipe other, KernelPipe? otherKernel)
    {
        SkBuff first = _gifts.Peek();
        if (otherKernel is not null)
            kernel?.TeeTo(otherKernel, first.Len);
        other._gifts.Enqueue(first.Clone());
    }

    /// <summary>Takes a page's bytes out. False: the pipe is empty.</summary>
    public bool TryRead(byte[] bytes)
    {
        if (!_gifts.TryDequeue(out SkBuff? skb))
            return false;
        if (kernel is null)
            skb.CopyBits(0, bytes);
        else
            kernel.Read(bytes);
        skb.Free();
        return true;
    }

    public void Dispose()
    {
        while (_gifts.TryDequeue(out SkBuff? skb))
            skb.Free();
        kernel?.Dispose();
    }
}
