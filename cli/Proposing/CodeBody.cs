using System.Collections.Generic;
using System.Linq;
using FragApi.Analyzers.Bodies;
using FragApi.Cli.Loading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Cli.Proposing;

/// <summary>One piece of code with its operations: a body, or an initializer.</summary>
internal sealed class CodeBody
{
    private readonly Dictionary<ILocalSymbol, IOperation?> _origins = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ILocalSymbol, List<IOperation>> _writes = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<IParameterSymbol, bool> _assigned = new(SymbolEqualityComparer.Default);

    public CodeBody(LoadedProject project, ISymbol symbol, IOperation root)
    {
        Project = project;
        Symbol = symbol;
        Root = root;
        All = [.. Walk.All(root)];
        foreach (IOperation operation in All)
            AddWrites(operation);
    }

    public LoadedProject Project { get; }

    /// <summary>The method; of an initializer, the field or property.</summary>
    public ISymbol Symbol { get; }

    public IMethodSymbol? Method => Symbol as IMethodSymbol;

    /// <summary>The type that the code is part of, the outermost one.</summary>
    public INamedTypeSymbol? Home
    {
        get
        {
            INamedTypeSymbol? type = Symbol as INamedTypeSymbol ?? Symbol.ContainingType;
            while (type?.ContainingType is INamedTypeSymbol outer)
                type = outer;
            return type;
        }
    }

    public IOperation Root { get; }

    /// <summary>Every operation, outer before inner, in source order.</summary>
    public IReadOnlyList<IOperation> All { get; }

    /// <summary>What an expression is, conversions and parentheses aside; a local that is written once stands for what it was given.</summary>
    public IOperation Behind(IOperation operation, int steps = 2)
    {
        IOperation bare = Bare(operation);
        while (steps-- > 0 && bare is ILocalReferenceOperation { Local: ILocalSymbol local } && _origins.GetValueOrDefault(local) is IOperation origin)
            bare = Bare(origin);
        return bare;
    }

    /// <summary>Everything that a local is given.</summary>
    public IReadOnlyList<IOperation> WritesOf(ILocalSymbol local) => _writes.TryGetValue(local, out List<IOperation>? writes) ? writes : [];

    /// <summary>The methods that a local is passed to as <c>out</c>.</summary>
    public IEnumerable<ISymbol> OutputsTo(ILocalSymbol local) =>
        from call in All.OfType<IInvocationOperation>()
        from argument in call.Arguments
        where argument.Parameter?.RefKind == RefKind.Out && SymbolEqualityComparer.Default.Equals(LocalIn(argument.Value), local)
        select (ISymbol)call.TargetMethod.OriginalDefinition;

    private static ILocalSymbol? LocalIn(IOperation operation) => operation switch
    {
        ILocalReferenceOperation reference => reference.Local,
        IDeclarationExpressionOperation { Expression: ILocalReferenceOperation declared } => declared.Local,
        _ => null,
    };

    /// <summary>The expression without conversions, parentheses and the test for null of <c>?.</c>.</summary>
    public static IOperation Bare(IOperation operation)
    {
        while (true)
        {
            switch (operation)
            {
                case IConversionOperation { OperatorMethod: null } conversion:
                    operation = conversion.Operand;
                    break;
                case IParenthesizedOperation parenthesized:
                    operation = parenthesized.Operand;
                    break;
                case IConditionalAccessInstanceOperation instance:
                    if (AccessAround(instance) is not IConditionalAccessOperation access)
                        return operation;
                    operation = access.Operation;
                    break;
                default:
                    return operation;
            }
        }
    }

    private static IConditionalAccessOperation? AccessAround(IConditionalAccessInstanceOperation instance)
    {
        IOperation child = instance;
        for (IOperation? parent = instance.Parent; parent is not null; (child, parent) = (parent, parent.Parent))
        {
            if (parent is IConditionalAccessOperation access && access.WhenNotNull == child)
                return access;
        }

        return null;
    }

    /// <summary>The parameter that an expression is, if it still is what the caller passed; <c>this</c> is -1, anything else null.</summary>
    public int? OperandOf(IOperation? operation)
    {
        switch (operation is null ? null : Behind(operation))
        {
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }:
                return -1;
            case IParameterReferenceOperation { Parameter: IParameterSymbol parameter } when !_assigned.ContainsKey(parameter) && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, Method):
                return parameter.Ordinal;
            default:
                return null;
        }
    }

    /// <summary>The text of what a member is taken of: the same text in one body is taken for the same thing.</summary>
    public string? BaseOf(IMemberReferenceOperation member) => member.Instance is IOperation instance ? TextOf(instance) : null;

    /// <summary>The text of an expression, through a local that is another name for it.</summary>
    public string TextOf(IOperation operation)
    {
        IOperation bare = Behind(operation);
        if (bare is IMemberReferenceOperation { Instance: IOperation instance } member)
            return $"{TextOf(instance)}.{member.Member.Name}{(bare is IPropertyReferenceOperation { Arguments.Length: > 0 } indexer ? $"[{string.Join(',', indexer.Arguments.Select(argument => TextOf(argument.Value)))}]" : "")}";
        if (bare is IArrayElementReferenceOperation element)
            return $"{TextOf(element.ArrayReference)}[{string.Join(',', element.Indices.Select(TextOf))}]";
        return bare is IInstanceReferenceOperation ? "this" : Expressions.TextOf(bare.Syntax);
    }

    public Evidence At(IOperation operation, string why) => At(operation.Syntax, why);

    public static Evidence At(SyntaxNode syntax, string why)
    {
        FileLinePositionSpan place = syntax.GetLocation().GetLineSpan();
        return new Evidence(place.Path, place.StartLinePosition.Line + 1, why);
    }

    private void AddWrites(IOperation operation)
    {
        switch (operation)
        {
            case IVariableDeclaratorOperation { Symbol: ILocalSymbol local } declarator:
                Add(local, declarator.GetVariableInitializer()?.Value);
                break;
            case ISimpleAssignmentOperation assignment:
                Write(assignment.Target, assignment.Value);
                break;
            case ICompoundAssignmentOperation compound:
                Write(compound.Target, null);
                break;
            case ICoalesceAssignmentOperation coalesce:
                Write(coalesce.Target, null);
                break;
            case IIncrementOrDecrementOperation step:
                Write(step.Target, null);
                break;
            case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument:
                Write(argument.Value, null);
                break;
            case IDeconstructionAssignmentOperation deconstruction:
                foreach (IOperation target in Walk.All(deconstruction.Target))
                    Write(target, null);
                break;
            case IDeclarationPatternOperation { DeclaredSymbol: ILocalSymbol declared } pattern:
                Add(declared, pattern.Parent is IIsPatternOperation test ? test.Value : null);
                break;
            case IForEachLoopOperation { LoopControlVariable: IVariableDeclaratorOperation { Symbol: ILocalSymbol each } }:
                _origins[each] = null;
                break;
        }
    }

    private void Write(IOperation target, IOperation? value)
    {
        switch (Bare(target))
        {
            // What a reference is assigned goes to what it refers to.
            case ILocalReferenceOperation { Local: { IsRef: false } local }:
                Add(local, value);
                break;
            case IParameterReferenceOperation { Parameter: { RefKind: RefKind.None } parameter }:
                _assigned[parameter] = true;
                break;
            case IDeclarationExpressionOperation { Expression: ILocalReferenceOperation { Local: ILocalSymbol declared } }:
                Add(declared, null);
                break;
        }
    }

    // The second write makes it unknown.
    private void Add(ILocalSymbol local, IOperation? value)
    {
        if (value is not null)
        {
            if (!_writes.TryGetValue(local, out List<IOperation>? writes))
                _writes.Add(local, writes = []);
            writes.Add(value);
        }

        if (value is null && !_origins.ContainsKey(local) && local.DeclaringSyntaxReferences.Length > 0 && local.DeclaringSyntaxReferences[0].GetSyntax() is VariableDeclaratorSyntax { Initializer: null })
            return;
        _origins[local] = _origins.ContainsKey(local) ? null : value;
    }
}
