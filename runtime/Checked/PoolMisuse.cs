namespace FragApi;

/// <summary>What was done wrong with something from a pool.</summary>
public enum PoolMisuse
{
    /// <summary>It was returned a second time.</summary>
    ReturnedTwice,

    /// <summary>It was returned to a pool that it does not come from.</summary>
    Foreign,

    /// <summary>It is an array of another type than the pool's, which an array variable can hide: a <c>string[]</c> given back as an <c>object[]</c>.</summary>
    WrongType,

    /// <summary>It was used through its <see cref="System.Memory{T}"/> after it was returned.</summary>
    UsedAfterReturn,

    /// <summary>Its elements changed after it was returned.</summary>
    WrittenAfterReturn,

    /// <summary>Elements behind the length that was asked for were written to. Allowed, as such, but seldom meant.</summary>
    WrittenBehindRequest,

    /// <summary>It was not returned: it is still out, or the garbage collector found it.</summary>
    NotReturned,
}
