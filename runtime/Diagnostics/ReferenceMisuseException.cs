using System;

namespace FragApi;

/// <summary>
/// A page, a destructor or a buffer was used against its reference count. The count is as it was before the call:
/// whoever throws this has changed nothing.
/// </summary>
/// <remarks>
/// The stacks are known for pages of a diagnostic pool (<see cref="PagePool.CreateDiagnostic"/>) and for pages that the
/// leak detection happened to sample; else they are null.
/// </remarks>
public sealed class ReferenceMisuseException : InvalidOperationException
{
    /// <summary>Describes a misuse without stacks.</summary>
    public ReferenceMisuseException(ReferenceMisuse misuse, string message)
        : this(misuse, message, null, null)
    {
    }

    /// <summary>Describes a misuse; the stacks, where there are any, become part of the message.</summary>
    public ReferenceMisuseException(ReferenceMisuse misuse, string message, string? acquiredAt, string? releasedAt)
        : base(Compose(message, acquiredAt, releasedAt))
    {
        Misuse = misuse;
        AcquiredAt = acquiredAt;
        ReleasedAt = releasedAt;
    }

    /// <summary>What was done wrong.</summary>
    public ReferenceMisuse Misuse { get; }

    /// <summary>The stack of the call that acquired it, where one was recorded.</summary>
    public string? AcquiredAt { get; }

    /// <summary>The stack of the call that dropped the last reference, where one was recorded.</summary>
    public string? ReleasedAt { get; }

    /// <summary>The exception for a misuse of <paramref name="what"/>, as "page".</summary>
    internal static ReferenceMisuseException Of(ReferenceMisuse misuse, string what, string? acquiredAt = null, string? releasedAt = null) =>
        new(
            misuse,
            misuse switch
            {
                ReferenceMisuse.Resurrected => $"A reference was taken on a {what} that has none left.",
                ReferenceMisuse.PutBelowZero => $"A reference was dropped on a {what} that has none left.",
                ReferenceMisuse.Overflow => $"A reference was taken on a {what} that has as many as it can count.",
                _ => $"A {what} was used after its last reference was dropped.",
            },
            acquiredAt,
            releasedAt);

    private static string Compose(string message, string? acquiredAt, string? releasedAt)
    {
        if (acquiredAt is not null)
            message += $"{Environment.NewLine}Acquired:{Environment.NewLine}{acquiredAt}";
        if (releasedAt is not null)
            message += $"{Environment.NewLine}Released:{Environment.NewLine}{releasedAt}";
        return message;
    }
}
