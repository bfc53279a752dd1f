using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FragApi.Benchmarks;

/// <summary>Real code of more than half a million lines that everybody has who has this program: the compiler itself, decompiled.</summary>
internal static class Decompiled
{
    /// <summary>The newest that runs on the C library of a stable Debian.</summary>
    private const string Version = "9.1.0.7988";

    /// <summary>What the decompiler writes and the compiler does not read: with one of these it binds no method at all.</summary>
    private static readonly (Regex Wrong, string Right)[] s_mends =
    [
        (new Regex(@"(= \(.*\))\(ref "), "$1("),
        (new Regex(@"(override )([A-Z][A-Za-z]*)\? ([A-Za-z]+<[^(]*\()"), "$1$2 $3"),
        (new Regex(@"protected (sealed )?override (.*Common(?:ConstructorArguments|NamedArguments|SyntaxTrees))"), "protected internal $1override $2"),
        (new Regex("protected internal get"), "get"),
        (new Regex(@"int IComparer<\(.*\)>\.Compare\("), "public int Compare("),
    ];

    /// <summary>Writes it; the decompiler is fetched for it.</summary>
    /// <returns>How many lines there are.</returns>
    public static int WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        string tools = Path.Combine(folder, "..", "tools");
        Processes.Run(folder, exit => exit == 0, "dotnet", "tool", "install", "ilspycmd", "--version", Version, "--tool-path", tools);
        foreach (string assembly in ((System.Type[])[typeof(Compilation), typeof(CSharpCompilation)]).Select(type => type.Assembly.Location))
        {
            // It is made for an older runtime.
            Processes.Run(folder, exit => exit == 0, "env", "DOTNET_ROLL_FORWARD=Major", Path.Combine(tools, "ilspycmd"), "-p", "-o", Path.Combine(folder, Path.GetFileNameWithoutExtension(assembly)), assembly);
        }

        foreach (string file in (List<string>)[.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)])
        {
            // Both are one code base here, with what the compiler makes itself left out.
            string name = Path.GetFileName(file);
            if (!name.EndsWith(".cs", System.StringComparison.Ordinal) || name == "AssemblyInfo.cs" || name.StartsWith("--y__InlineArray", System.StringComparison.Ordinal))
                File.Delete(file);
            else
                File.WriteAllLines(file, File.ReadAllLines(file).Select(line => s_mends.Aggregate(line, (text, mend) => mend.Wrong.Replace(text, mend.Right))));
        }

        return Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Sum(file => File.ReadLines(file).Count());
    }
}
