namespace Stack.Drivers
{
    public static class Extent
    {
        public static int Trim(ref Frag frag, int bytes)
        {
            frag.size -= bytes; // FRAG1007
            frag.offset += bytes; // FRAG1007
            return frag.size; // FRAG1007
        }

        public static Page Steal(ref Frag frag)
        {
            Page page = frag.page; // FRAG1006
            frag.page = null; // FRAG1005
            return page;
        }
    }
}
