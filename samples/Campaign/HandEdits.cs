namespace Campaign;

/// <summary>The sites of the driver tree that have no fix, as a person converts them.</summary>
internal static class HandEdits
{
    public static readonly (string File, string Raw, string ByHand)[] All =
    [
    ];
}
