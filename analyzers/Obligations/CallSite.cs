using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

/// <summary>A call whose receiver and arguments were evaluated.</summary>
internal sealed class CallSite
{
    public CallSite(IOperation operation, IMethodSymbol declared, IMethodSymbol method, IOperation? instance, ImmutableArray<IArgumentOperation> arguments, Value receiver, Value[] values)
    {
        Operation = operation;
        Declared = declared;
        Method = method;
        Instance = instance;
        Arguments = arguments;
        Receiver = receiver;
        Values = values;
    }

    /// <summary>The invocation or object creation.</summary>
    public IOperation Operation { get; }

    /// <summary>What is called. For an interface's member on a receiver whose type is known better: the implementation.</summary>
    public IMethodSymbol Method { get; }

    /// <summary>What is called by name.</summary>
    public IMethodSymbol Declared { get; }

    public IOperation? Instance { get; }

    public ImmutableArray<IArgumentOperation> Arguments { get; }

    public Value Receiver { get; }

    /// <summary>The value of each argument, in the order of <see cref="Arguments"/>.</summary>
    public Value[] Values { get; }

    /// <summary>The lambda that a delegate is known to hold.</summary>
    public IFlowAnonymousFunctionOperation? Lambda { get; set; }

    /// <summary>The same call, of which it is known better what it reaches.</summary>
    public CallSite As(IMethodSymbol method) => new(Operation, Declared, method, Instance, Arguments, Receiver, Values) { Lambda = Lambda };

    /// <summary>The index within <see cref="Arguments"/> of what is passed for a parameter, or -1.</summary>
    public int IndexOf(int ordinal)
    {
        for (int i = 0; i < Arguments.Length; i++)
        {
            if (Arguments[i].Parameter?.Ordinal == ordinal)
                return i;
        }

        return -1;
    }
}

/// <summary>Why something is not followed any further.</summary>
internal enum EscapeReason
{
    /// <summary>It was passed to code about which nothing is known.</summary>
    Call,

    /// <summary>It was stored where others can reach it.</summary>
    Store,

    /// <summary>It was returned.</summary>
    Return,

    /// <summary>It was used in a way that is not understood.</summary>
    Unclear,
}
