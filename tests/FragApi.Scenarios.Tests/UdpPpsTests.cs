using Scenarios;
using Xunit;

namespace FragApi.Scenarios.Tests;

/// <summary>What is sent, not how fast: a test does not measure time.</summary>
public sealed class UdpPpsTests
{
    [Fact]
    public void A_destructor_runs_once_for_each_packet_and_only_where_there_is_one()
    {
        using PacketSender sender = new();
        Assert.Equal(0, sender.Fired);
        sender.SendPlain(10);
        sender.SendCopies(10);
        Assert.Equal(0, sender.Fired);
        sender.SendWithDestructors(25);
        Assert.Equal(25, sender.Fired);
    }
}
