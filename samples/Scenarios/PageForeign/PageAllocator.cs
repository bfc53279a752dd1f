using System.Collections.Generic;

namespace Scenarios;

/// <summary>What the allocator is compiled with.</summary>
internal interface IKernelConfig
{
    static abstract bool HasForeignPages { get; }
}

/// <summary>The kernel as it is.</summary>
internal readonly struct MainlineConfig : IKernelConfig
{
    public static bool HasForeignPages => false;
}

/// <summary>The kernel with the classic Xen patches.</summary>
internal readonly struct XenConfig : IKernelConfig
{
    public static bool HasForeignPages => true;
}

/// <summary>The allocator of the whole system: every page that anybody frees comes through here.</summary>
internal sealed class PageAllocator<TConfig>
    where TConfig : struct, IKernelConfig
{
    private readonly Stack<KernelPage> _free = new();

    /// <summary>Pages freed.</summary>
    public long Frees { get; private set; }

    /// <summary>Those of them that were foreign.</summary>
    public long ForeignFrees { get; private set; }

    public KernelPage Alloc()
    {
        if (!_free.TryPop(out KernelPage? page))
            return KernelPage.New();
        page.Count = 1;
        return page;
    }

    /// <summary>Drops a reference; with the last one the page is freed.</summary>
    public void Put(KernelPage page)
    {
        if (--page.Count == 0)
            Free(page);
    }

    public void Free(KernelPage page)
    {
        Frees++;
        // The patch: asked of every page that is freed, for the sake of the few that are foreign.
        if (TConfig.HasForeignPages && (page.Flags & PageFlags.Foreign) != 0)
        {
            ForeignFrees++;
            page.Index!(page);
            return;
        }

        _free.Push(page);
    }
}
