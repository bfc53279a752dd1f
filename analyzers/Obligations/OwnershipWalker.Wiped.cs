using FragApi.Analyzers.Bodies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

// 'ZeroMemory(array); throw …;': somebody misbehaved who may have the array still, and no pool is to get it.
internal sealed partial class OwnershipWalker
{
    private bool IsWiped(PathState state, Token token)
    {
        if (!_kinds[SiteOf(token)].IsCollected || state.Exit < 0 || (Site(state.Exit) as IOperation)?.Syntax.FirstAncestorOrSelf<ThrowStatementSyntax>() is not { Parent: BlockSyntax block } thrown)
            return false;
        int before = block.Statements.IndexOf(thrown) - 1;
        if (before < 0 || block.Statements[before] is not ExpressionStatementSyntax { Expression: InvocationExpressionSyntax last })
            return false;
        for (int index = 0; index < Body.Operations.Count; index++)
        {
            if (Body.Operations[index] is IInvocationOperation { TargetMethod: { Name: "ZeroMemory", ContainingType.Name: "CryptographicOperations" }, Arguments: { Length: 1 } wiped } call && call.Syntax == last)
                return wiped[0].Value.WithoutConversions() is ILocalReferenceOperation { Local: ILocalSymbol local } && Shows(state, local, token);
        }

        return false;
    }

    private bool Shows(PathState state, ILocalSymbol local, Token token)
    {
        foreach ((int place, Value value) in state.Places)
        {
            if (value.Kind == ValueKind.Token && value.TokenId == token.Id && SymbolEqualityComparer.Default.Equals(Places[place].Symbol, local))
                return true;
        }

        return false;
    }
}
