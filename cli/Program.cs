using System;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Cli.Commands;
using FragApi.Cli.Writing;

namespace FragApi.Cli;

internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        // A second process that completes a write if this one is killed in the middle of it.
        if (Finisher.Run(arguments) is int finished)
            return finished;

        RootCommand root = new("Converts a C# code base from raw page reference counting on network buffer fragments to a fragment accessor API: plans, converts, seals, checks.")
        {
            ConvertCommand.Create(),
            SealCommand.Create(),
            CheckCommand.Create(),
            RulesCommand.Create(),
            ExplainCommand.Create(),
        };
        Verb.ExplainIn(root);
        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (ParseError error in parsed.Errors)
                Console.Error.WriteLine(error.Message);
            Console.Error.WriteLine("'fragapi --help' lists the verbs and their options.");
            return (int)ExitCode.Usage;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Runs a verb; what ends it early becomes a message and an exit code.</summary>
    public static async Task<int> RunAsync(Func<CancellationToken, Task<ExitCode>> verb)
    {
        using CancellationTokenSource cancelling = new();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            cancelling.Cancel();
        };
        // What stops a run in a script or a container; without it, MSBuild would be left behind.
        using PosixSignalRegistration terminating = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            cancelling.Cancel();
        });
        try
        {
            return (int)await verb(cancelling.Token).ConfigureAwait(false);
        }
        catch (ToolException problem)
        {
            Console.Error.WriteLine($"fragapi: {problem.Message}");
            return (int)problem.ExitCode;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("fragapi: cancelled; nothing was changed.");
            return (int)ExitCode.Failed;
        }
#pragma warning disable CA1031 // the last resort: an exit code that is documented, and what a report needs
        catch (Exception defect)
#pragma warning restore CA1031
        {
            Console.Error.WriteLine($"fragapi: this is a defect of fragapi; please report it:\n{defect}");
            return (int)ExitCode.Failed;
        }
    }
}
