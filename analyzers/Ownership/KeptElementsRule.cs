using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Obligations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Ownership;

/// <summary>
/// FRAG2014: what ends the object releases all elements of a field's collection and leaves them in it, so that a second call
/// releases them again. Only where that is all the method says of the field, and nothing may keep the second call away.
/// </summary>
internal static class KeptElementsRule
{
    public static void Check(Body body, Contracts contracts)
    {
        IMethodSymbol method = body.Method;
        if (method.IsStatic || method.IsReadOnly || !method.Parameters.IsEmpty || !KeptFieldRule.Ends(method) || KeptFieldRule.Asks(body.Syntax))
            return;
        (IInvocationOperation Call, IFieldSymbol Field)? found = null;
        for (int index = 0; index < body.Operations.Count; index++)
        {
            if (body.Operations[index] is not IInvocationOperation call)
                continue;
            // A method of the code's own may empty it, or refuse to be called again.
            if (!BaseLibrary.Contains(call.TargetMethod) && contracts.Of(call.TargetMethod, call.Instance?.Type).IsEmpty || call.TargetMethod.Name.StartsWith("ThrowIf", System.StringComparison.Ordinal))
                return;
            if (found is null && LoopAround(call) is ForEachStatementSyntax loop && Releases(call, loop, contracts) && FieldOf(loop, body) is IFieldSymbol field)
                found = (call, field);
        }

        if (found is (IInvocationOperation release, IFieldSymbol kept) && IsSaidOnce(kept.Name, body.Syntax))
        {
            body.Report(new FlowReport()
                .Create(Rules.FieldKeepsReleased, release.Syntax.GetLocation(), OwnershipWalker.Short(release.Syntax), kept.Name, "a second call releases it again"));
        }
    }

    /// <summary>The loop that does it on every turn.</summary>
    private static ForEachStatementSyntax? LoopAround(IInvocationOperation call) =>
        call.Syntax.Parent is not ExpressionStatementSyntax statement ? null
        : statement.Parent is BlockSyntax block ? block.Parent as ForEachStatementSyntax
        : statement.Parent as ForEachStatementSyntax;

    private static bool Releases(IInvocationOperation call, ForEachStatementSyntax loop, Contracts contracts)
    {
        foreach (Effect effect in contracts.Of(call.TargetMethod, call.Instance?.Type).Effects)
        {
            if (effect is { Kind: EffectKind.Put, Resource: { IsUnique: true, MayRepeat: false } } && effect.OperandOf(call)?.WithoutCasts() is ILocalReferenceOperation { Local: ILocalSymbol local } && local.Name == loop.Identifier.ValueText)
                return true;
        }

        return false;
    }

    /// <summary>An array, or a collection of the base library's: walking it takes nothing out of it.</summary>
    private static IFieldSymbol? FieldOf(ForEachStatementSyntax loop, Body body) =>
        loop.Expression is IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax }
        && body.Model.GetSymbolInfo(loop.Expression, body.Cancellation).Symbol is IFieldSymbol { IsStatic: false, DeclaredAccessibility: Accessibility.Private } field
        && (field.Type is IArrayTypeSymbol || field.Type is INamedTypeSymbol { TypeKind: not TypeKind.Interface, ContainingNamespace: { Name: "Generic" or "Concurrent" or "Immutable", ContainingNamespace.Name: "Collections" } } named && BaseLibrary.Contains(named)) ? field : null;

    private static bool IsSaidOnce(string name, SyntaxNode method)
    {
        int said = 0;
        foreach (SyntaxToken token in method.DescendantTokens())
            said += token.ValueText == name ? 1 : 0;
        return said == 1;
    }
}
