using System.Collections.Generic;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Analyzers.Places;

/// <summary>How a local gets a value.</summary>
internal enum WriteKind
{
    /// <summary>A declaration or an assignment, as a statement of its own.</summary>
    Assign,

    /// <summary><c>x += n</c>, <c>x++</c>, <c>x = x + n</c>: shifts what was there.</summary>
    Increment,

    /// <summary>Declared by a pattern: where the compiler lets it be used, it is what the pattern matched.</summary>
    Pattern,

    /// <summary>Passed by reference, deconstructed, assigned where it may be skipped: anything may be in it.</summary>
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
            if (write.Kind == WriteKind.Pattern && uses.Writes.Count == 1 && use.Syntax.SpanStart > write.Syntax.Span.End)
                reaching = write;
            else if (write.Kind == WriteKind.Assign && Dominates(write, use.Syntax) && (reaching is null || write.Syntax.SpanStart > reaching.Syntax.SpanStart))
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
    public SyntaxNode? ChangeWithin(IOperation expression, Locator fragment) => ChangeWithin(expression, fragment, expression.Syntax.FullSpan);

    /// <summary>What within a stretch of one expression may change the fragment, or null.</summary>
    public SyntaxNode? ChangeWithin(IOperation expression, Locator fragment, TextSpan stretch)
    {
        Changes changes = new(_model, _semantics, fragment, this);
        foreach (IOperation operation in Walk.All(expression))
        {
            if (stretch.Contains(operation.Syntax.SpanStart) && changes.IsChange(operation))
                return operation.Syntax;
        }

        return null;
    }

    /// <summary>A lambda or a local function of this member mentions one of the symbols.</summary>
    public bool AreCaptured(HashSet<ISymbol> symbols)
    {
        foreach (IOperation root in _roots)
        {
            foreach (IOperation operation in Walk.All(root))
            {
                if (operation is not (IAnonymousFunctionOperation or ILocalFunctionOperation))
                    continue;
                foreach (IOperation inner in Walk.All(operation))
                {
                    ISymbol? mentioned = inner switch
                    {
                        ILocalReferenceOperation local => local.Local,
                        IParameterReferenceOperation parameter => parameter.Parameter,
                        IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation } member => member.Member.OriginalDefinition,
                        _ => null,
                    };
                    if (mentioned is not null && symbols.Contains(mentioned))
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

        return true;

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
        if (statement is null || use.SpanStart < write.Syntax.Span.End || !RunsFirst(write.Syntax, statement))
            return false;
        SyntaxNode? block = statement.Parent is GlobalStatementSyntax global ? global.Parent : statement.Parent;
        return block is BlockSyntax or SwitchSectionSyntax or CompilationUnitSyntax && block.Span.Contains(use.Span);
    }

    /// <summary>The statement begins with that expression: it is evaluated whatever the statement then does, and before anything behind it.</summary>
    private static bool RunsFirst(SyntaxNode expression, StatementSyntax statement)
    {
        bool head = statement switch
        {
            LocalDeclarationStatementSyntax or ExpressionStatementSyntax or ReturnStatementSyntax => true,
            IfStatementSyntax branch => branch.Condition.Span.Contains(expression.Span),
            WhileStatementSyntax loop => loop.Condition.Span.Contains(expression.Span),
            SwitchStatementSyntax choice => choice.Expression.Span.Contains(expression.Span),
            _ => false,
        };
        return head && !MayBeSkipped(expression, statement);
    }

    /// <summary>Whether its evaluation hangs on another operand.</summary>
    private static bool MayBeSkipped(SyntaxNode expression, SyntaxNode within)
    {
        for (SyntaxNode node = expression; node != within && node.Parent is { } parent; node = parent)
        {
            bool skipped = parent switch
            {
                BinaryExpressionSyntax binary => node == binary.Right && binary.Kind() is SyntaxKind.LogicalAndExpression or SyntaxKind.LogicalOrExpression or SyntaxKind.CoalesceExpression,
                ConditionalExpressionSyntax conditional => node != conditional.Condition,
                ConditionalAccessExpressionSyntax access => node == access.WhenNotNull,
                AssignmentExpressionSyntax assignment => assignment.IsKind(SyntaxKind.CoalesceAssignmentExpression) && node == assignment.Right,
                SwitchExpressionArmSyntax or AnonymousFunctionExpressionSyntax or QueryExpressionSyntax => true,
                _ => false,
            };
            if (skipped)
                return true;
        }

        return false;
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
                    case IDeclarationPatternOperation { DeclaredSymbol: ILocalSymbol matched }:
                        Of(matched).Writes.Add(Matched(operation));
                        break;
                    case IRecursivePatternOperation { DeclaredSymbol: ILocalSymbol matched }:
                        Of(matched).Writes.Add(Matched(operation));
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

    /// <summary>What a pattern declares: the value that is tested, when the pattern is the whole test.</summary>
    private static LocalWrite Matched(IOperation pattern)
    {
        IOperation? parent = pattern.Parent;
        while (parent is INegatedPatternOperation)
            parent = parent.Parent;
        IOperation? value = parent switch
        {
            IIsPatternOperation test => test.Value,
            ISwitchExpressionArmOperation { Parent: ISwitchExpressionOperation choice } => choice.Value,
            IPatternCaseClauseOperation { Parent: ISwitchCaseOperation { Parent: ISwitchOperation choice } } => choice.Value,
            _ => null,
        };
        return value is null ? new LocalWrite(WriteKind.Opaque, pattern.Syntax, null) : new LocalWrite(WriteKind.Pattern, value.Syntax, value);
    }

    private static LocalWrite? WriteThrough(ILocalReferenceOperation reference)
    {
        if (reference.IsDeclaration)
            return new LocalWrite(WriteKind.Opaque, reference.Syntax, null);
        switch (reference.Parent)
        {
            case ISimpleAssignmentOperation assignment when assignment.Target == reference:
                // 'frags = frags.Slice(1)'
                if (assignment.Parent is IExpressionStatementOperation && IsAdvance(assignment.Value, reference.Local))
                    return new LocalWrite(WriteKind.Increment, assignment.Syntax, assignment.Value);
                if (assignment.Parent is not IExpressionStatementOperation && IsShift(assignment, reference.Local))
                    return new LocalWrite(WriteKind.Opaque, assignment.Syntax, null);
                return new LocalWrite(IsShift(assignment, reference.Local) ? WriteKind.Increment : WriteKind.Assign, assignment.Syntax, assignment.Value);
            case ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract } compound when compound.Target == reference:
                return new LocalWrite(compound.Parent is IExpressionStatementOperation ? WriteKind.Increment : WriteKind.Opaque, compound.Syntax, compound.Value);
            case IIncrementOrDecrementOperation increment:
                // '*to++ = *from++': a pointer walks on in what it points into.
                return new LocalWrite(increment.Parent is IExpressionStatementOperation || reference.Type is IPointerTypeSymbol ? WriteKind.Increment : WriteKind.Opaque, increment.Syntax, null);
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

    /// <summary>A part of the span that the local is, from somewhere in it.</summary>
    private static bool IsAdvance(IOperation value, ILocalSymbol local)
    {
        if (!Views.IsSpanOrMemory(local.Type))
            return false;
        value = Member.Plain(value);
        IOperation? part = value switch
        {
            IInvocationOperation { TargetMethod.Name: "Slice" } slice => slice.Instance,
            IImplicitIndexerReferenceOperation range => range.Instance,
            _ => null,
        };
        return part is not null && Member.Plain(part) is ILocalReferenceOperation own && SymbolEqualityComparer.Default.Equals(own.Local, local);
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
