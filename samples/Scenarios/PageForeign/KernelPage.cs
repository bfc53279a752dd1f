using System;

namespace Scenarios;

/// <summary>Bits of a page's flags word, of which a 32-bit kernel had none to spare.</summary>
[Flags]
internal enum PageFlags
{
    None = 0,

    /// <summary>The page is owned by a foreign allocator: freeing it is that one's business.</summary>
    Foreign = 1 << 20,
}

/// <summary>A page as the kernel's allocator knows it: a description, a count, and the frame of memory behind it.</summary>
internal sealed class KernelPage(long[] frame)
{
    /// <summary>Words in a frame of 4 KiB.</summary>
    public const int Words = 512;

    /// <summary>The memory. Another one may come behind the same page as long as nobody has its address.</summary>
    public long[] Frame { get; set; } = frame;

    public int Count { get; set; } = 1;

    public PageFlags Flags { get; set; }

    /// <summary>A foreign page's destructor, in a field that other pages use for something else.</summary>
    public Action<KernelPage>? Index { get; set; }

    /// <summary>How many have taken the frame's address.</summary>
    public int AddressTaken { get; set; }

    /// <summary>A page of its own, with one reference.</summary>
    public static KernelPage New() => new(new long[Words]);

    /// <summary>Says who frees this page.</summary>
    public void SetForeign(Action<KernelPage> destructor)
    {
        Flags |= PageFlags.Foreign;
        Index = destructor;
    }
}
