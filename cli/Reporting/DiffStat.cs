using System.Collections.Generic;
using System.IO;
using System.Text;
using FragApi.Cli.Loading;
using FragApi.Cli.Surveying;
using FragApi.Cli.Writing;

namespace FragApi.Cli.Reporting;

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
            diff.WriteTo(text, Path.GetRelativePath(root, file.Path).Replace('\\', '/'), file.IsNew);
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
