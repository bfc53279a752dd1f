using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using FragApi.Analyzers.Obligations;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Ownership;

/// <summary>
/// FRAG2009: a field or property marked <c>[Owned]</c> that nothing in its type could release. Only private ones, and those of
/// types that nobody derives from: any other may be released by whoever sees it.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OwnedFieldAnalyzer : FragmentAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Rules.FieldNotReleased);

    private protected override void Register(CompilationStartAnalysisContext context, FragmentModel model)
    {
        HashSet<string> names = new(model.Index.Names.Of(Role.Owned));
        if (names.Count == 0)
            return;
        // By file, and not by symbol: for symbols the driver announces every one of the compilation, after each edit.
        context.RegisterSemanticModelAction(file =>
        {
            if (file.IsGeneratedCode)
                return;
            foreach (ISymbol member in DeclaredIn(file.SemanticModel, names, file.CancellationToken))
            {
                if (member.IsStatic || member.IsImplicitlyDeclared || !model.Is(member, Role.Owned) || !IsReleasedHere(member))
                    continue;
                if (!IsReleased(member, model, file.SemanticModel.Compilation, file.CancellationToken))
                    file.ReportDiagnostic(new FlowReport().Create(Rules.FieldNotReleased, member.Locations[0], member.Name, member.ContainingType.Name));
            }
        });
    }

    /// <summary>The fields and properties of a file that have one of the names.</summary>
    private static IEnumerable<ISymbol> DeclaredIn(SemanticModel model, HashSet<string> names, CancellationToken cancellation)
    {
        foreach (SyntaxNode node in model.SyntaxTree.GetRoot(cancellation).DescendantNodes(inner => inner is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax or BaseFieldDeclarationSyntax or VariableDeclarationSyntax or ParameterListSyntax))
        {
            string? name = node switch
            {
                VariableDeclaratorSyntax field => field.Identifier.ValueText,
                PropertyDeclarationSyntax property => property.Identifier.ValueText,
                ParameterSyntax { Parent.Parent: TypeDeclarationSyntax } positional => positional.Identifier.ValueText,
                _ => null,
            };
            if (name is null || !names.Contains(name) || model.GetDeclaredSymbol(node, cancellation) is not ISymbol symbol)
                continue;
            if (symbol is not IParameterSymbol)
                yield return symbol;
            else if (symbol.ContainingType?.GetMembers(name) is { Length: 1 } members && members[0] is IPropertySymbol)
                yield return members[0];
        }
    }

    // What a derived class sees, it may release.
    private static bool IsReleasedHere(ISymbol member) => member.DeclaredAccessibility == Accessibility.Private || member.ContainingType.IsSealed;

    private static bool IsReleased(ISymbol member, FragmentModel model, Compilation compilation, CancellationToken cancellation)
    {
        bool isWritten = false;
        foreach (SyntaxReference part in member.ContainingType.DeclaringSyntaxReferences)
        {
            SyntaxNode declaration = part.GetSyntax(cancellation);
            SemanticModel? semantics = null;
            foreach (SyntaxToken token in declaration.DescendantTokens())
            {
                if (!token.IsKind(SyntaxKind.IdentifierToken) || token.ValueText != member.Name || token.Parent is not IdentifierNameSyntax name)
                    continue;
#pragma warning disable RS1030 // a symbol's action has no model of its own
                semantics ??= compilation.GetSemanticModel(declaration.SyntaxTree);
#pragma warning restore RS1030
                if (!SymbolEqualityComparer.Default.Equals(semantics.GetSymbolInfo(name, cancellation).Symbol?.OriginalDefinition, member))
                    continue;
                IOperation? use = semantics.GetOperation(name, cancellation) ?? (name.Parent is null ? null : semantics.GetOperation(name.Parent, cancellation));
                if (use is null || MayRelease(use, model))
                    return true;
                isWritten |= use.Parent is IAssignmentOperation assignment && assignment.Target == use;
            }
        }

        // What nobody ever fills holds nothing.
        return !isWritten && !HasInitializer(member, cancellation);
    }

    private static bool HasInitializer(ISymbol member, CancellationToken cancellation) =>
        member.DeclaringSyntaxReferences.Length > 0 && member.DeclaringSyntaxReferences[0].GetSyntax(cancellation) is VariableDeclaratorSyntax { Initializer: not null } or PropertyDeclarationSyntax { Initializer: not null };

    /// <summary>Whether that use could release what the field holds, or hand it to somebody who does.</summary>
    private static bool MayRelease(IOperation use, FragmentModel model)
    {
        IOperation value = use;
        while (value.Parent is IConversionOperation or IParenthesizedOperation)
            value = value.Parent;
        switch (value.Parent)
        {
            case IAssignmentOperation assignment when assignment.Target == value:
                return false;
            case IBinaryOperation or IIsPatternOperation { Pattern: IConstantPatternOperation or INegatedPatternOperation } or INameOfOperation or IIsTypeOperation:
                return false;
            // 'pair.First.Put()'
            case IFieldReferenceOperation { Instance: IOperation tuple } element when tuple == value && tuple.Type?.IsTupleType == true:
                return MayRelease(element, model);
            case IMemberReferenceOperation { Instance: IOperation instance } when instance == value && value.Parent is not IMethodReferenceOperation:
                return false;
            case IInvocationOperation call when call.Instance == value:
                return Ends(call.TargetMethod, model);
            case IConditionalAccessOperation access when access.Operation == value:
                foreach (IOperation inner in access.WhenNotNull.DescendantsAndSelf())
                {
                    if (inner is IInvocationOperation { Instance: IConditionalAccessInstanceOperation } on && Ends(on.TargetMethod, model))
                        return true;
                }

                return access.Parent is not IExpressionStatementOperation && access.WhenNotNull is IInvocationOperation;
            case IArgumentOperation { Parameter: IParameterSymbol parameter, Parent: IInvocationOperation called }:
                return !(model.Is(parameter, Role.Borrows) || model.Is(called.TargetMethod, Role.PageGet) || model.Is(called.TargetMethod, Role.PageAddress) || model.Is(called.TargetMethod, Role.PagePhys));
            default:
                return true;
        }
    }

    private static bool Ends(IMethodSymbol method, FragmentModel model) =>
        model.Is(method, Role.PagePut) || model.Is(method, Role.Consumes) || method.Name is "Dispose" or "DisposeAsync" or "Close"
        || BaseLibraryPairs.Of(method, method.ContainingType)?.For(Effect.This) is { Kind: EffectKind.Put };
}
