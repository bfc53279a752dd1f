using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Campaign;

/// <summary>
/// The whole campaign on a copy of <c>samples/Drivers</c>: survey, convert, compare, finish by hand, seal. Ends with 1
/// when a step fails; the copy stays, to be looked at.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        string repository = DriverTree.RepositoryAbove(AppContext.BaseDirectory);
        string target = Path.GetFullPath(arguments.Length > 0 ? arguments[0] : Path.Combine(repository, "artifacts", "drivers"));
        try
        {
            return Run(repository, target);
        }
        catch (CampaignException failure)
        {
            Console.Error.WriteLine(failure.Message);
            return 1;
        }
    }

    private static int Run(string repository, string target)
    {
        DriverTree tree = DriverTree.Copy(repository, target);
        Console.WriteLine($"Converting a copy of samples/Drivers in {Path.GetRelativePath(Directory.GetCurrentDirectory(), target)}");

        IReadOnlyList<Finding> before = tree.Build();
        string[] log = tree.Replay();
        Console.WriteLine($"survey:  {before.Count} raw uses in {before.Select(finding => finding.File).Distinct().Count()} files; Replay logs {log.Length} lines");

        tree.Convert();
        IReadOnlyList<Finding> left = tree.Build();
        (int files, int insertions, int deletions) = tree.DiffStat();
        Console.WriteLine($"convert: {files} files changed, {insertions} insertions(+), {deletions} deletions(-)");
        foreach (IGrouping<string, Finding> rule in before.GroupBy(finding => finding.Rule).OrderBy(rule => rule.Key, StringComparer.Ordinal))
        {
            int remaining = left.Count(finding => finding.Rule == rule.Key);
            Console.WriteLine($"  {rule.Key}  {rule.Count(),4} found  {rule.Count() - remaining,4} converted  {remaining,3} left");
        }

        string[] after = tree.Replay();
        bool same = log.SequenceEqual(after);
        Console.WriteLine(same ? $"compare: {after.Length} lines of Replay, identical" : $"compare: Replay differs from line {FirstDifference(log, after)} on");

        Console.WriteLine("by hand: what is left, with its reason");
        foreach (Finding finding in left)
            Console.WriteLine($"  {finding.File}({finding.Line}): {finding.Rule} {finding.Message}");

        tree.FinishByHand();
        tree.Seal();
        tree.Build();
        bool sealedSame = log.SequenceEqual(tree.Replay());
        Console.WriteLine(sealedSame ? "seal:    Frag.Page is a FragPage<Page>; the tree compiles, Replay is identical" : "seal:    Replay differs");
        return same && sealedSame ? 0 : 1;
    }

    private static int FirstDifference(string[] one, string[] other)
    {
        int line = 0;
        while (line < one.Length && line < other.Length && one[line] == other[line])
            line++;
        return line + 1;
    }
}
