using System.Collections.Generic;
using System.Threading;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

/// <summary>
/// What a method hands back of the sequences that it is passed: 'line = buffer.Slice(0, end); buffer = buffer.Slice(next);'.
/// Said only where all that it ever hands back there is a part of one of them.
/// </summary>
internal sealed class Carving
{
    private const int MaxDepth = 6;

    private readonly Dictionary<ISymbol, List<IOperation>> _values = new(SymbolEqualityComparer.Default);
    private readonly List<IOperation> _returned = new();
    private readonly Dictionary<(ISymbol?, ISymbol), bool> _known = new();

    public Carving(IMethodSymbol method, Compilation compilation, CancellationToken cancellation)
    {
        if (!CalledCode.IsSeen(method, compilation))
            return;
        foreach (IOperation operation in CalledCode.Of(method, compilation, cancellation))
        {
            switch (operation)
            {
                case ISimpleAssignmentOperation { Target: IOperation target } assignment:
                    Add(target, assignment.Value);
                    break;
                case IVariableDeclaratorOperation { Initializer.Value: IOperation initial } declared:
                    Add(declared.Symbol, initial);
                    break;
                // 'reader.TryReadTo(out line, delimiter)'
                case IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref, Parent: IOperation call } argument:
                    Add(argument.Value, call);
                    break;
                case IReturnOperation { ReturnedValue: IOperation returned }:
                    _returned.Add(returned);
                    break;
            }
        }
    }

    /// <summary>What is handed back by an <c>out</c> or <c>ref</c> parameter, or by the result where that is null, is a part of what is passed for <paramref name="source"/>.</summary>
    public bool IsPart(IParameterSymbol? of, IParameterSymbol source)
    {
        source = source.OriginalDefinition;
        ISymbol? target = of?.OriginalDefinition;
        if (!_known.TryGetValue((target, source), out bool known))
            _known.Add((target, source), known = IsPartAt((IParameterSymbol?)target, source));
        return known;
    }

    private bool IsPartAt(IParameterSymbol? of, IParameterSymbol source)
    {
        if (of is null)
            return AreParts(_returned, source, 0);
        // What it does not touch is what it was.
        if (!_values.TryGetValue(of, out List<IOperation>? values))
            return SymbolEqualityComparer.Default.Equals(of, source) && Pipes.IsSequence(of.Type) && _values.Count + _returned.Count > 0;
        return Pipes.Shows(of.Type) && AreParts(values, source, 0);
    }

    private void Add(IOperation target, IOperation value)
    {
        target = target is IDeclarationExpressionOperation declaration ? declaration.Expression : target;
        if ((target as IParameterReferenceOperation)?.Parameter is ISymbol parameter)
            Add(parameter, value);
        else if ((target as ILocalReferenceOperation)?.Local is ISymbol local)
            Add(local, value);
    }

    private void Add(ISymbol target, IOperation value)
    {
        if (!_values.TryGetValue(target, out List<IOperation>? values))
            _values.Add(target, values = new List<IOperation>(1));
        values.Add(value);
    }

    /// <summary>All are parts of it or nothing, and one is a part.</summary>
    private bool AreParts(List<IOperation> values, IParameterSymbol source, int depth)
    {
        bool any = false;
        foreach (IOperation value in values)
        {
            if (IsNothing(value))
                continue;
            if (!IsPart(value, source, depth))
                return false;
            any = true;
        }

        return any;
    }

    private bool IsPartIn(ILocalSymbol local, IParameterSymbol source, int depth)
    {
        if (!_values.TryGetValue(local, out List<IOperation>? values))
            return false;
        if (_known.TryGetValue((local, source), out bool known))
            return known;
        // 'rest = rest.Slice(1)'
        _known.Add((local, source), true);
        return _known[(local, source)] = AreParts(values, source, depth);
    }

    private static bool IsNothing(IOperation value) =>
        value.WithoutConversions() is IDefaultValueOperation or IFieldReferenceOperation { Field: { Name: "Empty", IsStatic: true } } or IPropertyReferenceOperation { Property: { Name: "Empty", IsStatic: true } };

    private bool IsPart(IOperation value, IParameterSymbol source, int depth)
    {
        value = value.WithoutConversions();
        if (depth > MaxDepth)
            return false;
        switch (value)
        {
            case IParameterReferenceOperation { Parameter: IParameterSymbol parameter } when SymbolEqualityComparer.Default.Equals(parameter, source):
                return true;
            case ILocalReferenceOperation { Local: ILocalSymbol local }:
                return Pipes.Shows(local.Type) && IsPartIn(local, source, depth + 1);
            case IConditionalOperation { WhenFalse: IOperation otherwise } choice:
                return (IsNothing(choice.WhenTrue) || IsPart(choice.WhenTrue, source, depth + 1)) && (IsNothing(otherwise) || IsPart(otherwise, source, depth + 1));
            case IPropertyReferenceOperation { Instance: IOperation instance }:
                return Pipes.Shows(instance.Type) && Pipes.Shows(value.Type) && IsPart(instance, source, depth + 1);
            case IObjectCreationOperation { Constructor: IMethodSymbol constructor, Arguments: { Length: > 0 } arguments }:
                return Pipes.LooksInto(constructor) && IsPart(arguments[0].Value, source, depth + 1);
            case IInvocationOperation call when (Pipes.Shows(call.Type) || call.Type is not null && Types.IsTruth(call.Type)) && (Pipes.LooksInto(call.TargetMethod) || BaseLibrary.Contains(call.TargetMethod) && PathWalker.IsView(call.TargetMethod.ContainingType)):
                return (call.Instance ?? (call.Arguments.IsEmpty ? null : call.Arguments[0].Value)) is IOperation on && Pipes.Shows(on.Type) && IsPart(on, source, depth + 1);
            default:
                return false;
        }
    }
}
