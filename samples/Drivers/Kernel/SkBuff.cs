using System;
using FragApi;

namespace Drivers.Kernel;

/// <summary>Flags that travel with a buffer's fragments.</summary>
[Flags]
public enum SkbTx
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The fragments are their owner's pages; the owner waits for them.</summary>
    ZeroCopy = 1,

    /// <summary>Others may write to the fragments.</summary>
    SharedFrag = 2,
}

/// <summary>The fragments of a buffer, shared between the clones of it.</summary>
[FragmentContainer]
public sealed class SharedInfo
{
    /// <summary>The most fragments a buffer has.</summary>
    public const int MaxFrags = 17;

    /// <summary>The fragments; the first <see cref="NrFrags"/> are in use.</summary>
    public readonly Frag[] Frags = new Frag[MaxFrags];

    /// <summary>How many fragments are in use.</summary>
    [FragmentCount]
    public int NrFrags;

    /// <summary>Flags that travel with the fragments.</summary>
    [FragmentFlags(SkbTx.ZeroCopy | SkbTx.SharedFrag)]
    public SkbTx Flags;

    /// <summary>Segment size for segmentation offload, or 0.</summary>
    public int GsoSize;

    /// <summary>Buffers that share this object.</summary>
    public int DataRef = 1;
}

/// <summary>A network buffer: a head with <see cref="HeadLen"/> bytes at <see cref="Data"/>, then the fragments.</summary>
public sealed class SkBuff
{
    /// <summary>Allocates a buffer with <paramref name="headLen"/> bytes in its head and no fragment.</summary>
    public SkBuff(int headLen)
        : this(headLen, new SharedInfo(), Recorder.NextSkb())
    {
        Data = Mm.NewHead(Id, Math.Max(headLen, 256));
    }

    private SkBuff(int headLen, SharedInfo info, int id)
    {
        Id = id;
        Len = headLen;
        Info = info;
    }

    /// <summary>The buffer's number; the first of a run is 1.</summary>
    public int Id { get; }

    /// <summary>Length of the head and the fragments, in bytes.</summary>
    public int Len { get; set; }

    /// <summary>Length of the fragments alone, in bytes.</summary>
    public int DataLen { get; set; }

    /// <summary>Length of the head alone, in bytes.</summary>
    public int HeadLen => Len - DataLen;

    /// <summary>Memory that this buffer accounts for, in bytes.</summary>
    public int TrueSize { get; set; }

    /// <summary>Virtual address of the head's first byte.</summary>
    public nint Data { get; private set; }

    /// <summary>The fragments.</summary>
    public SharedInfo Info { get; }

    /// <summary>A word for whoever has the buffer now.</summary>
    public object? Cb { get; set; }

    /// <summary>Another buffer of the same array of fragments.</summary>
    public SkBuff Clone()
    {
        Info.DataRef++;
        return new SkBuff(HeadLen, Info, Recorder.NextSkb()) { Len = Len, DataLen = DataLen, Data = Data };
    }

    /// <summary>Fills a fragment and makes it the last one. The caller's reference on the page goes to the buffer.</summary>
    public void FillPageDesc(int i, Page? page, int offset, int size)
    {
        SkbFrag.Fill(this, i, page, offset, size);
        Info.NrFrags = i + 1;
    }

    /// <summary>Appends received bytes: <see cref="FillPageDesc"/> and the buffer's lengths.</summary>
    public void AddRxFrag(int i, Page? page, int offset, int size, int trueSize)
    {
        FillPageDesc(i, page, offset, size);
        Len += size;
        DataLen += size;
        TrueSize += trueSize;
    }

    /// <summary>Removes bytes from the start of the head.</summary>
    public void Pull(int bytes)
    {
        Data += bytes;
        Len -= bytes;
    }

    /// <summary>Frees the buffer; the last clone drops the reference of every fragment.</summary>
    public void Free()
    {
        Recorder.Log($"kfree skb#{Id}");
        if (--Info.DataRef > 0)
            return;
        for (int i = 0; i < Info.NrFrags; i++)
            SkbFrag.Unref(this, i);
    }
}
