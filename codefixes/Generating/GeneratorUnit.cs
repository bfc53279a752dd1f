using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace FragApi.CodeFixes.Generating;

/// <summary>A compilation with its additional files, as an editor or the tool has it.</summary>
internal sealed class GeneratorUnit
{
    public GeneratorUnit(Compilation compilation, ImmutableArray<AdditionalText> files)
    {
        Compilation = compilation;
        Files = files;
    }

    public Compilation Compilation { get; }

    public ImmutableArray<AdditionalText> Files { get; }
}
