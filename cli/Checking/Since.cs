using System.Threading;
using System.Threading.Tasks;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
using FragApi.Cli.Surveying;

namespace FragApi.Cli.Checking;

/// <summary>What was found in a revision, as the baseline that a run of now is held against.</summary>
internal static class Since
{
    /// <summary>The baseline that a check of the revision would have made, with the names that its files have now; null when what was asked for was not there then.</summary>
    /// <param name="revision">The old files.</param>
    /// <param name="now">What is asked for now.</param>
    /// <param name="selection">The rules that are meant. Files are all looked at: they may have moved.</param>
    /// <param name="progress">Told what it is at.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ToolException">The revision cannot be loaded, or not wholly checked: nobody could say what is new.</exception>
    public static async Task<Baseline?> BaselineAsync(Revision revision, LoadRequest now, Selection selection, IProgressSteps progress, CancellationToken cancellation)
    {
        if (revision.Then(now) is not LoadRequest then)
            return null;
        CodeBase code;
        try
        {
            progress.Step($"loading {revision.Name}", 0, 1);
            code = await Loader.LoadAsync(then, new SourceStore(), cancellation).ConfigureAwait(false);
        }
        catch (ToolException problem)
        {
            throw new ToolException(ExitCode.Failed, $"--since {revision.Name}: it cannot be loaded, so that nobody can say what is new: {revision.Named(problem.Message)}");
        }

        CheckResult result = await Checker.RunAsync(code, selection.OfAllFiles(), withFixes: false, progress, cancellation, keepsCode: false).ConfigureAwait(false);
        if (!result.Failures.IsEmpty)
            throw new ToolException(ExitCode.Failed, $"--since {revision.Name}: not all of it can be checked, so that nobody can say what is new:\n{revision.Named(string.Join('\n', result.Failures))}\nGive a revision that compiles.");
        return Baseline.Of(result.Findings, code).Renamed(revision.Renames(now.Root));
    }
}
