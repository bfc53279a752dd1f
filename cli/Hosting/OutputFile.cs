using System;
using System.IO;

namespace FragApi.Cli.Hosting;

/// <summary>Files that the user asked for: plans, diffs, reports.</summary>
internal static class OutputFile
{
    /// <exception cref="ToolException">It cannot be written.</exception>
    public static void Write(string path, string text)
    {
        try
        {
            File.WriteAllText(path, text);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ToolException(ExitCode.Failed, $"{path} could not be written: {problem.Message}");
        }
    }
}
