using System.Collections.Generic;
using System.Collections.Immutable;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Analyzers.Accessors;

/// <summary>An argument of the new call.</summary>
internal sealed class CallArgument
{
    public CallArgument(ImmutableArray<Piece> text, ArgumentSyntax? raw, SyntaxNode evaluatedAt, bool impure)
    {
        Text = text;
        Raw = raw;
        EvaluatedAt = evaluatedAt;
        Impure = impure;
    }

    public ImmutableArray<Piece> Text { get; set; }

    public ArgumentSyntax? Raw { get; }

    public SyntaxNode EvaluatedAt { get; }

    public bool Impure { get; }

    /// <summary>What stood before it, where it was no argument.</summary>
    public TextSpan SpaceBefore { get; set; }

    /// <summary>
    /// What the raw form has for a parameter of the accessor, which is then no longer <paramref name="left"/>; null where it
    /// has nothing, or nothing that fits, and then <paramref name="declined"/> says so.
    /// </summary>
    public static CallArgument? For(IParameterSymbol parameter, Part part, RawUse use, Accessor accessor, List<Operand> left, out Decline? declined)
    {
        declined = null;
        Operand? best = null;
        ImmutableArray<Piece> text = default;
        foreach (Operand operand in left)
        {
            bool constantDirection = part == Part.Direction && operand.Part == Part.Rest && operand.Constant is not null && Types.IsInteger(operand.Type);
            if (operand.Part != part && !constantDirection)
            {
                if (part == Part.Direction && operand.Part == Part.Rest && Types.IsInteger(operand.Type))
                    declined ??= new Decline(DeclineReason.NoDirection, operand.Syntax.ToString(), parameter.Type.Name);
                continue;
            }

            text = Adapt(operand, use, accessor, parameter, out Decline reason);
            if (!text.IsDefault)
            {
                best = operand;
                break;
            }

            declined ??= reason;
        }

        if (best is null)
            return null;
        declined = null;
        left.Remove(best);
        return new CallArgument(text, best.Argument, best.Syntax, !use.Code.IsPure(best.Syntax)) { SpaceBefore = best.SpaceBefore };
    }

    /// <summary>The operand's text as that parameter takes it: as it is, through a member of it, or as the enum constant of the same value.</summary>
    private static ImmutableArray<Piece> Adapt(Operand operand, RawUse use, Accessor accessor, IParameterSymbol parameter, out Decline declined)
    {
        declined = operand.Type is not null && (operand.Part is Part.Value or Part.Page or Part.Offset or Part.Size) && !SymbolEqualityComparer.Default.Equals(operand.Type, parameter.Type)
            ? new Decline(DeclineReason.ArgumentDiffers, accessor.Name, Decline.Of(parameter.Type), Decline.Of(operand.Type))
            : new Decline(DeclineReason.NoAccessorFits, accessor.Name);
        if (parameter.RefKind is RefKind.Ref or RefKind.Out)
        {
            return operand.Argument is { RefOrOutKeyword: var keyword } argument && keyword.IsKind(parameter.RefKind == RefKind.Ref ? SyntaxKind.RefKeyword : SyntaxKind.OutKeyword)
                && (operand.Type is null || SymbolEqualityComparer.Default.Equals(operand.Type, parameter.Type))
                ? ImmutableArray.Create(Piece.Keep(TextSpan.FromBounds(keyword.SpanStart, argument.Span.End)))
                : default;
        }

        if (operand.IsRewritten)
        {
            if (operand.Becomes is null || use.Code.ConvertsImplicitly(operand.Becomes, parameter.Type))
                return operand.Text;
            declined = new Decline(DeclineReason.ArgumentDiffers, accessor.Name, Decline.Of(parameter.Type), Decline.Of(operand.Becomes));
            return default;
        }

        bool isNull = Expressions.Unwrap(operand.Syntax).IsKind(SyntaxKind.NullLiteralExpression);
        bool isForgiven = operand.Syntax.IsKind(SyntaxKind.SuppressNullableWarningExpression);
        if (use.Code.Accepts(parameter.Type, operand.Remaining ?? operand.Syntax))
        {
            if (isNull && !isForgiven && parameter.NullableAnnotation == NullableAnnotation.NotAnnotated && parameter.Type.IsReferenceType
                && (use.Code.Semantics.GetNullableContext(operand.Syntax.SpanStart) & NullableContext.WarningsEnabled) != 0)
            {
                declined = new Decline(DeclineReason.NullRefused, accessor.Name);
                return default;
            }

            return operand.Text;
        }

        // A mapping without a device says null in whatever type.
        if (isNull && parameter.Type.IsReferenceType)
            return operand.Text;

        if (parameter.Type.TypeKind == TypeKind.Enum && (operand.Type?.TypeKind == TypeKind.Enum || Types.IsInteger(operand.Type)))
        {
            if (operand.Constant is not null && Counterpart(operand.Constant, (INamedTypeSymbol)parameter.Type) is IFieldSymbol counterpart)
                return ImmutableArray.Create(Piece.NameOf(parameter.Type), ".", counterpart.Name);
            declined = new Decline(DeclineReason.NoDirection, operand.Syntax.ToString(), parameter.Type.Name);
            return default;
        }

        if (operand.Part == Part.Rest && operand.Type is not null)
        {
            if (TheMemberOfType(operand.Type, parameter.Type, use) is ISymbol step)
                return Piece.Primary(operand.Syntax).Add(operand.Type is IPointerTypeSymbol ? "->" : ".").Add(step.Name);
            declined = new Decline(DeclineReason.NoDevice, operand.Syntax.ToString(), parameter.Type.Name);
            return default;
        }

        return default;
    }

    private static IFieldSymbol? Counterpart(object constant, INamedTypeSymbol target)
    {
        if (!TryNumber(constant, out decimal wanted))
            return null;
        foreach (ISymbol member in target.GetMembers())
        {
            if (member is IFieldSymbol { HasConstantValue: true, ConstantValue: { } value } field && TryNumber(value, out decimal number) && number == wanted)
                return field;
        }

        return null;
    }

    private static bool TryNumber(object value, out decimal number)
    {
        switch (value)
        {
            case int or uint or long or ulong or short or ushort or sbyte or byte:
                number = System.Convert.ToDecimal(value, System.Globalization.CultureInfo.InvariantCulture);
                return true;
            default:
                number = 0;
                return false;
        }
    }

    /// <summary>The one field or property of the required type.</summary>
    private static ISymbol? TheMemberOfType(ITypeSymbol from, ITypeSymbol wanted, RawUse use)
    {
        ITypeSymbol? type = from is IPointerTypeSymbol pointer ? pointer.PointedAtType : from;
        ISymbol? found = null;
        ISymbol within = use.Code.Semantics.GetEnclosingSymbol(use.Replaced.SpanStart)?.ContainingType ?? (ISymbol)use.Code.Semantics.Compilation.Assembly;
        HashSet<string> names = new();
        for (; type is not null && type.SpecialType == SpecialType.None; type = type.BaseType)
        {
            foreach (ISymbol member in type.GetMembers())
            {
                ITypeSymbol? memberType = member switch
                {
                    IFieldSymbol { IsStatic: false, IsImplicitlyDeclared: false } field => field.Type,
                    IPropertySymbol { IsStatic: false, IsIndexer: false, GetMethod: not null } property => property.Type,
                    _ => null,
                };
                if (memberType is null || !SymbolEqualityComparer.Default.Equals(memberType, wanted)
                    || !use.Code.Semantics.Compilation.IsSymbolAccessibleWithin(member, within) || !names.Add(member.Name))
                {
                    continue;
                }

                if (found is not null)
                    return null;
                found = member;
            }
        }

        return found;
    }
}
