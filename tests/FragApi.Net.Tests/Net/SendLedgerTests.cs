using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace FragApi.Net.Tests;

/// <summary>Which buffer is released by which completion. Buffers are stood for by their entries.</summary>
public sealed class SendLedgerTests
{
    private readonly Dictionary<PendingSend, string> _names = [];

    [Fact]
    public void A_range_releases_what_it_covers_and_nothing_else()
    {
        SendLedger ledger = new();
        Submit(ledger, "a", "b", "c", "d");
        Assert.Equal("b c", Complete(ledger, 1, 2));
        Assert.Equal("a", Complete(ledger, 0, 0));
        Assert.Equal(1, ledger.Span);
        Assert.Equal("d", Complete(ledger, 3, 3));
        Assert.Equal(0, ledger.Span);
    }

    [Fact]
    public void Ids_wrap()
    {
        SendLedger ledger = new(uint.MaxValue - 1);
        Submit(ledger, "a", "b", "c", "d");
        Assert.Equal("b c", Complete(ledger, uint.MaxValue, 0));
        Assert.Equal("a d", Complete(ledger, uint.MaxValue - 1, 1));
        Assert.Equal(2u, ledger.NextId);
    }

    [Fact]
    public void A_buffer_of_several_calls_waits_for_all_of_them()
    {
        SendLedger ledger = new();
        PendingSend send = New("a");
        for (int i = 0; i < 3; i++)
            ledger.Begin(send);
        Assert.Equal("", Submitted(send));
        Assert.Equal("", Complete(ledger, 2, 2));
        Assert.Equal("", Complete(ledger, 0, 0));
        Assert.Equal("a", Complete(ledger, 1, 1));
    }

    [Fact]
    public void A_completion_before_the_call_returned_is_not_lost()
    {
        SendLedger ledger = new();
        PendingSend send = New("a");
        ledger.Begin(send);
        Assert.Equal("", Complete(ledger, 0, 0));
        Assert.Equal("a", Submitted(send));
    }

    [Fact]
    public void A_completion_between_two_calls_does_not_release_the_buffer()
    {
        SendLedger ledger = new();
        PendingSend send = New("a");
        ledger.Begin(send);
        Assert.Equal("", Complete(ledger, 0, 0));
        ledger.Begin(send);
        Assert.Equal("", Submitted(send));
        Assert.Equal("a", Complete(ledger, 1, 1));
    }

    [Fact]
    public void A_call_that_failed_takes_no_id()
    {
        SendLedger ledger = new();
        PendingSend first = New("a");
        Assert.Equal(0u, ledger.Begin(first));
        ledger.Undo();
        Assert.Equal("a", Submitted(first));
        PendingSend second = New("b");
        Assert.Equal(0u, ledger.Begin(second));
        Submitted(second);
        Assert.Equal("b", Complete(ledger, 0, 0));
    }

    [Fact]
    public void What_was_told_already_or_was_never_sent_counts_for_nothing()
    {
        SendLedger ledger = new();
        Submit(ledger, "a", "b", "c");
        Assert.Equal("a b", Complete(ledger, 0, 1));
        Assert.Equal("", Complete(ledger, 0, 1));
        Assert.Equal("", Complete(ledger, 3, 9));
        Assert.Equal("", Complete(ledger, 2, 1)); // from the last call backwards: no kernel says that
        Assert.Equal("c", Complete(ledger, 1, 100));
        Assert.Equal("", Complete(ledger, 0, uint.MaxValue));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(uint.MaxValue - 500)]
    public void Random_calls_and_ranges_agree_with_a_dictionary(uint firstId)
    {
        Random random = new(3);
        SendLedger ledger = new(firstId);
        Dictionary<uint, PendingSend> inFlight = [];
        Dictionary<PendingSend, int> outstanding = [];
        uint next = firstId;
        for (int step = 0; step < 20_000; step++)
        {
            if (random.Next(3) != 0 && inFlight.Count < 300)
            {
                PendingSend send = new() { Outstanding = 1 };
                outstanding[send] = 1;
                for (int calls = random.Next(4); calls > 0; calls--)
                {
                    uint id = ledger.Begin(send);
                    Assert.Equal(next, id);
                    if (random.Next(5) == 0)
                    {
                        ledger.Undo();
                        continue;
                    }

                    inFlight[next++] = send;
                    outstanding[send]++;
                }

                PendingSend? done = null;
                SendLedger.Release(send, ref done);
                Assert.Equal(--outstanding[send] == 0, done is not null);
            }
            else
            {
                uint first = next - 1 - (uint)random.Next(300);
                uint last = first + (uint)random.Next(40);
                HashSet<PendingSend> expected = [];
                int completed = 0;
                for (uint id = first; id != last + 1; id++)
                {
                    if (!inFlight.Remove(id, out PendingSend? send))
                        continue;
                    completed++;
                    if (--outstanding[send] == 0)
                        expected.Add(send);
                }

                PendingSend? released = null;
                Assert.Equal(completed, ledger.Complete(new CompletionRange(first, last, false), ref released));
                HashSet<PendingSend> actual = [];
                for (; released is not null; released = released.Next)
                    Assert.True(actual.Add(released));
                Assert.Equal(expected, actual);
            }
        }

        Assert.True(next - firstId > 10_000);
    }

    private void Submit(SendLedger ledger, params string[] names)
    {
        foreach (string name in names)
        {
            PendingSend send = New(name);
            ledger.Begin(send);
            Assert.Equal("", Submitted(send));
        }
    }

    private PendingSend New(string name)
    {
        PendingSend send = new() { Outstanding = 1 };
        _names[send] = name;
        return send;
    }

    private string Submitted(PendingSend send)
    {
        PendingSend? released = null;
        SendLedger.Release(send, ref released);
        return Names(released);
    }

    private string Complete(SendLedger ledger, uint first, uint last)
    {
        PendingSend? released = null;
        ledger.Complete(new CompletionRange(first, last, Copied: false), ref released);
        return Names(released);
    }

    private string Names(PendingSend? released)
    {
        List<string> names = [];
        for (; released is not null; released = released.Next)
            names.Add(_names[released]);
        return string.Join(' ', names.Order());
    }
}
