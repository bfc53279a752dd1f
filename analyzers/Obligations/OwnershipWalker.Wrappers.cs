using System.Linq;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Places;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

// Objects of the code's own types that hold something which has to be released.
internal sealed partial class OwnershipWalker
{
    /// <summary>What a call says about such an object that it makes, or is called on; null where it is about none.</summary>
    private MethodContract? OfWrapper(CallSite call)
    {
        if (!_contracts.KnowsWrappers || call.Instance is IInstanceReferenceOperation)
            return null;
        if (call.Method.MethodKind == MethodKind.Constructor)
            return call.Operation is IObjectCreationOperation ? WrapperOf(call.Method.ContainingType)?.OfCreation(call.Method) : null;
        if (call.Instance is null)
            return call.Method.IsStatic && _summaries.Wrappers.OfFactory(call.Method, Body.Model.Compilation, Body.Cancellation) is Wrapper made ? made.Created : null;
        if (!Path.TryGet(call.Receiver.TokenId, out Token token))
            return null;
        // 'packet.Body.Append(1)': an object that was taken out of another one.
        if (call.Receiver.Kind is ValueKind.Maybe && IsFollowed(token) && WrapperOf(ReceiverType(call.Instance)) is Wrapper inner)
        {
            if (inner.Of(call.Method).IsUse)
                OnUse(Value.View(token.Id), call.Operation);
            return inner.OfCall(call.Method, IsAwaited(call.Operation));
        }

        if (call.Receiver.Kind != ValueKind.Token)
            return null;
        bool isProbe = HoldingOf(token).Is(Holding.Probe);
        if (!isProbe && !_kinds[SiteOf(token)].IsWrapper)
            return null;
        if (WrapperOf(AcquiredType(call.Receiver)) is Wrapper wrapper)
            return wrapper.OfCall(call.Method, IsAwaited(call.Operation));
        // As what it was handed out, its type does not say.
        return isProbe ? null : Wrapper.OfUnknown(call.Method, _kinds[SiteOf(token)]);
    }

    private Wrapper? WrapperOf(ITypeSymbol? type) => _summaries.Wrappers.Of(type, Body.Model.Compilation, Body.Cancellation);

    // 'await w.SendAsync().ConfigureAwait(false)'
    private static bool IsAwaited(IOperation call)
    {
        IOperation? parent = call.Parent;
        while (parent is IConversionOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" })
            parent = parent.Parent;
        return parent is IAwaitOperation;
    }

    /// <summary>What an object that was disposed of is asked for, it cannot have any more.</summary>
    private bool IsUseOfWrapper(Value value, IOperation at)
    {
        if (value.Kind == ValueKind.View)
            return !IsOnlyNumber(at);
        IMethodSymbol? member = at switch
        {
            IInvocationOperation call => call.TargetMethod,
            IPropertyReferenceOperation property => property.Property.GetMethod,
            _ => null,
        };
        return member is not null && WrapperOf(AcquiredType(value)) is Wrapper wrapper && wrapper.Of(member).IsUse;
    }

    /// <summary>A token of such an object, or of a parameter that may be one.</summary>
    private bool IsFollowed(Token token) => _kinds[SiteOf(token)].IsWrapper || HoldingOf(token).Is(Holding.Probe) && WrapperOf(AcquiredType(Value.Token(token.Id))) is not null;

    /// <summary>A property of such an object, or of one that was taken out of it, is read.</summary>
    private Value OnWrapperMember(Value value, IPropertyReferenceOperation member)
    {
        if (value.Kind is not (ValueKind.Token or ValueKind.Maybe) || member.Property.GetMethod is not IMethodSymbol getter || !Path.TryGet(value.TokenId, out Token token) || !IsFollowed(token)
            || WrapperOf(value.Kind == ValueKind.Token ? AcquiredType(value) : member.Instance?.Type) is not Wrapper wrapper)
        {
            return Value.Unknown;
        }

        WrapperMember does = wrapper.Of(getter);
        if (value.Kind == ValueKind.Token)
            OnUse(value, member);
        else if (does.IsUse)
            OnUse(Value.View(value.TokenId), member);
        if (does.IsUnclear || does.IsDeferred)
            Escape(value, member, EscapeReason.Call);
        return does.Shows ? Shown(value.TokenId, member.Type) : Value.Unknown;
    }

    protected override Value OnField(Value value, ISymbol field) =>
        value.Kind is ValueKind.Token or ValueKind.Maybe && Path.TryGet(value.TokenId, out Token token) && IsFollowed(token)
        && WrapperOf(value.Kind == ValueKind.Token ? AcquiredType(value) : field.ContainingType) is Wrapper wrapper && wrapper.Shows(field)
            ? Shown(value.TokenId, (field as IFieldSymbol)?.Type ?? (field as IPropertySymbol)?.Type)
            : Value.Unknown;

    // What is done with an array is done with what the object holds; what an object in it is asked for, it may still have.
    private Value Shown(int token, ITypeSymbol? type) =>
        !Path.TryGet(token, out _) ? Value.Unknown : WrapperOf(type) is null ? Value.View(token) : Value.Maybe(token);

    /// <summary>What was taken out of an object has a name still, by which it may be released.</summary>
    private bool HasNameOutside(Token token)
    {
        if (!_kinds[SiteOf(token)].IsWrapper)
            return false;
        foreach ((int place, Value value) in Path.Places)
        {
            if (value.Kind is ValueKind.View or ValueKind.Maybe && value.TokenId == token.Id && Places[place] is { Kind: not PlaceKind.Capture, Symbol: var symbol }
                && !IsView((symbol as ILocalSymbol)?.Type ?? (symbol as IParameterSymbol)?.Type))
            {
                return true;
            }
        }

        return false;
    }

    protected override bool Holds(Token token) => IsFollowed(token);

    /// <summary>Of an address that is gone only the number is asked: it is printed, compared, looked up. By what reads memory, or is code outside of .NET, it is not.</summary>
    private static bool IsOnlyNumber(IOperation at) => at switch
    {
        IArgumentOperation { Value: var given, Parent: IInvocationOperation call } => IsNumber(given.WithoutCasts()) && !IsImported(call.TargetMethod) && !IsOfMemory(call.TargetMethod),
        IInvocationOperation call => call.Instance is IOperation instance && IsNumber(instance) || call.Arguments.Any(argument => IsNumber(argument.Value.WithoutCasts())),
        _ => at.Parent is IInterpolationOperation && IsNumber(at),
    };

    private static bool IsNumber(IOperation operation) => operation.Type?.SpecialType is SpecialType.System_IntPtr or SpecialType.System_UIntPtr;

    private static bool IsOfMemory(IMethodSymbol method) =>
        method.ContainingNamespace is { Name: "InteropServices" or "CompilerServices", ContainingNamespace: { Name: "Runtime", ContainingNamespace.Name: "System" } };
}
