namespace DePin.Protocol.Wire;

/// <summary>The scheduler's word on a held attempt.</summary>
/// <param name="TtlMs">Renewed for so many milliseconds from the reply (see <see cref="SyncReply.HeldMs"/>);
/// 0 when the lease is lost and the node must stop the attempt.</param>
public sealed record LeaseVerdict(AttemptId Attempt, long Epoch, long TtlMs)
{
    [System.Text.Json.Serialization.JsonIgnore]
    public bool Lost => TtlMs == 0;
}
