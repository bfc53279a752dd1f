using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FragApi.Benchmarks;

/// <summary>Real code of more than half a million lines that everybody has who has this program: the compiler itself, decompiled.</summary>
internal static class Decompiled
{
    private const string Version = "11.2.0.10050";

    /// <summary>Writes it; the decompiler is fetched for it.</summary>
    /// <returns>How many lines there are.</returns>
    public static int WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        string tools = Path.Combine(folder, "..", "tools");
        Processes.Run(folder, exit => exit == 0, "dotnet", "tool", "install", "ilspycmd", "--version", Version, "--tool-path", tools);
        foreach (string assembly in ((System.Type[])[typeof(Compilation), typeof(CSharpCompilation)]).Select(type => type.Assembly.Location))
            Processes.Run(folder, exit => exit == 0, Path.Combine(tools, "ilspycmd"), "-p", "-o", Path.Combine(folder, Path.GetFileNameWithoutExtension(assembly)), assembly);
        foreach (string project in (List<string>)[.. Directory.EnumerateFiles(folder, "*.csproj", SearchOption.AllDirectories)])
            File.Delete(project);
        return Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Sum(file => File.ReadLines(file).Count());
    }
}
