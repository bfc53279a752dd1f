namespace FragApi.Analyzers.Obligations;

/// <summary>A kind of thing that is acquired and has to be released, and how the rules speak of it.</summary>
internal sealed class ResourceKind
{
    /// <summary>Whatever annotations and binding files name.</summary>
    public static readonly ResourceKind Reference = new("a reference", "released");

    /// <summary>An array of an <c>ArrayPool</c>.</summary>
    public static readonly ResourceKind PooledArray = new("an array", "returned to its pool") { IsUnique = true, IsCollected = true };

    /// <summary>An array that no pool has handed out.</summary>
    public static readonly ResourceKind OwnArray = new("an array", "collected") { IsUnique = true, IsCollected = true, MayRepeat = true };

    /// <summary>A buffer of a <c>MemoryPool</c>. Disposing of it twice is allowed.</summary>
    public static readonly ResourceKind MemoryOwner = new("a buffer", "disposed of") { IsUnique = true, IsCollected = true, MayRepeat = true };

    public static readonly ResourceKind GcHandle = new("a handle", "freed") { IsUnique = true };

    /// <summary>A reference on a <c>SafeHandle</c>.</summary>
    public static readonly ResourceKind SafeHandle = new("a reference", "released");

    public static readonly ResourceKind Native = new("memory", "freed") { IsUnique = true, Family = "NativeMemory.Alloc" };

    public static readonly ResourceKind NativeAligned = new("memory", "freed") { IsUnique = true, Family = "NativeMemory.AlignedAlloc" };

    public static readonly ResourceKind HGlobal = new("memory", "freed") { IsUnique = true, Family = "Marshal.AllocHGlobal" };

    public static readonly ResourceKind CoTaskMem = new("memory", "freed") { IsUnique = true, Family = "Marshal.AllocCoTaskMem" };

    public static readonly ResourceKind Bstr = new("a string", "freed") { IsUnique = true, Family = "Marshal.StringToBSTR" };

    private ResourceKind(string noun, string released)
    {
        Noun = noun;
        Released = released;
    }

    /// <summary>With its article.</summary>
    public string Noun { get; }

    /// <summary>What is done to it in the end.</summary>
    public string Released { get; }

    /// <summary>There is one holder and no count: whoever releases it ends it, whatever was known of it before.</summary>
    public bool IsUnique { get; private set; }

    /// <summary>Forgotten, it is collected in the end: a leak costs time and not memory.</summary>
    public bool IsCollected { get; private set; }

    /// <summary>Releasing it again does nothing.</summary>
    public bool MayRepeat { get; private set; }

    /// <summary>The allocator, where several release by the same type of handle.</summary>
    public string? Family { get; private set; }
}
