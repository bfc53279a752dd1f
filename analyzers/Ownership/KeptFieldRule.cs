using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Flow;
using FragApi.Analyzers.Obligations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Ownership;

/// <summary>
/// FRAG2014: a body leaves a private field with what it has released. A second call is gone through from there: of what ends
/// the object, which may be called twice; of the body itself, when it fills the field as well; and of what ends the object
/// after the body.
/// </summary>
internal sealed class KeptFieldRule
{
    private readonly Func<Body, BodyGraph, BodyFacts, OwnershipWalker> _walker;
    private readonly Summaries _summaries;
    private readonly CallEnds _ends;

    public KeptFieldRule(Func<Body, BodyGraph, BodyFacts, OwnershipWalker> walker, Summaries summaries)
    {
        _walker = walker;
        _summaries = summaries;
        _ends = summaries.Ends;
    }

    public void Check(Body body, BodyGraph graph, BodyFacts facts, OwnershipWalker first)
    {
        IMethodSymbol method = body.Method;
        // A read-only member, or struct, cannot note that it is done with: 'using' ends it, once.
        if (first.Left.Count == 0 || method.IsStatic || method.IsReadOnly || method.MethodKind is not (MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation)
            || IsKeptAway(method, body))
        {
            return;
        }

        if (method.DeclaredAccessibility == Accessibility.Private && method.MethodKind == MethodKind.Ordinary && !IsPartOfDispose(method) && !first.GoesOn)
        {
            if (method.ContainingType.DeclaringSyntaxReferences.Length > 1)
                CheckElsewhere(body, first);
            return;
        }

        HashSet<ISymbol> reported = new(SymbolEqualityComparer.Default);
        foreach (ImmutableArray<LeftField> left in first.Left)
        {
            foreach (LeftField field in left)
            {
                if (field.Released is null || field.At is null || field.Field is not { DeclaredAccessibility: Accessibility.Private }
                    || !SymbolEqualityComparer.Default.Equals(field.Field.ContainingType, method.ContainingType) || reported.Contains(field.Field)
                    || IsPartOfDispose(method) && IsWithout(field.At.Syntax, method.Parameters[0].Name, body.Syntax) || IsToldOfThere(field.At, body))
                {
                    continue;
                }

                if (Meeting(body, graph, facts, first, left, field.Field) is not (SyntaxNode at, string what))
                    continue;
                reported.Add(field.Field);
                body.Report(new FlowReport().At(at == field.At.Syntax ? null : at.GetLocation(), "met again here")
                    .Create(Rules.FieldKeepsReleased, field.At.Syntax.GetLocation(), OwnershipWalker.Short(field.At.Syntax), field.Field.Name, what));
            }
        }
    }

    /// <summary>What only a <c>Dispose</c> in another file of the type calls: nothing there says that it releases anything.</summary>
    private void CheckElsewhere(Body body, OwnershipWalker first)
    {
        foreach (ISymbol member in body.Method.ContainingType.GetMembers())
        {
            if (member is not IMethodSymbol { IsStatic: false } end || !Ends(end) || end.DeclaringSyntaxReferences.Length != 1 || end.DeclaringSyntaxReferences[0].SyntaxTree == body.Model.SyntaxTree
                || IsKeptAway(end, body) || _summaries.MayWork(end, body) || !Calls(end.DeclaringSyntaxReferences[0].GetSyntax(body.Cancellation), body.Method.Name)
                || Summaries.BodyOf(end, body) is not Body other || BodyGraphBuilder.Build(other, _ends.Of, withEscaping: false) is not BodyGraph graph)
            {
                continue;
            }

            OwnershipWalker once = _walker(other, graph, other.Facts);
            if (once.Walk(once.Initial(probe: false)) == PathOutcome.GaveUp)
                continue;
            foreach (ImmutableArray<LeftField> left in once.Left)
            {
                foreach (LeftField field in left)
                {
                    if (field.Released is null || field.Field is not { DeclaredAccessibility: Accessibility.Private } || ReleaseOf(first, field.Field) is not IOperation release
                        || !Follows(_walker(other, graph, other.Facts), left, field.Field))
                    {
                        continue;
                    }

                    body.Report(new FlowReport().At(field.At?.Syntax.GetLocation(), "met again here")
                        .Create(Rules.FieldKeepsReleased, release.Syntax.GetLocation(), OwnershipWalker.Short(release.Syntax), field.Field.Name, $"a second call of '{end.Name}' releases it again"));
                    return;
                }
            }
        }
    }

    private static bool Calls(SyntaxNode declaration, string name)
    {
        foreach (SyntaxNode node in declaration.DescendantNodes())
        {
            if (node is InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: string called } } && called == name)
                return true;
        }

        return false;
    }

    private static IOperation? ReleaseOf(OwnershipWalker walker, ISymbol released)
    {
        foreach (ImmutableArray<LeftField> left in walker.Left)
        {
            foreach (LeftField field in left)
            {
                if (field.Released is not null && SymbolEqualityComparer.Default.Equals(field.Field, released))
                    return field.At;
            }
        }

        return null;
    }

    private static bool Follows(OwnershipWalker again, ImmutableArray<LeftField> left, ISymbol field)
    {
        foreach ((ISymbol met, SyntaxNode _, bool releases) in Follow(again, left))
        {
            if (releases && SymbolEqualityComparer.Default.Equals(met, field))
                return true;
        }

        return false;
    }

    private (SyntaxNode At, string What)? Meeting(Body body, BodyGraph graph, BodyFacts facts, OwnershipWalker first, ImmutableArray<LeftField> left, ISymbol field)
    {
        bool ends = Ends(body.Method);
        if (ends || first.Fills(field) || first.GoesOn && !IsSetElsewhere(field, body))
        {
            OwnershipWalker again = _walker(body, graph, facts);
            foreach ((ISymbol met, SyntaxNode at, bool releases) in Follow(again, left))
            {
                if (SymbolEqualityComparer.Default.Equals(met, field) && (releases || !ends && first.Fills(field)))
                    return (at, releases ? "a second call releases it again" : "the next call uses it");
            }
        }

        if (ends)
            return null;
        foreach (ISymbol member in body.Method.ContainingType.GetMembers())
        {
            if (member is not IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation, IsStatic: false } other || SymbolEqualityComparer.Default.Equals(other, body.Method)
                || other.DeclaredAccessibility == Accessibility.Private && other.MethodKind == MethodKind.Ordinary
                || Summaries.BodyOf(other, body) is not Body end || BodyGraphBuilder.Build(end, _ends.Of, withEscaping: false) is not BodyGraph way)
            {
                continue;
            }

            BodyFacts known = new(end);
            foreach ((ISymbol met, SyntaxNode at, bool releases) in Follow(_walker(end, way, known), left))
            {
                if (!SymbolEqualityComparer.Default.Equals(met, field))
                    continue;
                if (releases && Ends(other))
                    return (at, $"'{other.Name}' releases it again");
                // What fills it where there is none is called again and again, and now there seems to be one.
                // One that releases first makes room for the next; whether it is called after the end, only its callers know.
                if (!releases && !Ends(other) && Fills(end, known, field))
                    return (at, $"'{other.Name}' uses it");
            }
        }

        return null;
    }

    /// <summary>Another method may put something into the field before the body is called again.</summary>
    private static bool IsSetElsewhere(ISymbol field, Body body)
    {
        foreach (SyntaxReference part in field.ContainingType.DeclaringSyntaxReferences)
        {
            if (part.SyntaxTree != body.Model.SyntaxTree)
                return true;
            foreach (SyntaxNode node in part.GetSyntax(body.Cancellation).DescendantNodes())
            {
                ExpressionSyntax? target = node switch
                {
                    AssignmentExpressionSyntax assignment => assignment.Left,
                    ArgumentSyntax { RefKindKeyword.RawKind: not 0 } argument => argument.Expression,
                    _ => null,
                };
                if (target is not null && target.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not ConstructorDeclarationSyntax && !body.Syntax.Span.Contains(target.Span)
                    && target.DescendantNodesAndSelf().Any(name => name is IdentifierNameSyntax { Identifier.ValueText: string called } && called == field.Name))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool Fills(Body body, BodyFacts facts, ISymbol field)
    {
        for (int index = 0; index < body.Operations.Count; index++)
        {
            if (body.Operations[index] is not ISimpleAssignmentOperation assignment)
                continue;
            // '_b ??= …'
            IOperation? target = assignment.Target is IFlowCaptureReferenceOperation captured ? facts.SlotOf(captured.Id) : assignment.Target;
            if (target is IFieldReferenceOperation filled && SymbolEqualityComparer.Default.Equals(filled.Field, field)
                && assignment.Value is not (IDefaultValueOperation or { ConstantValue: { HasValue: true, Value: null } }))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<(ISymbol Field, SyntaxNode At, bool Releases)> Follow(OwnershipWalker walker, ImmutableArray<LeftField> left) =>
        walker.Walk(walker.Later(left)) == PathOutcome.GaveUp ? Array.Empty<(ISymbol, SyntaxNode, bool)>() : walker.Met;

    /// <summary><c>Dispose(bool)</c>: <c>Dispose()</c> is what others call, and so often as they like.</summary>
    private static bool IsPartOfDispose(IMethodSymbol method) =>
        method is { Name: "Dispose", MethodKind: MethodKind.Ordinary, ReturnsVoid: true, Parameters: { Length: 1 } parameters } && parameters[0].Type.SpecialType == SpecialType.System_Boolean;

    /// <summary>It is the type's own <c>Dispose(bool)</c> that releases it: that says so itself.</summary>
    private static bool IsToldOfThere(IOperation release, Body body) =>
        release is IInvocationOperation { TargetMethod: IMethodSymbol called } && IsPartOfDispose(called) && SymbolEqualityComparer.Default.Equals(called.ContainingType, body.Method.ContainingType)
        && !IsPartOfDispose(body.Method) && !IsKeptAway(called, body);

    /// <summary>Where <c>disposing</c> is false: the finalizer's part, behind which nobody calls anything.</summary>
    private static bool IsWithout(SyntaxNode at, string disposing, SyntaxNode within)
    {
        for (SyntaxNode node = at; node != within && node.Parent is SyntaxNode around; node = around)
        {
            if (around is IfStatementSyntax choice && (node == choice.Else && IsName(choice.Condition) || node == choice.Statement && choice.Condition is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not && IsName(not.Operand)))
                return true;
            if (around is not BlockSyntax block || node is not StatementSyntax)
                continue;
            foreach (StatementSyntax before in block.Statements)
            {
                if (before == node)
                    break;
                if (before is IfStatementSyntax { Else: null } left && IsName(left.Condition) && (left.Statement as BlockSyntax)?.Statements.LastOrDefault() is ReturnStatementSyntax)
                    return true;
            }
        }

        return false;

        bool IsName(ExpressionSyntax condition) => condition is IdentifierNameSyntax { Identifier.ValueText: string name } && name == disposing;
    }

    /// <summary>Of <c>Dispose(bool)</c>: <c>Dispose()</c> asks something before it calls it, or is nowhere, and nobody else may call it.</summary>
    private static bool IsKeptAway(IMethodSymbol method, Body body)
    {
        if (!IsPartOfDispose(method))
            return false;
        for (INamedTypeSymbol? type = method.ContainingType; type is not null; type = type.BaseType)
        {
            foreach (ISymbol member in type.GetMembers())
            {
                if (member is not IMethodSymbol { Parameters.IsEmpty: true } dispose || !Ends(dispose) || dispose.Name.EndsWith("Async", StringComparison.Ordinal))
                    continue;
                // That of the base library asks nothing.
                return dispose.DeclaringSyntaxReferences.Length == 1 && Asks(dispose.DeclaringSyntaxReferences[0].GetSyntax(body.Cancellation));
            }
        }

        return method.DeclaredAccessibility == Accessibility.Private;
    }

    /// <summary>There is a question in it, which may be whether it was called before.</summary>
    public static bool Asks(SyntaxNode dispose)
    {
        foreach (SyntaxNode node in dispose.DescendantNodes())
        {
            if (node is IfStatementSyntax or ConditionalExpressionSyntax or ConditionalAccessExpressionSyntax or SwitchStatementSyntax or SwitchExpressionSyntax or WhileStatementSyntax
                or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression or (int)SyntaxKind.CoalesceExpression })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>It ends the object, and may be called more than once: what <c>using</c> calls, and what that is made of by convention.</summary>
    public static bool Ends(IMethodSymbol method)
    {
        if (method.MethodKind == MethodKind.ExplicitInterfaceImplementation)
            return method.ExplicitInterfaceImplementations[0] is { Name: "Dispose" or "DisposeAsync", ContainingType.Name: "IDisposable" or "IAsyncDisposable" };
        // By the name first: what a type implements is bound anew after each edit.
        return method.MethodKind == MethodKind.Ordinary && method.Name switch
        {
            "Dispose" => method.ReturnsVoid && (method.Parameters.IsEmpty || method.Parameters.Length == 1 && method.Parameters[0].Type.SpecialType == SpecialType.System_Boolean),
            "DisposeAsync" => method.Parameters.IsEmpty,
            _ => false,
        } && !IsOfItsOwn(method);
    }

    // A class that nobody disposes of by convention: who calls such a method, and how often, is in sight of those who wrote it.
    private static bool IsOfItsOwn(IMethodSymbol method) =>
        method is { DeclaredAccessibility: Accessibility.Internal, IsOverride: false, IsVirtual: false, ContainingType: { TypeKind: TypeKind.Class, BaseType.TypeKind: not TypeKind.Error } type }
        && !type.AllInterfaces.Any(static implemented => implemented.Name is "IDisposable" or "IAsyncDisposable" || implemented.TypeKind == TypeKind.Error);
}
