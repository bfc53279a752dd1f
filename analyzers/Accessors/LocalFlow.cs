using System.Collections.Generic;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Analyzers.Accessors;

/// <summary>How a local gets a value.</summary>
internal enum WriteKind
{
    /// <summary>A declaration or an assignment, as a statement of its own.</summary>
    Assign,

    /// <summary><c>x += n</c>, <c>x++</c>, <c>x = x + n</c>: shifts what was there.</summary>
    Increment,

    /// <summary>Passed by reference, deconstructed, assigned within an expression: anything may be in it.</summary>
    Opaque,
}

/// <summary>One write of a local.</summary>
internal sealed class LocalWrite
{
    public LocalWrite(WriteKind kind, SyntaxNode syntax, IOperation? value)
    {
        Kind = kind;
        Syntax = syntax;
        Value = value;
    }

    public WriteKind Kind { get; }

    public SyntaxNode Syntax { get; }

    public IOperation? Value { get; }
}

/// <summary>Everything that one member does to one local.</summary>
internal sealed class LocalUses
{
    public List<LocalWrite> Writes { get; } = new();

    public List<ILocalReferenceOperation> Reads { get; } = new();
}

/// <summary>
/// Which write a local's value comes from, and what happens in between, told from the nesting of statements alone.
/// A write that stands as a statement in a block around the use always runs before it; between the two lies the text
/// between them and every loop that encloses the use but not the write. Where a label, a lambda or an assignment
/// inside an expression makes this uncertain, the answer is "unknown".
/// </summary>
internal sealed class LocalFlow
{
    private readonly IReadOnlyList<IOperation> _roots;
    private readonly FragmentModel _model;
    private readonly SemanticModel _semantics;
    private Dictionary<ILocalSymbol, LocalUses>? _uses;
    private Timeline? _effects;

    public LocalFlow(IReadOnlyList<IOperation> roots, FragmentModel model, SemanticModel semantics)
    {
        _roots = roots;
        _model = model;
        _semantics = semantics;
    }

    public LocalUses UsesOf(ILocalSymbol local)
    {
        _uses ??= Collect();
        return _uses.TryGetValue(local, out LocalUses? uses) ? uses : s_none;
    }

    private static readonly LocalUses s_none = new();

    private Timeline Effects => _effects ??= new Timeline(_roots);

    /// <summary>The one assignment that the value of this use comes from, or null when that is not certain.</summary>
    /// <param name="use">A use of the local.</param>
    /// <param name="throughIncrements">Increments in between shift the value and do not end it.</param>
    public LocalWrite? Reaching(ILocalReferenceOperation use, bool throughIncrements = false)
    {
        if (use.Local.RefKind != RefKind.None || use.Local.IsForEach || use.Local.IsConst)
            return null;
        LocalUses uses = UsesOf(use.Local);
        if (IsCaptured(uses))
            return null;
        LocalWrite? reaching = null;
        foreach (LocalWrite write in uses.Writes)
        {
            if (write.Kind == WriteKind.Assign && Dominates(write, use.Syntax) && (reaching is null || write.Syntax.SpanStart > reaching.Syntax.SpanStart))
                reaching = write;
        }

        if (reaching is null)
            return null;
        Region between = Region.Between(reaching.Syntax, use.Syntax);
        if (Effects.HasLabelIn(between.Straight))
            return null;
        foreach (LocalWrite write in uses.Writes)
        {
            if (write != reaching && !(throughIncrements && write.Kind == WriteKind.Increment) && between.Contains(write.Syntax))
                return null;
        }

        return reaching;
    }

    /// <summary>The use cannot see a value that was written there: it lies before the write, and no loop encloses both.</summary>
    public static bool IsBefore(ILocalReferenceOperation use, LocalWrite write)
    {
        if (use.Syntax.SpanStart >= write.Syntax.SpanStart)
            return false;
        for (SyntaxNode? node = use.Syntax.Parent; node is not null && !Region.IsFunction(node); node = node.Parent)
        {
            if (Region.IsLoop(node) && node.Span.Contains(write.Syntax.Span))
                return false;
        }

        return true;
    }

    public bool IsCaptured(LocalUses uses)
    {
        SyntaxNode? function = null;
        foreach (LocalWrite write in uses.Writes)
        {
            if (Leaves(write.Syntax, ref function))
                return true;
        }

        foreach (ILocalReferenceOperation read in uses.Reads)
        {
            if (Leaves(read.Syntax, ref function))
                return true;
        }

        return false;

        static bool Leaves(SyntaxNode node, ref SyntaxNode? function)
        {
            SyntaxNode? own = Region.FunctionOf(node);
            function ??= own;
            return own != function;
        }
    }

    /// <summary>What, between the two places, may store another page or offset into the fragment or make its expression mean another one; null when nothing.</summary>
    public SyntaxNode? ChangeBetween(SyntaxNode from, SyntaxNode to, Locator fragment)
    {
        Region between = Region.Between(from, to);
        Changes changes = new(_model, _semantics, fragment, this);
        foreach (TextSpan span in between.Spans)
        {
            foreach (IOperation operation in Effects.EffectsIn(span))
            {
                if (between.Contains(operation.Syntax) && changes.IsChange(operation) && between.LeadsOn(operation.Syntax))
                    return operation.Syntax;
            }
        }

        return null;
    }

    /// <summary>What within one expression may change the fragment, or null.</summary>
    public SyntaxNode? ChangeWithin(IOperation expression, Locator fragment)
    {
        Changes changes = new(_model, _semantics, fragment, this);
        foreach (IOperation operation in Walk.All(expression))
        {
            if (changes.IsChange(operation))
                return operation.Syntax;
        }

        return null;
    }

    /// <summary>A store of a page into that fragment, anywhere in the member.</summary>
    public bool StoresPage(Locator fragment)
    {
        foreach (IOperation root in _roots)
        {
            foreach (IOperation operation in Walk.All(root))
            {
                if (operation is IAssignmentOperation { Target: IMemberReferenceOperation part }
                    && _model.Is(part.Member, Role.FragmentPage)
                    && Locator.OfPart(part) is Locator stored
                    && stored.IsSameAs(fragment))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The names in the expression mean the same at another place.</summary>
    public bool MeansTheSameAt(Locator fragment, SyntaxNode place)
    {
        if (fragment.Expression.Span.IntersectsWith(place.Span))
            return true;
        foreach (SyntaxNode node in fragment.Expression.DescendantNodesAndSelf())
        {
            if (node is IdentifierNameSyntax name
                && _semantics.GetSymbolInfo(name).Symbol is ILocalSymbol local
                && !IsVisible(local, name.Identifier.ValueText, place.SpanStart))
            {
                return false;
            }
        }

        return fragment.Index is null || Expressions.IsPure(fragment.Index);

        bool IsVisible(ILocalSymbol local, string name, int position)
        {
            foreach (ISymbol symbol in _semantics.LookupSymbols(position, name: name))
            {
                if (SymbolEqualityComparer.Default.Equals(symbol, local))
                    return true;
            }

            return false;
        }
    }

    private static bool Dominates(LocalWrite write, SyntaxNode use)
    {
        if (Region.FunctionOf(write.Syntax) != Region.FunctionOf(use))
            return false;
        if (Region.LoopOfHeader(write.Syntax) is ForStatementSyntax loop)
            return write.Syntax.SpanStart < use.SpanStart && loop.Span.Contains(use.Span);
        StatementSyntax? statement = write.Syntax.FirstAncestorOrSelf<StatementSyntax>();
        if (statement is not (LocalDeclarationStatementSyntax or ExpressionStatementSyntax) || use.SpanStart < statement.Span.End)
            return false;
        SyntaxNode? block = statement.Parent is GlobalStatementSyntax global ? global.Parent : statement.Parent;
        return block is BlockSyntax or SwitchSectionSyntax or CompilationUnitSyntax && block.Span.Contains(use.Span);
    }

    private Dictionary<ILocalSymbol, LocalUses> Collect()
    {
        Dictionary<ILocalSymbol, LocalUses> uses = new(SymbolEqualityComparer.Default);
        foreach (IOperation root in _roots)
        {
            foreach (IOperation operation in Walk.All(root))
            {
                switch (operation)
                {
                    case IVariableDeclaratorOperation declarator when declarator.GetVariableInitializer() is IVariableInitializerOperation initializer:
                        Of(declarator.Symbol).Writes.Add(new LocalWrite(WriteKind.Assign, declarator.Syntax, initializer.Value));
                        break;
                    case ILocalReferenceOperation reference:
                        if (WriteThrough(reference) is LocalWrite write)
                            Of(reference.Local).Writes.Add(write);
                        else
                            Of(reference.Local).Reads.Add(reference);
                        break;
                }
            }
        }

        return uses;

        LocalUses Of(ILocalSymbol local)
        {
            if (!uses.TryGetValue(local, out LocalUses? of))
                uses.Add(local, of = new LocalUses());
            return of;
        }
    }

    private static LocalWrite? WriteThrough(ILocalReferenceOperation reference)
    {
        if (reference.IsDeclaration)
            return new LocalWrite(WriteKind.Opaque, reference.Syntax, null);
        switch (reference.Parent)
        {
            case ISimpleAssignmentOperation assignment when assignment.Target == reference:
                if (assignment.Parent is not IExpressionStatementOperation)
                    return new LocalWrite(WriteKind.Opaque, assignment.Syntax, null);
                return new LocalWrite(IsShift(assignment, reference.Local) ? WriteKind.Increment : WriteKind.Assign, assignment.Syntax, assignment.Value);
            case ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract } compound when compound.Target == reference:
                return new LocalWrite(compound.Parent is IExpressionStatementOperation ? WriteKind.Increment : WriteKind.Opaque, compound.Syntax, compound.Value);
            case IIncrementOrDecrementOperation increment:
                return new LocalWrite(increment.Parent is IExpressionStatementOperation ? WriteKind.Increment : WriteKind.Opaque, increment.Syntax, null);
            case IAssignmentOperation other when other.Target == reference:
                return new LocalWrite(WriteKind.Opaque, other.Syntax, null);
            case IArgumentOperation { Parameter.RefKind: not RefKind.None and not RefKind.In } argument:
                return new LocalWrite(WriteKind.Opaque, argument.Syntax, null);
            case IAddressOfOperation or ITupleOperation { Parent: IDeconstructionAssignmentOperation }:
                return new LocalWrite(WriteKind.Opaque, reference.Syntax, null);
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol.RefKind: RefKind.Ref } }:
                return new LocalWrite(WriteKind.Opaque, reference.Syntax, null);
            default:
                return null;
        }
    }

    /// <summary><c>x = x + n</c>, where <c>n</c> does not read <c>x</c>.</summary>
    private static bool IsShift(ISimpleAssignmentOperation assignment, ILocalSymbol local)
    {
        int own = 0;
        foreach (IOperation operation in Walk.All(assignment.Value))
        {
            if (operation is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local))
                own++;
        }

        return own == 1 && OffsetSum.Of(assignment.Value).Find(term => term.Positive && term.Leaf is ILocalReferenceOperation leaf && SymbolEqualityComparer.Default.Equals(leaf.Local, local)) is not null;
    }
}

/// <summary>The text that may run between two places of one member.</summary>
internal readonly struct Region
{
    private readonly TextSpan _straight;
    private readonly SyntaxNode? _loop;
    private readonly SyntaxNode _from;

    private readonly SyntaxNode _to;

    private Region(TextSpan straight, SyntaxNode? loop, SyntaxNode from, SyntaxNode to)
    {
        _straight = straight;
        _loop = loop;
        _from = from;
        _to = to;
    }

    /// <summary>The text from the one place to the other.</summary>
    public TextSpan Straight => _straight;

    /// <summary>Everything that may run in between, as text; the loop may overlap the straight part.</summary>
    public IEnumerable<TextSpan> Spans
    {
        get
        {
            yield return _straight;
            if (_loop is not null)
                yield return _loop.Span;
        }
    }

    /// <summary>From behind <paramref name="from"/> up to <paramref name="to"/>, with the loops that enclose only the latter.</summary>
    public static Region Between(SyntaxNode from, SyntaxNode to)
    {
        SyntaxNode? outermost = null;
        ForStatementSyntax? header = LoopOfHeader(from);
        for (SyntaxNode? node = to; node is not null && !IsFunction(node); node = node.Parent)
        {
            if (IsLoop(node) && (node == header || !node.Span.Contains(from.Span)))
                outermost = node;
        }

        return new Region(TextSpan.FromBounds(from.Span.End, System.Math.Max(from.Span.End, to.SpanStart)), outermost, from, to);
    }

    public bool Contains(SyntaxNode node) =>
        node != _from
        && (_straight.Contains(node.SpanStart) && _straight.Length > 0
            || _loop is not null && _loop.Span.Contains(node.Span) && !_from.Span.Contains(node.Span));

    /// <summary>
    /// From that node the other end can still be reached: it does not stand on a branch that leaves for good, such as
    /// the unwinding of an error. What runs after a jump (<c>finally</c>, <c>catch</c>) counts as reached.
    /// </summary>
    public bool LeadsOn(SyntaxNode node)
    {
        bool guarded = false;
        for (SyntaxNode? current = node; current is not null && !IsFunction(current) && !current.Span.Contains(_to.Span); current = current.Parent)
        {
            guarded |= current is TryStatementSyntax;
            StatementSyntax? last = current switch
            {
                BlockSyntax { Statements: { Count: > 0 } statements } => statements[statements.Count - 1],
                StatementSyntax statement => statement,
                _ => null,
            };
            if (!guarded && last is not null && Leaves(last) && !IsInTryAroundBoth(current))
                return false;
        }

        return true;
    }

    private bool Leaves(StatementSyntax last) =>
        last switch
        {
            ReturnStatementSyntax or ThrowStatementSyntax => true,
            GotoStatementSyntax { Expression: IdentifierNameSyntax target } when last.IsKind(SyntaxKind.GotoStatement) => IsBehind(target.Identifier.ValueText),
            _ => false,
        };

    private bool IsBehind(string label)
    {
        SyntaxNode? function = FunctionOf(_from);
        if (function is null)
            return false;
        foreach (SyntaxNode node in function.DescendantNodes())
        {
            if (node is LabeledStatementSyntax labeled && labeled.Identifier.ValueText == label)
                return labeled.SpanStart >= _to.Span.End && (_loop is null || !_loop.Span.Contains(labeled.Span));
        }

        return false;
    }

    private bool IsInTryAroundBoth(SyntaxNode node)
    {
        for (SyntaxNode? current = node.Parent; current is not null && !IsFunction(current); current = current.Parent)
        {
            if (current is TryStatementSyntax attempt && !attempt.Block.Span.Contains(_to.Span) && attempt.Span.Contains(_to.Span))
                return true;
        }

        return false;
    }

    public static bool IsLoop(SyntaxNode node) => node is ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax or CommonForEachStatementSyntax;

    public static bool IsFunction(SyntaxNode node) => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax and not GlobalStatementSyntax or AccessorDeclarationSyntax or CompilationUnitSyntax;

    public static SyntaxNode? FunctionOf(SyntaxNode node)
    {
        SyntaxNode? current = node.Parent;
        while (current is not null && !IsFunction(current))
            current = current.Parent;
        return current;
    }

    /// <summary>The <c>for</c> whose initializer this is: it runs once, before the loop around it.</summary>
    public static ForStatementSyntax? LoopOfHeader(SyntaxNode write)
    {
        for (SyntaxNode? node = write; node is not null and not StatementSyntax; node = node.Parent)
        {
            if (node.Parent is ForStatementSyntax loop && (node == loop.Declaration || node is ExpressionSyntax initializer && loop.Initializers.Contains(initializer)))
                return loop;
        }

        return null;
    }
}

/// <summary>What may change a fragment, or make the expression for it mean another one.</summary>
internal sealed class Changes
{
    private readonly FragmentModel _model;
    private readonly Locator _fragment;
    private readonly HashSet<ISymbol> _names = new(SymbolEqualityComparer.Default);
    private bool _throughThis;

    public Changes(FragmentModel model, SemanticModel semantics, Locator fragment, LocalFlow flow)
    {
        _model = model;
        _fragment = fragment;
        AddNames(fragment.Expression, semantics, flow);
        if (fragment.Index is not null)
            AddNames(fragment.Index, semantics, flow);
    }

    public bool IsChange(IOperation operation)
    {
        switch (operation)
        {
            case IAssignmentOperation assignment:
                return IsChangedBy(assignment.Target);
            case IIncrementOrDecrementOperation increment:
                return IsChangedBy(increment.Target);
            case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument:
                return !IsHarmless(argument.Parent) && (IsChangedBy(argument.Value) || Mentions(argument.Value));
            case IInvocationOperation call:
                return IsChangedBy(call);
            case IObjectCreationOperation creation:
                return AnyMention(creation.Arguments);
            case IAwaitOperation or IReturnOperation { Kind: OperationKind.YieldReturn }:
                return true;
            default:
                return false;
        }
    }

    private bool IsChangedBy(IOperation target)
    {
        switch (target)
        {
            case ILocalReferenceOperation local:
                return _names.Contains(local.Local);
            case IParameterReferenceOperation parameter:
                return _names.Contains(parameter.Parameter);
            case IMemberReferenceOperation member:
                RoleSet roles = _model.RolesOf(member.Member);
                return _names.Contains(member.Member.OriginalDefinition)
                    || roles.Has(Role.FragmentPage) || roles.Has(Role.FragmentOffset)
                    || IsFragment(target.Type);
            case ITupleOperation tuple:
                foreach (IOperation element in tuple.Elements)
                {
                    if (IsChangedBy(element))
                        return true;
                }

                return false;
            default:
                return IsFragment(target.Type);
        }
    }

    private bool IsChangedBy(IInvocationOperation call)
    {
        if (IsHarmless(call))
            return false;
        if (_model.AccessorsOf(_fragment.Type).Of(call.TargetMethod) is not null)
            return true;
        if (call.TargetMethod.MethodKind == MethodKind.LocalFunction)
            return true;
        if (IsOfBaseLibrary(call.TargetMethod))
        {
            // The base library keeps no descriptor, but it copies and clears arrays and spans of them.
            return call.Instance is not null && HoldsFragments(call.Instance.Type) && Mentions(call.Instance)
                || AnyArrayMention(call);
        }

        if (call.Instance is IInstanceReferenceOperation)
            return _throughThis;
        return call.Instance is not null && Mentions(call.Instance) || AnyMention(call.Arguments);
    }

    private bool IsHarmless(IOperation? operation)
    {
        if (operation is not IInvocationOperation call)
            return false;
        RoleSet roles = _model.RolesOf(call.TargetMethod);
        if (roles.Has(Role.PageGet) || roles.Has(Role.PagePut) || roles.Has(Role.PageAddress) || roles.Has(Role.PagePhys)
            || roles.Has(Role.PageMap) || roles.Has(Role.PageUnmap) || roles.Has(Role.MapCheck))
        {
            return true;
        }

        return _model.AccessorsOf(_fragment.Type).Of(call.TargetMethod)?.Operation is
            FragmentOperation.Ref or FragmentOperation.Unref or FragmentOperation.Page or FragmentOperation.Address or FragmentOperation.Phys
            or FragmentOperation.DmaMap or FragmentOperation.Size or FragmentOperation.SetSize or FragmentOperation.AddSize or FragmentOperation.Offset;
    }

    private bool AnyMention(System.Collections.Immutable.ImmutableArray<IArgumentOperation> arguments)
    {
        foreach (IArgumentOperation argument in arguments)
        {
            if (Mentions(argument.Value))
                return true;
        }

        return false;
    }

    private bool AnyArrayMention(IInvocationOperation call)
    {
        foreach (IArgumentOperation argument in call.Arguments)
        {
            IOperation value = argument.Value is IConversionOperation conversion ? conversion.Operand : argument.Value;
            if (HoldsFragments(value.Type) && Mentions(value))
                return true;
        }

        return false;
    }

    /// <summary>Hands on something through which the fragment can be reached: not a number, a flag, a text or the page itself.</summary>
    private bool Mentions(IOperation value)
    {
        if (value.Type is { } type && (Types.IsInteger(type) || type.TypeKind == TypeKind.Enum || type.SpecialType is SpecialType.System_Boolean or SpecialType.System_String or SpecialType.System_Char))
            return false;
        foreach (IOperation operation in Walk.All(value))
        {
            switch (operation)
            {
                case ILocalReferenceOperation local when _names.Contains(local.Local):
                case IParameterReferenceOperation parameter when _names.Contains(parameter.Parameter):
                case IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field when _names.Contains(field.Field.OriginalDefinition):
                case IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation } property when _names.Contains(property.Property.OriginalDefinition):
                case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } when _throughThis && operation == value:
                    return true;
            }
        }

        return false;
    }

    private bool IsFragment(ITypeSymbol? type) => type is not null && SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, _fragment.Type.OriginalDefinition);

    private bool HoldsFragments(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol array => IsFragment(array.ElementType),
        INamedTypeSymbol { TypeArguments.Length: 1 } named => IsFragment(named.TypeArguments[0]),
        _ => false,
    };

    private bool IsOfBaseLibrary(IMethodSymbol method) =>
        method.ContainingNamespace is { } space && RootOf(space) is "System" or "Microsoft";

    private static string RootOf(INamespaceSymbol space)
    {
        while (space.ContainingNamespace is { IsGlobalNamespace: false } outer)
            space = outer;
        return space.Name;
    }

    private void AddNames(ExpressionSyntax expression, SemanticModel semantics, LocalFlow flow)
    {
        foreach (SyntaxNode node in expression.DescendantNodesAndSelf())
        {
            if (node is ThisExpressionSyntax)
                _throughThis = true;
            if (node is not IdentifierNameSyntax name || semantics.GetSymbolInfo(name).Symbol is not { } symbol || !_names.Add(symbol.OriginalDefinition))
                continue;
            switch (symbol)
            {
                case ILocalSymbol { RefKind: not RefKind.None } alias:
                    // What a ref local stands for can be reached by the names it was made from.
                    foreach (LocalWrite write in flow.UsesOf(alias).Writes)
                    {
                        if (write.Value?.Syntax is ExpressionSyntax origin && origin.Span != expression.Span)
                            AddNames(origin, semantics, flow);
                    }

                    break;
                case IFieldSymbol { IsStatic: false } or IPropertySymbol { IsStatic: false } when name.Parent is not MemberAccessExpressionSyntax access || access.Name != name:
                    _throughThis = true;
                    break;
            }
        }
    }
}
