using System.Collections.Generic;
using System.Collections.Immutable;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Analyzers.Accessors;

/// <summary>
/// Builds the call of an accessor that takes the place of a raw form: chooses the overload, gives each parameter what
/// the raw form had for it, and refuses where anything would be lost, repeated, reordered or of another type.
/// </summary>
internal sealed class CallBuilder
{
    private readonly Code _code;
    private readonly Locator _fragment;
    private readonly SyntaxNode _replaced;
    private readonly SyntaxNode _locatedAt;
    private readonly List<Operand> _operands;

    /// <param name="code">The member.</param>
    /// <param name="fragment">The fragment.</param>
    /// <param name="replaced">What the call replaces.</param>
    /// <param name="locatedAt">Where the raw form evaluates the fragment.</param>
    /// <param name="operands">What else it evaluates, in that order.</param>
    public CallBuilder(Code code, Locator fragment, SyntaxNode replaced, SyntaxNode locatedAt, List<Operand> operands)
    {
        _code = code;
        _fragment = fragment;
        _replaced = replaced;
        _locatedAt = locatedAt;
        _operands = operands;
    }

    /// <summary>Which fragment it is.</summary>
    public Locator Fragment => _fragment;

    /// <summary>The raw call that is replaced, where it is one.</summary>
    public RawCall? Raw { get; set; }

    /// <summary>The argument in which the raw form named the page.</summary>
    public ArgumentSyntax? PageArgument { get; set; }

    /// <summary>The type that the result must have, where it is used.</summary>
    public ITypeSymbol? NeededType { get; set; }

    /// <summary>The raw form says <c>?.</c>: the accessor must do nothing for a fragment without a page.</summary>
    public bool SkipsMissingPage { get; set; }

    /// <summary>The family that the raw form maps in.</summary>
    public string? Family { get; set; }

    /// <summary>The members of the fragment that the raw form uses, with their roles; a member is null where an accessor handed the part out and does not say which.</summary>
    public List<(ISymbol? Member, Role Role)> Members { get; } = new();

    /// <summary>All stretches of the replaced text that other edits of the same rewrite account for.</summary>
    public List<TextSpan>? AccountedFor { get; set; }

    public Plan Build(FragmentOperation operation)
    {
        AccessorCatalog catalog = _code.Model.AccessorsOf(_fragment.Type);
        ImmutableArray<Accessor> candidates = catalog.Of(operation);
        if (candidates.IsEmpty)
            return Decline.For(new MissingAccessor(this, operation));
        if (_code.InExpressionTree(_replaced))
            return DeclineReason.ExpressionTree;
        if (_fragment.MayBeMissing || Expressions.HangsOnConditionalAccess(_replaced))
            return DeclineReason.ConditionalFragment;
        Unassigned unassigned = _fragment.Declared is null ? Unassigned.Of(_fragment, _code) : default;
        if (unassigned.Declined is Decline noValue)
            return noValue;

        Decline? declined = null;
        foreach (Choice choice in Choices(candidates))
        {
            Plan plan = Try(choice);
            if (plan.Declined is not Decline reason)
                return unassigned.Initializer is Edit initializer ? Plan.Rewrite(plan.Accessor!, plan.Edits.Add(initializer)) : plan;
            declined ??= reason;
        }

        return declined ?? Decline.ForOverload(new MissingAccessor(this, operation), candidates[0].Name);
    }

    /// <summary>An overload, with the pieces that say which fragment.</summary>
    private sealed class Choice
    {
        public Choice(Accessor accessor, ImmutableArray<Piece> target, ExpressionSyntax? index, Decline? declined = null)
        {
            Accessor = accessor;
            Target = target;
            Index = index;
            Declined = declined;
        }

        public Accessor Accessor { get; }

        public ImmutableArray<Piece> Target { get; }

        public ExpressionSyntax? Index { get; }

        public Decline? Declined { get; }
    }

    /// <summary>The overloads that can be told which fragment is meant: (container, index) first, the nearest container before a farther one.</summary>
    private IEnumerable<Choice> Choices(ImmutableArray<Accessor> candidates)
    {
        if (_fragment.Index is not null || Expressions.Unwrap(_fragment.Expression) is ElementAccessExpressionSyntax)
        {
            foreach (Choice choice in ChoicesByIndex(candidates))
                yield return choice;
        }

        if (_fragment.Index is not null)
            yield break;
        foreach (Accessor accessor in candidates)
        {
            if (!accessor.ByIndex)
                yield return OfFragment(accessor);
        }
    }

    private IEnumerable<Choice> ChoicesByIndex(ImmutableArray<Accessor> candidates)
    {
        // The accessor walks the chain to the fragment, after whatever else it is given has been evaluated.
        if (_operands.Exists(operand => operand.Syntax.SpanStart > _locatedAt.SpanStart && operand.HarmIn(_code) is not null))
        {
            foreach (Accessor accessor in candidates)
            {
                if (accessor.ByIndex)
                    yield return new Choice(accessor, default, null, DeclineReason.EvaluationOrder);
            }

            yield break;
        }

        // A container of the same type farther out holds other fragments.
        HashSet<ITypeSymbol> nearer = new(SymbolEqualityComparer.Default);
        foreach ((ImmutableArray<Piece> text, ITypeSymbol type, ExpressionSyntax? expression, ExpressionSyntax index, ImmutableArray<ISymbol> steps) in Containers())
        {
            if (!nearer.Add(type))
                continue;
            foreach (Accessor accessor in candidates)
            {
                if (!accessor.ByIndex || !_code.Accepts(accessor.ParameterOf(Part.Index)!.Type, index))
                    continue;
                ITypeSymbol wanted = accessor.OnReceiver ? accessor.Method.ContainingType : accessor.ParameterOf(Part.Container)!.Type;
                if (!_code.ConvertsImplicitly(type, wanted) || !ContainerPath.IsThatOf(steps, _fragment.Type, accessor.Method, _code.Semantics, _replaced.SpanStart))
                    continue;
                RefKind kind = accessor.OnReceiver ? RefKind.None : accessor.ParameterOf(Part.Container)!.RefKind;
                if (kind == RefKind.Ref && (expression is null || !Expressions.IsVariable(expression, _code.Semantics)))
                    continue;
                yield return new Choice(accessor, kind == RefKind.Ref ? text.Insert(0, "ref ") : text, index);
            }
        }
    }

    private Choice OfFragment(Accessor accessor)
    {
        IParameterSymbol? parameter = accessor.ParameterOf(Part.Fragment);
        ExpressionSyntax bare = _fragment.Expression;
        while (bare is ParenthesizedExpressionSyntax parenthesized && !_fragment.IsPointer)
            bare = parenthesized.Expression;
        Piece expression = _fragment.Declared is string name ? name : Piece.Keep(bare);
        bool isVariable = _fragment.Declared is not null || Expressions.IsVariable(_fragment.Expression, _code.Semantics);
        if (parameter is null)
        {
            // An instance method of the fragment: a struct's may change it in place, which takes a variable.
            if (accessor.Operation.Info().Stores != FragmentParts.None && _fragment.Type.IsValueType && !_fragment.IsPointer && !isVariable)
                return new Choice(accessor, default, null, new Decline(DeclineReason.NotAVariable, accessor.Name));
            return new Choice(accessor, _fragment.IsPointer ? ImmutableArray.Create("(*", expression, ")") : _fragment.Declared is not null ? ImmutableArray.Create(expression) : Primary(_fragment.Expression), null);
        }

        if (parameter.Type is IPointerTypeSymbol)
        {
            return _fragment.IsPointer
                ? new Choice(accessor, ImmutableArray.Create(expression), null)
                : new Choice(accessor, default, null, new Decline(DeclineReason.NoAccessorFits, accessor.Name));
        }

        ImmutableArray<Piece> value = _fragment.IsPointer ? ImmutableArray.Create("*", expression) : ImmutableArray.Create(expression);
        bool variable = _fragment.IsPointer || parameter.RefKind != RefKind.None && isVariable;
        switch (parameter.RefKind)
        {
            case RefKind.None or RefKind.In:
                return new Choice(accessor, value, null);
            case RefKind.RefReadOnlyParameter:
                return new Choice(accessor, variable ? value.Insert(0, "in ") : value, null);
            case RefKind.Ref when variable:
                return new Choice(accessor, value.Insert(0, "ref "), null);
            default:
                return new Choice(accessor, default, null, new Decline(DeclineReason.NotAVariable, accessor.Name));
        }
    }

    /// <summary>Everything that holds the fragment's array, from the array outwards: of <c>skb.Info.Frags[i]</c> the array, <c>skb.Info</c> and <c>skb</c>.</summary>
    public IEnumerable<(ImmutableArray<Piece> Text, ITypeSymbol Type, ExpressionSyntax? Expression, ExpressionSyntax Index, ImmutableArray<ISymbol> Steps)> Containers()
    {
        SemanticModel semantics = _code.Semantics;
        if (_fragment.Index is ExpressionSyntax given)
        {
            if (semantics.GetTypeInfo(_fragment.Expression).Type is ITypeSymbol type)
                yield return (ImmutableArray.Create(Piece.Keep(_fragment.Expression)), type, _fragment.Expression, given, ImmutableArray<ISymbol>.Empty);
            yield break;
        }

        if (_fragment.IsPointer || _fragment.Declared is not null
            || Expressions.Unwrap(_fragment.Expression) is not ElementAccessExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } element
            || !Types.IsInteger(semantics.GetTypeInfo(arguments[0].Expression).Type))
        {
            yield break;
        }

        ExpressionSyntax index = arguments[0].Expression;
        ExpressionSyntax? prefix = element.Expression;
        ImmutableArray<ISymbol> steps = ImmutableArray<ISymbol>.Empty;
        while (prefix is not null)
        {
            prefix = Expressions.Unwrap(prefix);
            if (semantics.GetTypeInfo(prefix).Type is not ITypeSymbol type || semantics.GetSymbolInfo(prefix).Symbol is INamespaceOrTypeSymbol)
                yield break;
            yield return (ImmutableArray.Create(Piece.Keep(prefix)), type, prefix, index, steps);
            if (semantics.GetSymbolInfo(prefix).Symbol is ISymbol step)
                steps = steps.Add(step);

            switch (prefix)
            {
                case MemberAccessExpressionSyntax access when semantics.GetSymbolInfo(access).Symbol is IFieldSymbol { IsStatic: false } or IPropertySymbol { IsStatic: false }:
                    prefix = access.Expression;
                    break;
                case IdentifierNameSyntax name when semantics.GetSymbolInfo(name).Symbol is IFieldSymbol { IsStatic: false } or IPropertySymbol { IsStatic: false }:
                    if (semantics.GetEnclosingSymbol(name.SpanStart)?.ContainingType is INamedTypeSymbol self)
                        yield return (ImmutableArray.Create<Piece>("this"), self, null, index, steps);
                    yield break;
                // A getter of the container by another name, as in Info(skb).Frags[i].
                case InvocationExpressionSyntax call when semantics.GetSymbolInfo(call).Symbol is IMethodSymbol method && _code.Model.Is(method.ReturnType, Role.FragmentContainer):
                    prefix = call.ArgumentList.Arguments.Count == 0
                        ? (method.IsStatic && !method.IsExtensionMethod ? null : (call.Expression as MemberAccessExpressionSyntax)?.Expression)
                        : call.ArgumentList.Arguments.Count == 1 && method.IsStatic && method.MethodKind != MethodKind.ReducedExtension ? call.ArgumentList.Arguments[0].Expression
                        : null;
                    break;
                default:
                    yield break;
            }
        }
    }

    private Plan Try(Choice choice)
    {
        Accessor accessor = choice.Accessor;
        if (choice.Declined is Decline unusable)
            return unusable;
        if (NeededType is not null && ResultProblem(accessor) is Decline problem)
            return problem;
        if (SkipsMissingPage && !AccessorBody.SkipsMissingPage(accessor.Method, _code.Model))
            return new Decline(DeclineReason.ConditionalPage, accessor.Name);
        if (Family is not null && Family != accessor.Family)
        {
            string? seen = accessor.Family ?? AccessorReach.Of(accessor, _fragment.Type.OriginalDefinition, _code.Model).Family;
            if (seen is null)
                return new Decline(DeclineReason.FamilyUnknown, Family, accessor.Name);
            if (seen != Family)
                return new Decline(DeclineReason.FamilyDiffers, Family, seen);
        }

        foreach ((ISymbol? member, Role role) in Members)
        {
            if (!AccessorReach.Of(accessor, _fragment.Type.OriginalDefinition, _code.Model).StandsFor(member?.OriginalDefinition, role))
                return new Decline(DeclineReason.OtherMember, accessor.Name, member?.Name ?? _fragment.Type.Name);
        }

        if (Expressions.ContainsAwait(_replaced) && accessor.ParameterOf(Part.Fragment)?.RefKind is not (null or RefKind.None))
            return DeclineReason.AwaitInside;

        List<Operand> left = new(_operands);
        List<Given> given = new();
        bool skipped = false;
        Decline? declined = null;
        for (int i = 0; i < accessor.Parts.Length; i++)
        {
            IParameterSymbol parameter = accessor.Method.Parameters[i];
            Given? argument = accessor.Parts[i] switch
            {
                Part.Fragment or Part.Container => new Given(choice.Target, PageArgument, _locatedAt, impure: false),
                Part.Index => new Given(ImmutableArray.Create(Piece.Keep(choice.Index!)), null, choice.Index!, !_code.IsPure(choice.Index!)),
                Part part => FromOperand(accessor, part, parameter, left, out declined),
            };
            if (argument is null)
            {
                if (declined is Decline refused)
                    return refused;
                if (!parameter.IsOptional && !parameter.IsParams)
                    return new Decline(DeclineReason.NoAccessorFits, accessor.Name);
                skipped = true;
                continue;
            }

            if (skipped)
                argument.Text = argument.Text.Insert(0, parameter.Name + ": ");
            given.Add(argument);
        }

        foreach (Operand operand in left)
        {
            if (LeftOver(operand, accessor) is Decline lost)
                return lost;
        }

        if (IsReordered(given))
            return DeclineReason.EvaluationOrder;
        return Render(choice, given);
    }

    private Decline? ResultProblem(Accessor accessor)
    {
        ITypeSymbol type = accessor.Method.ReturnType;
        if (accessor.Method.ReturnsVoid)
            return new Decline(DeclineReason.ResultUsed, accessor.Name);
        return SymbolEqualityComparer.Default.Equals(type, NeededType) ? null : Decline.OfTypes(accessor.Name, type, NeededType);
    }

    /// <summary>An argument of the new call.</summary>
    private sealed class Given
    {
        public Given(ImmutableArray<Piece> text, ArgumentSyntax? raw, SyntaxNode evaluatedAt, bool impure)
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
    }

    private Given? FromOperand(Accessor accessor, Part part, IParameterSymbol parameter, List<Operand> left, out Decline? declined)
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

            text = Adapt(operand, accessor, parameter, out Decline reason);
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
        return new Given(text, best.Argument, best.Syntax, !_code.IsPure(best.Syntax)) { SpaceBefore = best.SpaceBefore };
    }

    /// <summary>The operand's text as that parameter takes it: as it is, through a member of it, or as the enum constant of the same value.</summary>
    private ImmutableArray<Piece> Adapt(Operand operand, Accessor accessor, IParameterSymbol parameter, out Decline declined)
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
            if (operand.Becomes is null || _code.ConvertsImplicitly(operand.Becomes, parameter.Type))
                return operand.Text;
            declined = new Decline(DeclineReason.ArgumentDiffers, accessor.Name, Decline.Of(parameter.Type), Decline.Of(operand.Becomes));
            return default;
        }

        bool isNull = Expressions.Unwrap(operand.Syntax).IsKind(SyntaxKind.NullLiteralExpression);
        bool isForgiven = operand.Syntax.IsKind(SyntaxKind.SuppressNullableWarningExpression);
        if (_code.Accepts(parameter.Type, operand.Remaining ?? operand.Syntax))
        {
            if (isNull && !isForgiven && parameter.NullableAnnotation == NullableAnnotation.NotAnnotated && parameter.Type.IsReferenceType
                && (_code.Semantics.GetNullableContext(operand.Syntax.SpanStart) & NullableContext.WarningsEnabled) != 0)
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
            if (TheMemberOfType(operand.Type, parameter.Type) is ISymbol step)
                return Primary(operand.Syntax).Add(operand.Type is IPointerTypeSymbol ? "->" : ".").Add(step.Name);
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
    private ISymbol? TheMemberOfType(ITypeSymbol from, ITypeSymbol wanted)
    {
        ITypeSymbol? type = from is IPointerTypeSymbol pointer ? pointer.PointedAtType : from;
        ISymbol? found = null;
        ISymbol within = _code.Semantics.GetEnclosingSymbol(_replaced.SpanStart)?.ContainingType ?? (ISymbol)_code.Semantics.Compilation.Assembly;
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
                    || !_code.Semantics.Compilation.IsSymbolAccessibleWithin(member, within) || !names.Add(member.Name))
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

    private Decline? LeftOver(Operand operand, Accessor accessor)
    {
        switch (operand.Part)
        {
            // Who takes a reference is the accessor's own business; evaluating the receiver must have no effect, then.
            case Part.Rest when operand.IsReceiver && _code.IsPure(operand.Syntax):
                return null;
            case Part.Offset or Part.Size when accessor.Operation.Info().AddsOffset:
                return IsWhole(operand, accessor) ? null : new Decline(DeclineReason.WholeFragmentOnly, accessor.Name);
            default:
                return new Decline(DeclineReason.ArgumentLeft, operand.Syntax.ToString(), accessor.Name);
        }
    }

    /// <summary>What remains of the offset is nothing, and the size is the fragment's own.</summary>
    private bool IsWhole(Operand operand, Accessor accessor)
    {
        if (operand.Part == Part.Offset)
            return operand.IsRewritten && operand.Text.Length == 1 && operand.Text[0].Text == "0";
        return operand.Operation is { } operation
            && OffsetSum.Operand(operation) is var size
            && FragmentOffset.IsPartOf(size, Role.FragmentSize, _fragment, _code)
            && AccessorReach.Of(accessor, _fragment.Type.OriginalDefinition, _code.Model).StandsFor(FragmentOffset.MemberOf(size, Role.FragmentSize, _code)?.OriginalDefinition, Role.FragmentSize);
    }

    /// <summary>Something with an effect changes places with anything that is no constant.</summary>
    private bool IsReordered(List<Given> given)
    {
        bool impure = !_code.IsPure(_fragment);
        bool reordered = false;
        int last = -1;
        foreach (Given argument in given)
        {
            impure |= argument.Impure;
            if (argument.EvaluatedAt is LiteralExpressionSyntax || argument.EvaluatedAt == _locatedAt && argument.Text.Length == 0)
                continue;
            int position = argument.EvaluatedAt.SpanStart;
            reordered |= position < last;
            last = System.Math.Max(last, position);
        }

        return impure && reordered;
    }

    private Plan Render(Choice choice, List<Given> given)
    {
        Accessor accessor = choice.Accessor;
        ImmutableArray<Piece>.Builder pieces = ImmutableArray.CreateBuilder<Piece>(4 + 3 * given.Count);
        if (accessor.OnReceiver)
            pieces.AddRange(choice.Target);
        else
            pieces.Add(Piece.NameOf(accessor.Method.ContainingType));
        pieces.Add(accessor.Opening);
        for (int i = 0; i < given.Count; i++)
        {
            if (i > 0)
                pieces.Add(",");
            AddSpaceBefore(given[i], pieces, first: i == 0);
            pieces.AddRange(given[i].Text);
            AddSpaceAfter(given[i], pieces);
        }

        pieces.Add(")");
        ImmutableArray<Piece> text = pieces.ToImmutable();
        if (Trivia.LostIn(_replaced, text, AccountedFor) is DeclineReason lost)
            return lost;
        return Plan.Rewrite(accessor, ImmutableArray.Create(new Edit(_replaced.Span, text)));
    }

    /// <summary>Line breaks and comments stand where they stood, before the same argument.</summary>
    private static void AddSpaceBefore(Given argument, ImmutableArray<Piece>.Builder pieces, bool first)
    {
        // Missing tokens of half-typed code have no width, and no neighbour unless asked for.
        TextSpan space = argument.Raw is ArgumentSyntax raw
            ? TextSpan.FromBounds(raw.GetFirstToken(includeZeroWidth: true).GetPreviousToken(includeZeroWidth: true).Span.End, raw.SpanStart)
            : argument.SpaceBefore;
        if (Trivia.IsMoreThanBlank(argument.EvaluatedAt, space))
        {
            pieces.Add(Piece.Keep(space));
            return;
        }

        if (!first)
            pieces.Add(" ");
    }

    private static void AddSpaceAfter(Given argument, ImmutableArray<Piece>.Builder pieces)
    {
        if (argument.Raw is not ArgumentSyntax raw)
            return;
        TextSpan space = TextSpan.FromBounds(raw.Span.End, raw.GetLastToken(includeZeroWidth: true).GetNextToken(includeZeroWidth: true).SpanStart);
        if (Trivia.IsMoreThanBlank(raw, space))
            pieces.Add(Piece.Keep(space));
    }

    /// <summary>The expression, in parentheses where a member access would bind tighter than it.</summary>
    private static ImmutableArray<Piece> Primary(ExpressionSyntax expression) =>
        Expressions.IsPrimary(expression)
            ? ImmutableArray.Create(Piece.Keep(expression))
            : ImmutableArray.Create("(", Piece.Keep(expression), ")");
}
