using FragApi;

namespace Drivers.Kernel;

/// <summary>
/// One fragment of a buffer: <see cref="Size"/> bytes that start <see cref="PageOffset"/> bytes into
/// <see cref="Page"/>. Copying a fragment copies the handle; it takes no reference.
/// </summary>
[Fragment(Accessor = typeof(SkbFrag))]
public struct Frag
{
    /// <summary>The page the bytes are in; null when the fragment is empty or its page was taken back.</summary>
    [FragmentPage]
    public Page? Page;

    /// <summary>Where the fragment starts, in bytes from the start of the page.</summary>
    [FragmentOffset]
    public int PageOffset;

    /// <summary>The fragment's length, in bytes.</summary>
    [FragmentSize]
    public int Size;
}
