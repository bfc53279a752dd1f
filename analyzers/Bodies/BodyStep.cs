using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Bodies;

/// <summary>What a step of a body is.</summary>
internal enum StepKind
{
    /// <summary>An operation that is carried out.</summary>
    Statement,

    /// <summary>A condition that the node's edges depend on.</summary>
    Condition,

    /// <summary>The value that is returned, evaluated.</summary>
    Return,

    /// <summary>The exception that is thrown, evaluated.</summary>
    Throw,

    /// <summary>An operation that never completes, because it calls something that never returns.</summary>
    NoReturn,
}

/// <summary>One step of a body.</summary>
internal readonly struct BodyStep
{
    public BodyStep(StepKind kind, IOperation operation)
    {
        Kind = kind;
        Operation = operation;
    }

    public StepKind Kind { get; }

    public IOperation Operation { get; }
}
