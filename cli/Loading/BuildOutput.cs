using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;

namespace FragApi.Cli.Loading;

/// <summary>The assembly that the user's own build makes of a project.</summary>
/// <param name="Path">Where the compiler writes it.</param>
/// <param name="Inputs">What a person writes of what it is made of.</param>
internal sealed record BuildOutput(string Path, ImmutableArray<string> Inputs)
{
    /// <summary>It is there, and newer than all that it is made of: as they are now, the user's compiler has accepted them.</summary>
    public bool IsUpToDate()
    {
        try
        {
            return File.Exists(Path) && File.GetLastWriteTimeUtc(Path) is DateTime made && Inputs.All(input => File.GetLastWriteTimeUtc(input) <= made);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
