using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using FragApi.Mutation;
using FragApi.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

// dotnet run --project tests/FragApi.Mutation -c Release -- FILE|FOLDER TESTS FILTER [MOST]
//   FILE|FOLDER  code under analyzers/ whose decisions are turned around, one at a time
//   TESTS        a test project, built in Release
//   FILTER       which of its tests must notice, as 'dotnet test --filter' takes it
//   MOST         how many mutants at most, spread evenly
// What no test notices is printed. Not a test itself: a mutant costs a run of the tests.
if (args.Length < 3)
{
    Console.Error.WriteLine("usage: FILE|FOLDER TESTS FILTER [MOST]");
    return 2;
}

string root = Repository.PathOf("analyzers");
string target = Path.GetFullPath(args[0]);
string[] mutated = File.Exists(target) ? [target] : [.. Directory.EnumerateFiles(target, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
int most = args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : int.MaxValue;

// As the build compiles it.
string built = Path.Combine(root, "obj", "Release", "netstandard2.0");
CSharpParseOptions options = new(LanguageVersion.CSharp13);
Dictionary<string, SyntaxTree> trees = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
    .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/Annotations/", StringComparison.Ordinal))
    .Append(Path.Combine(built, "FragApi.Analyzers.AssemblyInfo.cs"))
    .ToDictionary(file => file, file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), options, file));
ResourceDescription[] resources = [.. Directory.EnumerateFiles(root, "*.txt", SearchOption.AllDirectories)
    .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
    .Select(file => new ResourceDescription(Path.GetFileName(file), () => File.OpenRead(file), isPublic: true))];
CSharpCompilation compilation = CSharpCompilation.Create(
    "FragApi.Analyzers",
    trees.Values,
    ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
    new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));

// Inside the repository: tests find it above themselves.
string folder = Directory.CreateDirectory(Repository.PathOf("tests", "FragApi.Mutation", "obj", $"mutants-{Environment.ProcessId}")).FullName;
string tests = Path.Combine(folder, "tests");
foreach (string file in Directory.EnumerateFiles(Path.Combine(Path.GetFullPath(args[1]), "bin", "Release", "net10.0")))
{
    Directory.CreateDirectory(tests);
    File.Copy(file, Path.Combine(tests, Path.GetFileName(file)));
}

try
{
    string library = Path.Combine(tests, "FragApi.Analyzers.dll");
    if (!Emit(compilation))
    {
        Console.Error.WriteLine("The code does not compile as it is; build the solution in Release first.");
        return 1;
    }

    if (Failure() is string failure)
    {
        Console.Error.WriteLine($"The tests fail, or do not run, on the code as it is:\n{failure}");
        return 1;
    }

    (string File, Mutant Mutant)[] all = [.. mutated.SelectMany(file => Mutants.Of(trees[file].GetRoot()).Select(mutant => (file, mutant)))];
    (string File, Mutant Mutant)[] chosen = all.Length <= most ? all : [.. Enumerable.Range(0, most).Select(i => all[(int)((long)i * all.Length / most)])];
    int killed = 0, stillborn = 0;
    foreach ((string file, Mutant mutant) in chosen)
    {
        if (!Emit(compilation.ReplaceSyntaxTree(trees[file], trees[file].WithRootAndOptions(mutant.Root, options))))
            stillborn++;
        else if (Failure() is not null)
            killed++;
        else
            Console.WriteLine($"{Path.GetRelativePath(Repository.Root, file)}({mutant.Line}): {mutant.What}");
    }

    Console.WriteLine($"{chosen.Length} of {all.Length} mutants: {killed} noticed, {chosen.Length - killed - stillborn} not, {stillborn} did not compile");
    return 0;

    bool Emit(CSharpCompilation what)
    {
        using FileStream stream = File.Create(library);
        Microsoft.CodeAnalysis.Emit.EmitResult result = what.Emit(stream, manifestResources: resources);
        return result.Success;
    }

    // What the tests said, unless they ran and passed.
    string? Failure()
    {
        ProcessStartInfo start = new("dotnet", ["vstest", Path.Combine(tests, Path.GetFileName(Path.GetFullPath(args[1]).TrimEnd('/')) + ".dll"), $"--TestCaseFilter:{args[2]}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using Process process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        // No test at all passes too.
        return process.ExitCode == 0 && said.Contains("Passed:", StringComparison.Ordinal) ? null : said;
    }
}
finally
{
    Directory.Delete(folder, recursive: true);
}
