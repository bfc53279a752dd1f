using System;
using System.Collections.Immutable;
using System.Linq;

namespace FragApi.Cli.Loading;

/// <summary>What one project, for one target framework, calls the compiler with.</summary>
/// <param name="Project">The project file.</param>
/// <param name="Framework">Its target framework; empty where it says none.</param>
/// <param name="Outputs">The names under which other projects refer to what the compiler makes.</param>
/// <param name="Built">Where the compiler writes it; empty when it is not known.</param>
/// <param name="Intermediate">The folder of what a build makes on its way.</param>
/// <param name="Bindings">Binding files in the project's folder, and those that the project names.</param>
/// <param name="Arguments">The compiler's command line.</param>
internal sealed record CompilerCall(
    string Project, string Framework, ImmutableArray<string> Outputs, string Built, string Intermediate, ImmutableArray<string> Bindings, ImmutableArray<string> Arguments)
{
    /// <summary>When it was made, in the build that was logged; null where nothing was compiled.</summary>
    public DateTime? Compiled { get; init; }

    /// <summary>What a restore has left for it; null where that is not known.</summary>
    public Assets? Assets { get; init; }

    public static CompilerCall Of(CaptureFile file) => new(
        file.Value("project"), file.Value("framework"), [.. file.Values("target")], file.Value("built"), file.Value("intermediate"), [.. file.Values("bindings").Distinct()], file.Arguments)
    {
        Assets = new Assets(file.Value("assets"), file.Value("extensions"), [.. file.Values("import")]),
    };
}

/// <summary>A project that was asked for, not only referred to by one that was.</summary>
internal sealed record RequestedProject(string Project, string Framework, string Language)
{
    public static RequestedProject Of(CaptureFile file) => new(file.Value("project"), file.Value("framework"), file.Value("language"));
}
