namespace Stack.Drivers
{
    public static class Ring
    {
        public static ulong Map(Device device, Shared shared)
        {
            ulong sum = 0;
            for (int i = 0; i < shared.Used; i++)
            {
                ref Frag frag = ref shared.Frags[i];
                sum += Dma.MapPage(device, frag.page, frag.offset, frag.size, Direction.ToDevice); // FRAG1003 FRAG1007
            }

            return sum;
        }

        public static long Header(Shared shared)
        {
            return Mm.Address(shared.Frags[0].page) + shared.Frags[0].offset; // FRAG1004
        }

        public static void Share(Shared shared, int index)
        {
            Mm.GetPage(shared.Frags[index].page); // FRAG1001
#if NET10_0_OR_GREATER
            shared.Frags[index].page.Get(); // FRAG1001
#else
            Mm.GetPage(shared.Frags[index].page); // FRAG1001
#endif
        }

        public static void Unshare(Shared shared, int index)
        {
            Mm.PutPage(shared.Frags[index].page); // FRAG1002
            shared.Frags[index].page.Put(); // FRAG1002
        }
    }
}
