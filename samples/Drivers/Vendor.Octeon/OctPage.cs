using Drivers.Kernel;

namespace Vendor.Octeon;

/// <summary>The vendor's names for page functions. Ships as it is: no annotations.</summary>
public static class OctPage
{
    /// <summary>Holds a page.</summary>
    public static void Hold(Page? page) => Mm.GetPage(page);

    /// <summary>Lets a page go.</summary>
    public static void Drop(Page? page) => Mm.PutPage(page);

    /// <summary>Where the page is for the processor.</summary>
    public static nint Base(Page? page) => Mm.PageAddress(page);

    /// <summary>Where the page is for the coprocessors.</summary>
    public static ulong Phys(Page? page) => Mm.PageToPhys(page);
}

/// <summary>The vendor's window on the input-output bus.</summary>
public static class OctIo
{
    /// <summary>Opens a window on a part of a page.</summary>
    public static ulong Open(Device dev, Page? page, int offset, int size, DmaDir dir) =>
        Dma.MapPage(dev, page, offset, size, dir);

    /// <summary>Closes a window.</summary>
    public static void Close(Device dev, ulong window, int size, DmaDir dir) => Dma.UnmapPage(dev, window, size, dir);

    /// <summary>Whether a window could not be opened.</summary>
    public static bool Failed(Device dev, ulong window) => Dma.MappingError(dev, window);
}
