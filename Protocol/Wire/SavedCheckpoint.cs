using DePin.Attestation;
using DePin.Protocol.Jobs;

namespace DePin.Protocol.Wire;

/// <summary>The last complete checkpoint of a job.</summary>
/// <param name="Number">Counts the job's checkpoints over all attempts, from 1.</param>
/// <param name="Manifest">SHA-256 of its <c>SHA256SUMS</c>.</param>
/// <param name="Link">It and all before it, in one hash.</param>
/// <param name="Bytes">Size of its files.</param>
/// <param name="At">Unix milliseconds, by the scheduler's clock.</param>
/// <param name="Epoch">Of the attempt that took it.</param>
/// <param name="Previous">The link before; zero before the first.</param>
public sealed record SavedCheckpoint(
    long Number, ContentHash Manifest, Hash32 Link, long Bytes, long At, long Epoch, Hash32 Previous = default);
