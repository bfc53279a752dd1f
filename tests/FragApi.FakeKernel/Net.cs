namespace Net
{
    using System;
    using System.Collections.Generic;
    using FragApi;

    public class Page
    {
        public int Count;
        [PageGet] public void Get() { Count++; }
        [PagePut] public void Put() { Count--; }
    }

    public class Destructor { public int Count; }

    [Fragment(Accessor = typeof(SkbFrag))]
    public struct Frag
    {
        [FragmentPage] public Page Page;
        [FragmentOffset] public int Offset;
        [FragmentSize] public int Size;
        [FragmentDestructor] public Destructor Dtor;
    }

    [Flags]
    public enum Tx { None = 0, ZeroCopy = 1, Shared = 2, Stamp = 4 }

    [FragmentContainer]
    public class SharedInfo
    {
        public const int Max = 17;
        public Frag[] Frags = new Frag[Max];
        [FragmentCount] public int NrFrags;
        [FragmentFlags(Tx.ZeroCopy | Tx.Shared)] public Tx Flags;
        public Span<Frag> Used { get { return Frags.AsSpan(0, NrFrags); } }
    }

    public class SkBuff
    {
        public SharedInfo Info = new SharedInfo();
        public SharedInfo Spare = new SharedInfo();
        public SkBuff Next;
        public int Len;
        public object Cb;
        public SharedInfo Shinfo() { return Info; }
        [FragmentsShared] public bool IsCloned { get { return false; } }
        [FragmentsShared] public bool IsManaged() { return false; }
        [ReplacesFragments(Orphans = true)] public bool Orphan() { return true; }
        [ReplacesFragments] public bool Linearize() { return true; }
        public bool HasRoom() { return Info.NrFrags < SharedInfo.Max; }
        public bool IsFull { get { return Info.NrFrags >= SharedInfo.Max; } }
    }

    public static class Skb
    {
        [FragmentsShared] public static bool HasShared(SkBuff skb) { return false; }
        [ReplacesFragments(Orphans = true)] public static int OrphanFrags(SkBuff skb) { return 0; }
        [ReplacesFragments] public static int ExpandHead(SkBuff skb, int by) { return 0; }
        [TransfersFragments] public static void Move(SkBuff to, SkBuff from) { }
    }

    public class Device { }

    public class PciDev { public Device Dev = new Device(); }

    public enum DmaDir { Both = 0, ToDevice = 1, FromDevice = 2 }

    public enum PciDir { Both = 0, ToDevice = 1, FromDevice = 2 }

    public static class Mm
    {
        public const int PageSize = 4096;
        [PageGet] public static void GetPage(Page page) { page.Count++; }
        [PagePut] public static void PutPage(Page page) { page.Count--; }
        [PageAddress] public static long PageAddress(Page page) { return 0; }
        [PagePhys] public static long PageToPhys(Page page) { return 0; }
        public static Page AllocPage() { return new Page(); }
        public static void Copy(long to, long from, int n) { }
    }

    public static class Dma
    {
        public const long Error = -1;
        [PageMap(Family = "page")] public static long MapPage(Device dev, Page page, int offset, int size, DmaDir dir) { return 0; }
        [PageMap(Family = "page")] public static bool TryMapPage(Device dev, Page page, int offset, int size, DmaDir dir, out long dma) { dma = 0; return true; }
        [PageUnmap(Family = "page")] public static void UnmapPage(Device dev, long dma, int size, DmaDir dir) { }
        [PageUnmap(Family = "single")] public static void UnmapSingle(Device dev, long dma, int size, DmaDir dir) { }
        [MapCheck] public static bool MappingError(Device dev, long dma) { return false; }
        [MapCheck] public static int CheckMapping(Device dev, long dma) { return 0; }
    }

    public static class Pci
    {
        [PageMap] public static long MapPage(PciDev dev, Page page, int offset, int size, PciDir dir) { return 0; }
        [PageUnmap] public static void UnmapPage(PciDev dev, long dma, int size, PciDir dir) { }
        [MapCheck] public static bool MappingError(PciDev dev, long dma) { return false; }
    }

    public struct Desc { public long Addr; public int Len; public Page Page; }

    [FragmentAccessor]
    public static class SkbFrag
    {
        public static Page Page(in Frag frag) { return frag.Page; }
        public static Page Page(SkBuff skb, int f) { return skb.Info.Frags[f].Page; }
        public static void SetPage(ref Frag frag, Page page) { frag.Page = page; }
        public static void Ref(in Frag frag) { Mm.GetPage(frag.Page); }
        public static void Ref(SkBuff skb, int f) { Mm.GetPage(skb.Info.Frags[f].Page); }
        public static void Unref(in Frag frag) { Mm.PutPage(frag.Page); }
        public static void Unref(SkBuff skb, int f) { Mm.PutPage(skb.Info.Frags[f].Page); }
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
        public static void Fill(SkBuff skb, int f, Page page, int offset, int size) { Fill(ref skb.Info.Frags[f], page, offset, size); }
    }
}
