namespace Vendor
{
    public sealed class Page
    {
        public int Count = 1;
    }

    public struct Frag
    {
        public Page page;
        public int offset;
        public int size;
    }

    public static class VendorMm
    {
        public static void get_page(Page page)
        {
            page.Count++;
        }

        public static void put_page(Page page)
        {
            page.Count--;
        }
    }
}
