using System.Runtime.CompilerServices;

namespace FragApi.Benchmarks;

/// <summary>A fragment as code has it before the conversion: open fields, references counted by hand on the page.</summary>
internal struct RawFrag
{
    public Page Page;

    // The sealed page has room for a destructor: the same here, so that memory is not what is compared.
    public object? Unused;
    public int Offset;
    public int Size;
}

[InlineArray(SkbSharedInfo.MaxFrags)]
internal struct RawFrags
{
    private RawFrag _first;
}

internal sealed class RawInfo
{
    public int NrFrags;
    public RawFrags Frags;
}

/// <summary>A buffer as code has it before the conversion.</summary>
internal sealed class RawBuffer
{
    public RawInfo Info = new();
}
