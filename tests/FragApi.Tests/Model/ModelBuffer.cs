using System;
using System.Collections.Generic;
using System.Linq;

namespace FragApi.Tests.Model;

/// <summary>
/// What a buffer should be, said as plainly as possible: lists are rebuilt instead of patched, counts are not kept. An
/// operation that should be refused throws <see cref="Refused"/>.
/// </summary>
internal sealed class ModelBuffer
{
    private static readonly int s_unit = Page.UnitSize;

    public ModelBuffer(ModelPage head, int start, int end)
    {
        Array = new ModelArray(head);
        Start = start;
        Data = start;
        End = end;
    }

    public ModelArray Array { get; private set; }

    public int Users { get; set; } = 1;

    public int Start { get; private set; }

    public int Data { get; private set; }

    public int End { get; private set; }

    public int HeadLen { get; private set; }

    public int DataLen => Array.Frags.Sum(frag => frag.Size);

    public int Len => HeadLen + DataLen;

    public int Headroom => Data - Start;

    public int Tailroom => DataLen == 0 ? End - Data - HeadLen : 0;

    public bool IsCloned => Array.Buffers > 1;

    /// <summary>Whether others hold the head's page: the model runs first, so this is the count before the operation.</summary>
    public bool HeadIsSeen => Array.Head.Real is { Count: not 1 };

    public static ModelPage FreshPage(int size)
    {
        int length = s_unit;
        while (length < size)
            length *= 2;
        return new ModelPage(length);
    }

    public static ModelBuffer Alloc(int size)
    {
        ModelPage head = FreshPage(size);
        return new ModelBuffer(head, 0, head.Bytes.Length);
    }

    public void Content(Span<byte> to)
    {
        Array.Head.Bytes.AsSpan(Data, HeadLen).CopyTo(to);
        to = to[HeadLen..];
        foreach (ModelFrag frag in Array.Frags)
        {
            frag.Page.Bytes.AsSpan(frag.Offset, frag.Size).CopyTo(to);
            to = to[frag.Size..];
        }
    }

    public byte[] Content()
    {
        byte[] content = new byte[Len];
        Content(content);
        return content;
    }

    public void Reserve(int count) => Data += count;

    public void Put(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Array.Head.Bytes.AsSpan(Data + HeadLen));
        HeadLen += bytes.Length;
    }

    public void Push(ReadOnlySpan<byte> bytes)
    {
        Data -= bytes.Length;
        HeadLen += bytes.Length;
        bytes.CopyTo(Array.Head.Bytes.AsSpan(Data));
    }

    public void Pull(int count)
    {
        Data += count;
        HeadLen -= count;
    }

    public ModelBuffer Clone()
    {
        Array.Buffers++;
        return new ModelBuffer(Array.Head, Start, End) { Array = Array, Data = Data, HeadLen = HeadLen };
    }

    public ModelBuffer Copy()
    {
        ModelBuffer copy = Alloc(Headroom + Len);
        copy.Reserve(Headroom);
        copy.Put(Content());
        return copy;
    }

    public ModelBuffer PartialCopy(int headroom)
    {
        ModelBuffer copy = Alloc(headroom + HeadLen);
        copy.Reserve(headroom);
        copy.Put(Content().AsSpan(0, HeadLen));
        copy.Append(Array, Array.Counted());
        return copy;
    }

    public void ExpandHead(int headroom, int tailroom)
    {
        if (Users > 1)
            throw new Refused();
        ModelPage head = FreshPage(End - Start + headroom + tailroom);
        Array.Head.Bytes.AsSpan(Start, Data + HeadLen - Start).CopyTo(head.Bytes.AsSpan(headroom));
        if (IsCloned)
        {
            ModelArray own = new(head) { Frags = Array.Counted(), SharedFrag = Array.SharedFrag };
            Array.Buffers--;
            Array = own;
        }
        else
        {
            Array.Head = head;
        }

        Data += headroom - Start;
        Start = 0;
        End = head.Bytes.Length;
    }

    public void Unclone()
    {
        if (IsCloned)
            ExpandHead(0, 0);
    }

    public void Downgrade()
    {
        Array.Frags = Array.Counted();
        Array.ManagedBy = null;
    }

    public void PullTail(int count)
    {
        if (count == 0)
            return;
        int missing = Data + HeadLen + count - End;
        if (missing > 0 || IsCloned || HeadIsSeen)
            ExpandHead(0, int.Max(missing, 0));
        Downgrade();
        byte[] content = Content();
        Array.Frags = ModelArray.Take(Array.Frags, count, int.MaxValue);
        Put(content.AsSpan(HeadLen, count));
    }

    public void Trim(int length)
    {
        if (length >= Len)
            return;
        if (DataLen > 0)
        {
            Own();
            Array.Frags = ModelArray.Take(Array.Frags, 0, int.Max(length - HeadLen, 0));
        }

        HeadLen = int.Min(HeadLen, length);
    }

    public ModelBuffer Split(int length)
    {
        Own();
        byte[] content = Content();
        int kept = int.Min(length, HeadLen);
        ModelBuffer rest = Alloc(HeadLen - kept);
        rest.Put(content.AsSpan(kept, HeadLen - kept));
        rest.Append(Array, ModelArray.Take(Array.Frags, length - kept, int.MaxValue));
        Array.Frags = ModelArray.Take(Array.Frags, 0, length - kept);
        HeadLen = kept;
        return rest;
    }

    public int ShiftFrom(ModelBuffer source, int count)
    {
        if (count == 0 || source.HeadLen != 0)
            return 0;
        source.Own();
        Own();
        List<ModelFrag> moved = ModelArray.Take(source.Array.Frags, 0, count);
        List<ModelFrag> all = [.. Array.Frags];
        // Only the seam is mended, not what was apart in the source.
        if (all.Count > 0 && all[^1].ContinuesWith(moved[0]))
        {
            all[^1] = all[^1] with { Size = all[^1].Size + moved[0].Size };
            moved.RemoveAt(0);
        }

        all.AddRange(moved);
        if (all.Count > SkbSharedInfo.MaxFrags)
            return 0;
        Array.Frags = all;
        Array.SharedFrag |= source.Array.SharedFrag;
        source.Array.Frags = ModelArray.Take(source.Array.Frags, count, int.MaxValue);
        return count;
    }

    public List<ModelBuffer> Segment(int headerLength, int mss)
    {
        byte[] content = Content();
        List<ModelBuffer> segments = [];
        int position = headerLength;
        do
        {
            int size = int.Min(mss, Len - position);
            int linear = int.Clamp(HeadLen - position, 0, size);
            ModelBuffer segment = Alloc(Headroom + headerLength + linear);
            segment.Reserve(Headroom);
            segment.Put(content.AsSpan(0, headerLength));
            segment.Put(content.AsSpan(position, linear));
            segment.Append(Array, ModelArray.Take(Array.Counted(), position + linear - HeadLen, size - linear));
            segments.Add(segment);
            position += size;
        }
        while (position < Len);
        return segments;
    }

    public bool AppendPage(ModelFrag frag)
    {
        if (IsCloned)
            throw new Refused();
        if (Array.ManagedBy is null && Array.Frags.Count > 0 && Array.Frags[^1].ContinuesWith(frag))
        {
            Array.Frags[^1] = Array.Frags[^1] with { Size = Array.Frags[^1].Size + frag.Size };
            return true;
        }

        if (Array.Frags.Count == SkbSharedInfo.MaxFrags)
            return false;
        Downgrade();
        Array.Frags.Add(frag);
        return true;
    }

    public bool TryCoalesce(ModelBuffer from)
    {
        if (IsCloned)
            return false;
        if (from.Len <= Tailroom && !HeadIsSeen)
        {
            Put(from.Content());
            return true;
        }

        bool shared = from.IsCloned || from.Users > 1;
        if (Array.Frags.Count + from.Array.Frags.Count + (from.HeadLen > 0 ? 1 : 0) > SkbSharedInfo.MaxFrags || (from.HeadLen > 0 && shared))
            return false;
        Downgrade();
        if (from.HeadLen > 0)
            Array.Frags.Add(new ModelFrag(from.Array.Head, from.Data, from.HeadLen, null));
        Append(from.Array, from.Array.Counted());
        return true;
    }

    public bool ZeroCopyFrom(ModelBuffer from, int length, int headLength)
    {
        if (IsCloned)
            throw new Refused();
        byte[] content = from.Content();
        if (length <= Tailroom && !HeadIsSeen)
        {
            Put(content.AsSpan(0, length));
            return true;
        }

        List<ModelFrag> all = from.Array.Counted();
        if (from.HeadLen > 0)
            all.Insert(0, new ModelFrag(from.Array.Head, from.Data, from.HeadLen, null));
        List<ModelFrag> taken = ModelArray.Take(all, headLength, length - headLength);
        if (Array.Frags.Count + taken.Count > SkbSharedInfo.MaxFrags)
            return false;
        if (headLength > 0 && HeadIsSeen)
            ExpandHead(0, 0);
        Downgrade();
        Put(content.AsSpan(0, headLength));
        Array.Frags.AddRange(taken);
        Array.SharedFrag |= from.Array.SharedFrag && length > int.Max(from.HeadLen, headLength);
        return true;
    }

    public bool HasOwners => Array.ManagedBy is not null || Array.Frags.Any(frag => frag.Owner is not null);

    public void CopyFragments()
    {
        if (Users > 1)
            throw new Refused();
        byte[] content = Content();
        int unit = s_unit;
        while (unit * SkbSharedInfo.MaxFrags < DataLen)
            unit *= 2;
        Unclone();
        List<ModelFrag> fresh = [];
        for (int done = 0; done < content.Length - HeadLen; done += unit)
        {
            int size = int.Min(unit, content.Length - HeadLen - done);
            ModelPage page = new(unit);
            content.AsSpan(HeadLen + done, size).CopyTo(page.Bytes);
            fresh.Add(new ModelFrag(page, 0, size, null));
        }

        Array.Frags = fresh;
        Array.ManagedBy = null;
        Array.SharedFrag = false;
    }

    public void StoreBits(int offset, ReadOnlySpan<byte> bytes)
    {
        bool toFrags = offset + bytes.Length > HeadLen && bytes.Length > 0;
        if (IsCloned || (toFrags && (Array.SharedFrag || Array.ManagedBy is not null)))
            throw new Refused();
        for (int i = 0; i < bytes.Length; i++)
        {
            int at = offset + i;
            if (at < HeadLen)
            {
                Array.Head.Bytes[Data + at] = bytes[i];
                continue;
            }

            ModelFrag frag = ModelArray.Take(Array.Frags, at - HeadLen, 1)[0];
            frag.Page.Bytes[frag.Offset] = bytes[i];
        }
    }

    /// <summary>Fragments that only this buffer shows, each with a reference.</summary>
    private void Own()
    {
        Unclone();
        Downgrade();
    }

    private void Append(ModelArray from, List<ModelFrag> frags)
    {
        Array.Frags.AddRange(frags);
        Array.SharedFrag |= from.SharedFrag && frags.Count > 0;
    }
}

/// <summary>The library should refuse this with an <see cref="InvalidOperationException"/> and change nothing.</summary>
internal sealed class Refused : Exception;
