using System.Collections.Generic;
using System.Threading;
using FragApi.Analyzers.Vocabulary;
using FragApi.Cli.Loading;

namespace FragApi.Cli.Sealing;

/// <summary>How far a code base has come, as far as its declarations say.</summary>
internal enum SealState
{
    /// <summary>No type is said to be a fragment.</summary>
    NothingBound,

    /// <summary>There are roles, and no fragment whose page is declared in what was given.</summary>
    NoPage,

    /// <summary>Some page has its own type still.</summary>
    Open,

    /// <summary>Every page is sealed.</summary>
    Sealed,
}

internal static class SealStates
{
    extension(SealState)
    {
        /// <summary>Looks at the declarations of all projects that were asked for.</summary>
        public static SealState Of(CodeBase code, CancellationToken cancellation)
        {
            bool isBound = false;
            List<PageMember> pages = [];
            foreach (LoadedProject project in code.Requested)
            {
                if (FragmentModel.For(project.Compilation, project.Options.AdditionalFiles, cancellation) is not FragmentModel model)
                    continue;
                isBound = true;
                pages.AddRange(PageMember.In(project, model, cancellation));
            }

            return !isBound ? SealState.NothingBound : pages.Count == 0 ? SealState.NoPage : pages.TrueForAll(page => page.IsSealed) ? SealState.Sealed : SealState.Open;
        }
    }
}
