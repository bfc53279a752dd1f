using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace FragApi.Docs;

/// <summary>
/// <c>dotnet run --project docs/Generator [-- --check]</c>: brings the generated parts of the documentation and the
/// severity presets of the package up to date; with <c>--check</c> only names what is stale, and exits with 1.
/// </summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        bool check = args is ["--check"];
        if (!check && args is not [])
        {
            Console.Error.WriteLine("usage: dotnet run --project docs/Generator [-- --check]");
            return 2;
        }

        string root = FindRoot(AppContext.BaseDirectory);
        List<Document> stale = new Documents(root, Catalogue.Load()).All().Where(document => document.IsStale).ToList();
        foreach (Document document in stale)
        {
            Console.WriteLine($"{(check ? "stale" : "written")}: {document.Path}");
            if (!check)
                Write(Path.Combine(root, document.Path), document.Expected);
        }

        if (check && stale.Count > 0)
            Console.WriteLine("Run 'dotnet run --project docs/Generator' and commit the result.");
        return check && stale.Count > 0 ? 1 : 0;
    }

    /// <summary>The folder of the solution, above <paramref name="folder"/>.</summary>
    public static string FindRoot(string folder)
    {
        for (DirectoryInfo? at = new(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "FragApi.Analyzers.sln")))
                return at.FullName;
        }

        throw new InvalidOperationException($"FragApi.Analyzers.sln is in no folder above {folder}.");
    }

    private static void Write(string path, string? text)
    {
        if (text is null)
        {
            File.Delete(path);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
