using FragApi.Analyzers.Places;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FragApi.Analyzers.Obligations;

// 'set => _name = StringToHGlobalAnsi(value)': whoever sets a property may set it again.
internal sealed partial class OwnershipWalker
{
    /// <summary>What the field held is lost, as nobody has looked at it before.</summary>
    private void ReportDropped(Place field, ResourceKind kind, IOperation at)
    {
        if (kind.IsCollected || !Path.Get(field.Number).IsUnknown
            || Body.Method is not { MethodKind: MethodKind.PropertySet, IsInitOnly: false, DeclaredAccessibility: not Accessibility.Private }
            || at.Syntax.FirstAncestorOrSelf<AccessorDeclarationSyntax>() is not AccessorDeclarationSyntax setter || !IsFirst(setter, at.Syntax, field.Symbol!.Name))
        {
            return;
        }

        if (OnRead(field, at) is { Kind: ValueKind.Token } old && Path.TryGet(old.TokenId, out Token token))
        {
            ReportOverwritten(token, field, at);
            Path.Drop(token.Id, Value.Unknown);
        }
    }

    /// <summary>It is done whatever is set, and nothing before it has to do with the field or with the object.</summary>
    private bool IsFirst(AccessorDeclarationSyntax setter, SyntaxNode store, string field)
    {
        if (setter.ExpressionBody is not null)
            return setter.ExpressionBody.Expression == store;
        if (setter.Body is null)
            return false;
        foreach (StatementSyntax statement in setter.Body.Statements)
        {
            if (statement is ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax assignment } && assignment == store)
                return !Names(assignment.Right, field);
            if (statement is not (LocalDeclarationStatementSyntax or ExpressionStatementSyntax) || Names(statement, field) || CallsOwn(statement))
                return false;
        }

        return false;
    }

    private static bool Names(SyntaxNode node, string field)
    {
        foreach (SyntaxNode part in node.DescendantNodesAndSelf())
        {
            if (part is IdentifierNameSyntax name && name.Identifier.ValueText == field)
                return true;
        }

        return false;
    }

    private bool CallsOwn(SyntaxNode statement)
    {
        foreach (SyntaxNode part in statement.DescendantNodes())
        {
            if (part is ThisExpressionSyntax or AnonymousFunctionExpressionSyntax
                || part is InvocationExpressionSyntax call && (Body.Model.GetSymbolInfo(call, Body.Cancellation).Symbol is not IMethodSymbol method || !BaseLibrary.Contains(method)))
            {
                return true;
            }
        }

        return false;
    }
}
