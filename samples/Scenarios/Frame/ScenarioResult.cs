using System.Collections.Generic;

namespace Scenarios;

/// <summary>Whether a claim was seen.</summary>
internal enum ClaimStatus
{
    Seen,
    NotSeen,

    /// <summary>This machine cannot show it; the claim's text says why.</summary>
    Skipped,
}

/// <summary>A measured or counted value.</summary>
internal sealed record Number(string Name, double Value, string Unit);

/// <summary>What a scenario says that it shows.</summary>
internal sealed record Claim(string Text, ClaimStatus Status);

/// <summary>What a run has to tell, collected while it runs.</summary>
internal sealed class ScenarioResult
{
    private readonly List<string> _narrative = [];
    private readonly List<Number> _numbers = [];
    private readonly List<Claim> _claims = [];

    public IReadOnlyList<string> Narrative => _narrative;

    public IReadOnlyList<Number> Numbers => _numbers;

    public IReadOnlyList<Claim> Claims => _claims;

    /// <summary>A curve, where it says more than the numbers.</summary>
    public Plot? Plot { get; set; }

    /// <summary>Whether there are claims and all were seen, or could not be looked at here.</summary>
    public bool HoldsWhatItClaims => _claims.Count > 0 && _claims.TrueForAll(claim => claim.Status != ClaimStatus.NotSeen);

    /// <summary>A line of the story.</summary>
    public void Say(string line) => _narrative.Add(line);

    /// <summary>A number that the report lists.</summary>
    /// <param name="name">What it is; unique within the scenario, and stable: <c>--json</c> is read by programs.</param>
    /// <param name="value">How much.</param>
    /// <param name="unit">Of what: <c>bytes</c>, <c>ns</c>, <c>pages</c>, ...</param>
    public void Measure(string name, double value, string unit) => _numbers.Add(new Number(name, value, unit));

    /// <summary>Something that must have been seen for the run to count.</summary>
    public void Claim(string text, bool seen) => _claims.Add(new Claim(text, seen ? ClaimStatus.Seen : ClaimStatus.NotSeen));

    /// <summary>Something that this machine cannot show.</summary>
    public void Skip(string text, string because) => _claims.Add(new Claim($"{text} ({because})", ClaimStatus.Skipped));
}
