using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Places;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FragApi.Analyzers.Obligations;

// What is said, and where.
internal sealed partial class OwnershipWalker
{
    /// <summary>What was done to a token that is gone.</summary>
    private string Ended(Token token) => HoldingOf(token).Is(Holding.HandedOver) ? "handed over" : _kinds[SiteOf(token)].Released;

    /// <summary>The call that acquired what a token stands for, in this body or, of a field, in another one.</summary>
    private IOperation? AcquisitionOf(Token token) => Acquisition(SiteOf(token)) switch
    {
        IOperation operation => operation,
        Place { Symbol: ISymbol field } when HoldingOf(token).Is(Holding.OfField) => _summaries.Fields.Of(field, Body.Model.Compilation, Body.Cancellation).Acquisition,
        _ => null,
    };

    private SyntaxNode SyntaxOf(int site) => Acquisition(site) switch
    {
        IOperation operation => operation.Syntax,
        _ => Body.Syntax,
    };

    /// <summary>Where something was acquired.</summary>
    public Location AcquiredAt(int site) => Acquisition(site) switch
    {
        IOperation operation => operation.Syntax.GetLocation(),
        IParameterSymbol { DeclaringSyntaxReferences: { Length: > 0 } declared } when declared[0].GetSyntax(Body.Cancellation) is ParameterSyntax parameter => parameter.Identifier.GetLocation(),
        Place { Symbol: ISymbol { Locations: { Length: > 0 } places } } => places[0],
        _ => Body.Syntax.GetLocation(),
    };

    public string Text(int site) => Acquisition(site) switch
    {
        IOperation operation => Short(operation.Syntax),
        ISymbol symbol => symbol.Name,
        Place place => place.Symbol?.Name ?? "",
        _ => "",
    };

    /// <summary>Code on one line, not too long for a message.</summary>
    public static string Short(SyntaxNode syntax)
    {
        string text = syntax.ToString();
        System.Text.StringBuilder line = new();
        foreach (char c in text)
        {
            if (char.IsWhiteSpace(c) ? line.Length > 0 && line[line.Length - 1] != ' ' : true)
                line.Append(char.IsWhiteSpace(c) ? ' ' : c);
            if (line.Length >= 60)
                return line.Append('…').ToString();
        }

        return line.ToString().TrimEnd(';', ' ');
    }

    private void Report(DiagnosticDescriptor? rule, Token token, SyntaxNode at, params object[] arguments)
    {
        if (rule is null || Path.IsDead || IsLaterCall(token, at, rule))
            return;
        // These say of the acquisition itself that it leaks.
        FateOf(token).IsReported |= rule.Id == Rules.Discarded.Id || rule.Id == Rules.Overwritten.Id;
        if (Wrong.ContainsKey((rule.Id, at)))
            return;
        FlowReport report = new();
        // What came from elsewhere is known from its release on.
        if (!(Site(SiteOf(token)) is IOperation acquired && (acquired.Syntax == at || token.At == SiteOf(token))))
            report.At(AcquiredAt(SiteOf(token)), HoldingOf(token).Is(Holding.Borrowed) ? "borrowed here" : "acquired here");
        if (token.At >= 0 && Site(token.At) is IOperation last && HoldingOf(token).IsGone)
            report.At(last.Syntax.GetLocation(), $"{Ended(token)} here");
        Wrong.Add((rule.Id, at), report.Create(rule, at.GetLocation(), arguments));
    }
}
