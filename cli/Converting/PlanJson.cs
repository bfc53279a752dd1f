using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using FragApi.Cli.Loading;
using FragApi.Cli.Writing;

namespace FragApi.Cli.Converting;

/// <summary>The plan as a file: for scripts, and for the record.</summary>
internal static class PlanJson
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        // Code is for reading; this is no web page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    private sealed record Site(string File, int Line, int Column, string Rule, string Status, string? Reason, string Before, string? After);

    private sealed record Summary(int Files, int Sites, int Converted, int Already, int Skipped, int NeedsHuman, int Insertions, int Deletions);

    private sealed record Document(int Version, IEnumerable<Site> Sites, Summary Summary);

    public static string Of(Plan plan, DiffStat stat, CodeBase code) => JsonSerializer.Serialize(
        new Document(
            1,
            plan.Sites.Select(site => new Site(code.Relative(site.File), site.Start.Line + 1, site.Start.Character + 1, site.Rule, NameOf(site.Status), site.Reason, site.Before, site.After)),
            new Summary(stat.Files, plan.Sites.Length, plan.Count(SiteStatus.Converted), plan.Count(SiteStatus.Already), plan.Count(SiteStatus.Skipped), plan.Count(SiteStatus.NeedsHuman), stat.Insertions, stat.Deletions)),
        s_options);

    /// <summary>The status as the plan and the messages spell it.</summary>
    public static string NameOf(SiteStatus status) => status switch
    {
        SiteStatus.Converted => "converted",
        SiteStatus.Already => "already",
        SiteStatus.Skipped => "skipped",
        _ => "needs-human",
    };
}

/// <summary>The diff of a whole plan, and its size as git counts it.</summary>
internal sealed record DiffStat(int Files, int Insertions, int Deletions, string Diff)
{
    public static DiffStat Of(IEnumerable<ChangedFile> files, CodeBase code)
    {
        List<ChangedFile> all = [.. files];
        StringBuilder text = new();
        // No patch may name what lies above the folder it is applied in. What stands before its first header is a comment.
        string root = FolderAround(code.Root, all);
        if (root != code.Root)
            text.Append("Paths are relative to ").Append(root).Append(", where this applies.\n");
        (int count, int insertions, int deletions) = (0, 0, 0);
        foreach (ChangedFile file in all)
        {
            UnifiedDiff diff = UnifiedDiff.Of(file.Old, file.New);
            diff.WriteTo(text, Path.GetRelativePath(root, file.Path).Replace('\\', '/'));
            count++;
            insertions += diff.Insertions;
            deletions += diff.Deletions;
        }

        return new DiffStat(count, insertions, deletions, text.ToString());
    }

    /// <summary>The nearest folder above the root that has all the files in it; projects may link files from beside them.</summary>
    private static string FolderAround(string root, List<ChangedFile> files)
    {
        for (string? folder = root; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (files.TrueForAll(file => RealPath.IsUnder(file.Path, folder)))
                return folder;
        }

        return root;
    }

    /// <summary>The line that <c>git diff --shortstat</c> prints.</summary>
    public override string ToString()
    {
        if (Files == 0)
            return "0 files changed";
        string text = $"{Files} file{S(Files)} changed";
        if (Insertions > 0 || Deletions == 0)
            text += $", {Insertions} insertion{S(Insertions)}(+)";
        if (Deletions > 0 || Insertions == 0)
            text += $", {Deletions} deletion{S(Deletions)}(-)";
        return text;

        static string S(int count) => count == 1 ? "" : "s";
    }
}
