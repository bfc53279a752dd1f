using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;

namespace FragApi.Cli.Loading;

/// <summary>What one project, for one target framework, calls the compiler with; written by <c>FragApi.Capture.targets</c>.</summary>
internal sealed record CompilerCall(string Project, string Framework, bool IsReferenced, ImmutableArray<string> Outputs, ImmutableArray<string> Arguments)
{
    /// <summary>Reads one file of the capture.</summary>
    public static CompilerCall Read(string file)
    {
        string project = "";
        string framework = "";
        bool referenced = false;
        ImmutableArray<string>.Builder outputs = ImmutableArray.CreateBuilder<string>();
        string[] lines = File.ReadAllLines(file);
        int start = Array.IndexOf(lines, "arguments");
        foreach (string line in lines[..start])
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            string value = line[(equals + 1)..];
            switch (line[..equals])
            {
                case "project":
                    project = value;
                    break;
                case "framework":
                    framework = value;
                    break;
                case "referenced":
                    referenced = true;
                    break;
                case "target":
                    outputs.Add(value);
                    break;
            }
        }

        return new CompilerCall(project, framework, referenced, outputs.ToImmutable(), [.. lines[(start + 1)..]]);
    }

    /// <summary>Each compilation once, and as requested when it is both that and referenced.</summary>
    public static IReadOnlyList<CompilerCall> Distinct(IEnumerable<CompilerCall> calls)
    {
        Dictionary<(string, string), CompilerCall> distinct = [];
        foreach (CompilerCall call in calls)
        {
            if (!distinct.TryGetValue((call.Project, call.Framework), out CompilerCall? known) || known.IsReferenced)
                distinct[(call.Project, call.Framework)] = call;
        }

        return [.. distinct.Values];
    }
}
