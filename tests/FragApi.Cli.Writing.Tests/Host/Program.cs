using System;
using System.Globalization;
using System.IO;
using System.Threading;

namespace FragApi.Cli.Writing.Host;

/// <summary>
/// Rewrites a tree and says each step before it: something to kill. <c>ROOT DELAY [STEP COUNT]</c>: a pause before each
/// rename in milliseconds, and the step (and which occurrence of it) at which it kills itself. The finisher makes the same
/// pauses, by way of the environment.
/// </summary>
internal static class Program
{
    private const string FinisherDelay = "FRAGAPI_HOST_FINISHER_DELAY";
    private static readonly object Gate = new();

    private static int Main(string[] arguments)
    {
        int finisherDelay = int.Parse(Environment.GetEnvironmentVariable(FinisherDelay) ?? "0", CultureInfo.InvariantCulture);
        if (Finisher.Run(arguments, (step, _) => Pause(step, finisherDelay)) is int exitCode)
            return exitCode;

        string root = arguments[0];
        int delay = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        WriteStep? last = arguments.Length > 2 ? Enum.Parse<WriteStep>(arguments[2]) : null;
        int countdown = arguments.Length > 2 ? int.Parse(arguments[3], CultureInfo.InvariantCulture) : 0;
        using StreamWriter output = new(Console.OpenStandardOutput()) { AutoFlush = true };
        output.WriteLine("start");
        try
        {
            WriteResult result = FileTransaction.Commit(root, Rewriting.Changes(root), new WriteOptions
            {
                Finisher = FinisherCommand.ForThisProgram(),
                Before = (step, path) =>
                {
                    lock (Gate)
                    {
                        output.WriteLine($"{step} {path}");
                        if (step == last && countdown-- == 0)
                            Environment.Exit(KillMyself());
                    }

                    Pause(step, delay);
                },
            });
            output.WriteLine($"written {result.Files} {(result.Interrupted ? "interrupted" : "undisturbed")} {result.Note}");
            return 0;
        }
        catch (WriteFailedException failure)
        {
            output.WriteLine("failed " + failure.Message);
            return 3;
        }
        catch (OperationCanceledException)
        {
            output.WriteLine("cancelled");
            return 130;
        }
    }

    private static void Pause(WriteStep step, int delay)
    {
        if (step is WriteStep.Rename or WriteStep.Restore && delay > 0)
            Thread.Sleep(delay);
    }

    private static int KillMyself()
    {
        using System.Diagnostics.Process self = System.Diagnostics.Process.GetCurrentProcess();
        self.Kill();
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }
}
