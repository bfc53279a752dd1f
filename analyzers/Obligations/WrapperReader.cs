using System.Collections.Generic;
using System.Threading;
using FragApi.Analyzers.Bodies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

/// <summary>Reads off what members of a <see cref="Wrapper"/> do: operation by operation, in no order.</summary>
internal sealed class WrapperReader
{
    /// <summary>Members that call members of their type are followed as far as that.</summary>
    private const int MaxDepth = 8;

    private static readonly WrapperMember s_nothing = new();

    private readonly INamedTypeSymbol _type;
    private readonly List<ISymbol> _fields;
    private readonly Contracts _contracts;
    private readonly Compilation _compilation;

    public WrapperReader(INamedTypeSymbol type, List<ISymbol> fields, Contracts contracts, Compilation compilation) =>
        (_type, _fields, _contracts, _compilation) = (type, fields, contracts, compilation);

    private int All => (1 << _fields.Count) - 1;

    public WrapperMember Read(IMethodSymbol method) => Read(method, new List<IMethodSymbol>());

    private WrapperMember Read(IMethodSymbol method, List<IMethodSymbol> callers)
    {
        if (callers.Count > MaxDepth || method.IsAbstract || method.IsExtern || method.DeclaringSyntaxReferences.IsEmpty)
            return WrapperMember.Unknown;
        // What calls itself adds nothing.
        foreach (IMethodSymbol caller in callers)
        {
            if (SymbolEqualityComparer.Default.Equals(caller, method))
                return s_nothing;
        }

        callers.Add(method);
        Pass pass = new(this, method, callers);
        foreach (IOperation operation in CalledCode.Of(method.PartialImplementationPart ?? method, _compilation, CancellationToken.None))
            pass.Visit(operation);
        callers.RemoveAt(callers.Count - 1);
        return pass.End();
    }

    /// <summary>The number of a field, as a bit; 0 for any other operation.</summary>
    private int FieldOf(IOperation? operation)
    {
        operation = operation?.WithoutCasts();
        if (operation is not IFieldReferenceOperation { Instance: IInstanceReferenceOperation, Field: IFieldSymbol field })
            return 0;
        int index = _fields.FindIndex(known => SymbolEqualityComparer.Default.Equals(known.OriginalDefinition, field.OriginalDefinition));
        return index < 0 ? 0 : 1 << index;
    }

    private bool IsOwn(ISymbol member) => SymbolEqualityComparer.Default.Equals(member.ContainingType?.OriginalDefinition, _type);

    private static bool IsNothing(IOperation? value)
    {
        value = value?.WithoutCasts();
        return value is null or IDefaultValueOperation or IFieldReferenceOperation { Field: { IsStatic: true, Name: "Zero" } } || value.ConstantValue.HasValue
            || value is IInvocationOperation { TargetMethod: { Name: "Empty", ContainingType.SpecialType: SpecialType.System_Array } };
    }

    /// <summary>The result of an expression shows what a field holds: the array itself, a span, a slice, a pointer.</summary>
    private bool Shows(IOperation? value, int depth = 0)
    {
        value = value?.WithoutCasts();
        if (value is null || depth > MaxDepth)
            return false;
        if (FieldOf(value) != 0)
            return value.Type is IArrayTypeSymbol or IPointerTypeSymbol or { SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr };
        switch (value)
        {
            case IConversionOperation conversion:
                return PathWalker.IsView(conversion.Type) && Shows(conversion.Operand, depth + 1);
            case IInvocationOperation { Instance: IInstanceReferenceOperation, TargetMethod: IMethodSymbol own } when IsOwn(own) && !own.IsVirtual:
                return own.DeclaringSyntaxReferences.Length == 1 && ShowsAll(own.OriginalDefinition, depth + 1);
            case IPropertyReferenceOperation { Instance: IInstanceReferenceOperation, Property: { GetMethod: IMethodSymbol getter, IsVirtual: false } property } when IsOwn(property) && !CalledCode.IsAutomatic(property):
                return ShowsAll(getter.OriginalDefinition, depth + 1);
            case IInvocationOperation { Instance: IOperation shown, TargetMethod: IMethodSymbol method } when PathWalker.IsView(value.Type) && PathWalker.IsView(shown.Type) && BaseLibrary.Contains(method):
                return Shows(shown, depth + 1);
            case IInvocationOperation { Instance: IOperation handle, TargetMethod: { Name: "AddrOfPinnedObject" } }:
                return FieldOf(handle) != 0;
            case IInvocationOperation { Instance: null, Arguments: { Length: > 0 } arguments } call when PathWalker.IsView(value.Type) && BaseLibrary.KeepingOf(call.TargetMethod, arguments[0].Parameter) == Keeping.View:
                return Shows(arguments[0].Value, depth + 1);
            case IObjectCreationOperation { Arguments: { Length: > 0 } arguments } when PathWalker.IsView(value.Type):
                return Shows(arguments[0].Value, depth + 1);
            case IPropertyReferenceOperation { Property.Name: "Memory" or "Span", Instance: IOperation owner } when PathWalker.IsView(value.Type):
                return FieldOf(owner) != 0 || Shows(owner, depth + 1);
            case IImplicitIndexerReferenceOperation part:
                return PathWalker.IsView(part.Type) && Shows(part.Instance, depth + 1);
            case IPropertyReferenceOperation { Arguments.Length: 1, Instance: IOperation whole } when PathWalker.IsView(value.Type) && PathWalker.IsView(whole.Type):
                return Shows(whole, depth + 1);
            default:
                return false;
        }
    }

    private bool ShowsAll(IMethodSymbol method, int depth)
    {
        bool any = false;
        foreach (IOperation operation in CalledCode.Of(method, _compilation, CancellationToken.None))
        {
            if (operation is IAnonymousFunctionOperation or ILocalFunctionOperation || operation is IReturnOperation { Kind: not OperationKind.Return })
                return false;
            if (operation is not IReturnOperation { ReturnedValue: IOperation value })
                continue;
            if (!Shows(value, depth))
                return false;
            any = true;
        }

        return any;
    }

    /// <summary>One body.</summary>
    private sealed class Pass
    {
        private readonly WrapperReader _reader;
        private readonly IMethodSymbol _method;
        private readonly List<IMethodSymbol> _callers;
        private readonly WrapperMember _found = new();
        private int _copied;
        private int _certainlyReleased;
        private bool _isCopyReleased;
        private bool _isCopyCertainlyReleased;
        private bool _leavesEarly;
        private bool _isEnded;

        public Pass(WrapperReader reader, IMethodSymbol method, List<IMethodSymbol> callers) => (_reader, _method, _callers) = (reader, method, callers);

        public WrapperMember End()
        {
            if (_isCopyReleased)
                _found.Released |= _copied;
            if (_isCopyCertainlyReleased)
                _certainlyReleased |= _copied;
            _found.IsDeferred |= _method.IsAsync;
            bool isSure = !_leavesEarly && (_isEnded || _certainlyReleased == _reader.All);
            _found.IsEnd = _found.Released == _reader.All && !_found.Acquires && !_found.Leaks && !_found.Counts
                && (Wrapper.IsDispose(_method) || IsDisposing(_method) || isSure && !_found.IsDeferred);
            _found.Shows = !_method.ReturnsVoid && !_found.IsDeferred && _callers.Count == 0 && _reader.ShowsAll(_method, 0);
            return _found;
        }

        private static bool IsDisposing(IMethodSymbol method) =>
            method is { Name: "Dispose", Parameters: { Length: 1 } parameters } && parameters[0].Type.SpecialType == SpecialType.System_Boolean;

        public void Visit(IOperation operation)
        {
            switch (operation)
            {
                case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } self:
                    OfItself(self);
                    break;
                case IFieldReferenceOperation { Instance: IInstanceReferenceOperation } field:
                    OfField(field);
                    break;
                case IPropertyReferenceOperation { Instance: IInstanceReferenceOperation } property:
                    OfProperty(property);
                    break;
                case IInvocationOperation call:
                    OfCall(call);
                    break;
                case IConditionalOperation or ICoalesceOperation or ICoalesceAssignmentOperation or IConditionalAccessOperation or ISwitchOperation or ISwitchExpressionOperation or ILoopOperation
                    or IIsPatternOperation or IIsTypeOperation or IThrowOperation or ICatchClauseOperation
                    or IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals }:
                    _found.Tests = true;
                    break;
                case IReturnOperation returned:
                    if (returned.Kind != OperationKind.Return)
                        _found.IsDeferred = true;
                    else if (!returned.IsImplicit && !IsCertain(returned))
                        _leavesEarly = true;
                    break;
                case IDynamicInvocationOperation or IInvalidOperation:
                    _found.Leaks = true;
                    break;
            }
        }

        private void OfItself(IInstanceReferenceOperation self)
        {
            for (IOperation? at = self.Parent; at is not null; at = at.Parent)
            {
                if (at is IAnonymousFunctionOperation)
                {
                    _found.Leaks = true;
                    return;
                }
            }

            IOperation? parent = self.Parent;
            while (parent is IConversionOperation or IParenthesizedOperation)
                parent = parent.Parent;
            switch (parent)
            {
                case IMethodReferenceOperation:
                    _found.Leaks = true;
                    break;
                case IMemberReferenceOperation:
                case IInvocationOperation when parent == self.Parent:
                    break;
                case IReturnOperation:
                    _found.ReturnsItself = true;
                    break;
                // 'this = default'
                case ISimpleAssignmentOperation assignment when assignment.Target == self:
                    _found.Changes = true;
                    if (assignment.Value.WithoutCasts() is IDefaultValueOperation or IObjectCreationOperation { Arguments.IsEmpty: true })
                        _found.Clears = true;
                    else
                        _found.Leaks = true;
                    break;
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { ContainingType.Name: "GC" or "ObjectDisposedException" or "Debug" } known } } when BaseLibrary.Contains(known):
                    _found.Tests |= known.ContainingType.Name == "ObjectDisposedException";
                    break;
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "ReferenceEquals" } } }:
                case ILockOperation:
                    break;
                default:
                    _found.Leaks = true;
                    break;
            }
        }

        private void OfField(IFieldReferenceOperation reference)
        {
            int field = _reader.FieldOf(reference);
            IOperation use = reference;
            while (use.Parent is IConversionOperation or IParenthesizedOperation)
                use = use.Parent;
            bool isWritten = use.Parent is ISimpleAssignmentOperation assigned && assigned.Target == use
                || use.Parent is IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out };
            bool isCounted = use.Parent is IIncrementOrDecrementOperation or ICompoundAssignmentOperation
                || use.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { ContainingType.Name: "Interlocked", Name: "Increment" or "Decrement" or "Add" } } };
            _found.Changes |= isWritten || isCounted;
            if (field == 0)
            {
                _found.Counts |= isCounted;
                return;
            }

            switch (use.Parent)
            {
                case ISimpleAssignmentOperation assignment when assignment.Target == use:
                    Stored(assignment.Value, IsCertain(assignment));
                    break;
                case ICoalesceAssignmentOperation:
                    _found.Changes = _found.Acquires = true;
                    break;
                case IArgumentOperation { Parameter.RefKind: RefKind.Ref, Parent: IInvocationOperation { Arguments: { Length: 2 } arguments } }:
                    _copied |= field;
                    Stored(arguments[1].Value, false);
                    break;
                case IArgumentOperation { Parent: IInvocationOperation call } argument when EffectOf(call, argument.Parameter?.Ordinal ?? Effect.Result) is EffectKind.Put:
                    Released(field, call);
                    break;
                case IInvocationOperation call when call.Instance == use:
                    if (EffectOf(call, Effect.This) is EffectKind.Put)
                        Released(field, call);
                    else
                        _found.Touches = true;
                    break;
                case IConditionalAccessOperation access when access.Operation == use:
                    if (access.WhenNotNull is IInvocationOperation { Instance: IConditionalAccessInstanceOperation } end && EffectOf(end, Effect.This, reference.Type) is EffectKind.Put)
                        Released(field, access);
                    else
                        _found.Touches = true;
                    break;
                case IVariableInitializerOperation or ISimpleAssignmentOperation:
                    _copied |= field;
                    break;
                case IIsPatternOperation:
                    _copied |= field;
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals }:
                case IPropertyReferenceOperation { Property.Name: "Length" or "IsAllocated" }:
                    break;
                default:
                    _found.Touches = true;
                    break;
            }
        }

        private void Stored(IOperation value, bool isCertain)
        {
            if (IsNothing(value))
            {
                _found.Clears = true;
                return;
            }

            _found.Acquires = true;
            _found.Fills |= isCertain;
        }

        private void Released(int field, IOperation at)
        {
            _found.Released |= field;
            if (IsCertain(at))
                _certainlyReleased |= field;
        }

        private EffectKind? EffectOf(IInvocationOperation call, int operand, ITypeSymbol? receiver = null) =>
            _reader._contracts.Of(call.TargetMethod, receiver ?? call.Instance?.WithoutCasts().Type).For(operand)?.Kind;

        private void OfProperty(IPropertyReferenceOperation reference)
        {
            bool isWritten = reference.Parent is IAssignmentOperation assignment && assignment.Target == reference || reference.Parent is IIncrementOrDecrementOperation;
            if (!_reader.IsOwn(reference.Property))
            {
                _found.CallsOut = true;
                return;
            }

            if (CalledCode.IsAutomatic(reference.Property))
            {
                _found.Changes |= isWritten;
                return;
            }

            IMethodSymbol? accessor = isWritten ? reference.Property.SetMethod : reference.Property.GetMethod;
            if (accessor is not null)
                _found.Add(_reader.Read(accessor.OriginalDefinition, _callers));
        }

        private void OfCall(IInvocationOperation call)
        {
            IMethodSymbol method = call.TargetMethod;
            if (method.MethodKind == MethodKind.Constructor)
            {
                _found.FilledBy = _reader.IsOwn(method) ? method : null;
                return;
            }

            if (call.Instance is IInstanceReferenceOperation && !method.DeclaringSyntaxReferences.IsEmpty && method.MethodKind != MethodKind.LocalFunction)
            {
                WrapperMember called = _reader.Read(method.OriginalDefinition, _callers);
                _found.Add(called);
                _isEnded |= called.IsEnd && IsCertain(call);
                return;
            }

            // 'Return(bytes)', where that was taken out of a field.
            foreach (Effect effect in _reader._contracts.Of(method, call.Instance?.WithoutCasts().Type).Effects)
            {
                if (effect.Kind is not EffectKind.Put)
                    continue;
                IOperation? operand = effect.Target == Effect.This ? call.Instance : ArgumentAt(call, effect.Target);
                if (operand?.WithoutCasts() is not (ILocalReferenceOperation or IInvocationOperation or IConditionalAccessInstanceOperation))
                    return;
                _isCopyReleased = true;
                _isCopyCertainlyReleased |= IsCertain(call);
                return;
            }

            if (!BaseLibrary.Contains(method) || method.MethodKind == MethodKind.DelegateInvoke)
                _found.CallsOut = true;
            if (method is { ContainingType: { Name: "ObjectDisposedException" or "ArgumentOutOfRangeException" or "ArgumentException" or "ArgumentNullException" } })
                _found.Tests = true;
        }

        private static IOperation? ArgumentAt(IInvocationOperation call, int ordinal)
        {
            foreach (IArgumentOperation argument in call.Arguments)
            {
                if (argument.Parameter?.Ordinal == ordinal)
                    return argument.Value;
            }

            return null;
        }

        /// <summary>It comes to that on every way, but where the object was done with before.</summary>
        private bool IsCertain(IOperation operation)
        {
            for ((IOperation below, IOperation? at) = (operation, operation.Parent); at is not null; (below, at) = (at, at.Parent))
            {
                switch (at)
                {
                    case IConditionalOperation conditional:
                        if (conditional.Condition != below && !IsGuard(conditional.Condition))
                            return false;
                        break;
                    case ILoopOperation or ISwitchOperation or ISwitchExpressionOperation or ICatchClauseOperation or IAnonymousFunctionOperation or ILocalFunctionOperation or ICoalesceOperation:
                        return false;
                    case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } binary when binary.LeftOperand != below:
                        return false;
                }
            }

            return true;
        }

        // 'if (_array != null)', 'if (_disposed)': it asks the object itself, and nothing else.
        private bool IsGuard(IOperation condition)
        {
            if (_method.MethodKind == MethodKind.Constructor)
                return false;
            foreach (IOperation part in Walk.All(condition))
            {
                if (part is IParameterReferenceOperation { Parameter.Type.SpecialType: not SpecialType.System_Boolean }
                    || part is IInvocationOperation { TargetMethod: { Name: not ("Exchange" or "CompareExchange" or "ReferenceEquals") } }
                    || part is IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual }
                    || part is IIncrementOrDecrementOperation)
                {
                    return false;
                }
            }

            return true;
        }
    }
}
