using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Obligations;

/// <summary>Where a further element of a returned tuple was acquired: by the call, as something else than the first one.</summary>
internal sealed class ElementSite
{
    public ElementSite(IOperation call) => Call = call;

    public IOperation Call { get; }
}
