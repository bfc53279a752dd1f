using System.Collections.Generic;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using FragApi.Analyzers.Vocabulary;
using FragApi.Cli.Loading;
using FragApi.Cli.Proposing;

namespace FragApi.Cli.Reporting;

/// <summary>A proposed vocabulary for scripts.</summary>
internal static class InitJson
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        // Code is for reading; this is no web page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private sealed record Place(string File, int Line, string Why);

    private sealed record RoleEntry(string Role, string Symbol, string? Options, string Confidence, IEnumerable<Place> Evidence);

    private sealed record AccessorEntry(string Fragment, string Operation, string Signature, bool Exists);

    private sealed record QuestionEntry(string Symbol, IEnumerable<string> Roles, string Why);

    private sealed record Document(int Version, IEnumerable<RoleEntry> Roles, IEnumerable<AccessorEntry> Accessors, IEnumerable<QuestionEntry> Questions);

    public static string Of(ProposalResult result, CodeBase code) => JsonSerializer.Serialize(
        new Document(
            1,
            result.Proposals.Select(proposal => new RoleEntry(
                proposal.Keyword, proposal.Id, proposal.Option, proposal.Confidence == Confidence.Sure ? "sure" : "likely",
                proposal.Evidence.Select(place => new Place(code.Relative(place.File), place.Line, place.Why)))),
            result.Accessors.Select(accessor => new AccessorEntry(accessor.Fragment, accessor.Operation.ToString(), accessor.Signature, accessor.Exists)),
            result.Questions.Select(question => new QuestionEntry(Proposal.IdOf(question.Symbol), question.Roles.Select(role => Roles.Info(role).Keyword), question.Why))),
        s_options);
}
