using System.Runtime.CompilerServices;

namespace FragApi.Benchmarks;

/// <summary>
/// Each accessor and the raw field, or the raw field and the raw call, that it stands for: over all fragments of a buffer,
/// by the buffer and an index, and by reference.
/// </summary>
internal static class AccessorPairs
{
    private static readonly SkBuff s_skb = Build();
    private static readonly RawBuffer s_raw = BuildRaw();

    public static void Print(int rounds)
    {
        const int count = 1000 * SkbSharedInfo.MaxFrags;
        Interleaved.Head("accessor against raw field and raw call, ns", "raw", "accessor");
        Interleaved.Compare("transmit: Ref, DmaMap, DmaUnmap, Unref", rounds, count, RawTransmit, Transmit);
        Interleaved.Compare("Size (skb, f)", rounds, count, RawSize, Size);
        Interleaved.Compare("Size (in frag)", rounds, count, RawSizeByRef, SizeByRef);
        Interleaved.Compare("AddSize (skb, f)", rounds, count, RawAddSize, AddSize);
        Interleaved.Compare("Address (skb, f)", rounds, count, RawAddress, Address);
        Interleaved.Compare("Ref and Unref (skb, f)", rounds, count, RawRef, Ref);
        Interleaved.Compare("Ref and Unref (in frag)", rounds, count, RawRefByRef, RefByRef);
        Interleaved.Compare("DmaMap and DmaUnmap (skb, f)", rounds, count, RawMap, Map);
        Interleaved.Compare("Fill (skb, f)", rounds, count, RawFill, Fill);
        // The same code twice: what part of a ratio is the place where the compiler put a loop.
        Interleaved.Compare("control: raw Size against its twin", rounds, count, RawSizeByRef, RawSizeTwin);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long RawTransmit(int count)
    {
        RawBuffer skb = s_raw;
        int frags = skb.Info.NrFrags;
        IDmaMapper device = IdentityDmaMapper.Instance;
        long sum = 0;
        for (int i = 0; i < count; i += SkbSharedInfo.MaxFrags)
        {
            for (int f = 0; f < frags; f++)
            {
                ref RawFrag frag = ref skb.Info.Frags[f];
                frag.Page.Get();
                DmaAddress address = device.Map(frag.Page, frag.Offset, frag.Size, DmaDirection.ToDevice);
                if (!device.MapError(address))
                {
                    sum += (long)address.Value;
                    device.Unmap(address, frag.Size, DmaDirection.ToDevice);
                }

                frag.Page.Put();
            }
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Transmit(int count)
    {
        SkBuff skb = s_skb;
        int frags = skb.Info.NrFrags;
        IDmaMapper device = IdentityDmaMapper.Instance;
        long sum = 0;
        for (int i = 0; i < count; i += SkbSharedInfo.MaxFrags)
        {
            for (int f = 0; f < frags; f++)
            {
                ref SkbFrag frag = ref skb.Info[f];
                SkbFrag.Ref(in frag);
                DmaAddress address = SkbFrag.DmaMap(device, in frag);
                if (!SkbFrag.DmaMapError(device, address))
                {
                    sum += (long)address.Value;
                    SkbFrag.DmaUnmap(device, address, SkbFrag.Size(in frag));
                }

                SkbFrag.Unref(in frag);
            }
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long RawSize(int count)
    {
        RawBuffer skb = s_raw;
        int frags = skb.Info.NrFrags;
        long sum = 0;
        for (int i = 0; i < count; i += SkbSharedInfo.MaxFrags)
        {
            for (int f = 0; f < frags; f++)
                sum += skb.Info.Frags[f].Size;
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Size(int count)
    {
        SkBuff skb = s_skb;
        int frags = skb.Info.NrFrags;
        long sum = 0;
        for (int i = 0; i < count; i += SkbSharedInfo.MaxFrags)
        {
            for (int f = 0; f < frags; f++)
                sum += SkbFrag.Size(skb, f);
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long RawSizeByRef(int count)
    {
        ref RawFrag frag = ref s_raw.Info.Frags[3];
        long sum = 0;
        for (int i = 0; i < count; i++)
            sum += frag.Size + i;
        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long RawSizeTwin(int count)
    {
        ref RawFrag frag = ref s_raw.Info.Frags[4];
        long sum = 0;
        for (int i = 0; i < count; i++)
            sum += frag.Size + i;
        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long SizeByRef(int count)
    {
        ref SkbFrag frag = ref s_skb.Info[3];
        long sum = 0;
        for (int i = 0; i < count; i++)
            sum += SkbFrag.Size(in frag) + i;
        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long RawAddSize(int count)
    {
        RawBuffer skb = s_raw;
        int frags = skb.Info.NrFrags;
        for (int i = 0; i < count; i += SkbSharedInfo.MaxFrags)
        {
            int delta = (i & 1) * 2 - 1;
            for (int f = 0; f < frags; f++)
                skb.Info.Frags[f].Size += delta;
        }

        return 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long AddSize(int count)
    {
        SkBuff skb = s_skb;
        int frags = skb.Info.NrFrags;
        for (int i = 0; i < count; i += SkbSharedInfo.MaxFrags)
        {
            int delta = (i & 1) * 2 - 1;
            for (int f = 0; f < frags; f++)
                SkbFrag.AddSize(skb, f, delta);
        }

        return 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long RawAddress(int count)
    {
        RawBuffer skb = s_raw;
        int frags = skb.Info.NrFrags;
        long sum = 0;
        for (int i = 0; i < count; i += SkbSharedInfo.MaxFrags)
        {
            for (int f = 0; f < frags; f++)
                sum += skb.Info.Frags[f].Page.Address + skb.Info.Frags[f].Offset;
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Address(int count)
    {
        SkBuff skb = s_skb;
        int frags = skb.Info.NrFrags;
        long sum = 0;
        for (int i = 0; i < count; i += SkbSharedInfo.MaxFrags)
        {
            for (int f = 0; f < frags; f++)
                sum += SkbFrag.Address(skb, f);
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long RawRef(int count)
    {
        RawBuffer skb = s_raw;
        int frags = skb.Info.NrFrags;
        for (int i = 0; i < count; i += SkbSharedInfo.MaxFrags)
        {
            for (int f = 0; f < frags; f++)
            {
                skb.Info.Frags[f].Page.Get();
                skb.Info.Frags[f].Page.Put();
            }
        }

        return 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Ref(int count)
    {
        SkBuff skb = s_skb;
        int frags = skb.Info.NrFrags;
        for (int i = 0; i < count; i += SkbSharedInfo.MaxFrags)
        {
            for (int f = 0; f < frags; f++)
            {
                SkbFrag.Ref(skb, f);
                SkbFrag.Unref(skb, f);
            }
        }

        return 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long RawRefByRef(int count)
    {
        ref RawFrag frag = ref s_raw.Info.Frags[3];
        for (int i = 0; i < count; i++)
        {
            frag.Page.Get();
            frag.Page.Put();
        }

        return 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long RefByRef(int count)
    {
        ref SkbFrag frag = ref s_skb.Info[3];
        for (int i = 0; i < count; i++)
        {
            SkbFrag.Ref(in frag);
            SkbFrag.Unref(in frag);
        }

        return 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long RawMap(int count)
    {
        RawBuffer skb = s_raw;
        int frags = skb.Info.NrFrags;
        IDmaMapper device = IdentityDmaMapper.Instance;
        long sum = 0;
        for (int i = 0; i < count; i += SkbSharedInfo.MaxFrags)
        {
            for (int f = 0; f < frags; f++)
            {
                ref RawFrag frag = ref skb.Info.Frags[f];
                DmaAddress address = device.Map(frag.Page, frag.Offset, frag.Size, DmaDirection.ToDevice);
                sum += (long)address.Value;
                device.Unmap(address, frag.Size, DmaDirection.ToDevice);
            }
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Map(int count)
    {
        SkBuff skb = s_skb;
        int frags = skb.Info.NrFrags;
        IDmaMapper device = IdentityDmaMapper.Instance;
        long sum = 0;
        for (int i = 0; i < count; i += SkbSharedInfo.MaxFrags)
        {
            for (int f = 0; f < frags; f++)
            {
                ref SkbFrag frag = ref skb.Info[f];
                DmaAddress address = SkbFrag.DmaMap(device, in frag, 0, SkbFrag.Size(in frag));
                sum += (long)address.Value;
                SkbFrag.DmaUnmap(device, address, SkbFrag.Size(in frag));
            }
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long RawFill(int count)
    {
        RawBuffer skb = s_raw;
        Page page = skb.Info.Frags[0].Page;
        for (int i = 0; i < count; i += SkbSharedInfo.MaxFrags)
        {
            for (int f = 0; f < SkbSharedInfo.MaxFrags; f++)
            {
                ref RawFrag frag = ref skb.Info.Frags[f];
                frag.Page = page;
                frag.Unused = null;
                frag.Offset = f;
                frag.Size = 100;
                skb.Info.NrFrags = f + 1;
            }
        }

        return 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Fill(int count)
    {
        SkBuff skb = s_skb;
        Page? page = SkbFrag.Page(skb, 0);
        for (int i = 0; i < count; i += SkbSharedInfo.MaxFrags)
        {
            for (int f = 0; f < SkbSharedInfo.MaxFrags; f++)
                SkbFrag.Fill(skb, f, page, f, 100);
        }

        return 0;
    }

    private static SkBuff Build()
    {
        SkBuff skb = SkBuff.Alloc(100);
        for (int f = 0; f < SkbSharedInfo.MaxFrags; f++)
            skb.AddRxFrag(f, PagePool.Shared.Acquire(), f, 100, 4096);
        return skb;
    }

    private static RawBuffer BuildRaw()
    {
        RawBuffer raw = new();
        for (int f = 0; f < SkbSharedInfo.MaxFrags; f++)
            raw.Info.Frags[f] = new RawFrag { Page = PagePool.Shared.Acquire(), Offset = f, Size = 100 };
        raw.Info.NrFrags = SkbSharedInfo.MaxFrags;
        return raw;
    }
}
