using System.Collections.Immutable;
using FragApi.Analyzers.Places;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

// 'args.SetBuffer(b, 0, n); socket.ReceiveAsync(args)': where the socket says true, it goes on reading or writing what the arguments hold.
internal abstract partial class PathWalker
{
    private bool _hasEventArgs;

    /// <summary>A call that gives such arguments a buffer, or starts an operation with them; null when it is another one.</summary>
    private Value? OnEventArgs(IOperation operation, IMethodSymbol method, IOperation? instance, ImmutableArray<IArgumentOperation> arguments, Value[] values)
    {
        if (IsSocketCall(method))
        {
            for (int i = 0; i < values.Length; i++)
            {
                if (values[i].Kind == ValueKind.Maybe && IsOfSockets(arguments[i].Parameter?.Type, "SocketAsyncEventArgs") && Path.TryGet(values[i].TokenId, out _))
                {
                    _hasEventArgs = true;
                    return Begin(operation, values[i]);
                }
            }

            return null;
        }

        if (method.Name == "SetBuffer" && IsOfSockets(method.ContainingType, "SocketAsyncEventArgs"))
        {
            int args = Places.Of(instance);
            if (args < 0 || Places[args].Kind is not (PlaceKind.Local or PlaceKind.Field) || values.Length == 0 || values[0].Kind is not (ValueKind.Token or ValueKind.View) || !OnGiven(values[0], arguments[0]))
                return null;
            Use(values[0], arguments[0]);
            Path.Set(args, Path.TryGet(values[0].TokenId, out _) ? Value.Maybe(values[0].TokenId) : Value.Unknown);
            return Value.Unknown;
        }

        MayWait(method);
        return null;
    }

    /// <summary>Whatever it does, it may wait for the operation to be done: code of one's own, and all that waits.</summary>
    private void MayWait(IMethodSymbol? method)
    {
        if (_hasEventArgs && method is not null
            && (!BaseLibrary.Contains(method) || method.MethodKind == MethodKind.DelegateInvoke || IsOfSockets(method.ContainingType, "Socket") || IsOfThreading(method.ContainingType?.ContainingNamespace)))
        {
            FinishEventArgs();
        }
    }

    private static bool IsSocketCall(IMethodSymbol method) =>
        method.ReturnType.SpecialType == SpecialType.System_Boolean && IsOfSockets(method.ContainingType, "Socket")
        && method.Parameters is { Length: > 0 } parameters && IsOfSockets(parameters[parameters.Length - 1].Type, "SocketAsyncEventArgs");

    private static bool IsOfSockets(ITypeSymbol? type, string name) => Vocabulary.Types.Is(type, "System.Net.Sockets", name);

    private static bool IsOfThreading(INamespaceSymbol? space) =>
        space is { Name: "Threading", ContainingNamespace.Name: "System" } or { Name: "Tasks", ContainingNamespace.Name: "Threading" };

    private bool IsOfEventArgs(int operation) => Places[operation].Start is IInvocationOperation { TargetMethod: IMethodSymbol method } && IsSocketCall(method);

    private void FinishEventArgs()
    {
        for (int i = Path.Places.Count - 1; i >= 0 && _hasEventArgs; i--)
        {
            if (i < Path.Places.Count && Places[Path.Places[i].Place].Kind == PlaceKind.Operation && IsOfEventArgs(Path.Places[i].Place))
                Path.Set(Path.Places[i].Place, Value.Unknown);
        }
    }

    /// <summary>Somebody asks what the socket said: false means that it is done.</summary>
    private Value Answer(Value value)
    {
        if (value.Kind != ValueKind.Operation || !IsOfEventArgs((int)value.Data))
            return value;
        bool goesOn = ChooseTruth();
        Decide(value, Value.Of(goesOn));
        if (!goesOn)
            Finish(value);
        return Value.Of(goesOn);
    }
}
