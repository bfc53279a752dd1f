using System;
using System.Collections.Generic;
using FragApi;

namespace Scenarios;

/// <summary>
/// A network card as the mail describes it: it cleans up its transmit ring late, when many frames have been sent or after a
/// while, and until then holds on to their buffers. Without a link it sends nothing and holds on to everything.
/// </summary>
/// <param name="clock">Simulated time.</param>
/// <param name="onWire">Gets every frame as it is read from memory, at the moment when it is read.</param>
internal sealed class AoeNic(EventClock<long> clock, Action<SkBuff> onWire)
{
    private const int CleanUpAt = 64;
    private const int CleanUpAfter = 4_000;

    // 1,060 bytes and what Ethernet adds, at a gigabit.
    private const int WireTime = 9;

    private readonly Queue<SkBuff> _waiting = new();
    private readonly Queue<SkBuff> _sent = new();
    private bool _sending;
    private bool _timerRuns;
    private bool _linkUp = true;

    /// <summary>Buffers that the card holds: not sent yet, or sent and not cleaned up.</summary>
    public int Held => _waiting.Count + _sent.Count;

    public bool LinkUp
    {
        get => _linkUp;
        set
        {
            _linkUp = value;
            SendNext();
        }
    }

    /// <summary>Takes a buffer, and frees it some time.</summary>
    public void Transmit([Consumes] SkBuff skb)
    {
        _waiting.Enqueue(skb);
        SendNext();
    }

    private void SendNext()
    {
        if (_sending || !_linkUp || _waiting.Count == 0)
            return;
        _sending = true;
        clock.After(WireTime, () =>
        {
            _sending = false;
            if (!_linkUp)
                return;
            SkBuff skb = _waiting.Dequeue();
            onWire(skb);
            Sent(skb);
            SendNext();
        });
    }

    private void Sent(SkBuff skb)
    {
        _sent.Enqueue(skb);
        if (_sent.Count >= CleanUpAt)
        {
            CleanUp();
        }
        else if (!_timerRuns)
        {
            _timerRuns = true;
            clock.After(CleanUpAfter, () =>
            {
                _timerRuns = false;
                CleanUp();
            });
        }
    }

    private void CleanUp()
    {
        while (_sent.TryDequeue(out SkBuff? skb))
            skb.Free();
    }
}
