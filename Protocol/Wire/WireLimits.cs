using DePin.Attestation.Json;

namespace DePin.Protocol.Wire;

/// <summary>The bounds of protocol version 1. Both sides refuse what is over them, by name, before they read further.</summary>
public static class WireLimits
{
    /// <summary>How long a scheduler holds a <c>sync</c> that has nothing to say: 20 s, spread by ±20 %.</summary>
    public static readonly TimeSpan SyncHold = TimeSpan.FromSeconds(20);

    /// <summary>How long a lease lives without renewal: 60 s.</summary>
    public static readonly TimeSpan LeaseTtl = TimeSpan.FromSeconds(60);

    /// <summary>How far a node's clock may be from the scheduler's before its logins and attestations are refused: 5 min.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>Bytes of one JSON body of <c>sync</c> or <c>events</c>.</summary>
    public const int SyncBodyBytes = 256 * 1024;

    /// <summary>Events in one <c>sync</c>; more wait in the node's journal.</summary>
    public const int EventsPerSync = 256;

    /// <summary>Commands in one reply; more follow in the next.</summary>
    public const int CommandsPerSync = 64;

    /// <summary>Attempts one node may hold at once.</summary>
    public const int LeasesPerNode = 64;

    /// <summary>Bytes of a job file.</summary>
    public const int JobBodyBytes = 256 * 1024;

    /// <summary>Bytes of one part of a log.</summary>
    public const int LogPartBytes = 1024 * 1024;

    /// <summary>Bytes of a whole log; a marker line ends a log that reached it.</summary>
    public const long LogBytes = 64L * 1024 * 1024;

    /// <summary>Bytes of one part of an artifact.</summary>
    public const int ArtifactPartBytes = 8 * 1024 * 1024;

    /// <summary>Files one attempt may deliver.</summary>
    public const int ArtifactsPerAttempt = 10_000;

    /// <summary>Characters of an artifact's path.</summary>
    public const int ArtifactPathLength = 1024;

    /// <summary>Characters of what an event says to people.</summary>
    public const int EventTextLength = 1024;

    /// <summary>Checkpoints that an attestation's evidence lists: the last ones. The first of them names the link of all before.</summary>
    public const int CheckpointsInEvidence = 1000;

    /// <summary>Bytes of an attestation envelope, the evidence included (base64).</summary>
    public const int AttestationBodyBytes = 16 * 1024 * 1024;

    /// <summary>The largest sequence of an attestation, 2^53 − 1: JavaScript and SQLite keep it, and no node ever comes near it.</summary>
    public const ulong AttestationSequence = (ulong)CanonicalJson.MaxExactInteger;

    /// <summary>Bytes of the JSON body of a proof's commitment, or of any other word about one but its openings.</summary>
    public const int ProofBodyBytes = 4 * 1024;

    /// <summary>
    /// Bytes of the JSON body of a proof's openings, of the largest proof there is: 1024 rounds and 1024 paths of 24 hashes.
    /// </summary>
    public const int ProofOpenBodyBytes = 2 * 1024 * 1024;

    /// <summary>How long a node may take to open what the secret drew: 30 s.</summary>
    public static readonly TimeSpan ProofOpenWithin = TimeSpan.FromSeconds(30);

    /// <summary>GPUs one node may offer.</summary>
    public const int GpusPerNode = 64;

    /// <summary>Entries of one page of any list.</summary>
    public const int PageSize = 500;
}
