using System;
using System.Collections.Immutable;
using System.CommandLine;
using System.IO;
using System.Threading.Tasks;
using FragApi.Cli.Checking;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;

namespace FragApi.Cli.Commands;

/// <summary><c>fragapi merge</c>: makes one report of those of all parts.</summary>
internal static class MergeCommand
{
    public static Command Create()
    {
        Verb command = new("merge", "Makes one report of the parts that 'check --shard K/N' has looked at: the same as one run's.", """
            Each FILE is what one part wrote, with --format json or with --sarif; all N have to be there. What is reported,
            and the exit code, are those of one 'check' of the whole, with the options that the parts were checked with. A
            baseline is held against the whole, and is given here.

            Exit codes:
              0  no findings, or less severe ones than the parts' --fail-on
              1  findings
              2  usage: a part is missing, twice, or of another whole, or a file cannot be read
              3  something could not be loaded, compiled or checked in some part
            """);
        Argument<string[]> files = new("FILE") { Description = "The report of a part: JSON or SARIF.", Arity = ArgumentArity.OneOrMore };
        CheckOutput output = new(command);
        KnownOptions known = new(command, onlyBaseline: true);
        command.Arguments.Add(files);
        command.SetAction((parsed, _) => VerbHost.RunAsync(cancellation =>
        {
            ImmutableArray<ShardResult> parts = Shards.Read(parsed.GetValue(files)!);
            CodeBase code = Shards.CodeOf(parts);
            IGate gate = known.Gate(parsed);
            if (gate is BaselineGate && !Directory.Exists(code.Root))
                throw new ToolException(ExitCode.Usage, $"--baseline: the code was checked in {code.Root}, which is not here, so that nobody can tell which of its files are gone. Merge where the code is.");
            foreach (string note in code.Notes)
                Console.Error.WriteLine(note);
            return Task.FromResult(output.Write(parsed, Shards.ResultOf(parts), code, parts[0].Options, gate, new SourceStore(), report: null, cancellation));
        }));
        return command;
    }
}
