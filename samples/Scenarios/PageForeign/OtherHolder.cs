using FragApi;

namespace Scenarios;

/// <summary>
/// A page that its owner's program has mapped, too, while the stack sends it. When does the owner learn that the stack is done?
/// </summary>
internal static class OtherHolder
{
    public const double StackDone = 2;
    public const double OtherDone = 3000;

    /// <summary>With a destructor of the page: when the last reference of anybody is dropped.</summary>
    public static double ToldByPage()
    {
        EventClock<double> time = new();
        PageAllocator<XenConfig> allocator = new();
        double told = double.PositiveInfinity;
        KernelPage page = KernelPage.New();
        page.SetForeign(_ => told = time.Now);
        page.Count++;
        time.After(StackDone, () => allocator.Put(page));
        time.After(OtherDone, () => allocator.Put(page));
        time.RunToEnd();
        return told;
    }

    /// <summary>With a destructor of the fragment: when the stack's last reference is dropped.</summary>
    public static double ToldByFragment(out long left)
    {
        EventClock<double> time = new();
        using PagePool pool = new();
        double told = double.PositiveInfinity;
        Page page = pool.Acquire();
        SkbFragDestructor released = new(_ => told = time.Now);
        SkBuff skb = SkBuff.Alloc(64, pool);
        skb.AppendPage(page, 0, page.Size, released);
        released.Unref();
        SkBuff clone = skb.Clone();
        skb.Free();
        time.After(StackDone, clone.Free);
        time.After(OtherDone, page.Put);
        time.RunToEnd();
        left = pool.LivePages + pool.LiveBuffers;
        return told;
    }
}
