using System.Collections.Generic;
using FragApi.Analyzers.Bodies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

// One body of a member: what it does to the fields and to the object, put together as it is met.
internal sealed partial class WrapperReader
{
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
            _found.IsEnd = _found.Released == _reader.All && !_found.Acquires && !_found.Leaks && !_found.Counts && !_found.IsConditional
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
                case IPropertyReferenceOperation { Instance: IInstanceReferenceOperation } property when _reader.FieldOf(property) != 0:
                    OfField(property);
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
                    if (operation is IConditionalOperation { Condition: var condition })
                        Asked(condition);
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

        private void Asked(IOperation condition)
        {
            foreach (IOperation part in Walk.All(condition))
            {
                if (part is IMemberReferenceOperation { Instance: IInstanceReferenceOperation, Type: { } type } flag && (type.SpecialType == SpecialType.System_Boolean || type.TypeKind == TypeKind.Enum)
                    && (flag.Member is IFieldSymbol || flag.Member is IPropertySymbol property && CalledCode.IsAutomatic(property)))
                {
                    (_found.Asked ??= new HashSet<ISymbol>(SymbolEqualityComparer.Default)).Add(flag.Member.OriginalDefinition);
                }
            }
        }

        private void Written(ISymbol member) => (_found.Written ??= new HashSet<ISymbol>(SymbolEqualityComparer.Default)).Add(member.OriginalDefinition);

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

        private void OfField(IMemberReferenceOperation reference)
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
            if (isWritten)
                Written(reference.Member);
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
                        Worked(reference.Type, call);
                    break;
                case IConditionalAccessOperation access when access.Operation == use:
                    if (access.WhenNotNull is IInvocationOperation { Instance: IConditionalAccessInstanceOperation } end && EffectOf(end, Effect.This, reference.Type) is EffectKind.Put)
                        Released(field, access);
                    else
                        Worked(reference.Type, access.WhenNotNull);
                    break;
                // 'a = _a;' of an 'out' parameter, '(_a, _b)'
                case ISimpleAssignmentOperation { Target: IParameterReferenceOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref } } or ITupleOperation:
                    _found.Leaks = true;
                    break;
                case IVariableInitializerOperation or ISimpleAssignmentOperation:
                    _copied |= field;
                    break;
                case IIsPatternOperation:
                    _copied |= field;
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals }:
                case IPropertyReferenceOperation { Property.Name: "Length" or "IsAllocated" }:
                // What is done with it is up to whoever gets it.
                case IReturnOperation:
                    break;
                default:
                    Worked(reference.Type, use.Parent);
                    break;
            }
        }

        // What is done with an object that wraps something itself, its type tells.
        private void Worked(ITypeSymbol? type, IOperation? at)
        {
            Wrapper? inner = _reader.InnerOf(type);
            switch (at)
            {
                case IInvocationOperation { Instance: not null } call when inner is not null:
                    _found.AddInner(inner.Of(call.TargetMethod));
                    break;
                case IPropertyReferenceOperation { Property: var property } when inner is not null:
                    if (property.GetMethod is IMethodSymbol getter)
                        _found.AddInner(inner.Of(getter));
                    if (property.SetMethod is IMethodSymbol setter)
                        _found.AddInner(inner.Of(setter));
                    break;
                case IMemberReferenceOperation or IArgumentOperation { Parent: IObjectCreationOperation } or ILoopOperation or ILockOperation:
                    _found.Touches = true;
                    break;
                default:
                    // Whoever gets an object may dispose of it.
                    _found.Touches |= inner is null;
                    _found.Leaks |= inner is not null;
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
                if (isWritten)
                    Written(reference.Property);
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
