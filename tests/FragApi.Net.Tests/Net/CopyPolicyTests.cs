using Xunit;

namespace FragApi.Net.Tests;

/// <summary>When a send is worth not copying.</summary>
public sealed class CopyPolicyTests
{
    private const int Threshold = 10 * 1024;

    [Fact]
    public void Short_buffers_are_copied()
    {
        CopyPolicy policy = new(ZeroCopyMode.Auto, Threshold);
        Assert.False(policy.Attempt(Threshold - 1, 0, false));
        Assert.True(policy.Attempt(Threshold, 0, false));
        Assert.True(policy.Attempt(Threshold, 1, true));
    }

    [Fact]
    public void Always_means_always_but_for_nothing()
    {
        CopyPolicy policy = new(ZeroCopyMode.Always, Threshold);
        Assert.False(policy.Attempt(0, 0, false));
        Assert.True(policy.Attempt(1, 0, false));
        policy.Completed(new CompletionRange(0, 0, Copied: true));
        Assert.True(policy.Attempt(1, 1, false));
    }

    [Fact]
    public void Never_means_never() => Assert.False(new CopyPolicy(ZeroCopyMode.Never, 0).Attempt(1 << 20, 0, false));

    [Fact]
    public void After_a_copied_completion_it_rests_and_each_attempt_that_is_copied_doubles_the_rest()
    {
        CopyPolicy policy = new(ZeroCopyMode.Auto, Threshold);
        Assert.True(policy.Attempt(Threshold, 0, false));
        policy.Completed(new CompletionRange(0, 0, Copied: true));
        uint id = 1;
        for (int rest = CopyPolicy.FirstRest; ; rest *= 2)
        {
            int expected = System.Math.Min(rest, CopyPolicy.LongestRest);
            Assert.Equal(expected, SendsUntilAttempt(policy, id));
            policy.Completed(new CompletionRange(id, id, Copied: true));
            id++;
            if (rest > CopyPolicy.LongestRest)
                break;
        }
    }

    [Fact]
    public void While_an_attempt_is_under_way_others_are_copied_and_its_success_ends_the_rest()
    {
        CopyPolicy policy = new(ZeroCopyMode.Auto, Threshold);
        Assert.True(policy.Attempt(Threshold, 0, false));
        policy.Completed(new CompletionRange(0, 0, Copied: true));
        SendsUntilAttempt(policy, 1);
        Assert.False(policy.Attempt(Threshold, 2, true));
        policy.Completed(new CompletionRange(0, 0, Copied: true)); // about an earlier call
        Assert.False(policy.Attempt(Threshold, 2, true));
        policy.Completed(new CompletionRange(1, 1, Copied: false));
        Assert.True(policy.Attempt(Threshold, 2, false));
        policy.Completed(new CompletionRange(2, 2, Copied: true));
        Assert.Equal(CopyPolicy.FirstRest, SendsUntilAttempt(policy, 3));
    }

    [Fact]
    public void Many_copied_completions_of_one_burst_are_one_reason_to_rest()
    {
        CopyPolicy policy = new(ZeroCopyMode.Auto, Threshold);
        for (uint id = 0; id < 10; id++)
            Assert.True(policy.Attempt(Threshold, id, id != 0));
        for (uint id = 0; id < 10; id++)
            policy.Completed(new CompletionRange(id, id, Copied: true));
        Assert.Equal(CopyPolicy.FirstRest, SendsUntilAttempt(policy, 10));
    }

    [Fact]
    public void An_attempt_that_was_never_made_is_made_with_the_next_buffer()
    {
        CopyPolicy policy = new(ZeroCopyMode.Auto, Threshold);
        Assert.True(policy.Attempt(Threshold, 0, false));
        policy.Completed(new CompletionRange(0, 0, Copied: true));
        SendsUntilAttempt(policy, 1);
        policy.Abandoned(1);
        Assert.True(policy.Attempt(Threshold, 1, false));
        policy.Abandoned(2); // the call was made: id 1 is taken
        Assert.False(policy.Attempt(Threshold, 2, true));
    }

    [Theory]
    [InlineData(ZeroCopyMode.Auto)]
    [InlineData(ZeroCopyMode.Always)]
    public void Without_memory_it_copies_until_a_completion_comes_or_none_is_due(ZeroCopyMode mode)
    {
        CopyPolicy policy = new(mode, Threshold);
        Assert.True(policy.Attempt(Threshold, 0, false));
        policy.NoBuffers();
        Assert.False(policy.Attempt(Threshold, 1, inFlight: true));
        policy.Completed(new CompletionRange(0, 0, Copied: false));
        Assert.True(policy.Attempt(Threshold, 1, inFlight: true));
        policy.NoBuffers();
        Assert.True(policy.Attempt(Threshold, 1, inFlight: false));
    }

    [Fact]
    public void Turned_off_it_stays_off()
    {
        CopyPolicy policy = new(ZeroCopyMode.Always, 0);
        policy.TurnOff();
        policy.Completed(new CompletionRange(0, 0, Copied: false));
        Assert.False(policy.Attempt(1 << 20, 0, false));
    }

    private static int SendsUntilAttempt(CopyPolicy policy, uint nextId)
    {
        for (int sends = 1; sends < 100_000; sends++)
        {
            if (policy.Attempt(Threshold, nextId, inFlight: false))
                return sends;
        }

        return -1;
    }
}
