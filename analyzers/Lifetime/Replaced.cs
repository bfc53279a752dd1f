using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Lifetime;

/// <summary>What a call does to the fragments of a container: afterwards they are others.</summary>
internal static class Replaced
{
    /// <summary>The container whose fragments the call replaces; null when it replaces none, or nobody knows whose.</summary>
    public static Container? By(IInvocationOperation call, Member member)
    {
        if (!member.Model.Is(call.TargetMethod, Role.ReplacesFragments))
            return null;
        if (call.Instance is not null && Container.Holding(call.Instance, member) is Container receiver)
            return receiver;
        foreach (IArgumentOperation argument in call.Arguments)
        {
            if (Container.Holding(argument.Value, member) is Container given)
                return given;
        }

        return null;
    }
}
