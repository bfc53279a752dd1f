using FragApi;

namespace Stack
{
    [Fragment(Accessor = typeof(SkbFrag))]
    public struct Frag
    {
        [FragmentPage]
        public Page page;

        [FragmentOffset]
        public int offset;

        [FragmentSize]
        public int size;
    }

    [FragmentContainer]
    public sealed class Shared
    {
        [FragmentCount]
        public int Used;

        public readonly Frag[] Frags = new Frag[4];
    }

    [FragmentAccessor]
    public static class SkbFrag
    {
        public static Page Page(in Frag frag)
        {
            return frag.page;
        }

        public static void SetPage(ref Frag frag, Page page)
        {
            frag.page = page;
        }

        public static void Ref(in Frag frag)
        {
            frag.page.Get();
        }

        public static void Unref(in Frag frag)
        {
            frag.page.Put();
        }

        public static long Address(in Frag frag)
        {
            return Mm.Address(frag.page) + frag.offset;
        }

        public static ulong DmaMap(Device device, in Frag frag, int offset, int size, Direction direction)
        {
            return Dma.MapPage(device, frag.page, frag.offset + offset, size, direction);
        }

        public static int Size(in Frag frag)
        {
            return frag.size;
        }

        public static void SetSize(ref Frag frag, int size)
        {
            frag.size = size;
        }

        public static void AddSize(ref Frag frag, int delta)
        {
            frag.size += delta;
        }

        public static int Offset(in Frag frag)
        {
            return frag.offset;
        }

        public static void SetOffset(ref Frag frag, int offset)
        {
            frag.offset = offset;
        }

        public static void AddOffset(ref Frag frag, int delta)
        {
            frag.offset += delta;
        }
    }
}
