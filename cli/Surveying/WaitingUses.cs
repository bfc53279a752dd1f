using System.Collections.Immutable;
using FragApi.Cli.Loading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Surveying;

/// <summary>The raw uses in one tree, under one project, that wait for accessors which nobody has written.</summary>
/// <param name="Project">The project.</param>
/// <param name="Tree">The tree.</param>
/// <param name="Places">Where they are.</param>
internal sealed record WaitingUses(LoadedProject Project, SyntaxTree Tree, ImmutableHashSet<TextSpan> Places);
