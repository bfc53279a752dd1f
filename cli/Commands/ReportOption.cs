using System.CommandLine;
using System.IO;
using System.Linq;
using FragApi.Cli.Loading;

namespace FragApi.Cli.Commands;

/// <summary><c>--report FILE.html</c>, of the verbs that have something to review.</summary>
internal static class ReportOption
{
    public static Option<string?> Create() => new("--report") { Description = "Write a page to review: every site or finding with its code, in one file that any browser opens.", HelpName = "FILE.html" };

    /// <summary>What the page is called after.</summary>
    public static string NameOf(LoadRequest request) =>
        string.Join(", ", request.Paths.Select(path => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)))));
}
