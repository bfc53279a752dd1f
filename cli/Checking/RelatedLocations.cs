using System.Collections.Generic;
using System.Globalization;
using Microsoft.CodeAnalysis;

namespace FragApi.Cli.Checking;

/// <summary>
/// The related places of a diagnostic. The rules put them into <see cref="Diagnostic.AdditionalLocations"/> in the order
/// in which a reader walks the path, and say what the n-th of them, from 0, is in the property <c>relatedN</c>.
/// </summary>
internal static class RelatedLocations
{
    private const string Key = "related";
    private const string Unlabelled = "related location";

    /// <summary>The places that lie in a file, with their labels.</summary>
    public static IEnumerable<RelatedPlace> Of(Diagnostic diagnostic)
    {
        for (int index = 0; index < diagnostic.AdditionalLocations.Count; index++)
        {
            if (Place.Of(diagnostic.AdditionalLocations[index]) is not Place place)
                continue;
            diagnostic.Properties.TryGetValue(Key + index.ToString(CultureInfo.InvariantCulture), out string? label);
            yield return new RelatedPlace(place, string.IsNullOrEmpty(label) ? Unlabelled : label);
        }
    }
}
