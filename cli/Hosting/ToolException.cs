using System;

namespace FragApi.Cli.Hosting;

/// <summary>Ends the run with a message for the user: what is wrong, where, and what to do.</summary>
internal sealed class ToolException(ExitCode exitCode, string message) : Exception(message)
{
    public ExitCode ExitCode { get; } = exitCode;
}
