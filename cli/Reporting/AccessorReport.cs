using System.Collections.Generic;
using System.IO;
using System.Linq;
using FragApi.Cli.Proposing;

namespace FragApi.Cli.Reporting;

/// <summary>The accessors that raw uses wait for, by fragment: what would be written, and what cannot be.</summary>
internal static class AccessorReport
{
    public static void Write(TextWriter output, AccessorProposal proposal)
    {
        foreach (IGrouping<string, FragmentAccessor> fragment in proposal.Accessors.GroupBy(accessor => accessor.Fragment))
        {
            output.WriteLine($"accessors of {NameOf(fragment.Key)}:");
            WriteSignatures(output, fragment);
        }

        foreach (IGrouping<string, RefusedOperation> fragment in proposal.Refused.GroupBy(refused => refused.Fragment))
        {
            output.WriteLine($"to be written by hand, of {NameOf(fragment.Key)}:");
            foreach (RefusedOperation refused in fragment)
                output.WriteLine($"  {refused.Operation}: {refused.Reason}");
        }
    }

    private static string NameOf(string id) => id[(id.IndexOf(':') + 1)..];

    /// <summary>A line each.</summary>
    public static void WriteSignatures(TextWriter output, IEnumerable<FragmentAccessor> accessors, string indent = "  ")
    {
        foreach (FragmentAccessor accessor in accessors)
            output.WriteLine($"{indent}{accessor.Signature}");
    }
}
