using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Obligations;

/// <summary>
/// The methods whose summaries are being read off, each called by the one before. One that is called from within itself is
/// first taken not to return from there, and read off again with what was found, until that holds. What is found meanwhile
/// of others is good as long as the assumption is, and not read off each time anew: where many methods call each other, that
/// would have no end.
/// </summary>
internal sealed class SummaryChain
{
    private const int MaxAgain = 64;

    // What was found rests on a method that was not looked at, because it lies too deep: that is never for good.
    private const int Cut = -1;

    private readonly List<Open> _open = new();
    private readonly List<Found> _found = new();
    private readonly HashSet<IMethodSymbol> _read = new(SymbolEqualityComparer.Default);
    private int _again;

    public int Depth => _open.Count;

    private const int MaxFunctions = 4;

    private readonly List<IMethodSymbol> _functions = new();
    private int _cuts;

    /// <summary>A local function is gone through with what it captures; not one within itself, and not too many.</summary>
    public bool EnterFunction(IMethodSymbol function, out int cuts)
    {
        cuts = _cuts;
        if (_functions.Count >= MaxFunctions || _functions.Contains(function, SymbolEqualityComparer.Default))
        {
            _cuts++;
            return false;
        }

        _functions.Add(function);
        return true;
    }

    /// <summary>It is done. False where a call in it was not gone into.</summary>
    public bool LeaveFunction(IMethodSymbol function, int cuts)
    {
        _functions.Remove(function);
        return _cuts == cuts;
    }

    /// <summary>Too much was read off again: whatever is open comes to nothing.</summary>
    public bool IsSpent => _again > MaxAgain;

    /// <summary>What a method that is being read off is taken to do; null for any other.</summary>
    public MethodContract? Find(IMethodSymbol method)
    {
        for (int at = _open.Count - 1; at >= 0; at--)
        {
            if (!SymbolEqualityComparer.Default.Equals(_open[at].Method, method))
                continue;
            _open[at].IsAsked = true;
            RestOn(at);
            return _open[at].Assumed;
        }

        for (int at = _found.Count - 1; at >= 0; at--)
        {
            Found found = _found[at];
            // What was cut off deeper down is read off again, now that there is room.
            if (!SymbolEqualityComparer.Default.Equals(found.Method, method) || found.RestsOn == Cut && found.Depth > _open.Count)
                continue;
            RestOn(found.RestsOn);
            return found.Contract;
        }

        return null;
    }

    /// <summary>A method lies too deep to be read off: what is found of those that are open holds only from here.</summary>
    public void CutOff() => RestOn(Cut);

    // What is found of all above holds only with that.
    private void RestOn(int at)
    {
        for (int above = at + 1; above < _open.Count; above++)
            _open[above].RestsOn = System.Math.Min(_open[above].RestsOn, at);
    }

    public void Enter(IMethodSymbol method)
    {
        if (!_read.Add(method))
            _again++;
        _open.Add(new Open(method, _found.Count));
    }

    /// <summary>What was found is not what was assumed, and somebody relied on that.</summary>
    public bool IsWrong(MethodContract found) => Last.IsAsked && !Last.Assumed.Equals(found);

    /// <summary>From now on that is assumed.</summary>
    public bool Assume(MethodContract found)
    {
        Last.Assumed = found;
        Last.IsAsked = false;
        _again++;
        Forget();
        return true;
    }

    /// <summary>It does not come to an end: nothing is known.</summary>
    public MethodContract Settle()
    {
        Last.Assumed = MethodContract.None;
        Forget();
        return MethodContract.None;
    }

    /// <summary>The innermost method is done. Returns what holds for good now: of it, and of others that waited for it.</summary>
    public IReadOnlyList<Found> Leave(MethodContract contract)
    {
        Open last = Last;
        _open.RemoveAt(_open.Count - 1);
        _found.Add(new Found(last.Method, contract, last.RestsOn, _open.Count));
        if (last.RestsOn >= _open.Count || IsSpent && last.RestsOn != Cut)
        {
            List<Found> settled = _found.GetRange(last.FoundBefore, _found.Count - last.FoundBefore);
            _found.RemoveRange(last.FoundBefore, settled.Count);
            return settled;
        }

        if (last.RestsOn < _open.Count - 1)
            Last.RestsOn = System.Math.Min(Last.RestsOn, last.RestsOn);
        return System.Array.Empty<Found>();
    }

    private Open Last => _open[_open.Count - 1];

    // What was found with another assumption.
    private void Forget() => _found.RemoveRange(Last.FoundBefore, _found.Count - Last.FoundBefore);

    /// <summary>What was found of a method, and the outermost method whose assumption it was found with.</summary>
    internal readonly struct Found
    {
        public Found(IMethodSymbol method, MethodContract contract, int restsOn, int depth)
        {
            Method = method;
            Contract = contract;
            RestsOn = restsOn;
            Depth = depth;
        }

        public IMethodSymbol Method { get; }

        public MethodContract Contract { get; }

        public int RestsOn { get; }

        /// <summary>How many methods were open around it.</summary>
        public int Depth { get; }
    }

    private sealed class Open
    {
        public Open(IMethodSymbol method, int foundBefore)
        {
            Method = method;
            FoundBefore = foundBefore;
        }

        public IMethodSymbol Method { get; }

        /// <summary>How much had been found when it was entered.</summary>
        public int FoundBefore { get; }

        public MethodContract Assumed { get; set; } = MethodContract.Unfinished;

        public bool IsAsked { get; set; }

        /// <summary>The outermost method whose assumption it was found with.</summary>
        public int RestsOn { get; set; } = int.MaxValue;
    }
}
