using System;
using System.Collections.Generic;

namespace FragApi.Analyzers.Flow;

/// <summary>
/// The states in which paths reach a node: a set, up to a limit; above it a single state, the join of all. It only
/// grows, and a state that was taken out for work never comes back.
/// </summary>
internal sealed class PathSet<TState>
    where TState : class, IEquatable<TState>
{
    private readonly ILattice<TState> _lattice;
    private readonly int _limit;
    // Most nodes are reached in one state at a time: a list only for the others.
    private TState? _next;
    private List<TState>? _more;
    private TState? _only;
    private HashSet<TState>? _seen;

    public PathSet(ILattice<TState> lattice, int limit)
    {
        _lattice = lattice;
        _limit = limit;
    }

    /// <summary>There were too many states, and they were joined.</summary>
    public bool IsJoined { get; private set; }

    /// <summary>How many states stand side by side.</summary>
    public int Count => _seen?.Count ?? (_only is null ? 0 : 1);

    /// <summary>Adds a state; false when it tells nothing new.</summary>
    public bool Add(TState state)
    {
        if (IsJoined)
            return AddJoined(_lattice.Join(_only!, state));
        if (_only is null)
        {
            _only = state;
            _next = state;
            return true;
        }

        if (_seen is null)
        {
            if (_only.Equals(state))
                return false;
            _seen = new HashSet<TState> { _only };
        }

        if (!_seen.Add(state))
            return false;
        if (_seen.Count <= _limit)
        {
            if (_next is null)
                _next = state;
            else
                (_more ??= new List<TState>()).Add(state);
            return true;
        }

        IsJoined = true;
        TState joined = state;
        foreach (TState other in _seen)
            joined = _lattice.Join(joined, other);
        _seen = null;
        WorkOnlyOn(joined);
        return true;
    }

    /// <summary>Takes the states that nobody has worked on yet.</summary>
    public void Take(List<TState> states)
    {
        if (_next is null)
            return;
        states.Add(_next);
        _next = null;
        if (_more is null)
            return;
        states.AddRange(_more);
        _more.Clear();
    }

    /// <summary>The states that stand now.</summary>
    public IEnumerable<TState> States => _seen is not null ? _seen : _only is null ? Array.Empty<TState>() : new[] { _only };

    private bool AddJoined(TState joined)
    {
        if (joined.Equals(_only!))
            return false;
        WorkOnlyOn(joined);
        return true;
    }

    private void WorkOnlyOn(TState joined)
    {
        _only = joined;
        _next = joined;
        _more?.Clear();
    }
}
