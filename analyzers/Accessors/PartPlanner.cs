using System.Collections.Generic;
using System.Collections.Immutable;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Analyzers.Accessors;

/// <summary>How a part of a fragment, its page, offset or size, is used where no raw call uses it.</summary>
internal enum PartUse
{
    Read,
    Store,
    Compound,
    Slot,
    Deconstruction,
    Initializer,
    Pattern,
    Conditional,

    /// <summary>The fragment's own code, or one derived from it.</summary>
    Own,
}

/// <summary>Plans the rewrite of reads and stores of one part.</summary>
internal static class PartPlanner
{
    public static PartUse UseOf(IMemberReferenceOperation part)
    {
        if (part.Instance is IConditionalAccessInstanceOperation)
            return PartUse.Conditional;
        if (part.Instance is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.PatternInput } || part.Parent is IPropertySubpatternOperation)
            return PartUse.Pattern;
        if (part.Instance is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver })
            return PartUse.Initializer;
        if (part.Syntax is not MemberAccessExpressionSyntax access)
            return PartUse.Own;
        SyntaxNode outer = access;
        while (outer.Parent is ParenthesizedExpressionSyntax parenthesized)
            outer = parenthesized;
        switch (outer.Parent)
        {
            case RefExpressionSyntax:
            case PrefixUnaryExpressionSyntax address when address.IsKind(SyntaxKind.AddressOfExpression):
            case ArgumentSyntax argument when !argument.RefKindKeyword.IsKind(SyntaxKind.None):
                return PartUse.Slot;
        }

        switch (part.Parent)
        {
            case ISimpleAssignmentOperation assignment when assignment.Target == part:
                return PartUse.Store;
            case IAssignmentOperation compound when compound.Target == part:
            case IIncrementOrDecrementOperation:
                return PartUse.Compound;
            // `this ref Page` in extension form: the reference is taken without a word.
            case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out }:
                return PartUse.Slot;
            case ITupleOperation tuple when IsTarget(tuple):
                return PartUse.Deconstruction;
            default:
                return PartUse.Read;
        }
    }

    public static Plan Read(IMemberReferenceOperation part, Shape shape, Code code)
    {
        Locator fragment = Locator.OfPart(part)!;
        if (shape == Shape.ReadPage && IsUsedInPlace(part))
            return DeclineReason.InPlace;
        CallBuilder builder = new(code, fragment, part.Syntax, part.Syntax, new List<Operand>()) { NeededType = part.Type };
        Plan plan = builder.Build(RewriteTable.Row(shape).Operation);
        if (plan.Declined is not null)
            return plan;
        ImmutableArray<Piece> pieces = plan.Edits[0].Pieces;
        if (InferredName(part, code) is string name)
            pieces = pieces.Insert(0, name);
        if (plan.Accessor!.Method is { ReturnType.IsReferenceType: true, ReturnNullableAnnotation: NullableAnnotation.Annotated })
            pieces = pieces.Add(Piece.NotNullAs((ExpressionSyntax)part.Syntax));
        return Plan.Rewrite(plan.Accessor, plan.Edits.SetItem(0, new Edit(plan.Edits[0].Span, pieces)));
    }

    public static Plan Store(IMemberReferenceOperation part, Shape shape, Code code)
    {
        ISimpleAssignmentOperation assignment = (ISimpleAssignmentOperation)part.Parent!;
        if (assignment.Parent is not IExpressionStatementOperation)
            return DeclineReason.ValueUsed;
        if (assignment.Syntax is not AssignmentExpressionSyntax syntax)
            return DeclineReason.Initializer;
        Operand value = ValueOf(shape == Shape.StorePage ? Part.Page : Part.Value, syntax, assignment.Value, code);
        CallBuilder builder = new(code, Locator.OfPart(part)!, syntax, part.Syntax, new List<Operand> { value });
        return builder.Build(RewriteTable.Row(shape).Operation);
    }

    /// <summary><c>+=</c>, <c>-=</c>, <c>++</c> and the other compound forms of an offset or a size.</summary>
    public static Plan Compound(IMemberReferenceOperation part, bool size, Code code)
    {
        IOperation operation = part.Parent!;
        if (operation.Parent is not IExpressionStatementOperation)
            return DeclineReason.ValueUsed;
        Locator fragment = Locator.OfPart(part)!;
        (string symbol, ExpressionSyntax? right) = operation switch
        {
            ICompoundAssignmentOperation { Syntax: AssignmentExpressionSyntax compound } => (compound.OperatorToken.Text.TrimEnd('='), compound.Right),
            IIncrementOrDecrementOperation { Kind: OperationKind.Increment } => ("+", null),
            IIncrementOrDecrementOperation => ("-", null),
            _ => ("", (ExpressionSyntax?)null),
        };
        if (symbol.Length == 0 || symbol == "??")
            return new Decline(DeclineReason.CompoundStore, operation.Syntax.ToString());

        Plan plan = new Decline(DeclineReason.CompoundStore, operation.Syntax.ToString());
        if (symbol is "+" or "-")
        {
            Shape shape = (size, symbol) switch
            {
                (true, "+") => Shape.AddSize,
                (true, _) => Shape.SubtractSize,
                (false, "+") => Shape.AddOffset,
                _ => Shape.SubtractOffset,
            };
            FragmentOperation add = RewriteTable.Row(shape).Operation;
            if ((symbol == "+" || IsSigned(part, add, code) && !IsSmallest(right, code)) && !IsCheckedHere(operation, code))
                plan = Add(operation, part, fragment, add, symbol, right, code);
        }

        return plan.Declined is null || !code.IsPure(fragment) ? plan : Set(operation, part, fragment, size, symbol, right, code);
    }

    private static bool IsSigned(IMemberReferenceOperation part, FragmentOperation add, Code code)
    {
        foreach (Accessor accessor in code.Model.AccessorsOf(Locator.OfPart(part)!.Type).Of(add))
        {
            if (accessor.ParameterOf(Part.Value) is { } value && !Types.IsSigned(value.Type))
                return false;
        }

        return Types.IsSigned(part.Type);
    }

    /// <summary>In <c>checked</c> code the sum is checked where it stands; whether the accessor checks, nobody knows.</summary>
    private static bool IsCheckedHere(IOperation operation, Code code) =>
        (operation is ICompoundAssignmentOperation { IsChecked: true } or IIncrementOrDecrementOperation { IsChecked: true }) && !code.Semantics.Compilation.Options.CheckOverflow;

    /// <summary>A number without a counterpart of the other sign.</summary>
    private static bool IsSmallest(ExpressionSyntax? right, Code code) =>
        right is not null && code.Semantics.GetConstantValue(right, code.Cancellation) is { HasValue: true, Value: int.MinValue or long.MinValue };

    private static Plan Add(IOperation operation, IMemberReferenceOperation part, Locator fragment, FragmentOperation add, string symbol, ExpressionSyntax? right, Code code)
    {
        List<Operand> operands = new();
        Operand value;
        if (right is null)
        {
            value = new Operand(Part.Value, (ExpressionSyntax)part.Syntax, part.Type) { Text = ImmutableArray.Create<Piece>(symbol == "+" ? "1" : "-1"), IsRewritten = true };
        }
        else
        {
            value = new Operand(Part.Value, right, code.Semantics.GetTypeInfo(right).Type) { SpaceBefore = TextSpan.FromBounds(((AssignmentExpressionSyntax)operation.Syntax).OperatorToken.Span.End, right.SpanStart) };
            if (symbol == "-")
            {
                foreach (Accessor accessor in code.Model.AccessorsOf(fragment.Type).Of(add))
                {
                    // -i of the smallest int is that int again: a wider parameter would take the wrong number.
                    ITypeSymbol taken = accessor.ParameterOf(Part.Value)!.Type;
                    if (!code.Accepts(taken, right) || value.Type?.SpecialType == SpecialType.System_Int32 && Types.Bits(taken) > 32 && !code.Semantics.GetConstantValue(right).HasValue)
                        return new Decline(DeclineReason.TypeDiffers, accessor.Name);
                }

                value.Text = IsUnary(right) ? ImmutableArray.Create("-", Piece.Keep(right)) : ImmutableArray.Create("-(", Piece.Keep(right), ")");
                value.IsRewritten = true;
            }
        }

        operands.Add(value);
        return new CallBuilder(code, fragment, operation.Syntax, part.Syntax, operands).Build(add);
    }

    /// <summary><c>frag.Size op= n</c> as <c>SetSize(frag, Size(frag) op n)</c>: the fragment is evaluated twice, so it must be pure.</summary>
    private static Plan Set(IOperation operation, IMemberReferenceOperation part, Locator fragment, bool size, string symbol, ExpressionSyntax? right, Code code)
    {
        CallBuilder reader = new(code, fragment, part.Syntax, part.Syntax, new List<Operand>()) { NeededType = part.Type };
        Plan read = reader.Build(size ? FragmentOperation.Size : FragmentOperation.Offset);
        if (read.Declined is not null)
            return read;
        // The compound form converts back to a narrow type by itself; a call does not.
        if (part.Type?.SpecialType is not (SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_IntPtr or SpecialType.System_UIntPtr)
            || right is not null && !code.Accepts(part.Type, right))
        {
            return new Decline(DeclineReason.CompoundStore, operation.Syntax.ToString());
        }

        ImmutableArray<Piece> text = read.Edits[0].Pieces.Add(" " + symbol + " ");
        text = right is null ? text.Add("1") : IsUnary(right) ? text.Add(Piece.Keep(right)) : text.Add("(").Add(Piece.Keep(right)).Add(")");
        Operand value = new(Part.Value, right ?? (ExpressionSyntax)part.Syntax, part.Type) { Text = text, IsRewritten = true };
        return new CallBuilder(code, fragment, operation.Syntax, part.Syntax, new List<Operand> { value })
            .Build(size ? FragmentOperation.SetSize : FragmentOperation.SetOffset);
    }

    /// <summary>What an assignment assigns.</summary>
    public static Operand ValueOf(Part part, AssignmentExpressionSyntax assignment, IOperation value, Code code) =>
        new(part, assignment.Right, code.Semantics.GetTypeInfo(assignment.Right).Type)
        {
            Constant = value.ConstantValue is { HasValue: true } constant ? constant.Value : null,
            SpaceBefore = TextSpan.FromBounds(assignment.OperatorToken.Span.End, assignment.Right.SpanStart),
        };

    private static bool IsUnary(ExpressionSyntax expression) =>
        expression is NameSyntax or LiteralExpressionSyntax or MemberAccessExpressionSyntax or ElementAccessExpressionSyntax or InvocationExpressionSyntax or ParenthesizedExpressionSyntax;

    /// <summary>A struct page whose members are written, or called in a way that may write them: a copy would take the change.</summary>
    private static bool IsUsedInPlace(IMemberReferenceOperation part)
    {
        if (part.Type is not { IsValueType: true } type || type.IsReadOnly)
            return false;
        return IsChanged(part);
    }

    /// <summary>What is done with the struct, or with a struct in its fields, may change it.</summary>
    private static bool IsChanged(IOperation variable)
    {
        switch (variable.Parent)
        {
            case IInvocationOperation call when call.Instance == variable:
                return variable.Type is { IsValueType: true } && !call.TargetMethod.IsReadOnly && call.TargetMethod.ContainingType is { SpecialType: SpecialType.None, TypeKind: TypeKind.Struct };
            case IFieldReferenceOperation field when field.Instance == variable:
                return variable.Type is { IsValueType: true } && (IsWritten(field) || IsChanged(field));
            case IPropertyReferenceOperation property when property.Instance == variable:
                return variable.Type is { IsValueType: true } && IsWritten(property);
            case IEventReferenceOperation:
                return true;
            default:
                return false;
        }
    }

    private static bool IsWritten(IOperation target) => target.Parent switch
    {
        IAssignmentOperation store => store.Target == target,
        IIncrementOrDecrementOperation or IAddressOfOperation => true,
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } => true,
        IArgumentOperation { Syntax: ArgumentSyntax { RefKindKeyword.RawKind: not 0 } } => true,
        ITupleOperation tuple => IsTarget(tuple),
        _ => target.Syntax.Parent is RefExpressionSyntax or PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.AddressOfExpression },
    };

    private static bool IsTarget(ITupleOperation tuple)
    {
        IOperation current = tuple;
        while (current.Parent is ITupleOperation outer)
            current = outer;
        return current.Parent is IDeconstructionAssignmentOperation deconstruction && deconstruction.Target == current;
    }

    /// <summary>The name that an anonymous type or a tuple takes from the member, to be written out once the member is gone.</summary>
    private static string? InferredName(IMemberReferenceOperation part, Code code)
    {
        string name = ((MemberAccessExpressionSyntax)part.Syntax).Name.Identifier.Text;
        switch (part.Syntax.Parent)
        {
            case AnonymousObjectMemberDeclaratorSyntax { NameEquals: null }:
                return name + " = ";
            case ArgumentSyntax { NameColon: null, Parent: TupleExpressionSyntax tuple }:
                // A comparison, or a target with names of its own, would have the name ignored, with a warning.
                if (tuple.FirstAncestorOrSelf<ExpressionSyntax>(around => around is not (TupleExpressionSyntax or ParenthesizedExpressionSyntax)) is BinaryExpressionSyntax
                    || code.Semantics.GetTypeInfo(tuple).ConvertedType is not INamedTypeSymbol { IsTupleType: true } target
                    || target.TupleElements[tuple.Arguments.IndexOf((ArgumentSyntax)part.Syntax.Parent)].Name != name)
                {
                    return null;
                }

                foreach (ArgumentSyntax element in tuple.Arguments)
                {
                    if (element.Expression != part.Syntax && (element.NameColon?.Name.Identifier.Text ?? LastName(element.Expression)) == name)
                        return null;
                }

                return name + ": ";
            default:
                return null;
        }

        static string? LastName(ExpressionSyntax expression) => expression switch
        {
            IdentifierNameSyntax identifier => identifier.Identifier.Text,
            MemberAccessExpressionSyntax access => access.Name.Identifier.Text,
            _ => null,
        };
    }
}
