using System.Collections.Generic;
using System.Collections.Immutable;

namespace FragApi.Analyzers.Obligations;

/// <summary>A state in the making: what one step does to one path. One instance serves a whole analysis.</summary>
internal sealed class Path
{
    // More things at once than anybody keeps in mind; beyond it new ones are not followed.
    private const int MaxTokens = 64;

    private readonly List<(int Place, Value Value)> _places = new();
    private readonly List<Token> _tokens = new();
    private PathState _from = PathState.Empty;
    private bool _changed;
    private bool _placesChanged;
    private bool _tokensChanged;
    private Value _condition;
    private Value _result;
    private int _exit;

    /// <summary>The path turned out to be impossible.</summary>
    public bool IsDead { get; set; }

    public Value Condition
    {
        get => _condition;
        set
        {
            _changed |= !_condition.Equals(value);
            _condition = value;
        }
    }

    public Value Result
    {
        get => _result;
        set
        {
            _changed |= !_result.Equals(value);
            _result = value;
        }
    }

    public int Exit
    {
        get => _exit;
        set
        {
            _changed |= _exit != value;
            _exit = value;
        }
    }

    /// <summary>How the path came here; that alone makes no other state.</summary>
    public Trail? Trail { get; set; }

    public IReadOnlyList<(int Place, Value Value)> Places => _places;

    public IReadOnlyList<Token> Tokens => _tokens;

    public void Load(PathState state)
    {
        _from = state;
        _changed = false;
        _placesChanged = false;
        _tokensChanged = false;
        IsDead = false;
        _places.Clear();
        _tokens.Clear();
        foreach ((int, Value) place in state.Places)
            _places.Add(place);
        foreach (Token token in state.Tokens)
            _tokens.Add(token);
        _condition = state.Condition;
        _result = state.Result;
        _exit = state.Exit;
        Trail = state.Trail;
    }

    public PathState Save() => _changed || _placesChanged || _tokensChanged
        ? new PathState(_placesChanged ? _places.ToImmutableArray() : _from.Places, _tokensChanged ? _tokens.ToImmutableArray() : _from.Tokens, _condition, _result, _exit, Trail)
        : Trail != _from.Trail ? _from.With(Trail)
        : _from;

    public Value Get(int place)
    {
        int at = Find(place);
        return at >= 0 ? _places[at].Value : Value.Unknown;
    }

    public void Set(int place, Value value)
    {
        if (place < 0)
            return;
        int at = Find(place);
        if (value.IsUnknown)
        {
            if (at >= 0)
            {
                _places.RemoveAt(at);
                _placesChanged = true;
            }
        }
        else if (at < 0)
        {
            _places.Insert(~at, (place, value));
            _placesChanged = true;
        }
        else if (!_places[at].Value.Equals(value))
        {
            _places[at] = (place, value);
            _placesChanged = true;
        }
    }

    public bool TryGet(int token, out Token found)
    {
        foreach (Token candidate in _tokens)
        {
            if (candidate.Id == token)
            {
                found = candidate;
                return true;
            }
        }

        found = default;
        return false;
    }

    /// <summary>Follows a token, or changes what is known of it; false when there are too many already.</summary>
    public bool Put(Token token)
    {
        int at = 0;
        while (at < _tokens.Count && _tokens[at].Id < token.Id)
            at++;
        if (at < _tokens.Count && _tokens[at].Id == token.Id)
        {
            _tokensChanged |= !_tokens[at].Equals(token);
            _tokens[at] = token;
            return true;
        }

        if (_tokens.Count >= MaxTokens)
            return false;
        _tokens.Insert(at, token);
        _tokensChanged = true;
        return true;
    }

    /// <summary>Follows a token no longer; its names become what is given: unknown, or null.</summary>
    public void Drop(int token, Value names)
    {
        for (int i = _tokens.Count - 1; i >= 0; i--)
        {
            if (_tokens[i].Id == token)
            {
                _tokens.RemoveAt(i);
                _tokensChanged = true;
            }
        }

        for (int i = _places.Count - 1; i >= 0; i--)
        {
            if (_places[i].Value.TokenId != token)
                continue;
            _placesChanged = true;
            if (names.IsUnknown)
                _places.RemoveAt(i);
            else
                _places[i] = (_places[i].Place, names);
        }

        if (_result.TokenId == token)
            Result = names;
        if (_condition.TokenId == token)
            Condition = names;
    }

    private int Find(int place)
    {
        int low = 0;
        int high = _places.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (_places[middle].Place == place)
                return middle;
            if (_places[middle].Place < place)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return ~low;
    }
}
