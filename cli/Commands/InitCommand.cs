using System;
using System.CommandLine;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
using FragApi.Cli.Proposing;
using FragApi.Cli.Reporting;

namespace FragApi.Cli.Commands;

/// <summary><c>fragapi init</c>: proposes the vocabulary of a code base, and with <c>--write</c> says it.</summary>
internal static class InitCommand
{
    public static Command Create()
    {
        Verb command = new("init", "Proposes the vocabulary of a code base that has none: what counts, what is a fragment, what maps, who owns; --write says so.", """
            What is proposed is read off the bodies: what a method does decides, not what it is called. Each proposal comes with
            the places that speak for it:
              sure      written as a line of the binding file, FragApi.Bindings.txt, beside the project of the fragment
              likely    written as a comment there, with its reason; take the '#' away, or leave it
              question  what only a person can say; it stays open until a line, or a comment, of a binding file names the symbol

            What attributes and binding files say already is left as it is, and is not proposed again.

            Exit codes:
              0  no question is open
              1  some are
              2  usage, or uncommitted changes
              3  something could not be loaded, analysed, read or written, or the run was interrupted
            """);
        CommonOptions common = new(command, selects: false);
        Option<bool> write = new("--write") { Description = "Write the files. Refused in a git work tree with uncommitted changes." };
        Option<bool> allowDirty = new("--allow-dirty") { Description = "Write even so." };
        Option<bool> attributes = new("--attributes") { Description = "Say what is sure with attributes in the sources; a binding file says the rest." };
        Option<string?> jsonFile = new("--json") { Description = "Write the proposals, with all their evidence, as JSON.", HelpName = "FILE" };
        Option<string?> diffFile = new("--diff") { Description = "Write the diff to a file instead of printing it.", HelpName = "FILE" };
        Option<bool> accessors = new("--accessors") { Description = "Write nothing but the accessors that raw uses wait for." };
        command.Options.Add(write);
        command.Options.Add(allowDirty);
        command.Options.Add(attributes);
        command.Options.Add(accessors);
        command.Options.Add(jsonFile);
        command.Options.Add(diffFile);
        command.SetAction((parsed, _) => VerbHost.RunAsync(async cancellation =>
        {
            SourceStore sources = new();
            bool writes = parsed.GetValue(write);
            if (writes)
                Workspace.DemandClean(common.Request(parsed), parsed.GetValue(allowDirty));
            if (parsed.GetValue(accessors))
                return await InitAccessors.RunAsync(parsed, common, writes, parsed.GetValue(jsonFile), parsed.GetValue(diffFile), cancellation).ConfigureAwait(false);
            (CodeBase code, ProposalResult result) = await ProgressBar.RunAsync(async progress =>
            {
                CodeBase loaded = await common.LoadAsync(parsed, sources, tolerant: false, progress, cancellation).ConfigureAwait(false);
                return (loaded, await Proposer.WithAccessorsAsync(loaded, sources, parsed.GetValue(attributes), progress, cancellation).ConfigureAwait(false));
            }).ConfigureAwait(false);

            foreach (string loss in result.Losses)
                Console.Error.WriteLine($"fragapi: {loss}");
            if (parsed.GetValue(jsonFile) is string jsonPath)
                OutputFile.Write(jsonPath, InitJson.Of(result, code));
            DiffStat stat = InitDiff.Of(result, code);
            if (parsed.GetValue(diffFile) is string diffPath)
                OutputFile.Write(diffPath, stat.Diff);
            else if (!writes)
                Console.Out.Write(stat.Diff);
            if (writes && result.Writes)
                Workspace.Write(code, result.Changed, sources, result.Added, cancellation);

            InitReport.Write(Console.Out, result, code);
            foreach (string remark in result.Remarks)
                Console.Out.WriteLine(remark);
            if (result.Writes)
                Console.Out.WriteLine($" {stat}");
            Console.Out.WriteLine(NextStep(result, writes, (verb, more) => common.Hint(parsed, verb, more), parsed.GetValue(attributes) ? ["--attributes", "--write"] : ["--write"]));
            return !result.Losses.IsEmpty ? ExitCode.Failed : result.Questions.IsEmpty ? ExitCode.Done : ExitCode.Left;
        }));
        return command;
    }

    /// <param name="result">What was proposed.</param>
    /// <param name="written">And written.</param>
    /// <param name="hint">A command for the same code base.</param>
    /// <param name="write">The options that write it.</param>
    private static string NextStep(ProposalResult result, bool written, Func<string, string[], string> hint, string[] write)
    {
        int open = result.Questions.Length;
        string left = open == 0 ? "" : $" {CheckCommand.Count(open, "question")} {(open == 1 ? "is" : "are")} open.";
        if (result.Proposals.IsEmpty && open == 0)
        {
            return result.Known == 0
                ? "Nothing in it counts references, and nothing is proposed."
                : $"Nothing new: {CheckCommand.Count(result.Known, "role")} said before. Next: {hint("convert", [])}";
        }

        if (!result.Writes)
            return $"Nothing new is to be written.{left} Next: {hint("convert", [])}";
        return written
            ? $"Written.{left} Next: read it, say what is likely or not, build, commit; then {hint("convert", [])}"
            : $"Nothing was written.{left} To write it: {hint("init", write)}";
    }
}
