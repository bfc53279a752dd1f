using FragApi;

namespace Stack
{
    public enum Direction
    {
        ToDevice,
        FromDevice,
    }

    public sealed class Device
    {
        public ulong Base;
    }

    public sealed class Page
    {
        public int Count = 1;
        public long Start;

        [PageGet]
        public void Get()
        {
            Count++;
        }

        [PagePut]
        public void Put()
        {
            Count--;
        }
    }

    public static class Mm
    {
        [PageGet]
        public static void GetPage(Page page)
        {
            page.Count++;
        }

        [PagePut]
        public static void PutPage(Page page)
        {
            page.Count--;
        }

        [PageAddress]
        public static long Address(Page page)
        {
            return page.Start;
        }
    }

    public static class Dma
    {
        [PageMap]
        public static ulong MapPage(Device device, Page page, int offset, int size, Direction direction)
        {
            return device.Base + (ulong)(page.Start + offset);
        }
    }
}
