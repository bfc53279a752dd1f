using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using FragApi.Testing;
using Xunit;

namespace FragApi.Tests;

/// <summary>The attributes of this library are those that the analyzer package ships as source, and they are public here.</summary>
public sealed partial class AnnotationTests
{
    [Fact]
    public void EveryShippedAttributeIsPublicHere()
    {
        string source = File.ReadAllText(Repository.PathOf("analyzers", "Vocabulary", "Annotations", "FragApi.Annotations.g.cs"));
        string[] shipped = [.. Declaration().Matches(source).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal)];
        Assert.True(shipped.Length >= 25, $"{shipped.Length} found");
        string[] here = [.. typeof(SkbFrag).Assembly.GetExportedTypes()
            .Where(type => type.Namespace == nameof(FragApi) && (typeof(Attribute).IsAssignableFrom(type) || type == typeof(When) || type == typeof(FragmentOperation)))
            .Select(type => type.Name)
            .Order(StringComparer.Ordinal)];
        Assert.Equal(shipped, here);
    }

    [Fact]
    public void NoneIsHiddenFromThoseWhoReferenceTheLibrary() =>
        Assert.DoesNotContain(
            typeof(SkbFrag).Assembly.GetExportedTypes(),
            type => type.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "EmbeddedAttribute"));

    [GeneratedRegex(@"^    internal (?:enum|sealed class) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
