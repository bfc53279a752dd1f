using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Drivers.Kernel;

namespace Drivers.Replay;

/// <summary>
/// Drives every driver and prints what it did to pages: the same lines before and after a conversion to accessors.
/// </summary>
internal static class Program
{
    private static int Main()
    {
        List<Scenario> scenarios = [.. Scenarios.Net, .. Scenarios.Virt, .. Scenarios.Storage, .. Scenarios.Core];

        // Every driver must be in the lists: a driver that nobody drives proves nothing.
        List<string> missing = scenarios
            .Select(scenario => scenario.Driver.Assembly)
            .Distinct()
            .SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => !type.IsNested)
            .Except(scenarios.Select(scenario => scenario.Driver))
            .Select(type => type.FullName!)
            .Order(StringComparer.Ordinal)
            .ToList();
        if (missing.Count > 0)
        {
            Console.Error.WriteLine($"no scenario for: {string.Join(", ", missing)}");
            return 1;
        }

        foreach (Scenario scenario in scenarios)
        {
            Recorder.Reset();
            Recorder.Log($"#### {scenario.Driver.FullName}");
            scenario.Run(new Bench());
            Recorder.AllFree();
        }

        foreach (string line in Recorder.Lines)
            Console.WriteLine(line);
        Console.WriteLine($"{scenarios.Count} drivers, {Recorder.Lines.Count} lines");

        if (Recorder.Violations > 0)
        {
            Console.Error.WriteLine($"{Recorder.Violations} references are miscounted; look for VIOLATION");
            return 1;
        }

        return 0;
    }
}

/// <summary>How one driver is driven.</summary>
internal sealed record Scenario(Type Driver, Action<Bench> Run);

/// <summary>One scenario for each driver file, a list for each driver assembly.</summary>
internal static partial class Scenarios
{
}
