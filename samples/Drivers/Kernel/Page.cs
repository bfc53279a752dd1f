using FragApi;

namespace Drivers.Kernel;

/// <summary>
/// A page (or, with an <see cref="Order"/>, 2^order pages in a row) and its reference count. It has no native memory:
/// its addresses are simulated, and <see cref="Mm.Span"/> finds the bytes behind them.
/// </summary>
public class Page
{
    private byte[]? _bytes;

    internal Page(int id, int order, bool highMem)
    {
        Id = id;
        Order = order;
        HighMem = highMem;
        Count = 1;
    }

    /// <summary>The page's number; the first page of a run is 1.</summary>
    public int Id { get; }

    /// <summary>The page is 2^order pages long.</summary>
    public int Order { get; }

    /// <summary>Whether the page has no permanent address of its own.</summary>
    public bool HighMem { get; }

    /// <summary>References on this page; 0 when it is free.</summary>
    public int Count { get; internal set; }

    /// <summary>A word for the page's owner, as drivers keep one in a page.</summary>
    public object? Private { get; set; }

    /// <summary>
    /// A page that is none: it carries a number where a driver has no better place for one. It has no references and
    /// no bytes.
    /// </summary>
    public static Page Tag(int value) => new(~value, 0, false) { Count = 0 };

    /// <summary>The number that <see cref="Tag"/> was given.</summary>
    public int TagValue => ~Id;

    /// <summary>Virtual address of the first byte.</summary>
    [PageAddress]
    public nint Address => Mm.PageAddress(this);

    /// <summary>Takes a reference; the caller owes one <see cref="Put"/>.</summary>
    [PageGet]
    public void Get() => Mm.GetPage(this);

    /// <summary>Drops a reference.</summary>
    [PagePut]
    public void Put() => Mm.PutPage(this);

    internal byte[] Bytes
    {
        get
        {
            if (_bytes is null)
            {
                _bytes = new byte[Mm.PageSize << Order];
                for (int i = 0; i < _bytes.Length; i++)
                    _bytes[i] = (byte)(Id * 31 + i + (i >> 8) * 7);
            }

            return _bytes;
        }
    }
}
