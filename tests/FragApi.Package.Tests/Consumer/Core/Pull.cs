namespace Stack
{
    /// <summary>A raw user in the project that declares the fragment.</summary>
    public static class Pull
    {
        public static void Drop(Shared shared, int index)
        {
            Mm.PutPage(shared.Frags[index].page); // FRAG1002
            shared.Used--;
        }
    }
}
