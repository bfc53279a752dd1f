using System;

namespace FragApi;

/// <summary>What is special about a buffer's fragments; the values are the kernel's.</summary>
[Flags]
public enum SkbFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>
    /// Someone else may write to the bytes of some fragment, or sees what is written there: never write in place. It
    /// travels with the fragments, wherever they go.
    /// </summary>
    /// <remarks>Kernel: <c>SKBFL_SHARED_FRAG</c>.</remarks>
    SharedFrag = 1 << 1,

    /// <summary>
    /// The fragments hold no references: their owner keeps the pages until the array is gone
    /// (<see cref="SkBuff.SetManaged"/>). Whatever changes or copies the array takes the references first.
    /// </summary>
    /// <remarks>Kernel: <c>SKBFL_MANAGED_FRAG_REFS</c>.</remarks>
    Managed = 1 << 4,
}
