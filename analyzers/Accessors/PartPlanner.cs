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
    /// <summary>The row that a use of one part falls under, what is reported of it, and what becomes of it.</summary>
    public static (RewriteRow Row, SyntaxNode Node, Plan Plan) Plan(IMemberReferenceOperation part, Role role, Code code)
    {
        PartUse use = UseOf(part);
        FragmentParts which = Operations.PartOf(role);
        (Form form, string symbol, ExpressionSyntax? right) = FormOf(part);
        if (use == PartUse.Initializer && form == Form.Read)
            form = Form.Store;
        RewriteRow row = RewriteTable.Row(form, which);
        Plan plan = use switch
        {
            PartUse.Read => Read(part, row, code),
            PartUse.Store => Store(part, row, code),
            PartUse.Compound when row.Form == Form.Store && which == FragmentParts.Page => new Decline(DeclineReason.CompoundStore, part.Parent!.Syntax.ToString()),
            PartUse.Compound => Compound(part, which, row, symbol, right, code),
            PartUse.Slot => DeclineReason.SlotReference,
            PartUse.Deconstruction => DeclineReason.Deconstruction,
            PartUse.Initializer => DeclineReason.Initializer,
            PartUse.Pattern => DeclineReason.InPattern,
            PartUse.Own => DeclineReason.BareMember,
            _ => DeclineReason.ConditionalFragment,
        };
        return (row, NodeOf(part, form), plan);
    }

    /// <summary>The row that a use of one part falls under.</summary>
    public static RewriteRow RowOf(IMemberReferenceOperation part, Role role) =>
        RewriteTable.Row(UseOf(part) == PartUse.Initializer ? Form.Store : FormOf(part).Form, Operations.PartOf(role));

    /// <summary>What is done to the part, by what it is an operand of; and the operator and the right side of a compound store.</summary>
    private static (Form Form, string Symbol, ExpressionSyntax? Right) FormOf(IMemberReferenceOperation part)
    {
        switch (part.Parent)
        {
            case ISimpleAssignmentOperation store when store.Target == part:
                return (Form.Store, "", null);
            case IIncrementOrDecrementOperation { Kind: OperationKind.Increment }:
                return (Form.Add, "+", null);
            case IIncrementOrDecrementOperation:
                return (Form.Subtract, "-", null);
            case IAssignmentOperation { Syntax: AssignmentExpressionSyntax compound } assignment when assignment.Target == part:
                string symbol = compound.OperatorToken.Text.TrimEnd('=');
                return (symbol switch { "+" => Form.Add, "-" => Form.Subtract, _ => Form.Store }, symbol, compound.Right);
            case ITupleOperation tuple when IsTarget(tuple):
                return (Form.Store, "", null);
            default:
                return (Form.Read, "", null);
        }
    }

    /// <summary>The whole of a store, with the <c>?.</c> that it hangs on; of a read, the read.</summary>
    private static SyntaxNode NodeOf(IMemberReferenceOperation part, Form form)
    {
        if (form == Form.Read || part.Parent is not (IAssignmentOperation or IIncrementOrDecrementOperation))
            return part.Syntax;
        SyntaxNode node = part.Parent.Syntax;
        while (part.Instance is IConditionalAccessInstanceOperation && node.Parent is ConditionalAccessExpressionSyntax access && access.WhenNotNull == node)
            node = access;
        return node;
    }

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

    private static Plan Read(IMemberReferenceOperation part, RewriteRow row, Code code)
    {
        if (row.Operation.Info().Touches == FragmentParts.Page && IsUsedInPlace(part))
            return DeclineReason.InPlace;
        Plan plan = CallBuilder.Build(RawUseOf(part, part.Syntax, new List<Operand>(), code, neededType: part.Type), row.Operation);
        if (plan.Declined is not null)
            return plan;
        ImmutableArray<Piece> pieces = plan.Edits[0].Pieces;
        if (InferredName(part, code) is string name)
            pieces = pieces.Insert(0, name);
        if (plan.Accessor!.Method is { ReturnType.IsReferenceType: true, ReturnNullableAnnotation: NullableAnnotation.Annotated })
            pieces = pieces.Add(Piece.NotNullAs((ExpressionSyntax)part.Syntax));
        return Accessors.Plan.Rewrite(plan.Accessor, plan.Edits.SetItem(0, new Edit(plan.Edits[0].Span, pieces)));
    }

    private static Plan Store(IMemberReferenceOperation part, RewriteRow row, Code code)
    {
        ISimpleAssignmentOperation assignment = (ISimpleAssignmentOperation)part.Parent!;
        if (assignment.Parent is not IExpressionStatementOperation)
            return DeclineReason.ValueUsed;
        if (assignment.Syntax is not AssignmentExpressionSyntax syntax)
            return DeclineReason.Initializer;
        Operand value = ValueOf(row.Operation.Info().Takes == FragmentParts.Page ? Part.Page : Part.Value, syntax, assignment.Value, code);
        return CallBuilder.Build(RawUseOf(part, syntax, new List<Operand> { value }, code), row.Operation);
    }

    private static RawUse RawUseOf(IMemberReferenceOperation part, SyntaxNode replaced, List<Operand> operands, Code code, ITypeSymbol? neededType = null)
    {
        RawUse use = new(code, Locator.OfPart(part)!, replaced, part.Syntax, operands) { NeededType = neededType };
        use.Members.Add((part.Member, RoleOf(part, code)));
        return use;
    }

    /// <summary>The role of a part.</summary>
    public static Role RoleOf(IMemberReferenceOperation part, Code code) =>
        code.Model.Is(part.Member, Role.FragmentPage) ? Role.FragmentPage
        : code.Model.Is(part.Member, Role.FragmentOffset) ? Role.FragmentOffset
        : Role.FragmentSize;

    /// <summary><c>+=</c>, <c>-=</c>, <c>++</c> and the other compound forms of an offset or a size.</summary>
    private static Plan Compound(IMemberReferenceOperation part, FragmentParts which, RewriteRow row, string symbol, ExpressionSyntax? right, Code code)
    {
        IOperation operation = part.Parent!;
        if (operation.Parent is not IExpressionStatementOperation)
            return DeclineReason.ValueUsed;
        if (symbol.Length == 0 || symbol == "??")
            return new Decline(DeclineReason.CompoundStore, operation.Syntax.ToString());
        if (row.Form == Form.Store)
            return code.IsPure(Locator.OfPart(part)!) ? Set(operation, part, which, symbol, right, code) : new Decline(DeclineReason.CompoundStore, operation.Syntax.ToString());

        // The old value is read before the right side runs, and by the accessor afterwards.
        if (operation is ICompoundAssignmentOperation { Value: var added } && code.Effects.Within(added) is SyntaxNode harm)
            return new Decline(DeclineReason.MayChange, harm.ToString());
        Plan? plan = null;
        if ((row.Form == Form.Add || IsSigned(part, row.Operation, code) && !IsSmallest(right, code)) && !IsCheckedHere(operation, code))
        {
            plan = Add(operation, part, row.Operation, symbol, right, code);
            if (plan is { Declined: null })
                return plan.Value;
        }

        Plan set = code.IsPure(Locator.OfPart(part)!) ? Set(operation, part, which, symbol, right, code) : new Decline(DeclineReason.CompoundStore, operation.Syntax.ToString());
        // What is missing is the accessor that adds; the other way would do as well.
        return set.Declined is null || plan is { Declined.Missing: null } && set.Declined?.Missing is not null ? set : plan ?? set;
    }

    /// <summary>
    /// What is subtracted can be added with the other sign: the sum is reckoned with signed numbers (of a narrow type it
    /// is, whatever its own sign), and the accessor takes them.
    /// </summary>
    private static bool IsSigned(IMemberReferenceOperation part, FragmentOperation add, Code code)
    {
        foreach (Accessor accessor in code.Model.AccessorsOf(Locator.OfPart(part)!.Type).Of(add))
        {
            if (accessor.ParameterOf(Part.Value) is { } value && !Types.IsSigned(value.Type))
                return false;
        }

        return Types.IsSigned(part.Type) || Types.Bits(part.Type) < 32;
    }

    /// <summary>In <c>checked</c> code the sum is checked where it stands; whether the accessor checks, nobody knows.</summary>
    private static bool IsCheckedHere(IOperation operation, Code code) =>
        (operation is ICompoundAssignmentOperation { IsChecked: true } or IIncrementOrDecrementOperation { IsChecked: true }) && !code.Semantics.Compilation.Options.CheckOverflow;

    /// <summary>A number without a counterpart of the other sign.</summary>
    private static bool IsSmallest(ExpressionSyntax? right, Code code) =>
        right is not null && code.Semantics.GetConstantValue(right, code.Cancellation) is { HasValue: true, Value: int.MinValue or long.MinValue };

    private static Plan Add(IOperation operation, IMemberReferenceOperation part, FragmentOperation add, string symbol, ExpressionSyntax? right, Code code)
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
                foreach (Accessor accessor in code.Model.AccessorsOf(Locator.OfPart(part)!.Type).Of(add))
                {
                    // -i of the smallest int is that int again: a wider parameter would take the wrong number.
                    if (accessor.ParameterOf(Part.Value)?.Type is not ITypeSymbol taken)
                        continue;
                    if (!CanBeNegatedTo(taken, right, value.Type, code))
                        return new Decline(DeclineReason.ArgumentDiffers, accessor.Name, Decline.Of(taken), Decline.Of(value.Type));
                }

                value.Text = IsUnary(right) ? ImmutableArray.Create("-", Piece.Keep(right)) : ImmutableArray.Create("-(", Piece.Keep(right), ")");
                value.IsRewritten = true;
            }
        }

        operands.Add(value);
        return CallBuilder.Build(RawUseOf(part, operation.Syntax, operands, code), add);
    }

    /// <summary>
    /// What is subtracted fits with the other sign, too: narrow numbers become <c>int</c> by the sign, and
    /// <c>-int.MinValue</c> is that same number, which a wider parameter would take for the wrong one.
    /// </summary>
    private static bool CanBeNegatedTo(ITypeSymbol taken, ExpressionSyntax right, ITypeSymbol? type, Code code)
    {
        if (code.Semantics.GetConstantValue(right, code.Cancellation) is { HasValue: true })
            return code.Accepts(taken, right) && (Types.Bits(taken) >= 32 || Types.IsSigned(taken));
        SpecialType negated = type?.SpecialType switch
        {
            SpecialType.System_SByte or SpecialType.System_Byte or SpecialType.System_Int16 or SpecialType.System_UInt16 or SpecialType.System_Char => SpecialType.System_Int32,
            SpecialType.System_UInt32 => SpecialType.System_Int64,
            { } same => same,
            null => SpecialType.None,
        };
        if (negated == SpecialType.None || type!.SpecialType is SpecialType.System_Int32 && Types.Bits(taken) > 32)
            return false;
        return code.ConvertsImplicitly(code.Semantics.Compilation.GetSpecialType(negated), taken);
    }

    /// <summary><c>frag.Size op= n</c> as <c>SetSize(frag, Size(frag) op n)</c>: the fragment is evaluated twice, so it must be pure.</summary>
    private static Plan Set(IOperation operation, IMemberReferenceOperation part, FragmentParts which, string symbol, ExpressionSyntax? right, Code code)
    {
        // The compound form converts back to a narrow type by itself; a call does not.
        if (part.Type?.SpecialType is not (SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_IntPtr or SpecialType.System_UIntPtr)
            || right is not null && !code.Accepts(part.Type, right))
        {
            return new Decline(DeclineReason.CompoundStore, operation.Syntax.ToString());
        }

        Plan read = CallBuilder.Build(RawUseOf(part, part.Syntax, new List<Operand>(), code, neededType: part.Type), RewriteTable.Row(Form.Read, which).Operation);
        if (read.Declined is not null)
            return read;

        ImmutableArray<Piece> text = read.Edits[0].Pieces.Add(" " + symbol + " ");
        text = right is null ? text.Add("1") : IsUnary(right) || BindsTighter(right) ? text.Add(Piece.Keep(right)) : text.Add("(").Add(Piece.Keep(right)).Add(")");
        Operand value = new(Part.Value, right ?? (ExpressionSyntax)part.Syntax, part.Type) { Text = text, IsRewritten = true, Becomes = part.Type };
        return CallBuilder.Build(RawUseOf(part, operation.Syntax, new List<Operand> { value }, code), RewriteTable.Row(Form.Store, which).Operation).Around(read.Accessor!);
    }

    /// <summary>What an assignment assigns.</summary>
    public static Operand ValueOf(Part part, AssignmentExpressionSyntax assignment, IOperation value, Code code) =>
        new(part, assignment.Right, code.Semantics.GetTypeInfo(assignment.Right).Type)
        {
            Operation = value,
            Constant = value.ConstantValue is { HasValue: true } constant ? constant.Value : null,
            SpaceBefore = TextSpan.FromBounds(assignment.OperatorToken.Span.End, assignment.Right.SpanStart),
        };

    /// <summary>No binary operator takes it apart.</summary>
    private static bool BindsTighter(ExpressionSyntax expression) =>
        expression is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.BitwiseNotExpression or (int)SyntaxKind.UnaryMinusExpression or (int)SyntaxKind.UnaryPlusExpression } or CastExpressionSyntax
            or CheckedExpressionSyntax or DefaultExpressionSyntax or SizeOfExpressionSyntax;

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
