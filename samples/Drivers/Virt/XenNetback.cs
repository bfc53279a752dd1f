using Drivers.Kernel;

namespace Drivers.Virt;

/// <summary>
/// The driver domain's end of a guest's interface. Until the guest's bytes are copied, a fragment has no page; its slot
/// carries the index of the pending request instead.
/// </summary>
public sealed class XenNetback(NetDevice netdev)
{
    private static readonly Page s_invalid = Page.Tag(0xffff);

    private readonly Page?[] _pages = new Page?[16];
    private int _pending;

    // P14: the index is stored as a page
    private void SetPending(ref Frag frag, int index) => frag.Page = Page.Tag(index);

    // P14: and read back
    private static int GetPending(in Frag frag) => frag.Page!.TagValue;

    // P14: requests for the fragments; a sentinel where the head took the first one whole
    public SkBuff GetRequests(int slots, bool headTakesFirst)
    {
        SkBuff skb = new(32);
        int start = 0;
        if (headTakesFirst)
        {
            skb.Info.Frags[0].Page = s_invalid;
            start = 1;
        }

        for (int i = start; i < slots; i++)
        {
            int index = _pending++ % _pages.Length;
            _pages[index] = Mm.AllocPage();
            SetPending(ref skb.Info.Frags[i], index);
        }

        skb.Info.NrFrags = slots;
        return skb;
    }

    // P14, P10: the copied pages take the places of the indices; the ring keeps a reference until the slot is free
    public void FillFrags(SkBuff skb, int size)
    {
        int nr = skb.Info.NrFrags;
        int start = ReferenceEquals(skb.Info.Frags[0].Page, s_invalid) ? 1 : 0;
        for (int i = start; i < nr; i++)
        {
            ref Frag frag = ref skb.Info.Frags[i];
            int index = GetPending(in frag);

            Page? page = _pages[index];
            frag.Page = page;
            frag.PageOffset = 16 * i;
            frag.Size = size;
            skb.Len += size;
            skb.DataLen += size;

            // The ring's reference is put when the response is sent.
            Mm.GetPage(frag.Page);
            Release(index);
        }

        if (start == 1)
        {
            for (int i = 1; i < nr; i++)
                skb.Info.Frags[i - 1] = skb.Info.Frags[i];
            skb.Info.NrFrags = nr - 1;
        }
    }

    /// <summary>Hands a filled buffer to the stack.</summary>
    public void Submit(SkBuff skb) => netdev.Receive(skb);

    // P13: pieces of one page go to the guest as one slot
    public static int CountSlots(SkBuff skb)
    {
        int slots = 1;
        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            if (i == 0 || skb.Info.Frags[i].Page != skb.Info.Frags[i - 1].Page)
                slots++;
        }

        return slots;
    }

    // P15: to the guest, piece by piece
    public void CopyToGuest(SkBuff skb)
    {
        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            GopFrag(
                skb.Info.Frags[i].Page,
                skb.Info.Frags[i].Size,
                skb.Info.Frags[i].PageOffset);
        }
    }

    private static void GopFrag(Page? page, int size, int offset) =>
        Recorder.Log($"grant copy {Recorder.Name(page)} +{offset} {size}");

    private void Release(int index)
    {
        Mm.PutPage(_pages[index]);
        _pages[index] = null;
    }
}
