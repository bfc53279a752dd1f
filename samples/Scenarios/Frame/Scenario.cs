using System;
using System.Collections.Generic;
using System.Linq;

namespace Scenarios;

/// <summary>
/// One system with its problem and its cure. A scenario is any class of this assembly that derives from this one and has a
/// constructor without parameters: there is no list to keep.
/// </summary>
internal abstract class Scenario
{
    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        .. typeof(Scenario).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Scenario)) && !type.IsAbstract)
            .Select(type => (Scenario)Activator.CreateInstance(type, nonPublic: true)!)
            .OrderBy(scenario => scenario.Name, StringComparer.Ordinal),
    ];

    /// <summary>What it is called on the command line: lower case, with hyphens.</summary>
    public abstract string Name { get; }

    /// <summary>The mail or the talk whose story it is, as <c>seed 003</c>.</summary>
    public abstract string Seed { get; }

    /// <summary>What it shows, in a line.</summary>
    public abstract string Summary { get; }

    /// <summary>
    /// Runs both sides, without the cure and with it. What is simulated depends on the seed alone; what is measured takes a
    /// few seconds at most unless the context asks for more.
    /// </summary>
    public abstract ScenarioResult Run(ScenarioContext context);
}
