using System;
using Drivers.Kernel;

namespace Drivers.Core;

/// <summary>Moves the border between a buffer's head and its fragments.</summary>
public static class SkbPull
{
    // P8, P12: fragments that are eaten are put; the rest move down, the first of them begins later
    public static bool PullTail(SkBuff skb, int delta)
    {
        if (delta > skb.DataLen)
            return false;

        Recorder.Log($"pulled {delta}");
        int eat = delta;
        int k = 0;
        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            if (skb.Info.Frags[i].Size <= eat)
            {
                Mm.PutPage(skb.Info.Frags[i].Page);
                eat -= skb.Info.Frags[i].Size;
            }
            else
            {
                skb.Info.Frags[k] = skb.Info.Frags[i];
                if (eat > 0)
                {
                    skb.Info.Frags[k].PageOffset += eat;
                    skb.Info.Frags[k].Size -= eat;
                    eat = 0;
                }

                k++;
            }
        }

        skb.Info.NrFrags = k;
        skb.DataLen -= delta;
        return true;
    }

    // P8: the end is cut off
    public static void Trim(SkBuff skb, int len)
    {
        int offset = skb.HeadLen;
        int nfrags = skb.Info.NrFrags;
        int keep = 0;
        for (int i = 0; i < nfrags; i++)
        {
            int end = offset + skb.Info.Frags[i].Size;
            if (offset >= len)
            {
                skb.Info.Frags[i].Page.PutPage();
            }
            else
            {
                keep++;
                if (end > len)
                    skb.Info.Frags[i].Size = len - offset;
            }

            offset = end;
        }

        skb.Info.NrFrags = keep;
        if (len < skb.Len)
        {
            skb.DataLen -= skb.Len - len;
            skb.Len = len;
        }
    }

    // P7, P12: the fragment that is cut in two is shared by both
    public static SkBuff Split(SkBuff skb, int len)
    {
        SkBuff rest = new(0);
        int pos = skb.HeadLen;
        int nfrags = skb.Info.NrFrags;
        int k = 0;
        skb.Info.NrFrags = 0;
        for (int i = 0; i < nfrags; i++)
        {
            int size = skb.Info.Frags[i].Size;
            if (pos + size > len)
            {
                rest.Info.Frags[k] = skb.Info.Frags[i];
                if (pos < len)
                {
                    skb.Info.Frags[i].Page!.Get();
                    rest.Info.Frags[0].PageOffset += len - pos;
                    rest.Info.Frags[0].Size -= len - pos;
                    skb.Info.Frags[i].Size = len - pos;
                    skb.Info.NrFrags++;
                }

                rest.Len += rest.Info.Frags[k].Size;
                rest.DataLen += rest.Info.Frags[k].Size;
                k++;
            }
            else
            {
                skb.Info.NrFrags++;
            }

            pos += size;
        }

        rest.Info.NrFrags = k;
        rest.Info.Flags |= skb.Info.Flags;
        skb.Len -= rest.Len;
        skb.DataLen -= rest.Len;
        return rest;
    }

    // P13, P8, P12: fragments move from one buffer's front to another's end; contiguous ones merge
    public static int Shift(SkBuff tgt, SkBuff skb, int shiftLen)
    {
        int todo = shiftLen;
        int from = 0;
        int to = tgt.Info.NrFrags;

        while (todo > 0 && from < skb.Info.NrFrags)
        {
            ref Frag fragFrom = ref skb.Info.Frags[from];
            if (todo < fragFrom.Size || to == SharedInfo.MaxFrags)
                break;

            if (to > 0
                && fragFrom.Page == tgt.Info.Frags[to - 1].Page
                && tgt.Info.Frags[to - 1].PageOffset + tgt.Info.Frags[to - 1].Size == fragFrom.PageOffset)
            {
                tgt.Info.Frags[to - 1].Size += fragFrom.Size;
                Mm.PutPage(fragFrom.Page);
            }
            else
            {
                tgt.Info.Frags[to++] = fragFrom;
            }

            todo -= fragFrom.Size;
            from++;
        }

        int left = skb.Info.NrFrags - from;
        Array.Copy(skb.Info.Frags, from, skb.Info.Frags, 0, left);
        skb.Info.NrFrags = left;
        tgt.Info.NrFrags = to;
        tgt.Info.Flags |= skb.Info.Flags;

        int moved = shiftLen - todo;
        skb.Len -= moved;
        skb.DataLen -= moved;
        tgt.Len += moved;
        tgt.DataLen += moved;
        return moved;
    }
}
