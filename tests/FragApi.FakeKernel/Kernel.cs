namespace Kernel
{
    using System;
    using FragApi;

    public class Page
    {
        public int Count;
        public Page Next;
        [PageGet] public void Get() { Count++; }
        [PagePut] public bool Put() { return --Count == 0; }
        [PageAddress] public long Address() { return 0; }
        [PagePhys] public long Phys { [PagePhys] get { return 0; } }
    }

    [Fragment(Accessor = typeof(SkbFrag))]
    public struct Frag
    {
        [FragmentPage] public Page Page;
        [FragmentOffset] public int Offset;
        [FragmentSize] public int Size;
    }

    [FragmentContainer]
    public class SharedInfo
    {
        public Frag[] Frags = new Frag[17];
        [FragmentCount] public int NrFrags;
        [FragmentFlags(2)] public int Flags;
    }

    public class SkBuff
    {
        public SharedInfo Info = new SharedInfo();
        public SkBuff Next;
        public SharedInfo Shinfo() { return Info; }
    }

    public class Device { }

    public class PciDev { public Device Dev = new Device(); }

    public enum PciDir { Bidirectional = 0, ToDevice = 1, FromDevice = 2 }

    public enum DmaDir { Both = 0, ToDevice = 1, FromDevice = 2 }

    public static class Mm
    {
        [PageGet] public static void GetPage(Page page) { page.Count++; }
        [PagePut] public static void PutPage(Page page) { page.Count--; }
        [PagePut] public static bool PutPageLast(Page page) { return --page.Count == 0; }
        [PageGet] public static void Hold(this Page page) { page.Count++; }
        [PageAddress] public static long PageAddress(Page page) { return 0; }
        [PagePhys] public static long PageToPhys(Page page) { return 0; }
        public static void FreePage(Page page) { }
        public static long PageToPfn(Page page) { return 0; }
        public static Page AllocPage() { return new Page(); }
    }

    public static class Pci
    {
        [PageMap] public static long MapPage(PciDev dev, Page page, int offset, int size, PciDir dir) { return 0; }
        [PageUnmap] public static void UnmapPage(PciDev dev, long dma, int size, PciDir dir) { }
        public static long MapSingle(PciDev dev, long va, int size, PciDir dir) { return 0; }
    }

    public static class Dma
    {
        [PageMap] public static long MapPage(Device dev, Page page, int offset, int size, DmaDir dir) { return 0; }
        [PageUnmap] public static void UnmapPage(Device dev, long dma, int size, DmaDir dir) { }
        [MapCheck] public static bool MappingError(Device dev, long dma) { return false; }
    }

    [FragmentAccessor]
    public static class SkbFrag
    {
        public static void Ref(SkBuff skb, int f) { Ref(skb.Info.Frags[f]); }
        public static void Ref(in Frag frag) { Mm.GetPage(frag.Page); }
        public static void Unref(SkBuff skb, int f) { Unref(skb.Info.Frags[f]); }
        public static void Unref(in Frag frag) { Mm.PutPage(frag.Page); }
        public static Page Page(in Frag frag) { return frag.Page; }
        public static void SetPage(ref Frag frag, Page page) { frag.Page = page; }
        public static long Address(in Frag frag) { return Mm.PageAddress(frag.Page) + frag.Offset; }
        public static long Phys(in Frag frag) { return Mm.PageToPhys(frag.Page) + frag.Offset; }
        public static long DmaMap(Device dev, in Frag frag, int offset, int size, DmaDir dir) { return Dma.MapPage(dev, frag.Page, frag.Offset + offset, size, dir); }
        public static int Size(in Frag frag) { return frag.Size; }
        public static void SetSize(ref Frag frag, int size) { frag.Size = size; }
        public static void AddSize(ref Frag frag, int delta) { frag.Size += delta; }
        public static int Offset(in Frag frag) { return frag.Offset; }
        public static void SetOffset(ref Frag frag, int offset) { frag.Offset = offset; }
        public static void AddOffset(ref Frag frag, int delta) { frag.Offset += delta; }
        public static void Fill(ref Frag frag, Page page, int offset, int size) { frag.Page = page; frag.Offset = offset; frag.Size = size; }
    }
}
