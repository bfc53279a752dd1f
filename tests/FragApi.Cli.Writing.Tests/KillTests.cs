using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Cli.Writing.Host;
using Xunit;
using Xunit.Abstractions;

namespace FragApi.Cli.Writing.Tests;

/// <summary>Whenever the writer is killed, the tree is wholly old or wholly new afterwards.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int FileCount = 12;
    private const int AtOnce = 3;

    [LinuxFact]
    public void Killed_at_random_moments()
    {
        const int Kills = 200;
        int kills = 0;
        int seed = 0;
        int old = 0;
        int mixed = 0;
        int leftovers = 0;
        Run(() => kills < Kills, () =>
        {
            Random random = new(Interlocked.Increment(ref seed));
            // Half of them among the renames, the others over all steps.
            (WriteStep step, int occurrences) = random.Next(2) == 0 ? (WriteStep.Rename, FileCount + 1) : Steps[random.Next(Steps.Length)];
            using TemporaryFolder folder = Tree();
            SortedDictionary<string, string> before = folder.Files();
            SortedDictionary<string, string> after = Rewriting.Apply(before);
            using HostProcess host = new(folder.Root, delay: 3);
            if (host.AwaitLine($"{step} ", random.Next(occurrences)))
                Thread.Sleep(TimeSpan.FromMilliseconds(4 * random.NextDouble()));
            host.Kill();
            host.AwaitEnd();
            if (!host.WasKilled)
                return;

            host.AwaitFinisher();
            SortedDictionary<string, string> left = folder.Files();
            bool isOld = AssertWhole(Sources(left), before, after, host);
            string? said = FileTransaction.Recover(folder.Root);
            Assert.Equal(isOld ? before : after, folder.Files());
            Assert.Equal(left.Count != Sources(left).Count, said is not null);
            // Only what was killed before the finisher stood by is left to the next run.
            if (said is not null)
                Assert.True(isOld && !host.Said.Any(line => line.StartsWith("Commit ", StringComparison.Ordinal)), $"{said} after {host.Said[^1]}");

            Interlocked.Increment(ref kills);
            _ = isOld && Interlocked.Increment(ref old) != 0;
            _ = said is not null && Interlocked.Increment(ref leftovers) != 0;
            int renames = host.Said.Count(line => line.StartsWith("Rename ", StringComparison.Ordinal));
            _ = renames > 1 && host.Said[^1].StartsWith("Rename ", StringComparison.Ordinal) && Interlocked.Increment(ref mixed) != 0;
        });

        output.WriteLine($"{kills} kills: {old} left the tree old, {kills - old} new; {mixed} hit between two renames; {leftovers} left files for the next run");
        Assert.True(old >= Kills / 10 && kills - old >= Kills / 10 && mixed >= Kills / 5, $"the kills do not cover the write: {old} old, {kills - old} new, {mixed} between renames");
    }

    /// <summary>Kills at each step exactly, where the random ones may miss the narrow ones.</summary>
    [LinuxFact]
    public void Killed_at_each_step()
    {
        Queue<(WriteStep Step, int Occurrence)> todo = new(Steps.SelectMany(step => (int[])[0, step.Occurrences / 2, step.Occurrences - 1], (step, occurrence) => (step.Step, occurrence)).Distinct());
        Assert.Equal(6 * 3 + 4, todo.Count);
        Run(() => todo.Count > 0, () =>
        {
            (WriteStep Step, int Occurrence) at;
            lock (todo)
            {
                if (!todo.TryDequeue(out at))
                    return;
            }

            using TemporaryFolder folder = Tree();
            SortedDictionary<string, string> before = folder.Files();
            using HostProcess host = new(folder.Root, delay: 0, at.Step, at.Occurrence);
            host.AwaitEnd();
            Assert.True(host.WasKilled, string.Join('\n', host.Said));
            host.AwaitFinisher();
            SortedDictionary<string, string> left = Sources(folder.Files());
            Assert.Equal(at.Step < WriteStep.Rename, AssertWhole(left, before, Rewriting.Apply(before), host));
            FileTransaction.Recover(folder.Root);
            Assert.Equal(left, folder.Files());
        });
    }

    /// <summary>As in a power cut, the finisher dies too, somewhere on its way: the next run does the rest.</summary>
    [LinuxFact]
    public void Writer_and_finisher_killed()
    {
        const int Rounds = 40;
        int done = 0;
        int seed = 1000;
        int recovered = 0;
        Run(() => done < Rounds, () =>
        {
            Random random = new(Interlocked.Increment(ref seed));
            using TemporaryFolder folder = Tree();
            SortedDictionary<string, string> before = folder.Files();
            using HostProcess host = new(folder.Root, delay: 0, WriteStep.Rename, random.Next(FileCount + 1), finisherDelay: 8);
            host.AwaitEnd();
            Assert.True(host.WasKilled);
            Thread.Sleep(random.Next(120));
            if (host.FindFinisher() is int id)
                KillProcess(id);
            host.AwaitFinisher();
            _ = FileTransaction.Recover(folder.Root) is not null && Interlocked.Increment(ref recovered) != 0;
            Assert.Equal(Rewriting.Apply(before), folder.Files());
            Interlocked.Increment(ref done);
        });

        output.WriteLine($"{done} rounds, {recovered} completed by the next run");
        Assert.True(recovered >= Rounds / 4, $"only {recovered} of {done} kills caught the finisher at work");
    }

    /// <summary>The next run recovers while the finisher does the same.</summary>
    [LinuxFact]
    public void Recovered_while_the_finisher_works()
    {
        using TemporaryFolder folder = Tree();
        SortedDictionary<string, string> before = folder.Files();
        using HostProcess host = new(folder.Root, delay: 0, WriteStep.Rename, 3, finisherDelay: 30);
        host.AwaitEnd();
        FileTransaction.Recover(folder.Root, TimeSpan.FromSeconds(20));
        Assert.Equal(Rewriting.Apply(before), folder.Files());
        host.AwaitFinisher();
        Assert.Equal(Rewriting.Apply(before), folder.Files());
    }

    [LinuxFact]
    public void The_finisher_ends_with_the_writer_and_holds_none_of_its_streams()
    {
        using TemporaryFolder folder = Tree();
        SortedDictionary<string, string> before = folder.Files();
        using HostProcess host = new(folder.Root, delay: 0);
        Assert.True(host.AwaitLine("Commit "));
        Assert.NotNull(host.FindFinisher());
        host.AwaitEnd();
        Assert.Equal(0, host.ExitCode);
        Assert.Equal($"written {FileCount + 1} undisturbed ", host.Said[^1]);
        host.AwaitFinisher();
        Assert.Equal(Rewriting.Apply(before), folder.Files());
    }

    [LinuxFact]
    public void Interrupted_while_renaming_it_completes()
    {
        using TemporaryFolder folder = Tree();
        SortedDictionary<string, string> before = folder.Files();
        using HostProcess host = new(folder.Root, delay: 10, isInForeground: true);
        Assert.True(host.AwaitLine("Rename ", 2));
        Signal(host.Id, "INT");
        host.AwaitEnd();
        Assert.Equal((0, $"written {FileCount + 1} interrupted "), (host.ExitCode, host.Said[^1]));
        Assert.Equal(Rewriting.Apply(before), folder.Files());
    }

    [LinuxFact]
    public void Interrupted_before_it_stops_with_nothing_changed()
    {
        using TemporaryFolder folder = Tree();
        SortedDictionary<string, string> before = folder.Files();
        // The finisher takes long to start compared with the signal.
        using HostProcess host = new(folder.Root, delay: 0, isInForeground: true);
        Assert.True(host.AwaitLine("Announce "));
        Signal(host.Id, "INT");
        host.AwaitEnd();
        Assert.Equal((130, "cancelled"), (host.ExitCode, host.Said[^1]));
        Assert.Equal(before, folder.Files());
        host.AwaitFinisher();
        Assert.Equal(before, folder.Files());
    }

    /// <summary>The finisher is not the terminal's: what interrupts the writer leaves it standing.</summary>
    [LinuxFact]
    public void Signals_do_not_stop_the_finisher()
    {
        using TemporaryFolder folder = Tree();
        SortedDictionary<string, string> before = folder.Files();
        using HostProcess host = new(folder.Root, delay: 0, WriteStep.Rename, 3, finisherDelay: 40);
        host.AwaitEnd();
        int id = host.FindFinisher() ?? throw new InvalidOperationException("no finisher");
        foreach (string signal in (string[])["INT", "TERM", "HUP"])
            Signal(id, signal);
        host.AwaitFinisher();
        Assert.Equal(Rewriting.Apply(before), folder.Files());
    }

    private static (WriteStep Step, int Occurrences)[] Steps =>
    [
        (WriteStep.Check, FileCount + 1),
        (WriteStep.Announce, 1),
        (WriteStep.WriteNew, FileCount + 1),
        (WriteStep.KeepOld, FileCount + 1),
        (WriteStep.Flush, FileCount + 1),
        (WriteStep.AwaitFinisher, 1),
        (WriteStep.Commit, 1),
        (WriteStep.Rename, FileCount + 1),
        (WriteStep.CleanUp, FileCount + 1),
        (WriteStep.RemoveJournal, 1),
    ];

    private static void Run(Func<bool> isMoreToDo, Action round) =>
        Task.WaitAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Factory.StartNew(
            () =>
            {
                while (isMoreToDo())
                    round();
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToArray());

    private static TemporaryFolder Tree()
    {
        TemporaryFolder folder = new();
        for (int i = 0; i < FileCount; i++)
            folder.Write($"{(i % 3 == 0 ? "" : i % 3 == 1 ? "net/" : "net/bücher und/")}File{i}.cs", $"class C{i} {{ }}\r\n");
        return folder;
    }

    private static SortedDictionary<string, string> Sources(SortedDictionary<string, string> files) =>
        new(files.Where(file => !file.Key.Contains(".fragapi-", StringComparison.Ordinal)).ToDictionary(), StringComparer.Ordinal);

    /// <summary>True for the old tree, false for the new one.</summary>
    private static bool AssertWhole(SortedDictionary<string, string> files, SortedDictionary<string, string> before, SortedDictionary<string, string> after, HostProcess host)
    {
        bool isOld = files.SequenceEqual(before);
        Assert.True(isOld || files.SequenceEqual(after), $"neither old nor new after: {host.Said[^1]}\n{string.Join('\n', files.Select(file => $"{file.Key} {(before.TryGetValue(file.Key, out string? old) && old == file.Value ? "old" : "new")}"))}");
        return isOld;
    }

    private static void KillProcess(int id)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It has just ended.
        }
    }

    private static void Signal(int id, string name) => Assert.Equal(0, Tool.Run("kill", $"-{name}", $"{id}"));
}
