using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using FragApi.Cli.Loading;

Stopwatch w = Stopwatch.StartNew();
CodeBase code = await Loader.LoadAsync(new LoadRequest(args, [], false, null, []), new SourceStore(), CancellationToken.None);
Console.WriteLine($"{w.ElapsedMilliseconds} loaded {code.Projects.Length}");
foreach (LoadedProject p in code.Projects)
{
    var d = p.Compilation.GetDiagnostics().Where(x => x.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error).ToList();
    Console.WriteLine($"{w.ElapsedMilliseconds} {p.Name} {p.IsRequested} {d.Count} {d.FirstOrDefault()}");
}
return 0;
