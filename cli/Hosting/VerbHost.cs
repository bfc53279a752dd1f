using System;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace FragApi.Cli.Hosting;

/// <summary>The one place in which a verb's work is run.</summary>
internal static class VerbHost
{
    /// <summary>Runs a verb; what ends it early becomes a message and an exit code.</summary>
    public static async Task<int> RunAsync(Func<CancellationToken, Task<ExitCode>> verb)
    {
        using CancellationTokenSource cancelling = new();
        // Ctrl-C, and what stops a run in a script or a container; without it, MSBuild would be left behind.
        using PosixSignalRegistration interrupting = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using PosixSignalRegistration terminating = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        try
        {
            return (int)await verb(cancelling.Token).ConfigureAwait(false);
        }
        catch (ToolException problem)
        {
            Console.Error.WriteLine($"fragapi: {problem.Message}");
            return (int)problem.ExitCode;
        }
        // Whatever it was that gave up: it was told to.
        catch (Exception) when (cancelling.IsCancellationRequested)
        {
            Console.Error.WriteLine("fragapi: interrupted; nothing was changed.");
            return (int)ExitCode.Failed;
        }
#pragma warning disable CA1031 // the last resort: an exit code that is documented, and what a report needs
        catch (Exception defect)
#pragma warning restore CA1031
        {
            Console.Error.WriteLine($"fragapi: this is a defect of fragapi; please report it:\n{defect}");
            return (int)ExitCode.Failed;
        }

        void Cancel(PosixSignalContext signal)
        {
            // The second time is for who does not want to wait: the process ends at once.
            if (cancelling.IsCancellationRequested)
            {
                ProgressBar.GiveBackTerminal();
                return;
            }

            signal.Cancel = true;
            // What hears of it may fail, and that is no reason to crash.
            _ = cancelling.CancelAsync();
        }
    }
}
