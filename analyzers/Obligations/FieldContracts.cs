using System.Threading;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

/// <summary>
/// What calls do with what a field holds: what is declared of them, and, where that is an object of the code's own that wraps
/// something itself, what its type does.
/// </summary>
internal sealed class FieldContracts
{
    private readonly Contracts _contracts;
    private readonly Wrappers? _wrappers;
    private readonly Compilation? _compilation;
    private readonly int _depth;

    /// <summary>Without objects of the code's own.</summary>
    public FieldContracts(Contracts contracts) => _contracts = contracts;

    /// <param name="contracts">What is declared.</param>
    /// <param name="wrappers">The types of the code's own.</param>
    /// <param name="depth">How many of them one in another may still be looked into.</param>
    /// <param name="compilation">Where their sources are.</param>
    public FieldContracts(Contracts contracts, Wrappers wrappers, int depth, Compilation compilation)
        : this(contracts) => (_wrappers, _depth, _compilation) = (wrappers, depth, compilation);

    /// <summary>A field of that type may hold something which has to be released.</summary>
    public bool CanOwn(ITypeSymbol type) => _contracts.CanOwn(type) || WrapperOf(type) is not null;

    /// <summary>What is known of a type of which a field holds an object; null where it is no wrapper.</summary>
    public Wrapper? WrapperOf(ITypeSymbol? type) => _wrappers?.Of(type, _depth, _compilation!, CancellationToken.None);

    /// <summary>What a call does.</summary>
    public MethodContract Of(IMethodSymbol method, ITypeSymbol? receiver)
    {
        MethodContract declared = _contracts.Of(method, receiver);
        return declared.IsEmpty && !method.IsStatic && WrapperOf(receiver) is Wrapper inner ? inner.OfCall(method, isAwaited: true) : declared;
    }

    /// <summary>What arrives with a value, whatever happens; null where that is nothing which has to be released.</summary>
    public ResourceKind? Acquired(IOperation value) => value switch
    {
        IInvocationOperation call when _contracts.Of(call.TargetMethod, call.Instance?.Type).For(Effect.Result) is { Kind: EffectKind.Acquire, When: When.Always } effect => effect.Resource,
        IInvocationOperation { TargetMethod: { IsStatic: true } method } => _wrappers?.OfFactory(method, _depth, _compilation!, CancellationToken.None)?.Kind,
        IObjectCreationOperation { Constructor: IMethodSymbol constructor } creation when WrapperOf(creation.Type) is Wrapper inner && inner.OfCreation(constructor) is not null => inner.Kind,
        _ => null,
    };
}
