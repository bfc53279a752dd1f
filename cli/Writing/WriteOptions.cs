using System;

namespace FragApi.Cli.Writing;

/// <summary>How a write is done.</summary>
internal sealed record WriteOptions
{
    /// <summary>How to start the process that completes the write if this one is killed; null starts none.</summary>
    public FinisherCommand? Finisher { get; init; }

    /// <summary>How long to wait for another write in the same folder to end.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Called before each step with the file it is about; what it throws is what the step fails with. For tests.</summary>
    public Action<WriteStep, string>? Before { get; init; }
}
