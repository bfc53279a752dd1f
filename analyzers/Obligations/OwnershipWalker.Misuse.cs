using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

// 'default: throw new ArgumentOutOfRangeException(nameof(kind));' in a private method: its callers are all in sight of who
// wrote it, and none of them gives it that. Should one, an array that is collected anyway is the least of it.
internal sealed partial class OwnershipWalker
{
    private bool IsMisuse(PathState state, Token token)
    {
        if (!_kinds[SiteOf(token)].IsCollected || Body.Method.DeclaredAccessibility != Accessibility.Private || state.Exit < 0 || (Site(state.Exit) as IOperation)?.Syntax is not SyntaxNode left)
            return false;
        ExpressionSyntax? thrown = left.FirstAncestorOrSelf<ThrowStatementSyntax>()?.Expression ?? left.FirstAncestorOrSelf<ThrowExpressionSyntax>()?.Expression;
        for (int index = 0; thrown is not null && index < Body.Operations.Count; index++)
        {
            if (Body.Operations[index] is IObjectCreationOperation exception && exception.Syntax == thrown)
                return MeansMisuse(exception.Type);
        }

        return false;
    }

    private static bool MeansMisuse(ITypeSymbol? exception)
    {
        for (; exception is not null; exception = exception.BaseType)
        {
            if (Types.Is(exception, "System", "ArgumentException") || Types.Is(exception, "System", "NotImplementedException")
                || Types.Is(exception, "System.Diagnostics", "UnreachableException") || Types.Is(exception, "System.Runtime.CompilerServices", "SwitchExpressionException"))
            {
                return true;
            }
        }

        return false;
    }
}
