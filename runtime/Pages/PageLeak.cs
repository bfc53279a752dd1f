namespace FragApi;

/// <summary>A page that is still out although nobody can put it any more, or although its pool is disposed.</summary>
/// <param name="Order">The page is 2^order pages long.</param>
/// <param name="Stack">Of the call that acquired it; for a page written to after its release, of the call that released it.</param>
public sealed record PageLeak(int Order, string Stack);
