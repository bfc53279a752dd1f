using System.Collections.Generic;
using System.Threading;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Places;

/// <summary>The code of one member, and what is known about it.</summary>
internal sealed class Code
{
    private readonly System.Func<InvocationExpressionSyntax, bool> _isGetter;

    public Code(FragmentModel model, SemanticModel semantics, IReadOnlyList<IOperation> roots, CancellationToken cancellation)
    {
        Model = model;
        Semantics = semantics;
        Roots = roots;
        Cancellation = cancellation;
        Flow = new LocalFlow(roots, model, semantics);
        Effects = new Effects(model, cancellation);
        _isGetter = IsGetter;
    }

    public FragmentModel Model { get; }

    public SemanticModel Semantics { get; }

    public IReadOnlyList<IOperation> Roots { get; }

    public LocalFlow Flow { get; }

    public Effects Effects { get; }

    public CancellationToken Cancellation { get; }

    public bool IsFragment(ITypeSymbol? type) => type is INamedTypeSymbol && Model.Is(type, Role.Fragment);

    /// <summary>A part of a fragment: a field or property with that role, of a type that is a fragment.</summary>
    public bool IsPart(IOperation operation, Role role, out IMemberReferenceOperation part)
    {
        part = (operation as IMemberReferenceOperation)!;
        // Named through its type, as in nameof or in half-typed code, it is no fragment's.
        return part is IFieldReferenceOperation { Instance: not null } or IPropertyReferenceOperation { Instance: not null }
            && Model.Is(part.Member, role)
            && (IsFragment(part.Member.ContainingType) || IsFragment(part.Instance!.Type));
    }

    /// <summary>The accessor that a call uses, with the fragment type it belongs to.</summary>
    public Accessor? AccessorOf(IInvocationOperation call, out INamedTypeSymbol? fragment) => Model.AccessorOf(call.TargetMethod, out fragment);

    /// <summary>Where raw state is nobody else's business: accessors, and the fragment type itself.</summary>
    public bool IsOwnGround(SyntaxNode node, INamedTypeSymbol fragment)
    {
        INamedTypeSymbol? accessors = Model.AccessorsOf(fragment).Type;
        for (ISymbol? symbol = Semantics.GetEnclosingSymbol(node.SpanStart, Cancellation); symbol is not null and not INamespaceSymbol; symbol = symbol.ContainingSymbol)
        {
            if (SymbolEqualityComparer.Default.Equals(symbol.OriginalDefinition, accessors)
                || SymbolEqualityComparer.Default.Equals(symbol.OriginalDefinition, fragment.OriginalDefinition)
                || IsAccessorCode(symbol))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The accessors of whatever fragment.</summary>
    public bool IsAccessorCode(SyntaxNode node)
    {
        for (ISymbol? symbol = Semantics.GetEnclosingSymbol(node.SpanStart, Cancellation); symbol is not null and not INamespaceSymbol; symbol = symbol.ContainingSymbol)
        {
            if (IsAccessorCode(symbol) || symbol is INamedTypeSymbol type && (IsFragment(type) || Model.IsHomeOfAccessors(type)))
                return true;
        }

        return false;
    }

    private bool IsAccessorCode(ISymbol symbol) =>
        symbol is IMethodSymbol { MethodKind: not MethodKind.LambdaMethod and not MethodKind.LocalFunction } or IPropertySymbol or INamedTypeSymbol
        && (Model.Is(symbol, Role.FragmentAccessor)
            || symbol is IMethodSymbol { AssociatedSymbol: { } associated } && Model.Is(associated, Role.FragmentAccessor));

    /// <summary>Evaluating it changes nothing and gives the same again; calls that hand out the container do so, and reads by accessors.</summary>
    public bool IsPure(ExpressionSyntax expression) => Expressions.IsPure(expression, _isGetter);

    /// <summary>The same for all that says which fragment is meant.</summary>
    public bool IsPure(Locator fragment) =>
        fragment.Declared is not null || IsPure(fragment.Expression) && (fragment.Index is null || IsPure(fragment.Index));

    private bool IsGetter(InvocationExpressionSyntax call) =>
        Semantics.GetSymbolInfo(call, Cancellation).Symbol is IMethodSymbol method
        && (HandsOutContainer(method, Model)
            || Semantics.GetOperation(call, Cancellation) is IInvocationOperation operation
                && AccessorOf(operation, out _) is { Operation: var accessed } && accessed.Info().IsGetter);

    /// <summary>A getter of the container by another name: <c>skb.Shinfo()</c>, <c>Shinfo(skb)</c>.</summary>
    public static bool HandsOutContainer(IMethodSymbol method, FragmentModel model) =>
        model.Is(method.ReturnType, Role.FragmentContainer)
        && method.Parameters.Length == (method.IsStatic && method.MethodKind != MethodKind.ReducedExtension ? 1 : 0)
        && (method.Parameters.Length == 0 || method.Parameters[0].RefKind is RefKind.None or RefKind.In);

    /// <summary>The value of a call is used, and not only its effect.</summary>
    public static bool IsUsed(IOperation operation) =>
        operation.Parent switch
        {
            IExpressionStatementOperation => false,
            IConditionalAccessOperation access when access.WhenNotNull == operation => IsUsed(access),
            _ => true,
        };

    /// <summary>A lambda around it becomes an expression tree.</summary>
    public bool InExpressionTree(SyntaxNode node)
    {
        for (SyntaxNode? current = node.Parent; current is not null && current is not MemberDeclarationSyntax; current = current.Parent)
        {
            if (current is LambdaExpressionSyntax
                && Types.Is(Semantics.GetTypeInfo(current, Cancellation).ConvertedType, "System.Linq.Expressions", "Expression", arity: 1))
            {
                return true;
            }
        }

        return false;
    }

    public bool ConvertsImplicitly(ITypeSymbol? from, ITypeSymbol to) =>
        from is not null
        && (SymbolEqualityComparer.Default.Equals(from, to)
            || ((CSharpCompilation)Semantics.Compilation).ClassifyConversion(from, to) is { IsImplicit: true, IsUserDefined: false });

    /// <summary>The expression can be given where that type is wanted, constants included.</summary>
    public bool Accepts(ITypeSymbol to, ExpressionSyntax expression)
    {
        ITypeSymbol? from = Semantics.GetTypeInfo(expression, Cancellation).Type;
        return from is not null && SymbolEqualityComparer.Default.Equals(from, to)
            || Semantics.ClassifyConversion(expression, to) is { Exists: true, IsImplicit: true };
    }
}
