using System.Globalization;
using FragApi;

namespace Scenarios;

/// <summary>
/// An NFS client writes from the application's pages without copying them. The server's reply is late, the request is sent
/// again, the late reply completes the call while that second copy is still queued, and the application uses its buffer for
/// something else.
/// </summary>
internal sealed class NfsWrite : Scenario
{
    public override string Name => "nfs-write";

    public override string Seed => "seed 003";

    public override string Summary => "a buffer reused while a retransmission of it is still queued";

    public override ScenarioResult Run(ScenarioContext context)
    {
        ScenarioResult result = new();
        result.Say($"A program writes {NfsClient.Writes} blocks of {NfsClient.BlockSize} bytes of 0xAA, and fills its buffer with 0x55 after each write().");
        result.Say($"One reply in {Outage.OneIn} is held back for {Outage.Delay:0} ms; after {RpcTransport.RetransmitAfter:0} ms without a reply the request is sent again.");
        result.Say("Requests wait in the send queue by reference, and leave through a UDP socket for a server on the loopback interface.");

        Side before = Measure(result, "on_reply", "write() returns when the reply is there", Completion.OnReply, context);
        Side after = Measure(result, "on_release", "write() returns when the reply is there and every fragment has been let go of", Completion.OnRelease, context);

        result.Claim("requests were sent again, both times", before.Client.Retransmissions > 0 && after.Client.Retransmissions > 0);
        result.Claim("without destructors, bytes of 0x55 were captured on their way to the server", before.Server.WrongBytes > 0);
        result.Claim("without destructors, the server's file is corrupt although every write() succeeded", before.Server.CorruptBlocks > 0);
        result.Claim("with destructors, not one byte of 0x55 was captured", after.Server.WrongBytes == 0 && after.Server.Captured > NfsClient.Writes);
        result.Claim("with destructors, the server's file is what was written", after.Server.CorruptBlocks == 0);
        result.Claim("no page and no buffer is left behind, both times", before.Left == 0 && after.Left == 0);
        return result;
    }

    private static Side Measure(ScenarioResult result, string prefix, string title, Completion completion, ScenarioContext context)
    {
        using PagePool pool = new();
        using NfsServer server = new(NfsClient.Writes, NfsClient.BlockSize);
        NfsClient client = new(pool, server, completion, context.Random());
        client.WriteAll();
        result.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{title}: {server.WrongBytes:N0} wrong bytes in {server.WrongRequests} of {server.Captured} captured requests, {server.CorruptBlocks} blocks of the file corrupt."));
        result.Measure($"{prefix}.captured", server.Captured, "requests");
        result.Measure($"{prefix}.retransmissions", client.Retransmissions, "requests");
        result.Measure($"{prefix}.wrong_bytes", server.WrongBytes, "bytes");
        result.Measure($"{prefix}.corrupt_blocks", server.CorruptBlocks, "blocks");
        result.Measure($"{prefix}.mean_write", client.MeanWrite, "ms (simulated)");
        return new Side(client, server, pool.LivePages + pool.LiveBuffers);
    }

    private sealed record Side(NfsClient Client, NfsServer Server, long Left);
}
