using System;
using System.Collections.Concurrent;
using System.Linq;
using Microsoft.CodeAnalysis.Testing;

namespace FragApi.Testing;

/// <summary>
/// Some checks cost as much as all the others and say the same of every case of one rule: that a pragma silences it, that
/// generated code is left alone, that fix-all does the same in a document, a project and the solution. They run on the first
/// case with a given set of rules, and on every case in the long run, <c>FRAGAPI_LONG=1</c>.
/// </summary>
public static class Thoroughness
{
    private static readonly ConcurrentDictionary<(Type, string), bool> s_seen = new();

    internal static bool IsFirst(Type subject, SolutionState state)
    {
        string rules = string.Join(' ', state.Sources.SelectMany(source => Marks.IdsIn(source.content.ToString()))
            .Concat(state.ExpectedDiagnostics.Select(expected => expected.Id))
            .Distinct().Order(StringComparer.Ordinal));
        return rules.Length > 0 && (s_seen.TryAdd((subject, rules), true) || LongRun.IsOn);
    }
}
