using System.Runtime.CompilerServices;

namespace FragApi;

/// <summary>
/// A fragment's page, sealed: the page, and the destructor that the fragment counts on instead. There is no public way
/// in; <see cref="SkbFrag"/> has the accessors. It holds no reference of its own: copying it copies the handle.
/// </summary>
public readonly struct FragPage
{
    internal readonly Page? Page;
    internal readonly SkbFragDestructor? Destructor;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal FragPage(Page? page, SkbFragDestructor? destructor)
    {
        Page = page;
        Destructor = destructor;
    }
}
