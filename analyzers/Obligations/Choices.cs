using System.Collections.Generic;

namespace FragApi.Analyzers.Obligations;

/// <summary>The ways through one step: it is carried out once for each.</summary>
internal sealed class Choices
{
    private const int Most = 32;

    /// <summary>How many ways there are, and which one is taken.</summary>
    private readonly List<int> _choices = new();
    private int _runs;

    /// <summary>How many choices were made on the way at hand.</summary>
    public int Made { get; private set; }

    /// <summary>Another step.</summary>
    public void Begin()
    {
        _choices.Clear();
        _runs = 0;
        Made = 0;
    }

    /// <summary>Which of so many ways is taken; false where there are too many already.</summary>
    public bool TryChoose(int ways, out int way)
    {
        way = 0;
        if (Made < _choices.Count)
        {
            way = _choices[Made++] & 0xff;
            return true;
        }

        if (_runs + _choices.Count >= Most)
            return false;
        _choices.Add(ways << 8);
        Made++;
        return true;
    }

    /// <summary>There is another way through the step, and it is the next one.</summary>
    public bool Next()
    {
        _runs++;
        Made = 0;
        while (_choices.Count > 0)
        {
            int last = _choices[_choices.Count - 1];
            if ((last & 0xff) + 1 < last >> 8 && _runs < Most * 4)
            {
                _choices[_choices.Count - 1] = last + 1;
                return true;
            }

            _choices.RemoveAt(_choices.Count - 1);
        }

        return false;
    }
}
