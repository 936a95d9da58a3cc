using System.Text.Json.Serialization;
using DePin.Attestation.Json;

namespace DePin.Attestation.Evidence;

/// <summary>One link of a job's chain of checkpoints, which goes on from attempt to attempt.</summary>
/// <param name="Number">Counts the job's checkpoints, from 1.</param>
/// <param name="At">Unix seconds.</param>
/// <param name="Digest">SHA-256 of the checkpoint's manifest, which names each of its files by SHA-256.</param>
/// <param name="Bytes">Size of all its files.</param>
/// <param name="Previous"><see cref="Link"/> of the checkpoint before, on whichever node it was taken; zero before the job's first.</param>
public sealed record CheckpointEvidence(
    long Number,
    long At,
    [property: JsonConverter(typeof(BareHexJsonConverter))] Hash32 Digest,
    long Bytes,
    [property: JsonConverter(typeof(BareHexJsonConverter))] Hash32 Previous)
{
    /// <summary>What the next checkpoint must name as its <see cref="Previous"/>: it stands for this one and all before.</summary>
    [JsonIgnore]
    public Hash32 Link => LinkOf(Previous, Digest);

    /// <summary>SHA-256 of the link before and the manifest's digest, 64 bytes.</summary>
    public static Hash32 LinkOf(Hash32 previous, Hash32 digest)
    {
        Span<byte> both = stackalloc byte[2 * Hash32.Size];
        previous.CopyTo(both);
        digest.CopyTo(both[Hash32.Size..]);
        return Hash32.Sha256(both);
    }
}
