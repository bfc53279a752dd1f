using System;
using System.Collections.Generic;
using System.Linq;
using FragApi.Analyzers.Obligations;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Cli.Proposing;

/// <summary>
/// The end of an object: it goes back to a pool, its memory to the allocator, its parts are disposed of. Of a lock somebody is
/// woken, of a nesting something is brought up to date: that is none.
/// </summary>
internal sealed class Freeing
{
    private const int MostDepth = 3;
    private const string GivesUp = "it gives up";

    private readonly Corpus _corpus;
    private ILookup<ISymbol, IMethodSymbol>? _overrides;

    public Freeing(Corpus corpus) => _corpus = corpus;

    /// <summary>Something is freed there, and not only forgotten.</summary>
    public static bool IsDecisive(Evidence free) => !free.Why.Contains(GivesUp, StringComparison.Ordinal);

    /// <summary>Where some code frees an object.</summary>
    public Evidence? In(IEnumerable<IOperation> operations, CodeBody body, IOperation instance) =>
        FreeIn(operations.SelectMany(FragApi.Analyzers.Bodies.Walk.All), body, ObjectOf(body, instance), MostDepth);

    /// <summary>What is to be freed: how it is told, and whether it is the object that the code belongs to.</summary>
    private sealed record Freed(Func<IOperation, bool> Is, bool IsThis);

    private static Freed ObjectOf(CodeBody body, IOperation instance)
    {
        string text = body.TextOf(instance);
        return new Freed(operation => body.TextOf(operation) == text, body.OperandOf(instance) == -1);
    }

    private Evidence? FreeIn(IEnumerable<IOperation> operations, CodeBody body, Freed freed, int depth)
    {
        foreach (IOperation operation in operations)
        {
            switch (operation)
            {
                case IInvocationOperation call when FreeBy(call, body, freed, depth) is Evidence free:
                    return free;
                case ISimpleAssignmentOperation assignment:
                    if (IsNothing(assignment.Value) && PartOf(assignment.Target, body, freed) is ITypeSymbol part && CanBeFreed(part))
                        return body.At(operation, $"at zero {GivesUp} '{assignment.Target.Syntax}'");
                    if (assignment.Value.Type?.IsReferenceType == true && freed.Is(assignment.Value) && CodeBody.Bare(assignment.Target) is IMemberReferenceOperation or IArrayElementReferenceOperation)
                        return body.At(operation, $"at zero the object is put back, into '{assignment.Target.Syntax}'");
                    break;
            }
        }

        return null;
    }

    private Evidence? FreeBy(IInvocationOperation call, CodeBody body, Freed freed, int depth)
    {
        IMethodSymbol method = call.TargetMethod;
        if (IsNoEnd(method))
            return null;
        if (method.MethodKind == MethodKind.DelegateInvoke)
        {
            return call.Arguments.Any(argument => argument.Parameter is { } parameter && parameter.Type.SpecialType != SpecialType.System_Object && argument.Value is not IConversionOperation { IsImplicit: true, Type.SpecialType: SpecialType.System_Object }
                    && (freed.Is(argument.Value) || PartOf(argument.Value, body, freed) is ITypeSymbol given && IsDisposable(given)))
                ? body.At(call, "at zero it is handed to who takes it back")
                : null;
        }

        if (call.Instance is IOperation receiver)
        {
            if (freed.Is(receiver))
                return method.Name == nameof(IDisposable.Dispose) && !_corpus.Declares(method) ? body.At(call, "at zero it is disposed of") : FreeInside(method, -1, depth) is Evidence inside ? body.At(call, $"at zero it calls '{method.Name}', which frees: {inside.Why.Replace("at zero ", "", StringComparison.Ordinal)}") : null;
            if (PartOf(receiver, body, freed) is not null && (IsDispose(method) || Releases(method, receiver.Type, Effect.This)))
                return body.At(call, $"at zero '{receiver.Syntax}' is freed");
        }

        foreach (IArgumentOperation argument in call.Arguments)
        {
            if (argument.Parameter is not IParameterSymbol parameter)
                continue;
            if (freed.Is(argument.Value) && parameter.Type.SpecialType != SpecialType.System_Object)
            {
                if (IsHandedOver(call) && (!_corpus.Declares(method) || method.IsExtern || method.IsAbstract) || FreeInside(method, parameter.Ordinal, depth) is not null)
                    return body.At(call, $"at zero the object goes back, to '{method.ContainingType.Name}.{method.Name}'");
            }

            if (PartOf(argument.Value, body, freed) is ITypeSymbol part && CanBeFreed(part) && (Releases(method, call.Instance?.Type, parameter.Ordinal) || parameter.Type.SpecialType != SpecialType.System_Object && (_corpus.Declares(method) ? method.IsExtern || FreeInside(method, parameter.Ordinal, depth) is not null : !Types.IsOfBaseLibrary(method))))
                return body.At(call, $"at zero '{argument.Value.Syntax}' is freed, by '{method.ContainingType.Name}.{method.Name}'");
        }

        return null;
    }

    /// <summary>A method that is called at the end, or one that overrides it, frees what it is given.</summary>
    private Evidence? FreeInside(IMethodSymbol method, int operand, int depth)
    {
        if (depth == 0)
            return null;
        foreach (IMethodSymbol one in Overrides(method).Prepend(method))
        {
            foreach (CodeBody body in _corpus.Of(one))
            {
                if (FreeIn(body.All, body, new Freed(operation => body.OperandOf(operation) == operand, operand == -1), depth - 1) is Evidence free)
                    return free;
            }
        }

        return null;
    }

    private IEnumerable<IMethodSymbol> Overrides(IMethodSymbol method)
    {
        if (!method.IsVirtual && !method.IsAbstract && !method.IsOverride && method.ContainingType.TypeKind != TypeKind.Interface)
            return [];
        _overrides ??= (from type in _corpus.Types()
                        from member in type.GetMembers().OfType<IMethodSymbol>()
                        from origin in Vocabulary.WithOrigins(member).Skip(1)
                        select (origin, member)).ToLookup(pair => pair.origin, pair => pair.member, SameSymbol.Comparer)!;
        return _overrides[method.OriginalDefinition];
    }

    private static bool IsNothing(IOperation value) => CodeBody.Bare(value) is { ConstantValue: { HasValue: true, Value: null or 0 or 0L } } or IDefaultValueOperation;

    /// <summary>The type of a field or property of the object, or of one of several that are in it.</summary>
    private static ITypeSymbol? PartOf(IOperation operation, CodeBody body, Freed freed)
    {
        IOperation bare = CodeBody.Bare(operation);
        return bare switch
        {
            IPropertyReferenceOperation { Arguments.Length: > 0, Instance: IOperation collection } => PartOf(collection, body, freed) is null ? null : bare.Type,
            IMemberReferenceOperation { Instance: IOperation instance } member when freed.Is(instance) => member.Type,
            IArrayElementReferenceOperation element => PartOf(element.ArrayReference, body, freed) is null ? null : bare.Type,
            ILocalReferenceOperation { Local: ILocalSymbol local } when body.All.OfType<IForEachLoopOperation>().FirstOrDefault(loop => loop.Locals.Contains(local, SymbolEqualityComparer.Default)) is IForEachLoopOperation each => PartOf(each.Collection, body, freed) is null ? null : bare.Type,
            IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } made } parameter } when freed.IsThis && !SameSymbol.Are(made, body.Method) => parameter.Type,
            _ => null,
        };
    }

    /// <summary>Who takes it is told nothing else, and has nothing to say: it is not only asked about it.</summary>
    private static bool IsHandedOver(IInvocationOperation call) =>
        call.Parent is IExpressionStatementOperation or IConditionalAccessOperation { Parent: IExpressionStatementOperation }
        && call.Arguments.Count(argument => argument.Parameter?.Type is { SpecialType: not SpecialType.System_Boolean } type && !Types.IsInteger(type)) == 1;

    private static bool IsDisposable(ITypeSymbol type) =>
        type.AllInterfaces.Concat(type is ITypeParameterSymbol parameter ? parameter.ConstraintTypes.SelectMany(constraint => constraint.AllInterfaces.Concat([constraint])) : []).Any(contract => contract.SpecialType == SpecialType.System_IDisposable || contract.Name == nameof(IAsyncDisposable))
        || type.SpecialType == SpecialType.System_IDisposable || type is IPointerTypeSymbol || type.SpecialType is SpecialType.System_IntPtr or SpecialType.System_UIntPtr;

    private static bool CanBeFreed(ITypeSymbol type) =>
        type is IPointerTypeSymbol or IArrayTypeSymbol || type.SpecialType is SpecialType.System_IntPtr or SpecialType.System_UIntPtr
        || type.SpecialType == SpecialType.None && type.TypeKind is TypeKind.Class or TypeKind.Interface or TypeKind.Struct && type.ContainingNamespace?.ToDisplayString() != "System.Threading";

    private static bool Releases(IMethodSymbol method, ITypeSymbol? receiver, int target) =>
        BaseLibraryPairs.Of(method, receiver)?.For(target)?.Kind is EffectKind.Put or EffectKind.Consume;

    private static bool IsDispose(IMethodSymbol method) => method.Name is nameof(IDisposable.Dispose) or nameof(IAsyncDisposable.DisposeAsync) && method.Parameters.IsEmpty;

    /// <summary>Wakes somebody, says something, or has to do with the collector: the end of no object.</summary>
    private static bool IsNoEnd(IMethodSymbol method) =>
        method.ContainingType is { } type && (type.ContainingNamespace?.ToDisplayString() is "System.Threading" or "System.Threading.Tasks" or "System.Diagnostics"
            || Types.Is(type, "System", "GC") || Types.Is(type, "System", "Console") || Types.Is(type, "System", "ArgumentNullException"));
}
