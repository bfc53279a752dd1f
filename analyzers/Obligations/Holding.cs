namespace FragApi.Analyzers.Obligations;

/// <summary>How many references a body holds on one thing, and what it knows of it: what the bits of a token mean.</summary>
internal readonly struct Holding
{
    /// <summary>More than that is not told apart.</summary>
    public const int MaxCount = 3;

    /// <summary>Nobody else holds it: after the last of ours it is gone.</summary>
    public const int Fresh = 8;

    /// <summary>It is not null.</summary>
    public const int NotNull = 16;

    /// <summary>The last reference was released.</summary>
    public const int Released = 32;

    /// <summary>The last reference was handed over.</summary>
    public const int HandedOver = 64;

    /// <summary>Somebody else's, by contract.</summary>
    public const int Borrowed = 128;

    /// <summary>The obligation is that of the type whose field it is.</summary>
    public const int OfField = 256;

    /// <summary>It came with a parameter, by contract.</summary>
    public const int OfParameter = 512;

    /// <summary>A parameter of which it is asked what the body does with it.</summary>
    public const int Probe = 1024;

    /// <summary>A parameter that came with a reference was used for more than judging the arguments.</summary>
    public const int Touched = 2048;

    /// <summary>Its address went to code outside of .NET, which may have kept it.</summary>
    public const int Lent = 4096;

    /// <summary>A parameter of which it is asked what the body does with it was given another value, and nobody else has it.</summary>
    public const int Lost = 8192;

    /// <summary>An operation on it is not done, and the body knows.</summary>
    public const int InUse = 16384;

    /// <summary>A parameter that is still used when the body has waited for something.</summary>
    public const int Awaited = 32768;

    /// <summary>A field of the object shows it, and an earlier call released it.</summary>
    public const int Earlier = 65536;

    /// <summary>Of what may not be there: somebody asked, and it is.</summary>
    public const int Asked = 131072;

    /// <summary>What it stands on was released.</summary>
    public const int Undermined = 262144;

    /// <summary>A parameter of which it is asked what the body does with it was made new, if it was gone.</summary>
    public const int Revived = 524288;

    /// <summary>Somebody else has it as well, who may release it.</summary>
    public const int Given = 1048576;

    private const int CountMask = 7;

    public Holding(int bits) => Bits = bits;

    public int Bits { get; }

    public int Count => Bits & CountMask;

    public bool IsHeld => Count > 0;

    public bool IsGone => (Bits & (Released | HandedOver)) != 0;

    public bool Is(int flag) => (Bits & flag) != 0;

    public Holding With(int flags) => new(Bits | flags);

    public Holding WithCount(int count) => new(Bits & ~CountMask | count);
}
