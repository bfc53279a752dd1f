using System;

namespace FragApi;

/// <summary>
/// When a send is worth not copying. Pinning pages and reading completions cost more than copying a few kilobytes; and
/// where the kernel copies after all (loopback, a device without scatter-gather), they are spent for nothing. Not thread
/// safe: the channel's lock guards it.
/// </summary>
internal sealed class CopyPolicy(ZeroCopyMode mode, int threshold)
{
    /// <summary>Sends that are copied after the first completion that says so, before the next attempt.</summary>
    public const int FirstRest = 64;

    /// <summary>The most sends between two attempts; each attempt that was copied doubles the number up to here.</summary>
    public const int LongestRest = 4096;

    private bool _off = mode == ZeroCopyMode.Never;
    private int _rest;
    private int _restLength = FirstRest;
    private bool _probing;
    private uint _probe;
    private bool _noBuffers;

    /// <summary>Whether zero-copy was given up for good.</summary>
    public bool IsOff => _off;

    /// <summary>
    /// Decides about a buffer of <paramref name="length"/> bytes; true: without copying. <paramref name="nextId"/> is the
    /// id its first call would get, and <paramref name="inFlight"/> whether any call waits for its completion.
    /// </summary>
    public bool Attempt(int length, uint nextId, bool inFlight)
    {
        if (_off || length == 0)
            return false;
        // What the kernel lacked memory for comes back with completions, and with nothing else.
        if (_noBuffers && inFlight)
            return false;
        _noBuffers = false;
        if (mode == ZeroCopyMode.Always)
            return true;
        if (length < threshold || _probing)
            return false;
        if (_rest == 0)
            return true;
        if (--_rest != 0)
            return false;
        _probing = true;
        _probe = nextId;
        return true;
    }

    /// <summary>The kernel let go of some calls.</summary>
    public void Completed(CompletionRange range)
    {
        _noBuffers = false;
        if (_probing)
        {
            // What comes before the probe speaks of calls from before the rest.
            if (!range.Covers(_probe))
                return;
            _probing = false;
            if (range.Copied)
            {
                _restLength = Math.Min(_restLength * 2, LongestRest);
                _rest = _restLength;
            }
            else
            {
                _restLength = FirstRest;
            }
        }
        else if (range.Copied && _rest == 0)
        {
            _rest = _restLength;
        }
    }

    /// <summary>The kernel had no memory for a zero-copy call.</summary>
    public void NoBuffers()
    {
        _noBuffers = true;
        if (_probing)
            ProbeAgain();
    }

    /// <summary>A buffer was submitted, and <paramref name="nextId"/> is still free: had it been an attempt for its own sake, it was never made.</summary>
    public void Abandoned(uint nextId)
    {
        if (_probing && _probe == nextId)
            ProbeAgain();
    }

    /// <summary>The socket does not do it.</summary>
    public void TurnOff() => _off = true;

    private void ProbeAgain()
    {
        _probing = false;
        _rest = 1;
    }
}
