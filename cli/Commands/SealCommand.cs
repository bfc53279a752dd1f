using System;
using System.CommandLine;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
using FragApi.Cli.Reporting;
using FragApi.Cli.Sealing;

namespace FragApi.Cli.Commands;

/// <summary><c>fragapi seal</c>: makes the fragments' page opaque, and lists what no longer compiles.</summary>
internal static class SealCommand
{
    public static Command Create()
    {
        Verb command = new("seal", "Makes the fragments' page opaque, in memory, and lists every place that no longer compiles; --write makes it so.", """
            Each page member gets the type FragPage<T>; accessors wrap and unwrap it. Every other place that no longer
            compiles is a case that the conversion missed: it is listed with its file, line and expression, and with the
            rule it falls under, or "no rule sees this".

            --write is refused while a case is missed.

            Exit codes:
              0  nothing is missed
              1  cases were missed, or a page cannot be sealed
              2  usage, nothing to seal, or uncommitted changes
              3  something could not be loaded, compiled, analysed, read or written, or the run was interrupted
            """);
        CommonOptions common = new(command, selects: false);
        command.Options.Add(common.Full);
        Option<bool> write = new("--write") { Description = "Change the type, and open it in the accessors. Refused in a git work tree with uncommitted changes." };
        Option<bool> allowDirty = new("--allow-dirty") { Description = "Write even so." };
        Option<string?> diffFile = new("--diff") { Description = "Write the diff of the sealing to a file.", HelpName = "FILE" };
        command.Options.Add(write);
        command.Options.Add(allowDirty);
        command.Options.Add(diffFile);
        command.SetAction((parsed, _) => VerbHost.RunAsync(async cancellation =>
        {
            SourceStore sources = new();
            bool writes = parsed.GetValue(write);
            if (writes)
                Workspace.DemandClean(common.Request(parsed), parsed.GetValue(allowDirty));
            (CodeBase code, SealResult result) = await ProgressBar.RunAsync(async progress =>
            {
                CodeBase loaded = await common.LoadAsync(parsed, sources, tolerant: false, progress, cancellation).ConfigureAwait(false);
                return (loaded, await Sealing.Sealing.OfAsync(loaded, parsed.GetValue(common.Full), progress, cancellation).ConfigureAwait(false));
            }).ConfigureAwait(false);

            if (result.Sealed.IsEmpty && result.SealedBefore.IsEmpty && result.Refused.IsEmpty)
                throw new ToolException(ExitCode.Usage, "there is nothing to seal: no type that was given is a fragment with a page. Fragments are what [Fragment] or a binding file says: 'fragapi explain annotations', 'fragapi explain bindings'.");
            if (parsed.GetValue(diffFile) is string diffPath)
                OutputFile.Write(diffPath, DiffStat.Of(result.Files, code).Diff);
            foreach (string loss in result.Losses)
                Console.Error.WriteLine($"fragapi: {loss}");
            // What nobody could look at is not proved.
            bool clean = result.Missed.IsEmpty && result.Refused.IsEmpty && result.Losses.IsEmpty;
            bool writing = writes && clean && !result.Sealed.IsEmpty;
            if (writing)
                Workspace.Write(code, result.Files, sources, result.Added, cancellation);
            SealReport.Write(Console.Out, result, code, writes, writing, (verb, more) => common.Hint(parsed, verb, more));
            return !result.Losses.IsEmpty ? ExitCode.Failed : clean ? ExitCode.Done : ExitCode.Left;
        }));
        return command;
    }
}
