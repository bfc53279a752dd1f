using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using FragApi.Analyzers.Vocabulary;
using FragApi.Analyzers.Bodies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

/// <summary>What a field owns: by annotation, or because its type acquires into it, and into it alone, and releases it.</summary>
internal sealed class OwnedField
{
    public static readonly OwnedField None = new(null, null);

    public static readonly OwnedField Annotated = new(ResourceKind.Reference, null);

    public OwnedField(ResourceKind? kind, IInvocationOperation? acquisition, bool mayBeEmpty = false)
    {
        Kind = kind;
        Acquisition = acquisition;
        MayBeEmpty = mayBeEmpty;
    }

    /// <summary>An array of no length may be in it, which nobody has to release.</summary>
    public bool MayBeEmpty { get; }

    /// <summary>Null when it owns nothing.</summary>
    public ResourceKind? Kind { get; }

    /// <summary>The call that fills it; null when there are several, or none is known.</summary>
    public IInvocationOperation? Acquisition { get; }
}

/// <summary>
/// Which fields own what they hold. A private field is read through once: every value that is stored in it has to be an
/// acquisition or nothing at all, and somewhere in the type it has to be released.
/// </summary>
internal sealed class OwnedFields
{
    private readonly Contracts _contracts;
    private readonly ConcurrentDictionary<ISymbol, OwnedField> _fields = new(SymbolEqualityComparer.Default);

    public OwnedFields(Contracts contracts) => _contracts = contracts;

    public OwnedField Of(ISymbol? member, Compilation compilation, CancellationToken cancellation)
    {
        if (member is null)
            return OwnedField.None;
        if (_contracts.IsOwnedField(member))
            return member is IFieldSymbol { Type.IsTupleType: true } or IPropertySymbol { Type.IsTupleType: true } ? OwnedField.None : OwnedField.Annotated;
        if (member is not IFieldSymbol { DeclaredAccessibility: Accessibility.Private, IsStatic: false, IsImplicitlyDeclared: false } field || !_contracts.CanOwn(field.Type))
            return OwnedField.None;
        ISymbol definition = field.OriginalDefinition;
        return _fields.TryGetValue(definition, out OwnedField? known) ? known : _fields.GetOrAdd(definition, Infer(definition, new FieldContracts(_contracts), compilation, cancellation));
    }

    /// <summary>
    /// Of a member that nobody but its type writes to: every value that is stored in it has to be an acquisition or nothing at
    /// all, and somewhere in the type it has to be released.
    /// </summary>
    public static OwnedField Infer(ISymbol member, FieldContracts contracts, Compilation compilation, CancellationToken cancellation)
    {
        ResourceKind? kind = null;
        IInvocationOperation? acquisition = null;
        bool several = false;
        bool mayBeEmpty = false;
        bool isReleased = false;
        foreach ((IOperation? found, bool isInitial) in MemberUses.Of(member, compilation, cancellation))
        {
            if (found is not IOperation use)
                return OwnedField.None;
            // What is put into another object's, or taken out of it for good, is not told from here.
            if (use is IMemberReferenceOperation { Instance: not IInstanceReferenceOperation } && !MemberUses.IsRead(use))
                return OwnedField.None;
            if (isInitial)
            {
                if (!Stores(use))
                    return OwnedField.None;
                continue;
            }

            while (use.Parent is IConversionOperation or IParenthesizedOperation or IConditionalAccessOperation)
            {
                // '_owner?.Dispose()'
                if (use.Parent is IConditionalAccessOperation { WhenNotNull: IInvocationOperation { Instance: IConditionalAccessInstanceOperation } end } access && access.Operation == use)
                    isReleased |= contracts.Of(end.TargetMethod, access.Operation.Type).For(Effect.This) is { Kind: EffectKind.Put or EffectKind.Consume };
                use = use.Parent;
            }

            switch (use.Parent)
            {
                case ISimpleAssignmentOperation assignment when assignment.Target == use:
                    if (!Stores(assignment.Value))
                        return OwnedField.None;
                    break;
                case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument:
                    if (argument.Parent is not IInvocationOperation { TargetMethod: { Name: "Exchange", ContainingType.Name: "Interlocked" } })
                        return OwnedField.None;
                    isReleased = true;
                    break;
                case IArgumentOperation { Parent: IInvocationOperation call } passed:
                    isReleased |= contracts.Of(call.TargetMethod, call.Instance?.Type).For(passed.Parameter?.Ordinal ?? Effect.Result) is { Kind: EffectKind.Put or EffectKind.Consume };
                    break;
                case IInvocationOperation on:
                    isReleased |= contracts.Of(on.TargetMethod, on.Instance?.Type).For(Effect.This) is { Kind: EffectKind.Put or EffectKind.Consume };
                    break;
                case { } refers when IsReference(refers):
                    return OwnedField.None;
                case IVariableInitializerOperation or ISimpleAssignmentOperation:
                case IIsPatternOperation { Pattern: IDeclarationPatternOperation or IRecursivePatternOperation { DeclaredSymbol: not null } }:
                    // 'byte[] b = _b; _b = null; Return(b);', 'if (_b is { } b)'
                    isReleased = true;
                    break;
                case ICompoundAssignmentOperation or IAddressOfOperation:
                    return OwnedField.None;
            }
        }

        return kind is null || !isReleased ? OwnedField.None : new OwnedField(kind, several ? null : acquisition, mayBeEmpty);

        bool Stores(IOperation? value)
        {
            value = value?.WithoutCasts();
            if (value is null)
                return false;
            // A number that somebody writes stands for nothing.
            if (value is IDefaultValueOperation || value.ConstantValue.HasValue || value is IFieldReferenceOperation { Field: { Name: "Zero", IsStatic: true } })
                return true;
            if (IsEmpty(value))
                return mayBeEmpty = true;
            if (value is ILocalReferenceOperation { Local: ILocalSymbol local })
                return local.DeclaringSyntaxReferences.Length == 1 && local.DeclaringSyntaxReferences[0].GetSyntax(cancellation) is VariableDeclaratorSyntax { Initializer.Value: ExpressionSyntax made }
                    && !IsWrittenAgain(local, value) && Stores(value.SemanticModel?.GetOperation(made, cancellation));
            if (contracts.Acquired(value) is not ResourceKind acquired || kind is not null && kind != acquired)
                return false;
            several |= acquisition is not null;
            (kind, acquisition) = (acquired, value as IInvocationOperation);
            return true;
        }
    }

    // 'ref byte[] b = ref _b;', 'return ref _b;', '(_b, _n) = (…)': what comes into it that way, nobody sees.
    private static bool IsReference(IOperation use) => use switch
    {
        ISimpleAssignmentOperation assignment => assignment.IsRef,
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol.IsRef,
        IReturnOperation => use.SemanticModel?.GetEnclosingSymbol(use.Syntax.SpanStart) is IMethodSymbol { ReturnsByRef: true },
        ITupleOperation tuple => tuple.Parent is IDeconstructionAssignmentOperation deconstruction && deconstruction.Target == tuple,
        _ => false,
    };

    // 'Array.Empty<byte>()', '[]', 'new byte[0]'
    private static bool IsEmpty(IOperation value) => value switch
    {
        IInvocationOperation call => call.TargetMethod is { Name: "Empty", ContainingType.SpecialType: SpecialType.System_Array },
        ICollectionExpressionOperation { Elements.IsEmpty: true } => value.Type is IArrayTypeSymbol,
        IArrayCreationOperation { DimensionSizes: { Length: 1 } sizes } => sizes[0].ConstantValue is { HasValue: true, Value: 0 },
        _ => false,
    };

    private static bool IsWrittenAgain(ILocalSymbol local, IOperation use)
    {
        SyntaxNode? scope = use.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>();
        if (scope is null)
            return true;
        foreach (SyntaxNode node in scope.DescendantNodes())
        {
            if (node is AssignmentExpressionSyntax { Left: IdentifierNameSyntax left } && left.Identifier.ValueText == local.Name
                || node is ArgumentSyntax { RefKindKeyword.RawKind: not 0, Expression: IdentifierNameSyntax given } && given.Identifier.ValueText == local.Name)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The fields of a type that are filled where they are declared, with what fills them.</summary>
    public IEnumerable<(ISymbol Field, IOperation Value)> Initial(INamedTypeSymbol type, SemanticModel model, CancellationToken cancellation)
    {
        foreach (ISymbol member in type.GetMembers())
        {
            if (member.IsStatic || member is not (IFieldSymbol { IsImplicitlyDeclared: false } or IPropertySymbol) || member.DeclaringSyntaxReferences.Length != 1
                || member.DeclaringSyntaxReferences[0].SyntaxTree != model.SyntaxTree || Of(member, model.Compilation, cancellation).Kind is null)
            {
                continue;
            }

            ExpressionSyntax? value = member.DeclaringSyntaxReferences[0].GetSyntax(cancellation) switch
            {
                VariableDeclaratorSyntax { Initializer.Value: ExpressionSyntax initial } => initial,
                PropertyDeclarationSyntax { Initializer.Value: ExpressionSyntax initial } => initial,
                _ => null,
            };
            if (value is not null && model.GetOperation(value, cancellation) is IOperation operation && Acquires(operation))
                yield return (member, operation);
        }
    }

    /// <summary>The expression acquires something, whatever happens.</summary>
    public bool Acquires(IOperation value)
    {
        value = value.WithoutCasts();
        IMethodSymbol? method = value switch
        {
            IInvocationOperation call => call.TargetMethod,
            IObjectCreationOperation creation => creation.Constructor,
            _ => null,
        };
        return method is not null && _contracts.Of(method, (value as IInvocationOperation)?.Instance?.Type).For(Effect.Result) is { Kind: EffectKind.Acquire, When: When.Always };
    }
}
