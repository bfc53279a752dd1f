using System;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Cli.Commands;
using FragApi.Cli.Hosting;
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
            InitCommand.Create(),
            ConvertCommand.Create(),
            SealCommand.Create(),
            CheckCommand.Create(),
            MergeCommand.Create(),
            RulesCommand.Create(),
            ExplainCommand.Create(),
        };
        Verb.ExplainIn(root);
        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (string error in CommandLineErrors.Of(parsed))
                Console.Error.WriteLine($"fragapi: {error}");
            Console.Error.WriteLine(parsed.CommandResult.Command is RootCommand ? "'fragapi --help' lists the verbs." : $"'fragapi {parsed.CommandResult.Command.Name} --help' lists the options.");
            return (int)ExitCode.Usage;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, CancellationToken.None).ConfigureAwait(false);
    }
}
