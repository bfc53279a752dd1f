using System.Collections.Generic;
using System.Linq;

namespace FragApi.Tests.Model;

/// <summary>A page: bytes in an array. Its count is not kept but worked out, from everything that should hold it.</summary>
internal sealed class ModelPage(int size)
{
    /// <summary>The real page that this one stands for; a fresh one gets its own after the operation that made it.</summary>
    public Page? Real { get; set; }

    public byte[] Bytes { get; } = new byte[size];
}

/// <summary>Somebody with pages and a destructor: it holds its pages until the destructor has fired.</summary>
internal sealed class ModelOwner
{
    public SkbFragDestructor Real { get; set; } = null!;

    public List<ModelPage> Pages { get; } = [];

    /// <summary>Whether the creator still holds its own reference.</summary>
    public bool Submitting { get; set; } = true;

    /// <summary>How often the real destructor fired.</summary>
    public int Fired { get; set; }
}

/// <summary>Bytes of a page, counted on the owner where there is one, else on the page.</summary>
internal sealed record ModelFrag(ModelPage Page, int Offset, int Size, ModelOwner? Owner)
{
    /// <summary>Whether <paramref name="next"/> goes on where this one ends, for the same owner.</summary>
    public bool ContinuesWith(ModelFrag next) =>
        Page == next.Page && Owner == next.Owner && Offset + Size == next.Offset;
}

/// <summary>What clones share: the head's page, and the fragments.</summary>
internal sealed class ModelArray(ModelPage head)
{
    public ModelPage Head { get; set; } = head;

    public List<ModelFrag> Frags { get; set; } = [];

    public bool SharedFrag { get; set; }

    /// <summary>Set: the fragments hold nothing, the array holds one reference on this owner.</summary>
    public ModelOwner? ManagedBy { get; set; }

    /// <summary>Buffers that show it.</summary>
    public int Buffers { get; set; } = 1;

    /// <summary>The fragments as they are when each holds a reference of its own.</summary>
    public List<ModelFrag> Counted() => ManagedBy is null ? [.. Frags] : [.. Frags.Select(frag => frag with { Owner = frag.Owner ?? ManagedBy })];

    /// <summary>Some bytes of some fragments.</summary>
    public static List<ModelFrag> Take(List<ModelFrag> frags, int skip, int count)
    {
        List<ModelFrag> taken = [];
        foreach (ModelFrag frag in frags)
        {
            int start = int.Min(skip, frag.Size);
            int size = int.Min(frag.Size - start, count);
            if (size > 0)
                taken.Add(frag with { Offset = frag.Offset + start, Size = size });
            skip -= start;
            count -= size;
        }

        return taken;
    }
}
