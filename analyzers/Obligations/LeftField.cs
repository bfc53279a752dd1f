using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Obligations;

/// <summary>What a field holds when a body has been left.</summary>
internal readonly struct LeftField
{
    public LeftField(ISymbol field, Value value, ResourceKind? released, IOperation? at)
    {
        Field = field;
        Value = value;
        Released = released;
        At = at;
    }

    public ISymbol Field { get; }

    /// <summary>What is known of it, where it is nothing that was released.</summary>
    public Value Value { get; }

    /// <summary>It still shows what was released, as that.</summary>
    public ResourceKind? Released { get; }

    /// <summary>The release.</summary>
    public IOperation? At { get; }
}
