using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace FragApi.Benchmarks;

/// <summary>The SDK's own compiler, without analyzers and generators, over projects in the order in which they are built.</summary>
internal static class Csc
{
    private static readonly string s_host = Environment.ProcessPath is string path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? Path.GetDirectoryName(path)! : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));

    private static readonly string s_compilers = Path.Combine(Newest(Path.Combine(s_host, "sdk")), "Roslyn", "bincore");

    private static readonly string[] s_references = Directory.GetFiles(Path.Combine(Newest(Path.Combine(s_host, "packs", "Microsoft.NETCore.App.Ref")), "ref", "net10.0"), "*.dll");

    private static readonly string[] s_usings = ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks"];

    /// <summary>A process for each project.</summary>
    public static Cost Cold(string work, IEnumerable<CscProject> projects)
    {
        string output = Path.Combine(work, "csc");
        Directory.CreateDirectory(output);
        Cost sum = default;
        foreach (CscProject project in projects)
        {
            string usings = Path.Combine(output, project.Name + ".usings.cs");
            File.WriteAllLines(usings, project.WithUsings ? s_usings.Select(name => $"global using {name};") : []);
            string response = Path.Combine(output, project.Name + ".rsp");
            File.WriteAllLines(response,
            [
                "/nologo", "/nostdlib+", "/target:library", "/optimize+", "/unsafe", "/debug:portable", "/langversion:14", "/nowarn:1701,1702,RSEXPERIMENTAL001,RSEXPERIMENTAL002,RSEXPERIMENTAL003,RSEXPERIMENTAL004,RSEXPERIMENTAL005,RSEXPERIMENTAL006",
                $"/out:{output}/{project.Name}.dll", $"/refout:{output}/{project.Name}.ref.dll",
                .. s_references.Select(reference => $"/r:\"{reference}\""),
                .. project.References.Select(reference => $"/r:\"{output}/{reference}.ref.dll\""),
                $"\"{usings}\"",
                .. project.Sources.Select(file => $"\"{file}\""),
            ]);
            sum += Processes.Run(work, exit => exit == 0 || project.MayFail, "dotnet", ["exec", Path.Combine(s_compilers, "csc.dll"), "/noconfig", "@" + response]);
        }

        return sum;
    }

    private static string Newest(string folder) => Directory.GetDirectories(folder).Where(path => char.IsDigit(Path.GetFileName(path)[0])).OrderBy(path => Version.Parse(Path.GetFileName(path).Split('-')[0])).Last();
}

/// <summary>What the compiler is called for.</summary>
/// <param name="Name">Of the assembly.</param>
/// <param name="References">The projects that it refers to, by way of others as well.</param>
/// <param name="Sources">Its files.</param>
/// <param name="WithUsings">With the SDK's implicit usings.</param>
/// <param name="MayFail">Its code is known to have errors; then nothing is emitted, which the compiler has for nothing.</param>
internal sealed record CscProject(string Name, IReadOnlyList<string> References, IReadOnlyList<string> Sources, bool WithUsings = false, bool MayFail = false)
{
    /// <summary>Those of a sparse tree, as it was written.</summary>
    public static IEnumerable<CscProject> Of(IReadOnlyList<SparseProject> projects, string folder)
    {
        Dictionary<string, IReadOnlyList<string>> references = [];
        foreach (SparseProject project in projects)
        {
            references.Add(project.Name, [.. project.References.Concat(project.References.SelectMany(other => references[other])).Distinct()]);
            yield return new CscProject(project.Name, references[project.Name], [.. project.Files.Select(file => Path.Combine(folder, project.Name, file.Name))], WithUsings: true);
        }
    }
}
