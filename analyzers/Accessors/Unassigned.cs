using System.Collections.Immutable;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Places;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Analyzers.Accessors;

/// <summary>
/// A struct whose parts are stored one by one has no value as a whole until the last of them; an accessor takes the
/// whole. A local that is declared without a value gets <c>= default</c>; an <c>out</c> parameter has no such place.
/// </summary>
internal readonly struct Unassigned
{
    private Unassigned(Edit? initializer, Decline? declined)
    {
        Initializer = initializer;
        Declined = declined;
    }

    public Edit? Initializer { get; }

    public Decline? Declined { get; }

    public static Unassigned Of(Locator fragment, Code code)
    {
        ExpressionSyntax root = Expressions.Unwrap(fragment.Expression);
        while (root is MemberAccessExpressionSyntax access && code.Semantics.GetSymbolInfo(access, code.Cancellation).Symbol is IFieldSymbol { IsStatic: false, ContainingType.IsValueType: true })
            root = Expressions.Unwrap(access.Expression);
        if (root is not IdentifierNameSyntax name)
            return default;
        switch (code.Semantics.GetSymbolInfo(name, code.Cancellation).Symbol)
        {
            case ILocalSymbol { RefKind: RefKind.None, Type.IsValueType: true } local
                when local.DeclaringSyntaxReferences.Length == 1
                    && local.DeclaringSyntaxReferences[0].GetSyntax(code.Cancellation) is VariableDeclaratorSyntax { Initializer: null, ArgumentList: null } declarator
                    && !IsAssigned(local, name, code):
                return new Unassigned(new Edit(new TextSpan(declarator.Identifier.Span.End, 0), ImmutableArray.Create<Piece>(" = default")), null);
            case IParameterSymbol { RefKind: RefKind.Out, Type.IsValueType: true } parameter when !IsAssigned(parameter, name, code):
                return new Unassigned(null, new Decline(DeclineReason.NotAssigned, parameter.Name));
            default:
                return default;
        }
    }

    private static bool IsAssigned(ISymbol variable, IdentifierNameSyntax name, Code code)
    {
        for (SyntaxNode? node = name; node is not null and not MemberDeclarationSyntax; node = node.Parent)
        {
            if (node is not StatementSyntax || node is LocalFunctionStatementSyntax)
                continue;
            // Within a statement the name may get its value first; that is left to the compiler.
            return code.Semantics.AnalyzeDataFlow(node) is not { Succeeded: true } flow || flow.DefinitelyAssignedOnEntry.Contains(variable);
        }

        return true;
    }
}
