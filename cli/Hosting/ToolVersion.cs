using System.Reflection;

namespace FragApi.Cli.Hosting;

/// <summary>The version of the tool, as reports state it.</summary>
internal static class ToolVersion
{
    /// <summary>Without the commit.</summary>
    public static string Full { get; } = Of(typeof(ToolVersion).Assembly);

    private static string Of(Assembly assembly)
    {
        string version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
        int commit = version.IndexOf('+', System.StringComparison.Ordinal);
        return commit < 0 ? version : version[..commit];
    }
}
