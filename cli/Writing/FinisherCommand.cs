using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;

namespace FragApi.Cli.Writing;

/// <summary>How this program starts itself again.</summary>
/// <param name="FileName">The executable.</param>
/// <param name="Arguments">What comes before the arguments of the finisher.</param>
internal sealed record FinisherCommand(string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>
    /// The running program: its own executable, or <c>dotnet PROGRAM.dll</c> when it was started like that. Null when
    /// neither is known.
    /// </summary>
    public static FinisherCommand? ForThisProgram()
    {
        if (Environment.ProcessPath is not string executable)
            return null;
        if (!Path.GetFileNameWithoutExtension(executable).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
            return new FinisherCommand(executable, []);
        string? assembly = Assembly.GetEntryAssembly()?.Location;
        return string.IsNullOrEmpty(assembly) ? null : new FinisherCommand(executable, [assembly]);
    }
}
