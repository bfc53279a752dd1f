using System;
using System.Collections.Concurrent;
using System.Collections.Generic;

namespace FragApi.Analyzers.Obligations;

/// <summary>A kind of thing that is acquired and has to be released, and how the rules speak of it.</summary>
internal sealed class ResourceKind
{
    /// <summary>Whatever annotations and binding files name.</summary>
    public static readonly ResourceKind Reference = new("a reference", "released");

    /// <summary>What a bound method ends that may be called again.</summary>
    public static readonly ResourceKind Disposable = new("a reference", "released") { MayRepeat = true };

    /// <summary>The same of a struct: it may be called again on the same variable.</summary>
    public static readonly ResourceKind DisposableValue = new("a reference", "released") { MayRepeat = true, IsValue = true };

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

    /// <summary>An object of an <c>ObjectPool</c>.</summary>
    public static readonly ResourceKind PooledObject = new("an object", "returned to its pool") { IsUnique = true, IsCollected = true };

    /// <summary>A <c>GCHandle&lt;T&gt;</c> and its like: disposing of the same variable twice does nothing.</summary>
    public static readonly ResourceKind TypedGcHandle = new("a handle", "disposed of") { IsUnique = true, MayRepeat = true, IsValue = true };

    /// <summary>Memory that is pinned.</summary>
    public static readonly ResourceKind Pin = new("a pinned handle", "disposed of") { IsUnique = true, MayRepeat = true };

    /// <summary>A pointer into a <c>SafeBuffer</c>.</summary>
    public static readonly ResourceKind SafeBuffer = new("a pointer", "released");

    /// <summary>What a pipe's reader shows. It is the pipe's: nobody who looks at it owes anything.</summary>
    public static readonly ResourceKind PipeBuffer = new("a pipe's buffer", "given back") { IsUnique = true, IsCollected = true, MayRepeat = true, Says = KindRules.Shown };

    /// <summary>A library that was loaded. Most are meant to stay, so one that is never freed is worth a look and no more.</summary>
    public static readonly ResourceKind Library = new("a library", "freed") { IsUnique = true, IsCollected = true, Family = "NativeLibrary.Load" };

    /// <summary>A page that a device may use. Whether mapping it failed, its address does not show.</summary>
    public static readonly ResourceKind Mapping = new("a mapping", "unmapped") { IsUnique = true, MayFail = true, Says = KindRules.Mapped };

    private static readonly ConcurrentDictionary<(ResourceKind Inner, bool MayRepeat, bool IsValue, bool IsFinalized), ResourceKind> s_wrapping = new();

    private static readonly Dictionary<string, ResourceKind> s_byName = new(StringComparer.Ordinal)
    {
        [nameof(PooledArray)] = PooledArray,
        [nameof(MemoryOwner)] = MemoryOwner,
        [nameof(PooledObject)] = PooledObject,
        [nameof(GcHandle)] = GcHandle,
        [nameof(TypedGcHandle)] = TypedGcHandle,
        [nameof(Pin)] = Pin,
        [nameof(SafeHandle)] = SafeHandle,
        [nameof(SafeBuffer)] = SafeBuffer,
        [nameof(PipeBuffer)] = PipeBuffer,
        [nameof(Library)] = Library,
        [nameof(Native)] = Native,
        [nameof(NativeAligned)] = NativeAligned,
        [nameof(HGlobal)] = HGlobal,
        [nameof(CoTaskMem)] = CoTaskMem,
        [nameof(Bstr)] = Bstr,
    };

    private KindRules? _says;

    private ResourceKind(string noun, string released)
    {
        Noun = noun;
        Released = released;
    }

    /// <summary>The kind that a row of the base library's pairs names.</summary>
    public static ResourceKind ByName(string name) => s_byName[name];

    /// <summary>An object that holds one of a kind, and is disposed of for it; with a finalizer, what is forgotten is not lost.</summary>
    public static ResourceKind Wrapping(ResourceKind inner, bool mayRepeat, bool isValue, bool isFinalized) =>
        s_wrapping.GetOrAdd((inner, mayRepeat, isValue, isFinalized), static of => new ResourceKind(of.Inner.IsWrapper ? of.Inner.Noun : Wrapped(of.Inner.Noun), "disposed of")
        {
            IsWrapper = true,
            IsUnique = true,
            IsCollected = of.Inner.IsCollected,
            MayRepeat = of.MayRepeat,
            IsValue = of.IsValue,
            Says = of.IsFinalized ? KindRules.Finalized : of.Inner.Says,
        });

    // 'a wrapped array', 'wrapped memory'
    private static string Wrapped(string noun) =>
        noun.StartsWith("an ", StringComparison.Ordinal) ? "a wrapped " + noun.Substring(3)
        : noun.StartsWith("a ", StringComparison.Ordinal) ? "a wrapped " + noun.Substring(2)
        : "wrapped " + noun;

    /// <summary>With its article.</summary>
    public string Noun { get; }

    /// <summary>What is done to it in the end.</summary>
    public string Released { get; }

    /// <summary>There is one holder and no count: whoever releases it ends it, whatever was known of it before.</summary>
    public bool IsUnique { get; private set; }

    /// <summary>An array, of a pool or not.</summary>
    public bool IsArray => this == PooledArray || this == OwnArray;

    /// <summary>An object of the code's own, around something that has to be released.</summary>
    public bool IsWrapper { get; private set; }

    /// <summary>Forgotten, it is collected in the end: a leak costs time and not memory.</summary>
    public bool IsCollected { get; private set; }

    /// <summary>Acquiring it may fail, and only who asks learns that.</summary>
    public bool MayFail { get; private set; }

    /// <summary>Releasing it again does nothing.</summary>
    public bool MayRepeat { get; private set; }

    /// <summary>What was acquired as one kind is ended by a method of another: which of the two says whether it may be repeated.</summary>
    public ResourceKind EndedAs(ResourceKind end) => this == Reference && end.MayRepeat ? end : this;

    /// <summary>It lies in the variable itself: what is done to one copy, the other ones do not know of.</summary>
    public bool IsValue { get; private set; }

    /// <summary>The rules that speak of it.</summary>
    public KindRules Says
    {
        get => _says ?? (IsCollected ? KindRules.Collected : KindRules.Counted);
        private set => _says = value;
    }

    /// <summary>The allocator, where several release by the same type of handle.</summary>
    public string? Family { get; private set; }
}
