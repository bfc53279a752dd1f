using System.Threading.Tasks;

namespace FragApi;

/// <summary>
/// Sends between two calls that wait for completion. Epochs form a queue: one is over when its sends are released and all
/// epochs before it are over. Guarded by the lock of the channel.
/// </summary>
internal sealed class SendEpoch
{
    /// <summary>Sends of this epoch whose references are not dropped yet.</summary>
    public int Live;

    /// <summary>Completed when the epoch is over; null while it is the newest and nobody waits.</summary>
    public TaskCompletionSource? Over;

    /// <summary>The epoch that follows; null for the newest.</summary>
    public SendEpoch? Next;
}
