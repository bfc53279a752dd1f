using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers;

/// <summary>
/// The one convention for related places: <see cref="Diagnostic.AdditionalLocations"/> holds them in the order in which
/// a reader walks the path, and the property <c>relatedN</c> says what the n-th of them, from 0, is.
/// </summary>
internal sealed class FlowReport
{
    /// <summary>The properties' common part.</summary>
    public const string Key = "related";

    private readonly List<Location> _locations = new();
    private readonly ImmutableDictionary<string, string?>.Builder _labels = ImmutableDictionary.CreateBuilder<string, string?>();

    /// <summary>Adds a place, unless it was added already.</summary>
    public FlowReport At(Location? location, string label)
    {
        if (location is null || _locations.Contains(location))
            return this;
        _labels.Add(Key + _locations.Count.ToString(CultureInfo.InvariantCulture), label);
        _locations.Add(location);
        return this;
    }

    public Diagnostic Create(DiagnosticDescriptor rule, Location location, params object[] arguments) =>
        Diagnostic.Create(rule, location, _locations, _labels.ToImmutable(), arguments);

    /// <summary>The related places of a diagnostic, with what each is; any diagnostic, with empty labels where there are none.</summary>
    public static IEnumerable<(Location Location, string Label)> RelatedOf(Diagnostic diagnostic)
    {
        for (int i = 0; i < diagnostic.AdditionalLocations.Count; i++)
        {
            diagnostic.Properties.TryGetValue(Key + i.ToString(CultureInfo.InvariantCulture), out string? label);
            yield return (diagnostic.AdditionalLocations[i], label ?? "");
        }
    }
}
