using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using FragApi.Analyzers.Vocabulary;
using FragApi.Cli.Loading;
using FragApi.Cli.Proposing;
using Microsoft.CodeAnalysis;

namespace FragApi.Cli.Reporting;

/// <summary>What a person wants to know of a proposed vocabulary: what is what, and where one sees it.</summary>
internal static class InitReport
{
    private const int MostPlaces = 3;

    public static void Write(TextWriter output, ProposalResult result, CodeBase code)
    {
        foreach (IGrouping<Confidence, Proposal> group in result.Proposals.GroupBy(proposal => proposal.Confidence))
        {
            output.WriteLine(group.Key == Confidence.Sure ? "sure:" : "likely, for you to decide:");
            foreach (Proposal proposal in group)
            {
                output.WriteLine($"  {proposal.Keyword,-18} {NameOf(proposal.Symbol)}{(proposal.Option is string option ? $"  {option}" : "")}");
                if (proposal.Reason is string reason)
                    output.WriteLine($"    {reason}");
                WritePlaces(output, proposal.Evidence, code);
            }

            output.WriteLine();
        }

        if (!result.Questions.IsEmpty)
            output.WriteLine("questions:");
        foreach (Question question in result.Questions)
        {
            output.WriteLine($"  {NameOf(question.Symbol)}: {string.Join(" or ", question.Roles.Select(role => Roles.Info(role).Keyword))}? {question.Why}");
            WritePlaces(output, question.Evidence, code);
        }

        if (!result.Questions.IsEmpty)
            output.WriteLine();
    }

    private static void WritePlaces(TextWriter output, ImmutableArray<Evidence> places, CodeBase code)
    {
        foreach (Evidence place in places.Take(MostPlaces))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {code.Relative(place.File)}({place.Line}): {place.Why}"));
        if (places.Length > MostPlaces)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    and {places.Length - MostPlaces} more; --json FILE lists all"));
    }

    /// <summary>A symbol as a person names it.</summary>
    internal static string NameOf(ISymbol symbol) => symbol switch
    {
        IParameterSymbol { ContainingSymbol: ISymbol method } parameter => $"{NameOf(method)} '{parameter.Name}'",
        IMethodSymbol { MethodKind: MethodKind.Constructor } constructor => $"new {constructor.ContainingType.Name}({Parameters(constructor)})",
        IMethodSymbol method => $"{method.ContainingType.Name}.{method.Name}({Parameters(method)})",
        INamedTypeSymbol type => type.Name,
        _ => $"{symbol.ContainingType?.Name}.{symbol.Name}",
    };

    private static string Parameters(IMethodSymbol method) =>
        string.Join(", ", method.Parameters.Select(parameter => parameter.Type.ToDisplayString(NullableFlowState.None, SymbolDisplayFormat.MinimallyQualifiedFormat)));
}
