namespace FragApi.Cli.Hosting;

/// <summary>What the process ends with.</summary>
internal enum ExitCode
{
    /// <summary>Done, and nothing is left.</summary>
    Done = 0,

    /// <summary>Findings, or sites that need a human, are left.</summary>
    Left = 1,

    /// <summary>The command line is wrong, or the tree is not in a state to work on.</summary>
    Usage = 2,

    /// <summary>A project could not be loaded, compiled or analysed, a file could not be read or written, or the run was interrupted.</summary>
    Failed = 3,
}
