using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Obligations;

/// <summary>
/// The methods whose summaries are being read off, each called by the one before. One that is called from within itself is
/// first taken not to return from there, and read off again with what was found, until that holds.
/// </summary>
internal sealed class SummaryChain
{
    private readonly List<Open> _open = new();

    public int Depth => _open.Count;

    /// <summary>What a method that is being read off is taken to do; null for any other.</summary>
    public MethodContract? Find(IMethodSymbol method)
    {
        for (int at = _open.Count - 1; at >= 0; at--)
        {
            if (!SymbolEqualityComparer.Default.Equals(_open[at].Method, method))
                continue;
            _open[at].IsAsked = true;
            // What is found of all these holds only with that.
            for (int above = at + 1; above < _open.Count; above++)
                _open[above].RestsOn = System.Math.Min(_open[above].RestsOn, at);
            return _open[at].Assumed;
        }

        return null;
    }

    public void Enter(IMethodSymbol method) => _open.Add(new Open(method));

    /// <summary>What was found is not what was assumed, and somebody relied on that.</summary>
    public bool IsWrong(MethodContract found) => Last.IsAsked && !Last.Assumed.Equals(found);

    /// <summary>From now on that is assumed.</summary>
    public bool Assume(MethodContract found)
    {
        Last.Assumed = found;
        Last.IsAsked = false;
        return true;
    }

    /// <summary>It does not come to an end: nothing is known.</summary>
    public MethodContract Settle()
    {
        Last.Assumed = MethodContract.None;
        return MethodContract.None;
    }

    /// <summary>The innermost method is done; whether what was found holds for good.</summary>
    public bool Leave()
    {
        Open last = Last;
        _open.RemoveAt(_open.Count - 1);
        if (last.RestsOn >= _open.Count)
            return true;
        if (_open.Count > 0 && last.RestsOn < _open.Count - 1)
            Last.RestsOn = System.Math.Min(Last.RestsOn, last.RestsOn);
        return false;
    }

    private Open Last => _open[_open.Count - 1];

    private sealed class Open
    {
        public Open(IMethodSymbol method) => Method = method;

        public IMethodSymbol Method { get; }

        public MethodContract Assumed { get; set; } = MethodContract.Unfinished;

        public bool IsAsked { get; set; }

        /// <summary>The outermost method whose assumption it was found with.</summary>
        public int RestsOn { get; set; } = int.MaxValue;
    }
}
