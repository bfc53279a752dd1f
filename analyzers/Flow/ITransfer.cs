using System;
using System.Collections.Generic;

namespace FragApi.Analyzers.Flow;

/// <summary>
/// What is known on one path: a value with structural equality. Where paths meet, states stand side by side; only when
/// there are too many are they joined.
/// </summary>
internal interface ILattice<TState>
    where TState : class, IEquatable<TState>
{
    /// <summary>
    /// The least state that both states imply: what they agree on, and "unknown" for the rest. Joining again and again
    /// has to come to an end.
    /// </summary>
    TState Join(TState one, TState other);
}

/// <summary>What a step, and an edge, make of a state.</summary>
internal interface ITransfer<TState> : ILattice<TState>
    where TState : class, IEquatable<TState>
{
    /// <summary>The states after a step; one, several where the step decides something, none where no path goes on.</summary>
    void Step(TState state, int node, int step, List<TState> results);

    /// <summary>
    /// The state at the other end of an edge out of the node, or null when the edge cannot be taken. An edge of a step that
    /// does not complete is asked for right behind that step, with the state before it.
    /// </summary>
    TState? Follow(TState state, int node, FlowEdge edge);
}
