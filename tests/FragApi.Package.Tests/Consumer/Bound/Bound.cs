namespace Bound;

public static class VendorFrag
{
    public static void Ref(in Vendor.Frag frag) => Vendor.VendorMm.get_page(frag.page);

    public static void Unref(in Vendor.Frag frag) => Vendor.VendorMm.put_page(frag.page);
}

public static class Port
{
    public static int Hold(Vendor.Page page)
    {
        Vendor.Frag frag = Fill(page);
        Vendor.VendorMm.get_page(frag.page); // FRAG1001
        Vendor.VendorMm.get_page(frag.page); // FRAG1001
        Vendor.VendorMm.put_page(frag.page); // FRAG1002
        return page.Count;
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("FragApi.Accessors", "FRAG1005", Justification = "the one place that fills")]
    private static Vendor.Frag Fill(Vendor.Page page)
    {
        Vendor.Frag frag = default;
        frag.page = page;
        return frag;
    }
}
