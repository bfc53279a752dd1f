using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Analyzers.Accessors;

/// <summary>
/// FRAG1011: raw use in text that <c>#if</c> disables. The text is parsed; where an expression can be bound as if it
/// stood there, that decides, and where it cannot (its locals are disabled with it), the names have to do.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DisabledTextAnalyzer : FragmentAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Rules.RawUseInDisabledText);

    private protected override void Register(CompilationStartAnalysisContext context, FragmentModel model)
    {
        context.RegisterSemanticModelAction(tree =>
        {
            foreach (TextSpan span in RawUses(tree.SemanticModel, model, tree.CancellationToken))
            {
                SyntaxTree source = tree.SemanticModel.SyntaxTree;
                string quoted = source.GetText(tree.CancellationToken).ToString(span);
                tree.ReportDiagnostic(Diagnostic.Create(Rules.RawUseInDisabledText, Location.Create(source, span), quoted));
            }
        });
    }

    /// <summary>The file may have something for this rule: disabled text with the name of a page in it.</summary>
    internal static bool MayFindIn(SyntaxTree tree, FragmentModel model, CancellationToken cancellation)
    {
        SyntaxNode root = tree.GetRoot(cancellation);
        return root.ContainsDirectives && root.DescendantTrivia(node => node.ContainsDirectives).Any(trivia => trivia.IsKind(SyntaxKind.DisabledTextTrivia) && model.Names.MayNamePage(trivia.ToFullString()));
    }

    private static IEnumerable<TextSpan> RawUses(SemanticModel semantics, FragmentModel model, CancellationToken cancellation)
    {
        SyntaxNode root = semantics.SyntaxTree.GetRoot(cancellation);
        if (!root.ContainsDirectives)
            yield break;
        foreach (SyntaxTrivia trivia in root.DescendantTrivia(node => node.ContainsDirectives))
        {
            if (!trivia.IsKind(SyntaxKind.DisabledTextTrivia))
                continue;
            cancellation.ThrowIfCancellationRequested();
            string text = trivia.ToFullString();
            if (!model.Names.MayNamePage(text))
                continue;
            SyntaxNode disabled = CSharpSyntaxTree.ParseText(text, (CSharpParseOptions)semantics.SyntaxTree.Options, cancellationToken: cancellation).GetRoot(cancellation);
            foreach (SyntaxNode node in disabled.DescendantNodes())
            {
                if (node is MemberAccessExpressionSyntax access
                    && model.Names.IsPage(access.Name.Identifier.ValueText)
                    && IsRawUse(access, trivia.SpanStart, disabled, semantics, model, cancellation))
                {
                    yield return new TextSpan(trivia.SpanStart + access.SpanStart, access.Span.Length);
                }
            }
        }
    }

    private static bool IsRawUse(MemberAccessExpressionSyntax access, int position, SyntaxNode disabled, SemanticModel semantics, FragmentModel model, CancellationToken cancellation)
    {
        if (access.Ancestors().OfType<InvocationExpressionSyntax>().Any(Expressions.IsNameof) || InAccessorCode(position, semantics, model, cancellation))
            return false;
        SymbolInfo bound = semantics.GetSpeculativeSymbolInfo(position, access, SpeculativeBindingOption.BindAsExpression);
        if (bound.Symbol is ISymbol symbol)
            return model.Is(symbol, Role.FragmentPage);

        // Declared in the disabled text itself, as a fragment or as something else.
        if (RootOf(access.Expression) is string name && TypeOf(name, disabled) is string type)
            return model.Names.IsFragment(type) || type == "var" && IsGivenToOperation(access, model);
        return IsGivenToOperation(access, model);
    }

    private static bool InAccessorCode(int position, SemanticModel semantics, FragmentModel model, CancellationToken cancellation)
    {
        for (ISymbol? symbol = semantics.GetEnclosingSymbol(position, cancellation); symbol is not null and not INamespaceSymbol; symbol = symbol.ContainingSymbol)
        {
            if (model.Is(symbol, Role.FragmentAccessor) || symbol is INamedTypeSymbol type && (model.Is(type, Role.Fragment) || model.FragmentOfAccessors(type) is not null))
                return true;
        }

        return false;
    }

    /// <summary>It is an argument of a call, or has a call made on it, by the name of a get, put, map or address.</summary>
    private static bool IsGivenToOperation(MemberAccessExpressionSyntax access, FragmentModel model) =>
        access.Ancestors().OfType<InvocationExpressionSyntax>().Any(call => model.Names.IsOperation(NameOf(call.Expression)));

    private static string NameOf(ExpressionSyntax called) => called switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        _ => "",
    };

    private static string? RootOf(ExpressionSyntax expression) => Expressions.Unwrap(expression) switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        _ => null,
    };

    /// <summary>The last part of the type that the text declares the name with.</summary>
    private static string? TypeOf(string name, SyntaxNode disabled)
    {
        foreach (SyntaxNode node in disabled.DescendantNodes())
        {
            TypeSyntax? type = node switch
            {
                VariableDeclaratorSyntax variable when variable.Identifier.ValueText == name => (variable.Parent as VariableDeclarationSyntax)?.Type,
                ParameterSyntax parameter when parameter.Identifier.ValueText == name => parameter.Type,
                ForEachStatementSyntax each when each.Identifier.ValueText == name => each.Type,
                _ => null,
            };
            if (type is null)
                continue;
            while (type is RefTypeSyntax or PointerTypeSyntax or NullableTypeSyntax)
                type = type is RefTypeSyntax reference ? reference.Type : type is PointerTypeSyntax pointer ? pointer.ElementType : ((NullableTypeSyntax)type).ElementType;
            return type is QualifiedNameSyntax qualified ? qualified.Right.Identifier.ValueText : type.ToString();
        }

        return null;
    }
}
