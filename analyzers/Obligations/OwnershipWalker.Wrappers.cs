using FragApi.Analyzers.Bodies;
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
        if (call.Receiver.Kind != ValueKind.Token || !Path.TryGet(call.Receiver.TokenId, out Token token))
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
        IMethodSymbol? member = at switch
        {
            IInvocationOperation call => call.TargetMethod,
            IPropertyReferenceOperation property => property.Property.GetMethod,
            _ => null,
        };
        return member is not null && WrapperOf(AcquiredType(value)) is Wrapper wrapper && wrapper.Of(member).IsUse;
    }

    /// <summary>A property of such an object is read.</summary>
    private Value OnWrapperMember(Value value, IPropertyReferenceOperation member)
    {
        if (value.Kind != ValueKind.Token || member.Property.GetMethod is not IMethodSymbol getter || !Path.TryGet(value.TokenId, out Token token) || !_kinds[SiteOf(token)].IsWrapper
            || WrapperOf(AcquiredType(value)) is not Wrapper wrapper)
        {
            return Value.Unknown;
        }

        WrapperMember does = wrapper.Of(getter);
        OnUse(value, member);
        if (does.IsUnclear)
            Escape(value, member, EscapeReason.Call);
        return does.Shows && Path.TryGet(value.TokenId, out _) ? Value.View(value.TokenId) : Value.Unknown;
    }
}
