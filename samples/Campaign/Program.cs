using System;
using System.IO;
using System.Linq;

namespace Campaign;

/// <summary>
/// The whole campaign on a copy of <c>samples/Drivers</c> that says nothing any more: describe, convert, compare, finish by hand, seal, compare. Ends with 1
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
        string shown = Path.GetRelativePath(Directory.GetCurrentDirectory(), target);
        tree.Forget();
        Console.WriteLine($"A copy of samples/Drivers in {shown}, without a word of what is what in it");
        tree.Build();
        string[] log = tree.Replay();
        Console.WriteLine($"Its drivers, replayed against recording fakes, log {log.Length} lines");

        Say($"fragapi init {shown}/Drivers.sln --write", tree.Init());

        Say($"fragapi convert {shown}/Drivers.sln --write", tree.Convert());
        tree.Build();
        bool same = Compare(log, tree.Replay());

        tree.FinishByHand();
        Console.WriteLine($"\n{HandEdits.All.Length} edits by hand, as samples/Campaign/HandEdits.cs has them");
        Say($"fragapi seal {shown}/Drivers.sln --write", tree.Seal());
        tree.Build();
        bool sealedSame = Compare(log, tree.Replay());
        return same && sealedSame ? 0 : 1;
    }

    private static void Say(string command, string output)
    {
        Console.WriteLine($"\n$ {command}");
        Console.WriteLine(output.TrimEnd());
    }

    private static bool Compare(string[] before, string[] after)
    {
        bool same = before.SequenceEqual(after);
        Console.WriteLine(same ? $"\nIt builds, and Replay logs the same {after.Length} lines" : $"\nReplay differs from line {FirstDifference(before, after)} on");
        return same;
    }

    private static int FirstDifference(string[] one, string[] other)
    {
        int line = 0;
        while (line < one.Length && line < other.Length && one[line] == other[line])
            line++;
        return line + 1;
    }
}
