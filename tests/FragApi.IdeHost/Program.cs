using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using System.Threading.Tasks;

namespace FragApi.IdeHost;

/// <summary>
/// Runs the code-fix engine of the IDE, without an IDE, over a restored solution that references the package:
/// <c>FragApi.IdeHost SOLUTION FILE SNIPPET ID</c>. Puts the caret on SNIPPET in FILE and prints what the light bulb
/// offers, then applies the fix once and in every scope, and prints how many findings of ID are left.
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (args.Length != 4)
        {
            Console.Error.WriteLine("usage: FragApi.IdeHost SOLUTION FILE SNIPPET ID");
            return 2;
        }

        string folder = typeof(Program).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "DotNetFormatFolder").Value!;
        AssemblyLoadContext.Default.Resolving += (context, name) =>
        {
            string path = Path.Combine(folder, name.Name + ".dll");
            return File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
        };
        // A method of its own: its types are loaded only when the resolver is there.
        return await Engine.RunAsync(args[0], args[1], args[2], args[3]);
    }
}
