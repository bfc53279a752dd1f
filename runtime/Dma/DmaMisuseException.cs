using System;
using System.Collections.Generic;
using System.Linq;

namespace FragApi;

/// <summary>One misuse of a DMA mapping.</summary>
/// <param name="Misuse">What was done wrong.</param>
/// <param name="Address">The device address.</param>
/// <param name="Message">What was expected, and what was done.</param>
/// <param name="MappedAt">The stack of the call that mapped, where there was one.</param>
/// <param name="UnmappedAt">The stack of the call that unmapped, where there was one.</param>
public sealed record DmaViolation(DmaMisuse Misuse, DmaAddress Address, string Message, string? MappedAt, string? UnmappedAt)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        string text = $"{Misuse}: {Message}";
        if (MappedAt is not null)
            text += $"{Environment.NewLine}Mapped:{Environment.NewLine}{MappedAt}";
        if (UnmappedAt is not null)
            text += $"{Environment.NewLine}Unmapped:{Environment.NewLine}{UnmappedAt}";
        return text;
    }
}

/// <summary>
/// A DMA mapping was used against the rules. Thrown by <see cref="CheckedDmaMapper"/> before anything was done: the
/// mapping is as it was.
/// </summary>
public sealed class DmaMisuseException : InvalidOperationException
{
    internal DmaMisuseException(params IReadOnlyList<DmaViolation> violations)
        : base(string.Join(Environment.NewLine, violations.Select(static violation => violation.ToString()))) => Violations = violations;

    /// <summary>What was done wrong; one, but for the leaks that a dispose finds.</summary>
    public IReadOnlyList<DmaViolation> Violations { get; }

    /// <summary>What was done wrong first.</summary>
    public DmaMisuse Misuse => Violations[0].Misuse;
}
