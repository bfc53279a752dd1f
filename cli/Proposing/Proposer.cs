using System.Threading;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;

namespace FragApi.Cli.Proposing;

/// <summary>Reads a code base, and proposes what in it counts, what is a fragment, what maps, and who owns.</summary>
internal static class Proposer
{
    /// <param name="code">The code base.</param>
    /// <param name="attributes">What is said of sources is to be said there, with attributes, and not in a binding file.</param>
    /// <param name="progress">Told of it.</param>
    /// <param name="cancellation">Stops it.</param>
    public static ProposalResult Of(CodeBase code, bool attributes, IProgressSteps progress, CancellationToken cancellation)
    {
        return new ProposalResult([], [], [], [], [], 0);
    }
}
